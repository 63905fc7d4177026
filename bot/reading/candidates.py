"""Which lines of a page are its article: two extractions that fail on different pages, and the choice between them.

One is trafilatura's, which knows how the pages of today are marked up. The other asks for no markup: of all lines in
reading order it takes the run with the largest sum, where running text counts for and links and short lines against
it: maximum subsequence segmentation (Pasternack and Roth, Extracting Article Text from the Web with Maximum Subsequence
Segmentation, WWW 2009), with their learned scores replaced by two constants. It is linear, and reads the table layouts,
forums and single-line pages in which the other finds nothing or everything.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, groupby
from typing import Protocol

from bot.core.language import detect, own_tag
from bot.core.passages.quotations import columns
from bot.core.types import ZH, PassageKind
from bot.reading.layout import Element, Line, words

KINDS = {
    "head": PassageKind.HEADING,
    "item": PassageKind.ITEM,
    "row": PassageKind.ITEM,
    "quote": PassageKind.QUOTE,
}
BREAKING = frozenset({"p", "list", "table", "div", "body", *KINDS})
ENOUGH = 3000  # characters; a careful extraction that found as many has found the article
LOST = 0.5  # one that found fewer, and a smaller share of what another one finds, has lost it
NOTHING = 0.2  # the same where the other one may have taken comments and other articles for it
MOST_ELEMENTS = 25_000  # trafilatura walks a tree dozens of times; it takes seconds for more
SAME = 0.9  # of one extraction's text: another one that has as much of it found the same article
MORE = 1.25  # one with more running text than that has found something else besides
BEGINNING = 12  # characters by which a line is known in a text that breaks its lines elsewhere
LEAST_PROSE = 12  # characters without those of links: a shorter line is no running text
LEAST_ITEMS, LEAST_LISTED = 20, 3000  # items and characters of a list that may be what a page is there for
LISTED = 10  # times the text beside it: a list with as much is
LEAST_ITEM = 20  # columns of its items on average; those of a menu are shorter
MOST_LISTED = 20_000  # characters of such a list that are read
MOST_LOST = 2  # times the article: running text of other things a page may have beside it
SHORT_LINE = 5  # what a line that is no running text costs, besides one for each character of its links


class Extracted(Protocol):
    """As much of trafilatura's result as is used here."""

    text: str | None
    body: Element


def article_lines(tree: Element, shown: Sequence[Line], url: str | None, structured: str | None) -> list[Line]:
    """The lines of the article among `shown`; `structured` is the article's text as the page tells machines."""
    run = densest(shown)
    large = has_more(tree, MOST_ELEMENTS)
    found = [] if large else _extracted(tree, url)
    if large and left_out(run, shown):
        chosen = _written(shown)
    elif own_tag(detect("\n".join(line.text for line in run))) == ZH:
        chosen = _chinese(run, _unlinked(found, shown))
    else:
        chosen = run if prose(found) < NOTHING * prose(run) else found
    told = _structured(structured)
    return told if prose(chosen) < LOST * prose(told) else chosen


def left_out(found: Sequence[Line], shown: Sequence[Line]) -> int:
    """How many characters of running text are not beside the article and not in it; none where they
    may be teasers and comments."""
    read = prose(found)
    lost = prose([line for line in shown if not line.aside]) - read
    return lost if lost > MOST_LOST * read else 0


def _written(shown: Sequence[Line]) -> list[Line]:
    """All running text of a page that has it in many places, with its headings."""
    return [line for line in shown if not line.aside and (line.kind is PassageKind.HEADING or _is_prose(line))]


def main_list(found: Sequence[Line], shown: Sequence[Line]) -> tuple[list[Line], int]:
    """The first items of the list or rows of the table a page is there for, beside which the article is a few words,
    and how many characters of it are left out."""
    items = _longest_list(shown)
    size = sum(len(line.text) for line in items)
    beside = LISTED * sum(len(line.text) for line in found)
    if len(items) < LEAST_ITEMS or size < max(LEAST_LISTED, beside) or _columns(items) < LEAST_ITEM * len(items):
        return [], 0
    sizes = accumulate(len(line.text) for line in items)
    read = [line for line, until in zip(items, sizes, strict=True) if until <= MOST_LISTED]
    return read, size - sum(len(line.text) for line in read)


def _longest_list(shown: Sequence[Line]) -> list[Line]:
    runs = groupby(shown, key=lambda line: line.kind is PassageKind.ITEM and not line.aside)
    return max((list(run) for is_list, run in runs if is_list), key=len, default=[])


