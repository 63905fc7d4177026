"""One input in, one document or one reason out."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.core.types import Document, Given, Unread
from bot.reading.article import article
from bot.reading.encoding import declared_in
from bot.reading.fetch import Fetched, Fetcher
from bot.reading.files import looks_like_page, page_document, read_path, text_of
from bot.reading.identity import shown
from bot.reading.limits import ReadingError, ReadingSettings
from bot.reading.refresh import onward
from bot.reading.text import text_document

__all__ = ["Reader", "ReadingSettings"]

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
UNTOLD = frozenset({"", "application/octet-stream"})
AS_LINK = {"not_text": "wrong_type", "empty_text": "empty_page", "empty_file": "empty_page"}


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
        """The article a link leads to."""
        try:
            fetched = await self._fetcher.fetch(url, refresh=onward)
            found = await asyncio.to_thread(self._fetched, fetched)
            return replace(found, url=shown(found.url or fetched.url))
        except ReadingError as error:
            return Unread(shown(url), error.reason, shown(url), error.detail)

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
        if isinstance(text, bytes):
            if len(text) > self.settings.max_bytes:
                raise ReadingError("too_large_file", megabytes=f"{self.settings.max_bytes / 1e6:g}")
            text = text_of(text, declared_in(text) if text.lstrip().startswith(b"<") else None)
        return self._document(text, kind=kind)

    def _fetched(self, fetched: Fetched) -> Document:
        try:
            if fetched.content_type in PAGE_TYPES:
                return page_document(fetched.body, fetched.charset, kind="page", url=fetched.url, limits=self.settings)
            text = text_of(fetched.body, fetched.charset)
            return self._document(text, kind="page", url=fetched.url, maybe_page=fetched.content_type in UNTOLD)
        except ReadingError as error:
            reason = AS_LINK.get(error.reason, error.reason)
            detail = {"type": fetched.content_type} if reason == "wrong_type" else error.detail
            raise ReadingError(reason, **detail) from error

    def _document(self, text: str, *, kind: str, url: str | None = None, maybe_page: bool = True) -> Document:
        longest = self.settings.max_characters
        if maybe_page and looks_like_page(text):
            return article(text, kind=kind, url=url, longest=longest)
        return replace(text_document(text, kind=kind, longest=longest), url=url)
