"""The work of reading that is done in a child process: from what was fetched or given to a document.

Functions of plain arguments, because both go there as pickles. Each raises ReadingError.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.types import Document
from bot.reading import places
from bot.reading.article import article
from bot.reading.files import bytes_document, looks_like_page, read_path
from bot.reading.limits import ReadingError, ReadingSettings
from bot.reading.text import text_document

MARKED = (b"\xef\xbb\xbf<", b"<?xml", b"<!doctype", b"<html", b"<rss", b"<feed", b"<rdf")  # a text that is no plain one
AS_LINK = {"not_text": "unsupported", "empty_text": "empty_page", "empty_file": "empty_page"}


@dataclass(frozen=True, slots=True)
class Most:
    """As much of the settings as a document is made by; no secret is among it."""

    bytes: int
    characters: int

    def limits(self) -> ReadingSettings:
        return ReadingSettings(max_bytes=self.bytes, max_characters=self.characters)


def page(body: bytes, content_type: str, charset: str | None, url: str, most: Most) -> Document:
    """The document of what a link led to, which is said to be of `content_type` in `charset`."""
    try:
        return bytes_document(body, content_type, charset, kind="page", url=url, limits=most.limits())
    except ReadingError as error:
        reason = AS_LINK.get(error.reason, error.reason)
        detail = {"type": content_type} if reason == "unsupported" else error.detail
        raise ReadingError(reason, **detail) from error


def place_needs(url: str, body: bytes) -> str | None:
    """What else is to be fetched for a link of a known place that was answered `body`."""
    return _visit(url).more(body)


def place(url: str, body: bytes, extra: bytes | None, most: Most) -> Document:
    """The document of a link of a known place."""
    return _visit(url).document(body, extra, most.characters)


def file(path: str, most: Most) -> Document:
    """The document in a file of this machine; where it does not say what site it is from, the file is named."""
    found = read_path(Path(path), most.limits())
    return replace(found, site=found.site or Path(path).name)


def pasted(text: str | bytes, kind: str, most: Most) -> Document:
    """The document of a text, or of the bytes of one whose encoding is not known."""
    if isinstance(text, str):
        if looks_like_page(text):
            return article(text, kind=kind, url=None, longest=most.characters)
        return text_document(text, kind=kind, longest=most.characters)
    if len(text) > most.bytes:
        raise ReadingError("too_large_file", megabytes=f"{most.bytes / 1e6:g}")
    told = "" if text[:200].lstrip().lower().startswith(MARKED) else "text/plain"
    return bytes_document(text, told, None, kind=kind, url=None, limits=most.limits())


def _visit(url: str) -> places.Visit:
    visit = places.find(url)
    if visit is None:
        raise ReadingError("not_as_known")
    return visit