def _columns(lines: Sequence[Line]) -> int:
    return sum(columns(line.text) for line in lines)


def _chinese(run: list[Line], found: list[Line]) -> list[Line]:
    """The run, unless it has lost the article, or trafilatura found the same text with its lists and short lines."""
    if prose(run) < LOST * prose(found):
        return found
    text = _dense("".join(line.text for line in found))
    beginnings = {text[start : start + BEGINNING] for start in range(len(text))}
    same = sum(len(line.text) for line in run if _dense(line.text)[:BEGINNING] in beginnings)
    whole = sum(len(line.text) for line in run)
    return found if same >= SAME * whole and prose(found) <= MORE * prose(run) else run


def _unlinked(found: Sequence[Line], shown: Sequence[Line]) -> list[Line]:
    """The lines of which less than half are links where they are shown."""
    linked = {_dense(line.text) for line in shown if 2 * line.linked > len(line.text)}
    return [line for line in found if _dense(line.text) not in linked]


def _dense(text: str) -> str:
    return "".join(text.replace("|", " ").split())


def prose(lines: Sequence[Line]) -> int:
    """How many characters of running text there are in `lines`."""
    return sum(len(line.text) - line.linked for line in lines if _is_prose(line))


def densest(shown: Sequence[Line]) -> list[Line]:
    """The run of lines with the largest sum of scores, without those in it that stand aside."""
    best = total = 0
    start = first = last = 0
    for n, line in enumerate(shown):
        if total <= 0:
            total, start = 0, n
        total += _score(line)
        if total > best:
            best, first, last = total, start, n + 1
    return [line for line in shown[first:last] if not line.aside]


def _score(line: Line) -> int:
    if _is_prose(line) and not line.aside:
        return len(line.text) - line.linked
    is_data = line.text.count(" | ") > 1 and not line.linked and not line.aside
    return 1 if is_data else -SHORT_LINE - line.linked


def _is_prose(line: Line) -> bool:
    own = len(line.text) - line.linked
    return own >= LEAST_PROSE and line.linked <= own and _mark().search(line.text) is not None


def has_more(tree: Element, most: int) -> bool:
    return any(n >= most for n, _ in enumerate(tree.iter()))


def _structured(text: str | None) -> list[Line]:
    return [Line(line) for one in (text or "").splitlines() if (line := words(one))]


def _extracted(tree: Element, url: str | None) -> list[Line]:
    """What trafilatura makes of the page, nothing for nothing: carefully, unless that has lost the article."""
    careful = _bare(tree, url, favor_precision=True)
    length = len(careful.text or "") if careful else 0
    if length < ENOUGH:
        usual = _bare(tree, url, favor_precision=False)
        if usual and length < LOST * len(usual.text or ""):
            careful = usual
    return list(_lines(careful.body)) if careful else []


def _bare(tree: Element, url: str | None, *, favor_precision: bool) -> Extracted | None:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, url=url, with_metadata=False, include_comments=False, favor_precision=favor_precision)
    return None if isinstance(found, dict) else found


def _lines(body: Element) -> Iterator[Line]:
    """The lines of an extracted article, without code blocks."""
    for text, kind in _runs(body):
        for line in text.split("\n"):
            told = words(line).strip("| ")
            if told:
                yield Line(told, kind)


def _runs(body: Element) -> Iterator[tuple[str, PassageKind]]:
    """The runs of text between two elements that begin a line, each with the kind of what it stands in."""
    from lxml import etree  # type: ignore[import-untyped]

    pending: list[str] = []
    kinds = [PassageKind.SENTENCE]
    code = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag, begins = element.tag, event == "start"
        if tag in BREAKING:
            yield "".join(pending), kinds[-1]
            pending = []
            if tag in KINDS:
                kinds = [*kinds, KINDS[tag]] if begins else kinds[:-1]
        elif tag == "cell" and not begins:
            pending.append(" | ")
        elif tag == "lb" and begins:
            pending.append("\n")
        elif tag == "code" and element.getparent() is body:
            code += 1 if begins else -1
        text = element.text if begins else element.tail
        if text and not code:
            pending.append(re.sub(r"\s+", " ", text))


@cache
def _mark() -> re.Pattern[str]:
    """A mark that stands between sentences or their parts."""
    return re.compile(r"[。！？…；，、]|[.!?,;](?=[\s\"'”’)]|$)")
