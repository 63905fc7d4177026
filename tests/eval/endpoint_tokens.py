"""What a digest by a model behind an API costs: tokens and calls for articles of three lengths in both languages.

`python -m tests.eval.endpoint_tokens DATA`, DATA holding `translation/` as published: its sentences, one after the
other, are the articles. A scripted server answers over HTTP with seven points of the lines it was shown; all of them
are wrong the first time, the worst there is for the repair. `first` and `repair` are the tokens of their prompts, by
the count of the model asked for, each with its ratio to the article's own; `lines` is that of the numbered lines alone,
without the rest of a prompt for each part. `schema` is what the answers' shapes would add.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.core.types import EN, ZH, Document
from bot.model import tokens
from tests.eval.citations import of_lines
from tests.eval.endpoint_corrupted import MODEL, Texts, engine, pairs_of, row, short, written
from tests.sims.endpoints import Answer, Asked, EndpointSim

SIZES = (1_000, 4_000, 30_000)
POINTS = 7

count = tokens.counter(MODEL)


def article(pairs: Sequence[Texts], lang: str, size: int) -> Document:
    """As many sentences as have about `size` tokens, from the first one on, and over again where there are too few."""
    lines: list[str] = []
    held = 0
    while held < size:
        lines.append(pairs[len(lines) % len(pairs)][lang])
        held += count(lines[-1])
    return of_lines(lines, lang)


class Server:
    """Makes wrong points of lines spread over what it is shown, and right ones when asked again."""

    def __init__(self, pairs: Sequence[Texts]) -> None:
        self.known = {text: pair for pair in pairs for text in pair.values()}

    def __call__(self, asked: Asked) -> Answer:
        properties = (asked.schema or {})["properties"]
        if again(asked):
            return Answer({"points": [*self.mended(asked.text)]})
        shown = [(number, pair) for number, pair in self.shown(asked.text) if short(pair)]
        step = max(1, len(shown) // POINTS)
        rows = [row({**pair, EN: wrong(pair[EN])}, [number]) for number, pair in shown[::step][:POINTS]]
        headline = {"headline": {"passages": [shown[0][0]], **shown[0][1]}} if "headline" in properties else {}
        return Answer({**headline, "points": rows})

    def shown(self, text: str) -> Iterator[tuple[int, Texts]]:
        """The numbered lines of a prompt whose pair is known."""
        for number, line in re.findall(r"(?m)^(\d+) (.+)$", text):
            if line in self.known:
                yield int(number), self.known[line]

    def mended(self, text: str) -> Iterator[dict[str, object]]:
        for found in re.finditer(r"(?ms)^Point (\d+)\n(.*?)(?=^Point \d+\n|\Z)", text):
            for number, pair in self.shown(found[2]):
                yield {"point": int(found[1]), **row(pair, [number])}


def wrong(text: str) -> str:
    """The text with a figure and a name nobody told."""
    return f"{text[:-1]}, Jonathan Marlowe told 7,340 people."


def again(asked: Asked) -> bool:
    """Whether a request is for points written again."""
    return "point" in (asked.schema or {})["properties"]["points"]["items"]["properties"]


async def measured(pairs: Sequence[Texts], lang: str, size: int, window: int) -> str:
    document = article(pairs, lang, size)
    own = sum(count(passage.text) for passage in document.passages)
    async with EndpointSim(Server(pairs), count=count) as sim:
        digest = await written(document, engine(sim, window))
    passes = {
        name: [a for a in sim.requests if again(a) is later] for name, later in (("first", False), ("repair", True))
    }
    first, repair = (sum(count(asked.text) for asked in asks) for asks in passes.values())
    schema = sum(count(json.dumps(asked.schema)) for asked in sim.requests)
    shown = sum(count("\n".join(numbered(asked.text))) for asked in passes["first"])
    return (
        f"{lang:<8}{own:>8}{window:>8}{len(passes['first']):>7}{len(passes['repair']):>8}{first:>8}{first / own:>7.2f}"
        f"{shown / own:>13.2f}{repair:>8}{repair / own:>7.2f}{schema:>8}"
        f"{digest.usage.input_tokens:>8}{digest.usage.output_tokens:>8}{len(digest.points):>8}"
    )


def numbered(text: str) -> list[str]:
    """The lines of an article as a prompt shows them."""
    return re.findall(r"(?m)^\d+ .+$", text)


def main(data: Path) -> None:
    """Prints a line for each length and language; the longest also in a small window."""
    if not (data / "translation").is_dir():
        print(f"No sentences in {data}: nothing is measured.")
        return
    pairs = pairs_of(data)
    print(
        f"{'':<8}{'tokens':>8}{'window':>8}{'calls':>7}{'repairs':>8}{'first':>8}{'ratio':>7}{'lines':>13}"
        f"{'repair':>8}{'ratio':>7}{'schema':>8}{'input':>8}{'output':>8}{'points':>8}"
    )
    for lang in (EN, ZH):
        for size, window in (*((size, 32_768) for size in SIZES), (SIZES[-1], 8_192)):
            print(asyncio.run(measured(pairs, lang, size, window)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
