"""The lines of a piece of HTML that is all text, as an entry of a feed or a comment is: nothing in it is furniture."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from bot.core.types import PassageKind
from bot.reading.layout import KINDS, Line

INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo big button cite code data del dfn em font i img input ins kbd label mark picture q rp rt ruby"
        " s samp small source span strike strong sub sup time tt u var wbr",
    )
)
NO_TEXT = frozenset(
    re.findall(
        r"\w+",
        "script style template noscript svg math iframe object audio video canvas select textarea head title",
    )
)


def html_lines(html: str) -> list[Line]:
    """The lines of text in a fragment of HTML, each with its kind; none where there is no text."""
    tree = fragment(html)
    return [] if tree is None else element_lines(tree)


def fragment(html: str) -> Any:  # noqa: ANN401  lxml has no types
    """The tree of a fragment of HTML, its text under one element; None where there is none."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(f"<div>{_without_controls(html)}</div>".encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def element_lines(tree: Any) -> list[Line]:  # noqa: ANN401
    """The lines of text under an element of lxml."""
    return [
        Line(words, kind)
        for text, kind in _runs(tree)
        for line in text.split("\n")
        if (words := " ".join(line.split()))
    ]


def _runs(tree: Any) -> Iterator[tuple[str, PassageKind]]:  # noqa: ANN401
    """The text between two elements that begin a line, its line breaks kept where it is set as written."""
    from lxml import etree

    pending: list[str] = []
    kinds = [PassageKind.SENTENCE]
    silent = preformatted = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag, begins = str(element.tag), event == "start"
        if tag not in INLINE:
            yield "".join(pending), kinds[-1]
            pending = []
            if tag in KINDS:
                kinds = [*kinds, KINDS[tag]] if begins else kinds[:-1]
        if tag in NO_TEXT:
            silent += 1 if begins else -1
        if tag == "pre":
            preformatted += 1 if begins else -1
        words = element.text if begins else element.tail if element is not tree else None
        if words and not silent:
            pending.append(words if preformatted else re.sub(r"\s+", " ", words))
    yield "".join(pending), kinds[-1]


def _without_controls(text: str) -> str:
    return _controls().sub("", text)


@cache
def _controls() -> re.Pattern[str]:
    return re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
