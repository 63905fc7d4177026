"""What reaches a digest when a model behind an API mixes good claims with wrong ones.

`python -m tests.eval.endpoint_corrupted DATA [CLAIMS]`, DATA holding `translation/` as published. Good English-Chinese
sentence pairs are joined into documents in one language; a scripted server answers over HTTP with pairs as claims, most
with one error: those of `corrupt.py`, of our own corruptors, and inventions. Everything is asked twice. A server that
repeats its error shows what the check makes of it: `blocked` (not shown, or the source's own words instead), `marked`
(shown with a doubt), `passed`. One that mends it when told shows what is `repaired`. CLAIMS of each kind and side.
"""

import asyncio
import json
import random
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import wiring
from bot.core import digest as digests
from bot.core.abstract import Abstractive
from bot.core.salience.terms import width
from bot.core.types import EN, ZH, Digest, Document, Point
from bot.model import tokens
from bot.model.endpoint import Endpoint, EndpointSettings
from bot.reading.dictionary import cedict
from tests.eval import names_corrupt, polarity_corrupt, quantities_corrupt
from tests.eval.citations import of_lines
from tests.eval.inventions import ADDED, OBEYED
from tests.sims.endpoints import Answer, Asked, EndpointSim

TAGS = {"en": EN, "zh": ZH}
SEED = 20261123
BLOCK, CORRUPTED, GOOD = 100, 5, 2  # pairs a document, so that a repair has room; claims a digest
MOST_LATIN, MOST_HAN = 200, 60  # characters of a claim, as the prompt asks
ROOM = 0.75  # of that, for a pair something is added to
SHORTER = frozenset({"clause dropped"})  # of a summary no error, and in no total
MODEL = "gpt-4.1-mini"
NOWHERE = 9999  # a line no document has

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A claim with an error of `kind` in `side` ("" for both). `texts` is what is said, about the pair `i` of the set;
    `lines` says which pairs it names instead, where it does not name its own."""

    i: int
    kind: str
    side: str
    texts: Texts
    lines: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One digest: the pairs of its document, its language, the claims the server makes of it."""

    first: int
    pairs: Sequence[Texts]
    language: str
    wrong: tuple[Wrong, ...]
    good: tuple[int, ...]

    @property
    def document(self) -> Document:
        return of_lines([pair[self.language] for pair in self.pairs], self.language)

    def numbers(self, one: Wrong) -> list[int]:
        """The lines a claim names, by their numbers in the document."""
        lines = (one.i,) if one.lines is None else one.lines
        return [line if line == NOWHERE else line - self.first + 1 for line in lines]


def pairs_of(data: Path) -> list[Texts]:
    """The good pairs, in the order published."""
    lines = (data / "translation" / "flores_dev_en_zh.tsv").read_text(encoding="utf-8").splitlines()
    return [{EN: en, ZH: zh} for en, _, zh in (line.partition("\t") for line in lines)]


def short(texts: Texts, share: float = 1.0) -> bool:
    return len(texts[EN]) <= share * MOST_LATIN and width(texts[ZH]) <= share * MOST_HAN


def changed(data: Path, pairs: Sequence[Texts]) -> Iterator[Wrong]:
    """Pairs with an error in one side, by every corruptor there is."""
    plain = [(pair[EN], pair[ZH]) for pair in pairs]
    folder = data / "translation"
    command = [sys.executable, str(folder / "corrupt.py"), str(folder / "flores_dev_en_zh.tsv")]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    ours = (
        quantities_corrupt.corrupted(plain, random.Random(SEED)),
        names_corrupt.corrupted(plain, cedict()),
        polarity_corrupt.corrupted(plain),
    )
    for rows in (map(json.loads, theirs), *ours):
        for row in rows:
            if row["side"]:
                yield Wrong(row["i"], row["kind"], TAGS[row["side"]], {tag: row[side] for side, tag in TAGS.items()})


