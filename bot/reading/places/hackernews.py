"""Hacker News: an item and its comments by the search API, which has the whole tree in one answer."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, parse_qs

from bot.core.types import Document
from bot.reading.layout import Line
from bot.reading.limits import ReadingError
from bot.reading.markup import html_lines
from bot.reading.places.building import Place, day, json_of, list_at, page, text_at

MOST_COMMENTS = 60


def _address(parts: SplitResult) -> str | None:
    number = parse_qs(parts.query).get("id", [""])[0]
    known = parts.path == "/item" and number.isdecimal() and number.isascii()
    return f"https://hn.algolia.com/api/v1/items/{number}" if known else None


def _read(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    item = json_of(body)
    if not text_at(item, "type"):
        raise ReadingError("not_as_known")
    lines = html_lines(text_at(item, "text"))
    for comment in _comments(item):
        head, *rest = html_lines(text_at(comment, "text"))
        lines += [Line(f"{text_at(comment, 'author')}: {head.text}", head.kind), *rest]
    told = text_at(item, "url")
    return page(
        lines,
        title=text_at(item, "title") or None,
        site="Hacker News",
        url=url,
        longest=longest,
        author=text_at(item, "author") or None,
        published=day(text_at(item, "created_at")),
        links=[told] if told else [],
    )


def _comments(item: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """The first comments, every answer before the answers to it, so that what is left out lies deepest."""
    level = [item]
    given = 0
    while level:
        children = [child for one in level for child in list_at(one, "children") if isinstance(child, dict)]
        for child in children:
            if given < MOST_COMMENTS and html_lines(text_at(child, "text")):
                given += 1
                yield child
        level = children if given < MOST_COMMENTS else []


PLACE = Place("Hacker News", ("news.ycombinator.com",), _address, _read, or_page=True)
