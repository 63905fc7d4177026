"""A page as its reader sees it: its lines in order, and which of them stand beside what is told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

from bot.core.passages import Block
from bot.core.types import PassageKind

KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), PassageKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd", "tr"), PassageKind.ITEM),
    "blockquote": PassageKind.QUOTE,
}
BREAKING = frozenset(
    {"p", "div", "table", "ul", "ol", "dl", "br", "hr", "pre", "section", "article", "main", "header", "center", "form"}
    | {"nav", "footer", "aside", "fieldset", "body", "tbody", "thead", "figure", "figcaption", "caption", "dialog"}
    | {"noscript", "button", "address", "details", "summary", "select", "option", *KINDS}
)
UNSEEN = frozenset({"script", "style", "template", "head", "textarea", "iframe", "svg", "object", "audio", "video"})
ASIDE = frozenset({"nav", "footer", "aside", "figcaption", "noscript", "button", "select", "dialog", "label"})
CELLS = frozenset({"td", "th"})
LAID_OUT = frozenset({"p", "div", "h1", "h2", "h3", "h4", "ul", "ol", "form", "table", "center", "article", "hr"})
TABLE_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")
LONG_CELL = 300  # characters, or a hundredth as many line breaks: a cell that holds running text
LONGEST_ROW = 400  # characters; a longer row of a table is no data
MOST_ASIDE = 0.4  # of a page's text; what holds more is not beside it, whatever it is called


class Element(Protocol):
    """As much of an lxml element as is used here."""

    tag: str
    text: str | None
    tail: str | None

    def get(self, name: str) -> str | None: ...
    def iter(self, *tags: str) -> Iterator["Element"]: ...
    def iterancestors(self, *tags: str) -> Iterator["Element"]: ...
    def getparent(self) -> "Element | None": ...
    def text_content(self) -> str: ...
    def xpath(self, path: str) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a reader sees it; `linked` of its characters lead elsewhere. `aside` is true in a menu, a comment, …"""

    text: str
    kind: PassageKind = PassageKind.SENTENCE
    linked: int = 0
    aside: bool = False


def parsed(html: str) -> Element | None:
    """The tree of a page without its comments; None where there is no element in it."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree: Element = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree


def undo_layout_tables(tree: Element) -> None:
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


def laid_out(tree: Element) -> list[Line]:
    """All lines of a page that are not hidden, in reading order; the cells of a row of data are one line."""
    return list(_Walk(_sizes(tree)).lines(tree))


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


def words(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def _sizes(tree: Element) -> dict[Element, int]:
    """How many characters every element holds that is named like something beside the text, and the page itself."""
    from lxml import etree

    sizes: dict[Element, int] = {}
    total = 0
    starts: list[int] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        seen = element.tag not in UNSEEN
        if event == "start":
            starts.append(total)
            total += len((element.text or "").strip()) if seen else 0
            continue
        begun = starts.pop()
        if element is tree or _is_named_aside(element) or _is_hidden(element):
            sizes[element] = total - begun
        total += len((element.tail or "").strip())
    return sizes


class _Walk:
    """One walk over a page, which collects its lines."""

    def __init__(self, sizes: dict[Element, int]) -> None:
        self.sizes = sizes
        self.most = MOST_ASIDE * max(sizes.values())
        self.pending: list[str] = []
        self.linked = 0
        self.kinds = [PassageKind.SENTENCE]
        self.depth = {"unseen": 0, "aside": 0, "link": 0}

    def lines(self, tree: Element) -> Iterator[Line]:
        from lxml import etree

        for event, element in etree.iterwalk(tree, events=("start", "end")):
            begins = event == "start"
            if element.tag in BREAKING:
                yield from self._ended()
            self._enter_or_leave(element, 1 if begins else -1)
            if element.tag in CELLS and not begins:
                self.pending.append(" | ")
            self._take(element.text if begins else element.tail, keep=element.tag == "pre" and begins)
            if element.tag == "pre" and begins:
                yield from self._ended()

    def _enter_or_leave(self, element: Element, step: int) -> None:
        if element.tag in KINDS:
            self.kinds = [*self.kinds, KINDS[element.tag]] if step > 0 else self.kinds[:-1]
        small = self.sizes.get(element, 0) <= self.most
        unseen = element.tag in UNSEEN or (small and _is_hidden(element))
        self.depth["unseen"] += step * unseen
        self.depth["aside"] += step * (small and _is_named_aside(element))
        self.depth["link"] += step * (element.tag == "a")

    def _take(self, text: str | None, *, keep: bool) -> None:
        if not text or self.depth["unseen"]:
            return
        self.pending.append(text if keep else re.sub(r"\s+", " ", text))
        if self.depth["link"]:
            self.linked += len(words(text))

    def _ended(self) -> Iterator[Line]:
        """The line that ends here; several where the page kept the breaks of its source."""
        whole = "".join(self.pending)
        for text in (whole.replace(" | ", "\n") if len(whole) > LONGEST_ROW else whole).split("\n"):
            line = re.sub(r"\|(?: \|)+", "|", words(text)).strip("| ")
            if line:
                yield Line(line, self.kinds[-1], min(self.linked, len(line)), self.depth["aside"] > 0)
        self.pending = []
        self.linked = 0


def _is_named_aside(element: Element) -> bool:
    if element.tag in ASIDE:
        return True
    return _is_aside_name(f"{element.get('class') or ''} {element.get('id') or ''}")


@lru_cache(maxsize=1024)
def _is_aside_name(named: str) -> bool:
    return len(named) > 1 and _aside().search(named) is not None


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and "display:none" in style.replace(" ", "").lower())


@cache
def _aside() -> re.Pattern[str]:
    """Names of classes and ids for what stands beside an article."""
    return re.compile(
        r"(?:^|[\s_-])(?:comments?(?:list|box)?|replies|related|recommend(?:ed|ation|ations)?|shar(?:e|ing)(?:bar|box)?"
        r"|social|breadcrumbs?|cookies?|consent|gdpr|copyright|sidebar|footer|navbar|nav|menu|caption|advert(?:isement)?"
        r"|ads?|promo|newsletter|subscribe|tags?|toolbar|pagination|pager|popup|modal|login(?:box|form)?)(?:$|[\s_-])",
        re.IGNORECASE,
    )
