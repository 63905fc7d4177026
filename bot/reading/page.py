"""From the HTML of a page to what is on it: its article, line by line, and what it says about itself.

The extraction is trafilatura's, the dates are htmldate's; this is the only module that sees elements.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bot.core.passages import Block
from bot.core.types import PassageKind

KINDS = {
    "head": PassageKind.HEADING,
    "item": PassageKind.ITEM,
    "row": PassageKind.ITEM,
    "quote": PassageKind.QUOTE,
}
BREAKING = frozenset({"p", "list", "table", "div", "body", *KINDS})
LAID_OUT = frozenset({"p", "div", "h1", "h2", "h3", "h4", "ul", "ol", "form", "table", "center", "article", "hr"})
TABLE_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")
LONG_CELL = 300  # characters, or a hundredth as many line breaks: a cell that holds running text
ENOUGH = 3000  # characters; a careful extraction that found as many has found the article
LOST = 0.5  # one that found fewer, and a smaller share of what the usual one finds, has lost it
HIDDEN = "ancestor::script or ancestor::style or ancestor::template or ancestor::head"


class Element(Protocol):
    """As much of an lxml element as is used here."""

    tag: str
    text: str | None
    tail: str | None

    def iter(self, *tags: str) -> Iterator["Element"]: ...
    def iterancestors(self, *tags: str) -> Iterator["Element"]: ...
    def getparent(self) -> "Element | None": ...
    def text_content(self) -> str: ...
    def xpath(self, path: str) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an article as a reader sees it."""

    text: str
    kind: PassageKind = PassageKind.SENTENCE


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page. `lines` are of its article; `shown` is all text a reader sees; `head_title` is in its head."""

    lines: Sequence[Line]
    shown: str
    asks_password: bool
    title: str | None = None
    head_title: str | None = None
    headings: Sequence[str] = ()
    author: str | None = None
    site: str | None = None
    published: date | None = None


def read_page(html: str, url: str | None) -> Page | None:
    """What is on a page; None where there is no element in it. `url` helps to find its date and its site."""
    tree = _parsed(html)
    if tree is None:
        return None
    titles, headings = _texts(tree, "title"), _texts(tree, "h1", "h2")
    named = tree.xpath("//meta[translate(@name, 'AUTHOR', 'author')='author']/@content")
    shown = " ".join(tree.xpath(f"//text()[not({HIDDEN})]"))
    asks_password = bool(tree.xpath("//input[@type='password']"))
    published = _published(tree, url)
    found = _extracted(tree, url)
    return Page(
        lines=_lines(found["body"]) if found else (),
        shown=" ".join(shown.split()),
        asks_password=asks_password,
        title=found.get("title"),
        head_title=next(iter(titles), None),
        headings=headings,
        author=found.get("author") or next(iter(named), None),
        site=_site(found.get("sitename"), found.get("hostname")),
        published=published,
    )


def joined(found: Sequence[Line], longest: int) -> tuple[str, list[Block], int]:
    """The text of the lines, their blocks in it, and how many characters beyond the first `longest` were left out."""
    text = "\n\n".join(line.text for line in found)
    blocks: list[Block] = []
    start = 0
    for line in found:
        if start >= longest:
            break
        blocks.append(Block(start, min(start + len(line.text), longest), line.kind))
        start += len(line.text) + 2
    return text[:longest], blocks, max(0, len(text) - longest)


def _parsed(html: str) -> Element | None:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree: Element = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree


def _texts(tree: Element, *tags: str) -> list[str]:
    found = (" ".join(one.text_content().split()) for one in tree.iter(*tags))
    return [text for text in found if text]


def _site(name: str | None, host: str | None) -> str | None:
    named = (name or "").strip()
    if not named or named.lower().startswith(("copyright", "©", "@")):
        named = (host or "").removeprefix("www.")
    return named or None


def _published(tree: Element, url: str | None) -> date | None:
    """The day the page's own markup or address names, and not just any date on it."""
    from htmldate import find_date

    day = find_date(tree, extensive_search=False, original_date=True, url=url)
    return date.fromisoformat(day) if day else None


def _extracted(tree: Element, url: str | None) -> dict[str, Any]:
    """What trafilatura makes of the page, {} for nothing: carefully, unless that has lost the article."""
    _undo_layout_tables(tree)
    careful = _bare(deepcopy(tree), url, favor_precision=True)
    length = len(careful.get("text") or "")
    if length >= ENOUGH:
        return careful
    usual = _bare(tree, url, favor_precision=False)
    return usual if length < LOST * len(usual.get("text") or "") else careful


def _bare(tree: Element, url: str | None, *, favor_precision: bool) -> dict[str, Any]:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, url=url, with_metadata=True, include_comments=False, favor_precision=favor_precision)
    if found is None:
        return {}
    return found if isinstance(found, dict) else {name: getattr(found, name) for name in found.__slots__}


def _undo_layout_tables(tree: Element) -> None:
    """Makes plain divisions of the tables that lay out a page, in which paragraphs are lost."""
    laid_out = {table for table in tree.iter("table") if _is_layout(table)}
    parts = [
        part
        for part in tree.iter(*TABLE_PARTS)
        if (part if part.tag == "table" else next(part.iterancestors("table"), None)) in laid_out
    ]
    for part in parts:
        part.tag = "div"


def _is_layout(table: Element) -> bool:
    """Whether a table lays out the page, as old Chinese sites do, rather than showing data."""
    cells = list(table.iter("td", "th"))
    if any(part.tag in LAID_OUT for cell in cells for part in cell.iter()):
        return True
    return any(
        len(cell.text_content()) > LONG_CELL or sum(1 for _ in cell.iter("br")) > LONG_CELL // 100 for cell in cells
    )


def _lines(body: Element) -> list[Line]:
    """The lines of an extracted article, without code blocks."""
    return [
        Line(words, kind)
        for text, kind in _runs(body)
        for line in text.split("\n")
        if (words := " ".join(line.split()).strip("| "))
    ]


def _runs(body: Element) -> Iterator[tuple[str, PassageKind]]:
    """The runs of text between two elements that begin a line, each with the kind of what it stands in."""
    from lxml import etree

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
        words = element.text if begins else element.tail
        if words and not code:
            pending.append(re.sub(r"\s+", " ", words))
