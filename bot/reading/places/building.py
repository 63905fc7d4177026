"""What the rules of all known places share: the shape of a rule, and documents made of what was answered."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import SplitResult

from bot.core.language import detect
from bot.core.passages import cut
from bot.core.types import Document, PassageKind
from bot.reading.layout import Line, joined
from bot.reading.limits import ReadingError
from bot.reading.markup import fragment
from bot.reading.text import text_document

Read = Callable[[bytes, bytes | None, str, int], Document]


@dataclass(frozen=True, slots=True)
class Place:
    """One rule. `hosts` are names without "www."; one that begins with a dot stands for every host under it.

    `address` gives what to fetch for a link, None for a link that is no business of the rule; `more` what to fetch as
    well. `read` makes the document of both answers, for the link as given. Where that cannot be had, the link's own
    page is read if `or_page`; else `refused`, if given, is the reason told.
    """

    name: str
    hosts: tuple[str, ...]
    address: Callable[[SplitResult], str | None]
    read: Read
    more: Callable[[bytes], str | None] | None = None
    or_page: bool = False
    refused: str | None = None


def page(
    lines: Sequence[Line],
    *,
    title: str | None,
    site: str,
    url: str,
    longest: int,
    author: str | None = None,
    published: date | None = None,
    links: Sequence[str] = (),
    teaser: bool = False,
) -> Document:
    """The document of some lines under their title. Raises ReadingError with the reason empty_page for none."""
    if not lines:
        raise ReadingError("empty_page")
    text, blocks, left_out = joined([Line(title, PassageKind.HEADING), *lines] if title else lines, longest)
    return Document(
        text=text,
        passages=cut(text, blocks),
        language=detect("\n".join(line.text for line in lines)[:longest]),
        kind="page",
        title=title,
        title_from_text=bool(title),
        site=site,
        author=author,
        published=published,
        url=url,
        links=tuple(dict.fromkeys(links)),
        cut=left_out,
        teaser=teaser,
    )


def markdown_page(
    text: str, *, title: str | None, site: str, url: str, longest: int, author: str | None, published: date | None
) -> Document:
    """The document of a text in Markdown. Raises ReadingError."""
    try:
        found = text_document(text, kind="page", longest=longest)
    except ReadingError as error:
        raise ReadingError("empty_page") from error
    shown = title or found.title
    return replace(
        found,
        title=shown,
        title_from_text=any(passage.text == shown for passage in found.passages[:3]),
        site=site,
        author=author,
        published=published,
        url=url,
        relays=(),
    )


def preview_document(url: str, title: str | None, text: str, site: str, longest: int) -> Document:
    """The document of the preview a chat shows under a link, where the link itself cannot be read: a teaser."""
    return page(
        [Line(line) for line in text.splitlines() if line.strip()],
        title=title,
        site=site,
        url=url,
        longest=longest,
        teaser=True,
    )


def json_of(body: bytes) -> Any:  # noqa: ANN401  what a server says
    """What an API answered. Raises ReadingError with the reason not_as_known."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ReadingError("not_as_known") from error


def at(found: Any, *path: str | int) -> Any:  # noqa: ANN401
    """What stands at a path in JSON, None where the path ends before."""
    for step in path:
        if isinstance(step, int) and isinstance(found, list) and len(found) > step:
            found = found[step]
        elif isinstance(step, str) and isinstance(found, dict):
            found = found.get(step)
        else:
            return None
    return found


def text_at(found: Any, *path: str | int) -> str:  # noqa: ANN401
    """The text at a path in JSON, "" for none."""
    value = at(found, *path)
    return value if isinstance(value, str) else ""


def list_at(found: Any, *path: str | int) -> list[Any]:  # noqa: ANN401
    """The list at a path in JSON, an empty one for none."""
    value = at(found, *path)
    return value if isinstance(value, list) else []


def tree_of(body: bytes) -> Any:  # noqa: ANN401  lxml has no types
    """The elements of a page in UTF-8. Raises ReadingError with the reason empty_page."""
    tree = fragment(body.decode("utf-8", "replace"))
    if tree is None:
        raise ReadingError("empty_page")
    return tree


def first(tree: Any, path: str) -> str | None:  # noqa: ANN401
    """The words of the first element or attribute an XPath finds."""
    for found in tree.xpath(path):
        words = " ".join((found if isinstance(found, str) else found.text_content()).split())
        if words:
            return words
    return None


def day(told: object) -> date | None:
    """The day of a moment in ISO 8601, or of one in seconds since 1970, in UTC."""
    try:
        if isinstance(told, int | float):
            return datetime.fromtimestamp(told, UTC).date()
        return date.fromisoformat(told[:10].replace("/", "-")) if isinstance(told, str) else None
    except (ValueError, OverflowError, OSError):
        return None
