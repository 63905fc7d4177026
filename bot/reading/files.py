"""Files a person names: what is in them, and what kind of document that is."""

import re
from pathlib import Path

from bot.core.types import Document
from bot.reading.article import article
from bot.reading.encoding import declared_in, decode
from bot.reading.limits import ReadingError, ReadingSettings
from bot.reading.text import text_document

PAGES = frozenset({".html", ".htm", ".xhtml"})
NO_TEXT = re.compile(
    r"""\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|epub|mobi|pages|numbers|key|zip|t?gz|bz2|xz|7z|rar|tar|png|jpe?g|gif|webp|bmp
    |tiff?|heic|ico|mp3|wav|ogg|m4a|flac|mp4|mov|avi|mkv|webm|exe|dll|so|dmg|iso|bin|sqlite|db|parquet|gguf|woff2?|[to]tf)""",
    re.VERBOSE,
)
# How files begin that are no text, whatever they are called or a server calls them.
SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"RIFF",
    b"ID3",
    b"OggS",
    b"{\\rtf",
)


def read_path(path: Path, limits: ReadingSettings) -> Document:
    """The document in a file. Raises ReadingError."""
    if NO_TEXT.fullmatch(path.suffix.lower()):
        raise ReadingError("unsupported_type", type=path.suffix.lower())
    body = _bytes(path, limits.max_bytes)
    if not body.strip():
        raise ReadingError("empty_file")
    try:
        if path.suffix.lower() in PAGES:
            return page_document(body, None, kind="file", url=None, limits=limits)
        return text_document(text_of(body), kind="file", longest=limits.max_characters)
    except ReadingError as error:
        if error.reason == "empty_text":
            raise ReadingError("empty_file") from error
        raise


def page_document(body: bytes, charset: str | None, *, kind: str, url: str | None, limits: ReadingSettings) -> Document:
    """The document in the bytes of an HTML page. Raises ReadingError."""
    html = text_of(body, charset or declared_in(body))
    return article(html, kind=kind, url=url, longest=limits.max_characters)


def text_of(body: bytes, charset: str | None = None) -> str:
    """The text in `body`. Raises ReadingError with the reason not_text or undecodable."""
    if body.startswith(SIGNATURES):
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
