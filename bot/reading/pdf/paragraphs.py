"""From the lines of a PDF's columns to paragraphs: words put together again, headings told from text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from statistics import median

from bot.core.types import PassageKind
from bot.reading.pdf.layout import Line
from bot.reading.pdf.pieces import SOFT

LARGER = 1.12  # times the usual size: letters of a heading
ALIKE = 0.12  # the share by which sizes differ within a paragraph
APART = 1.45  # times the usual distance of two lines: a new paragraph begins
INDENT = 0.8  # times the size of the letters
FULL = 0.85  # of a column's width: a line that is shorter and ends a sentence ends the paragraph
NEARLY = 0.7  # of a column's width: a last line that is shorter ends a paragraph even without a full stop
LONGEST_WORD = 40
LONGEST_HEADING = 200  # characters
BEFORE = 4  # paragraphs among which one may go on over a column's or page's end, past footnotes and figures
ENDS = frozenset('.。!！?？…;；:："”’」』)）]')


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`pages` are the places in its text where it begins and where it goes on to another page, each with the page."""

    text: str
    kind: PassageKind
    pages: tuple[tuple[int, int], ...]
    size: float


def paragraphs(columns: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """The paragraphs of a document. One that is broken by the end of a column or a page is put together again."""
    usual = _usual_size(columns)
    pitch = _usual_pitch(columns)
    groups: list[list[Line]] = []
    for column in columns:
        margin = _margin(column)
        for n, line in enumerate(column):
            if n and not _begins(column[n - 1], line, margin, pitch):
                groups[-1].append(line)
                continue
            broken = None if n else _broken(groups, line)
            if broken is None:
                groups.append([line])
            else:
                broken.append(line)
    known = _words(columns)
    return [_paragraph(group, usual, known) for group in groups]


def _paragraph(group: Sequence[Line], usual: float, known: frozenset[str]) -> Paragraph:
    parts = _joined(group, known)
    starts = accumulate((len(part) for part in parts), initial=0)
    changes = {line.page: start for line, start in reversed(list(zip(group, starts, strict=False)))}
    pages = tuple((changes[page], page) for page in sorted(changes))
    return Paragraph("".join(parts), _kind(group, usual), pages, group[0].size)


def _usual_size(columns: Sequence[Sequence[Line]]) -> float:
    """The height of most letters."""
    sizes: Counter[float] = Counter()
    for column in columns:
        for line in column:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _usual_pitch(columns: Sequence[Sequence[Line]]) -> float:
    """The usual distance of two lines, as a multiple of their height."""
    found = [
        (below.middle - above.middle) / above.size
        for column in columns
        for above, below in pairwise(column)
        if _same_size(above, below) and 0 < below.middle - above.middle < 3 * above.size
    ]
    return median(found) if found else 1.2


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= ALIKE * max(one.size, other.size)


def _margin(column: Sequence[Line]) -> float:
    return float(Counter(round(line.left) for line in column).most_common(1)[0][0])


def _begins(above: Line, line: Line, margin: float, pitch: float) -> bool:
    """Whether a line begins a paragraph, as the line before it, its place and its first letters tell."""
    if not _same_size(above, line) or above.bold != line.bold:
        return True
    if line.middle - above.middle > APART * pitch * above.size or _item().match(line.text):
        return True
    indented, was = (_is_indented(one, margin) for one in (line, above))
    if indented != was and (indented or line.left < margin - INDENT * line.size):
        return True
    return _ends(above) and above.right - above.first < FULL * (above.last - above.first)


def _is_indented(line: Line, margin: float) -> bool:
    return line.left > margin + INDENT * line.size


def _ends(line: Line) -> bool:
    return line.text[-1] in ENDS


def _broken(groups: list[list[Line]], line: Line) -> list[Line] | None:
    """The paragraph that goes on with the first line of a column: one that stopped in mid-sentence."""
    for group in reversed(groups[-BEFORE:]):
        last = group[-1]
        if _same_size(last, line) and last.bold == line.bold and line.page - last.page <= 1:
            full = last.right - last.first >= NEARLY * (last.last - last.first)
            goes_on = full or line.text[0].islower() or last.text.endswith(SOFT)
            return group if goes_on and not _ends(last) and not _item().match(line.text) else None
    return None


def _kind(group: Sequence[Line], usual: float) -> PassageKind:
    length = sum(len(line.text) for line in group)
    if _item().match(group[0].text) and not (group[0].bold and length < LONGEST_HEADING):
        return PassageKind.ITEM
    larger = group[0].size > LARGER * usual
    stands_out = larger or (group[0].bold and not group[-1].text.endswith((".", "。", ",", "，")))
    return PassageKind.HEADING if stands_out and length <= LONGEST_HEADING else PassageKind.SENTENCE


@cache
def _item() -> re.Pattern[str]:
    return re.compile(r"[•●▪■◦‣–]\s|\[\d{1,3}\]\s|[(（]?\d{1,2}[)）]\s?|\d{1,2}[.、]\s+(?=\S)")


# Words


def _words(columns: Sequence[Sequence[Line]]) -> frozenset[str]:
    """The words with a hyphen that stand within lines: broken at a line's end, they keep it."""
    return frozenset(
        word.lower() for column in columns for line in column for word in _hyphened().findall(line.text.rstrip("-"))
    )


def _joined(group: Sequence[Line], known: frozenset[str]) -> list[str]:
    """The lines as they stand one after the other in the paragraph."""
    parts = [group[0].text]
    for line in group[1:]:
        parts[-1] = _before(parts[-1], line.text, known)
        parts.append(line.text)
    return [part.replace(SOFT, "-") for part in parts]


def _before(text: str, more: str, known: frozenset[str]) -> str:
    """A line as it goes before the next one: with a space, without one, or without its hyphen."""
    if text.endswith((SOFT, "-", "‐")):
        head, tail = _last_word().search(text[-LONGEST_WORD - 1 : -1]), _first_word().match(more)
        if not head or not tail:
            return text
        kept = not tail.group()[0].islower() or f"{head.group()}-{tail.group()}".lower() in known
        return f"{text[:-1]}-" if kept else text[:-1]
    return text if _is_wide(text[-1]) or _is_wide(more[0]) else f"{text} "


def _is_wide(char: str) -> bool:
    return "\u3000" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffef"


@cache
def _hyphened() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{1,40}(?:-[^\W\d_]{1,40})+")


@cache
def _last_word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{1,40}$")


@cache
def _first_word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{1,40}")


def without_references(found: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs without the list of works cited: what follows its heading, up to the next one like it."""
    listed: Paragraph | None = None
    for one in found:
        if one.kind is PassageKind.HEADING and _references().fullmatch(one.text):
            listed = one
        elif listed and one.kind is PassageKind.HEADING and one.size >= listed.size * (1 - ALIKE):
            listed = None
        if not listed:
            yield one


@cache
def _references() -> re.Pattern[str]:
    return re.compile(
        r"(?:\d{1,2}\.?\s+|[IVX]{1,4}\.\s+)?(?:references|bibliography|works cited|参考文献|參考文獻)", re.I
    )
