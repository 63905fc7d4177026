"""One input in, one document or one reason out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar, TypeVarTuple

from bot.core.types import Document, Given, Unread
from bot.reading import jobs, places
from bot.reading.fetch import Fetcher
from bot.reading.identity import shown
from bot.reading.limits import FetchError, ReadingError, ReadingSettings
from bot.reading.places import Visit
from bot.reading.refresh import onward
from bot.reading.sniff import FEEDS, PDF, TEXTS

__all__ = ["Reader", "ReadingSettings"]

log = logging.getLogger("duet.reading")

READABLE = TEXTS | PDF | FEEDS
Ts = TypeVarTuple("Ts")
T = TypeVar("T")


class Pool(Protocol):
    """Where the work on what was read is done, so that a poisoned file costs no more than an error."""

    async def run(self, function: Callable[[*Ts], T], *args: *Ts, seconds: float) -> T:
        """What the function gives or raises. Raises TimeoutError after so many seconds, MemoryError where it takes too
        much, ChildProcessError where it dies."""


class Threads:
    """In place of a pool where nothing hostile is read: nothing stops a job here."""

    async def run(self, function: Callable[[*Ts], T], *args: *Ts, seconds: float) -> T:  # noqa: ARG002  as the port has it
        return await asyncio.to_thread(function, *args)


class Reader:
    """Reads links, files and texts within `settings`. Bad input never raises; it is an `Unread`."""

    def __init__(self, settings: ReadingSettings | None = None, pool: Pool | None = None) -> None:
        self.settings = settings or ReadingSettings()
        self._most = jobs.Most(self.settings.max_bytes, self.settings.max_characters)
        self._pool = pool or Threads()
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

    async def read_file(self, path: str) -> Document | Unread:
        """The document in a file of this machine."""
        return await _told(path, self._run(jobs.file, path, self._most))

    async def read_text(self, text: str | bytes, *, name: str = "", kind: str = "pasted") -> Document | Unread:
        """A pasted text, or bytes of one whose encoding is not known; a page's source is read as that page."""
        return await _told(name, self._run(jobs.pasted, text, kind, self._most))

    async def _open(self, url: str) -> Document:
        got = await self._fetcher.fetch(url, accept=READABLE, refresh=onward)
        return await self._run(jobs.page, got.body, got.content_type, got.charset, got.url, self._most)

    async def _visit(self, visit: Visit) -> Document:
        """What a known place answers in place of a link's page; the page itself where it does not, and that may do."""
        try:
            body = (await self._fetcher.fetch(visit.address, accept=READABLE)).body
            extra = await self._extra(await self._run(jobs.place_needs, visit.url, body))
            return await self._run(jobs.place, visit.url, body, extra, self._most)
        except ReadingError as error:
            if visit.place.or_page:
                return await self._open(visit.url)
            raise ReadingError(visit.place.refused or error.reason, **error.detail) from error

    async def _extra(self, url: str | None) -> bytes | None:
        try:
            return (await self._fetcher.fetch(url, accept=READABLE)).body if url else None
        except FetchError:
            return None

    async def _run(self, job: Callable[[*Ts], T], *args: *Ts) -> T:
        """What a job makes of its input. Raises ReadingError also where a library fails on it, however it does."""
        seconds = self.settings.work_seconds
        try:
            return await self._pool.run(job, *args, seconds=seconds)
        except ReadingError:
            raise
        except TimeoutError as error:
            raise ReadingError("too_slow", seconds=f"{seconds:g}") from error
        except MemoryError as error:
            raise ReadingError("too_costly") from error
        except Exception as error:
            log.warning("%s failed: %s", job.__name__, type(error).__name__)
            raise ReadingError("unparsable") from error


async def _told(name: str, work: Awaitable[Document]) -> Document | Unread:
    try:
        return await work
    except ReadingError as error:
        return Unread(name, error.reason, None, error.detail)
