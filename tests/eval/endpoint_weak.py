"""A weak model as an endpoint: what it claims, what the check catches of that, and what reaches the digest, to be read.

`python -m tests.eval.endpoint_weak OUT.md [ARTICLES]` loads the installed embedded model, which asks for 1.5 GB and
minutes an article, behind llama.cpp's own OpenAI-compatible server, and lets it write the digests of the first ARTICLES
of ten articles of ours. OUT.md holds every claim beside its lines: whether it is wrong is for a reader to say.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import settings, wiring
from bot.core import digest as digests
from bot.core import stance, telling
from bot.core.abstract import Abstractive, shape
from bot.core.abstract.checking import Checks, Source
from bot.core.errors import NoEngine
from bot.core.extract import Extract
from bot.core.ports import Answered, Prompt, Task
from bot.core.types import EN, ZH, Digest, Document, Given
from bot.model import tokens, weights
from bot.model.endpoint import Endpoint, EndpointSettings
from tests.eval.endpoint_corrupted import Silent, same

ROOT = Path(__file__).parents[2]
ARTICLES = (
    *(f"tests/fixtures/articles/{name}.md" for name in ("en-policy", "zh-earnings", "en-ruling", "zh-accident")),
    *(f"tests/fixtures/articles/{name}.md" for name in ("en-research", "zh-commentary")),
    "bot/samples/harbour.md",
    *(f"tests/fixtures/stance/{name}.md" for name in ("zh_factory_report", "en_port_report", "zh_finance")),
)
CONTEXT, THREADS = 8_192, 2
SECONDS = 1_200


@dataclass(slots=True)
class Heard:
    """An endpoint whose answers are kept: the name of each prompt, and what was said."""

    inner: Endpoint
    answers: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def answer(self, prompt: Prompt, deadline: float) -> Answered:
        answered = await self.inner.answer(prompt, deadline)
        self.answers.append((prompt.name, answered.value))
        return answered


def served(file: Path) -> Any:
    """The model behind its own HTTP server on loopback; it stops when the object goes."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = THREADS
    parameters.no_extra_bufts = True
    parameters.cache_ram_mib = 0
    parameters.fit_params = parameters.warmup = parameters.ui = False
    parameters.verbosity = 1
    parameters.port = 0
    return xllamacpp.Server(parameters)


def report(document: Document, heard: Sequence[tuple[str, Mapping[str, Any]]], digest: Digest) -> Iterator[str]:
    """The lines of the article, each claim with what stands against it and what became of it, and the points shown."""
    yield from (f"{n} {passage.text}  " for n, passage in enumerate(document.passages, 1))
    task = Task((document,), (stance.voices(document),), (ZH, EN), digests.LENGTHS["medium"])
    checks = Checks(task, [Source(document, 1)], wiring.glossary())
    numbers = range(1, len(document.passages) + 1)
    for name, value in heard:
        for row in value.get("points", ()):
            checked = checks.claim(shape.claim(row, (ZH, EN), 1, document, numbers))
            yield f"\n- {name} {row['passages']} {row['stance']}\n  - {row[ZH]}\n  - {row[EN]}"
            yield from (f"  - {reason.weight}: {telling.reason(reason)[EN]}" for reason in checked.reasons)
            shown = any(same(point, {lang: row[lang] for lang in (ZH, EN)}) for point in digest.points)
            yield f"  - **{'shown' if shown else 'not shown'}**"
    yield f"\n**Digest** by {digest.engine.kind}: {digest.title.text}\n"
    for point in digest.points:
        doubts = [telling.reason(reason)[EN] for reason in point.doubts]
        yield f"1. {point.text.get(ZH)} / {point.text.get(EN)} [{point.stance}] {doubts or ''}"


def counts(document: Document, heard: Sequence[tuple[str, Mapping[str, Any]]], digest: Digest) -> Counter[str]:
    """How many claims there were the first time, and of the points shown how many are the model's and marked."""
    first = sum(len(value.get("points", ())) for name, value in heard if name == "write")
    both = [point for point in digest.points if len(point.text) == 2]
    marked = sum(bool(point.doubts) for point in both)
    return Counter(claims=first, calls=len(heard), points=len(digest.points), written=len(both), marked=marked)


async def main(out: Path, most: int) -> None:
    """Writes the report as it goes, and prints the counts of each article."""
    file = weights.ready(wiring.chosen_weights(), wiring.model_folder())
    server = served(file)
    name = settings.load().model.weights
    url = f"{server.listening_address}/v1"
    options = EndpointSettings("openai", name, tokens.counter(name), url, window=CONTEXT, seconds=SECONDS)
    total: Counter[str] = Counter()
    with out.open("w", encoding="utf-8") as written:
        for path in ARTICLES[:most]:
            ask = digests.Ask((Given("file", str(ROOT / path)),), (ZH, EN), "medium")
            async with wiring.reader() as reader:
                readings = await digests.read(ask, reader, Silent())
            heard = Heard(Endpoint(options))
            asked = Abstractive(heard, wiring.glossary(), seconds=SECONDS, most_tokens=100_000)
            began = time.monotonic()
            digest = await digests.write(ask, readings, [asked, Extract()], wiring.glossary(), Silent())
            seconds = time.monotonic() - began
            found = counts(readings.documents[0], heard.answers, digest)
            total += found
            print(
                f"{path:<44}{seconds:>6.0f} s  {digest.engine.kind:<9}{json.dumps(found)} {digest.engine.why or ''}",
                flush=True,
            )
            written.write(f"\n## {path}\n" + "\n".join(report(readings.documents[0], heard.answers, digest)) + "\n")
            written.flush()
    print(f"{'all':<44}{'':>19}{json.dumps(total)}")


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else len(ARTICLES)))
    except NoEngine as error:
        sys.exit(str(error))