def invented(pairs: Sequence[Texts]) -> Iterator[Wrong]:
    """Pairs with something added, said in the wrong language, or naming the wrong lines."""
    for i, pair in enumerate(pairs):
        if not short(pair, ROOM):
            continue
        other = (i + 1) % BLOCK + i - i % BLOCK
        for side, kinds in ADDED.items():
            for kind, change in kinds.items():
                if bad := change(pair[side]):
                    yield Wrong(i, f"+ {kind}", side, {**pair, side: bad})
        for kind, texts in OBEYED.items():
            yield Wrong(i, f"+ {kind}", "", texts)
        yield Wrong(i, "+ other language", EN, {**pair, EN: pair[ZH]})
        yield Wrong(i, "+ other language", ZH, {**pair, ZH: pair[EN]})
        yield Wrong(i, "+ line of another claim", "", pair, (other,))
        yield Wrong(i, "+ line that is not there", "", pair, (NOWHERE,))
        yield Wrong(i, "+ no line", "", pair, ())
        yield Wrong(i, "+ claim of another text", "", pairs[(i + len(pairs) // 2) % len(pairs)])


def sampled(found: Iterable[Wrong], most: int) -> list[Wrong]:
    """At most `most` of each kind and side, by chance, of a length the prompt allows."""
    kinds: dict[tuple[str, str], list[Wrong]] = defaultdict(list)
    for one in found:
        if short(one.texts):
            kinds[one.kind, one.side].append(one)
    chance = random.Random(SEED)
    return [one for rows in kinds.values() for one in chance.sample(rows, min(most, len(rows)))]


def jobs(pairs: Sequence[Texts], wrong: Sequence[Wrong]) -> Iterator[Job]:
    """Digests that hold every wrong claim once, none with two about one pair, and good claims beside them."""
    blocks: dict[int, list[Wrong]] = defaultdict(list)
    for one in wrong:
        blocks[one.i // BLOCK].append(one)
    for block, waiting in sorted(blocks.items()):
        first = block * BLOCK
        mine = pairs[first : first + BLOCK]
        for turn, taken in enumerate(apart(waiting)):
            used = {one.i for one in taken}
            free = [first + n for n, pair in enumerate(mine) if first + n not in used and short(pair)]
            start = turn % max(1, len(free))
            good = (free[start:] + free[:start])[:GOOD]
            yield Job(first, mine, (EN, ZH)[(block + turn) % 2], taken, tuple(good))


def apart(wrong: Iterable[Wrong]) -> Iterator[tuple[Wrong, ...]]:
    """The claims in groups that hold no two about one pair."""
    waiting = list(wrong)
    while waiting:
        taken: dict[int, Wrong] = {}
        for one in waiting:
            if len(taken) < CORRUPTED:
                taken.setdefault(one.i, one)
        yield tuple(taken.values())
        waiting = [one for one in waiting if taken.get(one.i) is not one]


class Server:
    """The script of one job after the other; `mends` says whether the second answer is right."""

    def __init__(self, *, mends: bool) -> None:
        self.mends = mends
        self.job: Job

    def __call__(self, asked: Asked) -> Answer:
        properties = (asked.schema or {})["properties"]
        if "point" in properties["points"]["items"]["properties"]:
            return Answer({"points": [*self.again(asked.text)]})
        job = self.job
        rows = [row(one.texts, job.numbers(one)) for one in job.wrong]
        rows += [row(job.pairs[i - job.first], [i - job.first + 1]) for i in job.good]
        headline = {"headline": {"passages": [1], **job.pairs[0]}} if "headline" in properties else {}
        return Answer({**headline, "points": rows})

    def again(self, text: str) -> Iterator[dict[str, object]]:
        """The points asked for again: whichever claim's words stand under each number."""
        for found in re.finditer(r"(?ms)^Point (\d+)\n(.*?)(?=^Point \d+\n|\Z)", text):
            said = key(found[2])
            one = next(
                (one for one in self.job.wrong if key(one.texts[EN]) in said or key(one.texts[ZH]) in said), None
            )
            good = [i for i in self.job.good if key(self.job.pairs[i - self.job.first][EN]) in said]
            if one and not self.mends:
                yield {"point": int(found[1]), **row(one.texts, self.job.numbers(one))}
            elif one or good:
                i = one.i if one else good[0]
                yield {"point": int(found[1]), **row(self.job.pairs[i - self.job.first], [i - self.job.first + 1])}


def row(texts: Texts, numbers: Sequence[int]) -> dict[str, object]:
    return {"passages": list(numbers), "stance": "reported", "voice": "", **texts}


def key(text: str) -> str:
    """A text without what typography and a prompt may change of it."""
    return re.sub(r"[\s\"“”‘’'…·]+", "", unicodedata.normalize("NFKC", text)).replace("。", ".")


class Silent:
    """Progress nobody looks at."""

    def stage(self, stage: str, **values: object) -> None: ...

    def partial(self, digest: Digest, done: int, total: int) -> None: ...


async def written(document: Document, engine: Abstractive, length: str = "long") -> Digest:
    """The digest of one document, as the product writes it."""
    ask = digests.Ask((), (ZH, EN), length)
    readings = digests.Readings((document,), ())
    return await digests.write(ask, readings, [engine], wiring.glossary(), Silent())


def engine(sim: EndpointSim, window: int = 32_768) -> Abstractive:
    """The engine, and the endpoint it asks."""
    settings = EndpointSettings("openai", MODEL, tokens.counter(MODEL), sim.base_url, window=window)
    endpoint = Endpoint(settings)
    return Abstractive(endpoint, wiring.glossary(), seconds=120, most_tokens=1_000_000)


def outcome(one: Wrong, job: Job, digest: Digest) -> str:
    """What became of a claim. One that is wrong only in the line it names is repaired when it names the right one."""
    good = job.pairs[one.i - job.first]
    for point in digest.points:
        if same(point, good) and (one.texts != good or point.evidence[0].passage == str(one.i - job.first)):
            return "repaired" if one.kind else "marked" if point.doubts else "passed"
        if same(point, one.texts):
            return "marked" if point.doubts else "passed"
    return "blocked"


def same(point: Point, texts: Texts) -> bool:
    return set(point.text) == set(texts) and all(key(point.text[lang]) == key(texts[lang]) for lang in texts)


async def run(work: Sequence[Job], *, mends: bool) -> list[tuple[Job, Digest]]:
    """The digest of each job, one after the other."""
    server = Server(mends=mends)
    found = []
    async with EndpointSim(server) as sim:
        asked = engine(sim)
        for job in work:
            server.job = job
            found.append((job, await written(job.document, asked)))
    return found


def claims(done: Iterable[tuple[Job, Digest]]) -> Iterator[tuple[Wrong, str, str]]:
    """Each wrong claim, whether its error is in a "rendering" or in the source's "own" language, and its outcome."""
    for job, digest in done:
        for one in job.wrong:
            side = "both" if not one.side else "own" if one.side == job.language else "rendering"
            yield one, side, outcome(one, job, digest)


def good_ones(done: Iterable[tuple[Job, Digest]]) -> Counter[str]:
    """What became of the good claims; the same pair in another language counts again."""
    found: Counter[str] = Counter()
    for job, digest in done:
        for i in job.good:
            found[outcome(Wrong(i, "", "", job.pairs[i - job.first]), job, digest)] += 1
    return found


def table(stubborn: Sequence[tuple[Wrong, str, str]], mended: Sequence[tuple[Wrong, str, str]]) -> None:
    columns = ("blocked", "marked", "passed", "repaired")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one, side, what in stubborn:
        for name in labels(one, side):
            counts[name].update([what, "n"])
    for one, side, what in mended:
        for name in labels(one, side):
            counts[name][what if what == "repaired" else ""] += 1
    print(f"{'claims with':<40}{'n':>6}" + "".join(f"{column:>10}" for column in columns))
    for name in sorted(counts, key=lambda name: (not name.startswith("all"), name)):
        shares = "".join(f"{100 * counts[name][column] / counts[name]['n']:>9.1f}%" for column in columns)
        print(f"{name:<40}{counts[name]['n']:>6}{shares}")


def labels(one: Wrong, side: str) -> tuple[str, ...]:
    group = "all inventions" if one.kind.startswith("+") else "all errors"
    if one.kind in SHORTER:
        return (f"{one.kind} ({one.side})",)
    return (group, f"{group}, {side}", f"{one.kind} ({one.side or 'both'})")


def main(data: Path, most: int) -> None:
    """Prints the table, then the good claims."""
    if not (data / "translation").is_dir():
        print(f"No pairs in {data}: nothing is measured.")
        return
    pairs = pairs_of(data)
    work = list(jobs(pairs, sampled([*changed(data, pairs), *invented(pairs)], most)))
    stubborn, mended = (asyncio.run(run(work, mends=mends)) for mends in (False, True))
    print(f"{len(work)} documents of {BLOCK} sentences")
    table(list(claims(stubborn)), list(claims(mended)))
    for name, done in (("repeats", stubborn), ("mends", mended)):
        found = good_ones(done)
        total = found.total()
        print(
            f"good claims, a server that {name} its errors: {total}, shown {100 * found['passed'] / total:.1f} %, "
            f"marked {100 * found['marked'] / total:.1f} %, stopped {100 * found['blocked'] / total:.1f} %"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40)
