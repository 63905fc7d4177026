"""Files a person names: what is in them, and what kind of document that is."""

import re
from dataclasses import replace
from pathlib import Path

from bot.core.types import Document
from bot.reading.article import article
from bot.reading.encoding import declared_in, decode
from bot.reading.feed import feed_document, parse
from bot.reading.limits import ReadingError, ReadingSettings
from bot.reading.pdf import pdf_document
from bot.reading.sniff import FEEDS, HEAD, PAGES, PDF, UNTOLD, sniffed
from bot.reading.text import text_document

TOLD = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), "text/html"),
    **dict.fromkeys((".txt", ".md", ".markdown"), "text/plain"),
    **dict.fromkeys((".xml", ".rss", ".atom"), "application/xml"),
    ".json": "application/json",
}
NO_TEXT = re.compile(
    r"""\.(?:docx?|xlsx?|pptx?|od[tsp]|rtf|epub|mobi|pages|numbers|key|zip|t?gz|bz2|xz|7z|rar|tar|png|jpe?g|gif|webp|bmp
    |tiff?|heic|ico|mp3|wav|ogg|m4a|flac|mp4|mov|avi|mkv|webm|exe|dll|so|dmg|iso|bin|sqlite|db|parquet|gguf|woff2?|[to]tf)""",
    re.VERBOSE,
)


def read_path(path: Path, limits: ReadingSettings) -> Document:
    """The document in a file. Raises ReadingError."""
    suffix = path.suffix.lower()
    if NO_TEXT.fullmatch(suffix):
        raise ReadingError("unsupported", type=suffix[1:].upper())
    body = _bytes(path, limits.max_bytes)
    if not body.strip():
        raise ReadingError("empty_file")
    try:
        return bytes_document(body, TOLD.get(suffix, ""), None, kind="file", url=None, limits=limits)
    except ReadingError as error:
        if error.reason == "empty_text":
            raise ReadingError("empty_file") from error
        raise


def bytes_document(
    body: bytes, content_type: str, charset: str | None, *, kind: str, url: str | None, limits: ReadingSettings
) -> Document:
    """The document in a file or an answer, which is said to be of `content_type` ("" for not said) in `charset`.

    Raises ReadingError.
    """
    found = sniffed(body[:HEAD], content_type)
    if found in PDF:
        return pdf_document(body, kind=kind, url=url, limits=limits)
    if found in FEEDS:
        named = f"{found}; charset={charset}" if charset else found
        return feed_document(parse(body, url, named), url=url, longest=limits.max_characters)
    if found in PAGES:
        return page_document(body, charset, kind=kind, url=url, limits=limits)
    if found.startswith("text/") or found in UNTOLD:
        return replace(text_document(text_of(body, charset), kind=kind, longest=limits.max_characters), url=url)
    raise ReadingError("unsupported", type=found.partition("/")[2].upper())


def page_document(body: bytes, charset: str | None, *, kind: str, url: str | None, limits: ReadingSettings) -> Document:
    """The document in the bytes of an HTML page. Raises ReadingError."""
    html = text_of(body, charset or declared_in(body))
    return article(html, kind=kind, url=url, longest=limits.max_characters)


def text_of(body: bytes, charset: str | None = None) -> str:
    """The text in `body`. Raises ReadingError with the reason not_text or undecodable."""
    if sniffed(body[:HEAD], "text/plain") != "text/plain":
        raise ReadingError("not_text")
    return decode(body, charset)


def looks_like_page(text: str) -> bool:
    """Whether a text is the source of an HTML page."""
    return text[:200].lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype html", "<html"))


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise ReadingError("is_directory")
        if not path.is_file():
            raise ReadingError("no_such_file")
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise ReadingError("unreadable_file") from error
    if len(body) > max_bytes:
        raise ReadingError("too_large_file", megabytes=f"{max_bytes / 1e6:g}")
    return body
