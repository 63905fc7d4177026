"""One input in, one document or one reason out."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.core.types import Document, Given, Unread
from bot.reading import places
from bot.reading.article import article
from bot.reading.fetch import Fetched, Fetcher
from bot.reading.files import bytes_document, looks_like_page, read_path
from bot.reading.identity import shown
from bot.reading.limits import FetchError, ReadingError, ReadingSettings
from bot.reading.places import Visit
from bot.reading.refresh import onward
from bot.reading.sniff import FEEDS, PDF, TEXTS
from bot.reading.text import text_document

__all__ = ["Reader", "ReadingSettings"]

READABLE = TEXTS | PDF | FEEDS
MARKED = (b"\xef\xbb\xbf<", b"<?xml", b"<!doctype", b"<html", b"<rss", b"<feed", b"<rdf")  # a text that is no plain one
AS_LINK = {"not_text": "unsupported", "empty_text": "empty_page", "empty_file": "empty_page"}


class Reader:
    """Reads links, files and texts within `settings`. Bad input never raises; it is an `Unread`."""

    def __init__(self, settings: ReadingSettings | None = None) -> None:
        self.settings = settings or ReadingSettings()
        self._fetcher = Fetcher(self.settings)

    async def read(self, given: Given) -> Document | Unread:
        """The document of any input. A file is opened by its path: never pass on what a stranger calls a file."""
        if given.kind == "link":
            return await self.read_url(given.value)
        if given.kind == "file" and given.content is None:
            return await self.read_file(given.value)
        content = given.content if given.content is not None else given.value
        return await self.read_text(content, name=given.value, kind="file" if given.kind == "file" else "pasted")

    async def read_url(self, url: str) -> Document | Unread:
        """The document a link leads to: a page, a PDF, a feed, or what a known place has there."""
        visit = places.find(url)
        try:
            found = await (self._visit(visit) if visit else self._open(url))
            return replace(found, url=shown(found.url or url))
        except ReadingError as error:
            reason = "unsupported" if error.reason == "wrong_type" else error.reason
            return Unread(shown(url), reason, shown(url), error.detail)

    async def _open(self, url: str) -> Document:
        fetched = await self._fetcher.fetch(url, accept=READABLE, refresh=onward)
        return await asyncio.to_thread(self._fetched, fetched)

    async def _visit(self, visit: Visit) -> Document:
        """What a known place answers in place of a link's page; the page itself where it does not, and that may do."""
        try:
            body = (await self._fetcher.fetch(visit.address, accept=READABLE)).body
            extra = await self._extra(await asyncio.to_thread(visit.more, body))
            return await asyncio.to_thread(visit.document, body, extra, self.settings.max_characters)
        except ReadingError as error:
            if visit.place.or_page:
                return await self._open(visit.url)
            raise ReadingError(visit.place.refused or error.reason, **error.detail) from error

    async def _extra(self, url: str | None) -> bytes | None:
        try:
            return (await self._fetcher.fetch(url, accept=READABLE)).body if url else None
        except FetchError:
            return None

    async def read_file(self, path: str) -> Document | Unread:
        """The document in a file of this machine; where it does not say what site it is from, the file is named."""
        found = await self._in_thread(path, lambda: read_path(Path(path), self.settings))
        return replace(found, site=found.site or Path(path).name) if isinstance(found, Document) else found

    async def read_text(self, text: str | bytes, *, name: str = "", kind: str = "pasted") -> Document | Unread:
        """A pasted text, or bytes of one whose encoding is not known; a page's source is read as that page."""
        return await self._in_thread(name, lambda: self._pasted(text, kind))

    async def _in_thread(self, name: str, work: Callable[[], Document]) -> Document | Unread:
        try:
            return await asyncio.to_thread(work)
        except ReadingError as error:
            return Unread(name, error.reason, None, error.detail)

    def _pasted(self, text: str | bytes, kind: str) -> Document:
        if isinstance(text, str):
            return self._document(text, kind=kind)
        if len(text) > self.settings.max_bytes:
            raise ReadingError("too_large_file", megabytes=f"{self.settings.max_bytes / 1e6:g}")
        told = "" if text[:200].lstrip().lower().startswith(MARKED) else "text/plain"
        return bytes_document(text, told, None, kind=kind, url=None, limits=self.settings)

    def _fetched(self, fetched: Fetched) -> Document:
        told = fetched.content_type
        try:
            return bytes_document(
                fetched.body, told, fetched.charset, kind="page", url=fetched.url, limits=self.settings
            )
        except ReadingError as error:
            reason = AS_LINK.get(error.reason, error.reason)
            detail = {"type": told} if reason == "unsupported" else error.detail
            raise ReadingError(reason, **detail) from error

    def _document(self, text: str, *, kind: str) -> Document:
        longest = self.settings.max_characters
        if looks_like_page(text):
            return article(text, kind=kind, url=None, longest=longest)
        return text_document(text, kind=kind, longest=longest)
