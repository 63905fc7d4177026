"""From the bytes of an RSS, Atom or JSON feed to its entries, and from its latest entries to a document."""

import calendar
import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.core.language import detect
from bot.core.passages import cut
from bot.core.types import Document, PassageKind
from bot.reading.encoding import declared_in, decode
from bot.reading.identity import shown
from bot.reading.layout import Line, joined
from bot.reading.limits import ReadingError
from bot.reading.markup import html_lines

LATEST = 10  # entries of a feed that make its document
TEASER = 400  # characters: a summary that is shorter is not the whole entry
MOST_ENTRIES = 1_000
JSON_FEED = "https://jsonfeed.org/version/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `id` is the feed's own, else its link, else a hash of its words: the same at every reading.

    A teaser has less than the whole text; `lines` may be none at all.
    """

    id: str
    title: str | None
    link: str | None
    published: datetime | None
    author: str | None
    lines: tuple[Line, ...]
    is_teaser: bool

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Feed:
    """`site` is the address of the pages the feed is of, `language` what the feed says it is written in."""

    title: str | None
    site: str | None
    language: str | None
    entries: tuple[Entry, ...]


def parse(body: bytes, url: str | None = None, content_type: str = "") -> Feed:
    """The feed in `body`, its entries in its own order; broken XML is read as far as it goes, entities stay unexpanded.

    `content_type` may name a character set. Raises ReadingError with the reason not_feed, not_text or undecodable.
    """
    named = _charset().search(content_type)
    text = decode(body, (named and named[1]) or declared_in(body))
    feed = _json_feed(text, url) if text.lstrip().startswith("{") else _xml_feed(text, url)
    return replace(feed, entries=feed.entries[:MOST_ENTRIES])


def feed_document(feed: Feed, *, url: str | None, longest: int) -> Document:
    """The document of a feed's latest entries, each under its title. Raises ReadingError with the reason empty_feed."""
    latest = _latest(feed.entries)
    found = [line for entry in latest for line in _entry_lines(entry)]
    if not found:
        raise ReadingError("empty_feed")
    text, blocks, left_out = joined(found, longest)
    days = [entry.published for entry in latest if entry.published]
    return Document(
        text=text,
        passages=cut(text, blocks),
        language=detect(text),
        kind="feed",
        title=feed.title,
        site=urlsplit(feed.site or url or "").hostname,
        published=max(days).date() if days else None,
        url=url,
        links=tuple(dict.fromkeys(shown(entry.link) for entry in latest if entry.link)),
        cut=left_out + sum(len(entry.text) for entry in feed.entries) - sum(len(entry.text) for entry in latest),
        teaser=all(entry.is_teaser for entry in latest),
    )


def _latest(entries: Sequence[Entry]) -> list[Entry]:
    """The newest entries first; one without a date keeps its place after those."""
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(entries, key=lambda entry: entry.published or oldest, reverse=True)[:LATEST]


def _entry_lines(entry: Entry) -> list[Line]:
    lines = [line for line in entry.lines if line.text != entry.title]
    return [Line(entry.title, PassageKind.HEADING), *lines] if entry.title else lines


# RSS and Atom


def _xml_feed(text: str, url: str | None) -> Feed:
    import feedparser  # type: ignore[import-untyped]

    plain = _shortened(_without_doctype(_declaration().sub("", _controls().sub("", text))))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url or ""}
    # A stream: of a string, feedparser would open what looks like an address or a path.
    found = feedparser.parse(io.BytesIO(plain.encode("utf-8", "replace")), response_headers=headers)
    if not found.get("version") and not found.entries:
        raise ReadingError("not_feed")
    return Feed(
        title=_line(found.feed.get("title")),
        site=_link(found.feed.get("link"), url),
        language=found.feed.get("language") or None,
        entries=tuple(_xml_entry(one, url) for one in found.entries[:MOST_ENTRIES]),
    )


def _without_doctype(text: str) -> str:
    """The text without its document type, so that no entity is defined; a second one is none any more."""
    begin = text.find("<!DOCTYPE")
    if begin >= 0:
        subset, end = text.find("[", begin), text.find(">", begin)
        if 0 <= subset < end:
            end = text.find(">", text.find("]", subset))
        text = text[:begin] + text[end + 1 :] if end >= 0 else text[:begin]
    return _definition().sub("", text)


