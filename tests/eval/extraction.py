"""How well articles are found in pages, beside trafilatura and readability-lxml, and how right their dates and authors.

`python -m tests.eval.extraction DATA`, where DATA holds `extraction/` as published. English: F1 of the mean precision
and recall over 4-word shingles, as in scrapinghub/article-extraction-benchmark. Chinese: mean F1 over 4-character grams
without white space, with the pages that are refused as empty text and, behind it, without them. A page with U+FFFD in
its text is counted, as is the time of each reading by itself.
"""

import gzip
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean

from bot.core.types import Document, PassageKind, Unread
from bot.reading.encoding import declared_in
from bot.reading.files import page_document, text_of
from bot.reading.limits import ReadingError, ReadingSettings

SIZE = 4


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    body: bytes
    url: str | None
    wanted: str
    author: str = "UNKNOWN"
    day: str = "UNKNOWN"


Grams = Callable[[str], Counter[Hashable]]
Reading = Callable[[Case], str]


def english(folder: Path) -> Iterator[Case]:
    """The English pages with the text people marked in them."""
    for name, row in json.loads((folder / "en" / "ground-truth.json").read_text(encoding="utf-8")).items():
        yield Case(
            name, gzip.decompress((folder / "en" / f"{name}.html.gz").read_bytes()), row["url"], row["articleBody"]
        )


def chinese(folder: Path) -> Iterator[Case]:
    """The Chinese pages with their text, author and date."""
    for page in sorted((folder / "zh").glob("*.html")):
        text, author, day = (
            (folder / "zh" / "gold" / part / f"{page.stem}.txt").read_text(encoding="utf-8").strip()
            for part in ("cleaned", "author", "date")
        )
        yield Case(page.stem, page.read_bytes(), None, text, author, day)


def shingles(text: str) -> Counter[Hashable]:
    """Runs of four words."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[start : start + SIZE]) for start in range(max(bool(words), len(words) - SIZE + 1)))


def characters(text: str) -> Counter[Hashable]:
    """Runs of four characters."""
    dense = re.sub(r"\s+", "", text)
    return Counter(dense[start : start + SIZE] for start in range(max(bool(dense), len(dense) - SIZE + 1)))


def overlap(found: Counter[Hashable], wanted: Counter[Hashable]) -> tuple[float, float]:
    """Precision and recall."""
    shared = (found & wanted).total()
    return shared / (found.total() or 1), shared / (wanted.total() or 1)


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def read(case: Case) -> Document | Unread:
    """The page as Duet reads it."""
    try:
        return page_document(case.body, None, kind="page", url=case.url, limits=ReadingSettings())
    except ReadingError as error:
        return Unread(case.name, error.reason)


def ours(case: Case) -> str:
    """All passages, the title among them."""
    found = read(case)
    return "\n".join(passage.text for passage in found.passages) if isinstance(found, Document) else ""


def ours_without_title(case: Case) -> str:
    """The passages without the title."""
    found = read(case)
    if isinstance(found, Unread):
        return ""
    titled = found.title_from_text and found.passages[0].kind is PassageKind.HEADING
    return "\n".join(passage.text for passage in found.passages[int(titled) :])


def theirs(case: Case) -> str:
    """What trafilatura finds in the bytes by itself."""
    from trafilatura import bare_extraction

    found = bare_extraction(case.body, url=case.url, with_metadata=True, include_comments=False)
    return "" if found is None else str(getattr(found, "text", "") or "")


def theirs_decoded(case: Case) -> str:
    """What trafilatura finds in the text of the page as Duet decodes it."""
    return theirs(replace(case, body=text_of(case.body, declared_in(case.body)).encode()))


def readability(case: Case) -> str:
    """What readability-lxml finds in that text; nothing where it is not installed or fails."""
    from lxml import html
    from readability import Document as Readable

    try:
        summary = Readable(text_of(case.body, declared_in(case.body))).summary()
        return str(html.fromstring(summary).text_content())
    except Exception:
        return ""


def scores(cases: Sequence[Case], reading: Reading, grams: Grams) -> list[tuple[float, float]]:
    """Precision and recall of each page."""
    return [overlap(grams(reading(case)), grams(case.wanted)) for case in cases]


def facts(cases: Sequence[Case]) -> str:
    """How many of the known dates and authors are found, and how many are given where there is none."""
    rows = [(case, found) for case in cases if isinstance(found := read(case), Document)]
    lines = []
    for name, wanted, got in (
        ("date", lambda case: _day(case.day), lambda found: found.published and found.published.isoformat()),
        ("author", lambda case: None if case.author == "UNKNOWN" else case.author, lambda found: found.author),
    ):
        known = [(wanted(case), got(found)) for case, found in rows]
        right = sum(one == other for one, other in known if one)
        invented = sum(bool(other) for one, other in known if not one)
        lines.append(f"{name}: {right} of {sum(bool(one) for one, _ in known)} right, {invented} where none is known")
    return "; ".join(lines)


def _english(cases: Sequence[Case], reading: Reading) -> str:
    started = time.process_time()
    pairs = scores(cases, reading, shingles)
    each = (time.process_time() - started) / len(cases)
    precision, recall = fmean(pair[0] for pair in pairs), fmean(pair[1] for pair in pairs)
    figures = f"en P {precision:.3f} R {recall:.3f} F1 {f1(precision, recall):.3f}"
    return f"{figures} ({len(cases)} pages, {each * 1000:.0f} ms each)"


def _chinese(cases: Sequence[Case], reading: Reading) -> str:
    started = time.process_time()
    texts = [reading(case) for case in cases]
    each = (time.process_time() - started) / len(cases)
    found = [f1(*overlap(characters(text), characters(case.wanted))) for text, case in zip(texts, cases, strict=True)]
    read_ones = fmean(score for score, text in zip(found, texts, strict=True) if text)
    spoiled = sum("\ufffd" in text for text in texts)
    figures = f"zh F1 {fmean(found):.3f}, of those read {read_ones:.3f}"
    return f"{figures} ({len(cases)}, U+FFFD in {spoiled}, {each * 1000:.0f} ms each)"


def _day(text: str) -> str | None:
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    return "-".join(part.zfill(2) for part in found.groups()) if found else None


def main(folder: Path) -> None:
    """Prints one line per reading and what was refused."""
    logging.disable(logging.CRITICAL)
    if not folder.is_dir():
        print(f"skipped: there is no {folder}")
        return
    en, zh = list(english(folder)), list(chinese(folder))
    readings = [
        ("trafilatura", theirs),
        ("… our decoding", theirs_decoded),
        ("duet", ours),
        ("duet, no title", ours_without_title),
    ]
    if find_spec("readability"):
        readings.insert(2, ("readability", readability))
    for name, reading in readings:
        print(f"{name:15} {_english(en, reading)} · {_chinese(zh, reading)}", flush=True)
    refused = [found for case in (*en, *zh) if isinstance(found := read(case), Unread)]
    print("refused:", ", ".join(f"{one.input[:8]} {one.reason}" for one in refused) or "none")
    print("zh", facts(zh))


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "extraction")
