"""What an answer is, by how it begins: servers are asked, but not believed (WHATWG MIME Sniffing, 7.1 and 6)."""

import re

HEAD = 1_024  # bytes that are looked at
PAGES = frozenset({"text/html", "application/xhtml+xml"})
TEXTS = PAGES | {"text/plain", "text/markdown", "text/x-markdown"}
PDF = frozenset({"application/pdf"})
FEEDS = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
        "application/feed+json",
        "application/json",
    }
)
UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-unknown"})
AS_WRITTEN = frozenset({"text/plain", "text/markdown", "text/x-markdown"})  # may be the source of a page

BEGINNINGS = (
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"ID3", "audio/mpeg"),
    (b"OggS\x00", "application/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"%!PS-Adobe-", "application/postscript"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-elf"),
)
CONTAINERS = ((b"RIFF", b"WEBP", "image/webp"), (b"RIFF", b"WAVE", "audio/wav"), (b"RIFF", b"AVI ", "video/x-msvideo"))
ROOTS = {
    b"html": "application/xhtml+xml",
    b"rss": "application/rss+xml",
    b"feed": "application/atom+xml",
    b"rdf:rdf": "application/rdf+xml",
}
PAGE = re.compile(
    rb"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link)[\s>]|<!--",
    re.IGNORECASE,
)
ROOT = re.compile(rb"<([a-z][a-z0-9:_-]{0,30})[\s>/]", re.IGNORECASE)
BINARY = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])  # MIME Sniffing, 3: binary data bytes


def sniffed(head: bytes, told: str) -> str:
    """The content type of an answer that begins with `head` and is said to be of the type `told` ("" for none)."""
    by_bytes = _binary(head)
    if by_bytes:
        return by_bytes
    written = "" if told in AS_WRITTEN else _markup(head)
    if written:
        return written
    if told not in UNTOLD:
        return told
    return "application/octet-stream" if head.translate(None, BINARY) != head and not _is_utf16(head) else "text/plain"


def _binary(head: bytes) -> str:
    if b"%PDF-" in head[:HEAD]:
        return "application/pdf"
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    for outer, inner, kind in CONTAINERS:
        if head.startswith(outer) and head[8:12] == inner:
            return kind
    return "video/mp4" if head[4:8] == b"ftyp" else ""


def _markup(head: bytes) -> str:
    """The kind of markup: by its root element where it says to be XML or may be, by any tag of a page else."""
    text = head[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = text[:5].lower() == b"<?xml"
    if not declared and PAGE.match(text):
        return "text/html"
    root = ROOT.search(text) if text.startswith(b"<") else None
    known = ROOTS.get(root[1].lower(), "") if root else ""
    return known or ("application/xml" if declared else "")


def _is_utf16(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff"))