def _shortened(text: str) -> str:
    """The text up to the entry after the last that is read: feedparser takes a quarter of a millisecond for each."""
    beyond = next(islice(_entry_begins().finditer(text), MOST_ENTRIES, None), None)
    return text[: beyond.start()] if beyond else text


def _xml_entry(one: Any, url: str | None) -> Entry:  # noqa: ANN401  a dictionary of feedparser's
    contents = [part.get("value") or "" for part in one.get("content", ())]
    whole, summary = max(contents, key=len, default=""), one.get("summary") or ""
    return _entry(
        id=one.get("id"),
        title=_line(one.get("title")),
        link=_link(one.get("link"), url),
        published=_moment(dict.get(one, "published_parsed") or dict.get(one, "updated_parsed")),
        author=_line(one.get("author")),
        whole=whole if len(whole) >= len(summary) else "",
        summary=summary,
    )


def _moment(told: Any) -> datetime | None:  # noqa: ANN401  a struct_time in UTC
    try:
        return datetime.fromtimestamp(calendar.timegm(told), UTC) if told else None
    except (ValueError, OverflowError, OSError):
        return None


# JSON Feed, https://www.jsonfeed.org/version/1.1/


def _json_feed(text: str, url: str | None) -> Feed:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadingError("not_feed") from error
    items = found.get("items")
    if not str(found.get("version", "")).startswith(JSON_FEED) or not isinstance(items, list):
        raise ReadingError("not_feed")
    return Feed(
        title=_line(found.get("title")),
        site=_link(found.get("home_page_url"), url),
        language=_line(found.get("language")),
        entries=tuple(_json_entry(one, url) for one in items[:MOST_ENTRIES] if isinstance(one, dict)),
    )


def _json_entry(one: dict[str, Any], url: str | None) -> Entry:
    plain = one.get("content_text")
    html = one.get("content_html") or ("<br>".join(_escaped(plain).split("\n")) if isinstance(plain, str) else "")
    authors = one.get("authors") or [one.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return _entry(
        id=str(one["id"]) if one.get("id") else None,
        title=_line(one.get("title")),
        link=_link(one.get("url") or one.get("external_url"), url),
        published=_iso(one.get("date_published")),
        author=_line(first.get("name")) if isinstance(first, dict) else None,
        whole=html if isinstance(html, str) else "",
        summary=_escaped(one.get("summary")),
    )


def _iso(told: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _escaped(text: object) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;") if isinstance(text, str) else ""


# Both


def _entry(
    *,
    id: str | None,  # noqa: A002  as feeds call it
    title: str | None,
    link: str | None,
    published: datetime | None,
    author: str | None,
    whole: str,
    summary: str,
) -> Entry:
    lines = tuple(html_lines(whole or summary))
    text = "\n".join(line.text for line in lines)
    words = f"{title}\n{text}".encode()
    return Entry(
        id=id or link or f"sha256:{hashlib.sha256(words).hexdigest()[:32]}",
        title=title,
        link=link,
        published=published,
        author=author,
        lines=lines,
        is_teaser=not text or bool(_more().search(text[-40:])) or (not whole and len(text) < TEASER),
    )


def _line(text: object) -> str | None:
    """A title or name on one line, its markup gone."""
    words = " ".join(line.text for line in html_lines(text)) if isinstance(text, str) else ""
    return words or None


def _link(told: object, base: str | None) -> str | None:
    """An http(s) link as told, from where the feed is."""
    try:
        link = urljoin(base or "", told.strip()) if isinstance(told, str) else ""
        return link if urlsplit(link).scheme in ("http", "https") else None
    except ValueError:
        return None


@cache
def _charset() -> re.Pattern[str]:
    return re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@cache
def _declaration() -> re.Pattern[str]:
    return re.compile(r"^\s*<\?xml[^>]{0,500}\?>", re.IGNORECASE)


@cache
def _definition() -> re.Pattern[str]:
    return re.compile(r"<!(?=DOCTYPE|ENTITY)", re.IGNORECASE)


@cache
def _entry_begins() -> re.Pattern[str]:
    return re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)


@cache
def _controls() -> re.Pattern[str]:
    return re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@cache
def _more() -> re.Pattern[str]:
    """How a text breaks off: an ellipsis, or the words to click on for the rest."""
    words = "read more|continue reading|more\\s{0,3}[»→>]{1,3}|阅读全文|閱讀全文|阅读原文|继续阅读|查看全文"
    return re.compile(rf"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|{words})\W{{0,3}}$", re.IGNORECASE)
