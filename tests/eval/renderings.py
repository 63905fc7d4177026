"""Renders sentences with the embedded model and writes down every attempt, to be read one by one by a person.

`python -m tests.eval.renderings OUT.jsonl [--each 50] [--seed 1] [--without terms]`: sentences of our fixtures,
which were written after the model. A line holds the source, each attempt with its reasons, odds and seconds, and the
one taken with its doubts, or null where the sentence was given up. A second run goes on where the first stopped.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Collection
from pathlib import Path

from bot import wiring
from bot.core import prompting
from bot.core.types import EN, ZH
from bot.model import local
from bot.model.wire import Answer, Request

SENTENCES = Path(__file__).parent.parent / "fixtures" / "sentences"


def sentences(lang: str, each: int, seed: int, seen: Collection[str] = ()) -> list[str]:
    """`each` sentences of a language, headlines left out, drawn over all articles; none of those `seen`."""
    text = (SENTENCES / f"{lang.partition('-')[0]}.txt").read_text(encoding="utf-8")
    bodies = [line for article in text.strip().split("\n\n") for line in article.split("\n")[1:]]
    bodies = [line for line in bodies if line not in seen]
    return random.Random(seed).sample(bodies, each)


async def rendered(text: str, own: str, lang: str) -> dict[str, object]:
    """One sentence and what became of it."""
    calls: list[tuple[Request, Answer, float]] = []

    async def generate(request: Request) -> Answer:
        began = time.monotonic()
        answer = await wiring.model_process().generate(request)
        calls.append((request, answer, time.monotonic() - began))
        return answer

    tried: list[local._Tried] = []
    began = time.monotonic()
    work = local._Work(generate, wiring.glossary(), began, began + 600)
    once, look = work._once, work._second_look

    async def remembered(*args, **kwargs):
        tried.append(await once(*args, **kwargs))
        return tried[-1]

    async def looked(one, *args):
        tried[-1] = await look(one, *args)
        return tried[-1]

    work._once, work._second_look = remembered, looked
    best = await work._best(text, own, lang)
    return {
        "source": text,
        "lang": own,
        "tried": [(one.text, [reason.kind for reason in one.reasons], one.odds) for one in tried],
        "taken": best and best.text,
        "doubts": [(r.kind, r.claim, r.source) for r in best.reasons] if best else [],
        "calls": [(round(seconds, 1), answer.prompt_tokens, answer.tokens) for _, answer, seconds in calls],
        "seconds": round(time.monotonic() - began, 1),
    }


def sources(path: Path | None) -> set[str]:
    """The sentences of an earlier run."""
    lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
    return {json.loads(line)["source"] for line in lines}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seen", type=Path, help="the lines of an earlier run, whose sentences are left out")
    parser.add_argument("--without", choices=["terms"], action="append", default=[])
    options = parser.parse_args()
    if "terms" in options.without:
        prompting.terms = lambda *_: ()
    done, seen = sources(options.out), sources(options.seen)
    pairs = zip(*(sentences(lang, options.each, options.seed, seen) for lang in (ZH, EN)), strict=True)
    with options.out.open("a", encoding="utf-8") as out:
        for own, lang, text in (row for zh, en in pairs for row in ((ZH, EN, zh), (EN, ZH, en))):
            if text not in done:
                out.write(json.dumps(await rendered(text, own, lang), ensure_ascii=False) + "\n")
                out.flush()


if __name__ == "__main__":
    asyncio.run(main())
