"""The document a PDF is, and who wrote it."""

import re
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from bot.core.language import detect
from bot.core.passages import Block, cut
from bot.core.types import Document, Passage, PassageKind
from bot.reading import lines as says
from bot.reading.dates import full_date
from bot.reading.limits import ReadingError, ReadingSettings
from bot.reading.pdf.layout import lines
from bot.reading.pdf.paragraphs import Paragraph, paragraphs, without_references
from bot.reading.pdf.pieces import Opened, open_pdf

MOST_PAGES = 300
MOST_SECONDS = 20
BETWEEN = "\n\n"
TITLE_AMONG = 12  # first paragraphs one of which may be the title
LONGEST_TITLE = 250  # characters
LEAST_A_PAGE = 8  # characters; a scanned page has none, or a stamp


def pdf_document(body: bytes, *, kind: str, url: str | None, limits: ReadingSettings) -> Document:
    """The document in the bytes of a PDF; its passages know their page.

    Raises ReadingError with the reason pdf_encrypted, pdf_broken or scanned. At most `MOST_PAGES` pages and about
    `limits.max_characters` characters are read, for `MOST_SECONDS`; `pages_read` of `pages` says how far that went.
    """
    longest = limits.max_characters
    deadline = time.monotonic() + MOST_SECONDS
    opened = open_pdf(body, lambda pages, read: pages >= MOST_PAGES or read >= longest or time.monotonic() > deadline)
    whole = paragraphs(lines(opened.sheets))
    if sum(len(one.text) for one in whole) < LEAST_A_PAGE * max(1, len(opened.sheets)):
        raise ReadingError("scanned")
    found = list(without_references(whole)) or whole
    title = _title(opened, found)
    text = BETWEEN.join(one.text for one in found)
    edges = [one.text for one in found[:TITLE_AMONG]]
    return Document(
        text=text[:longest],
        passages=_passages(text[:longest], found, title),
        language=detect(text[:longest]),
        kind=kind,
        title=title,
        title_from_text=any(one.text == title for one in found),
        author=_author(opened, found) or says.author(edges),
        published=next(filter(None, (full_date(edge) for edge in edges if says.is_byline(edge))), None),
        url=url,
        cut=max(0, len(text) - longest),
        pages=opened.pages,
        pages_read=len(opened.sheets),
    )


def _passages(text: str, found: Sequence[Paragraph], title: str | None) -> tuple[Passage, ...]:
    """The passages of the paragraphs that stand in `text`, each with the page it begins on."""
    blocks: list[Block] = []
    begins: list[tuple[int, int]] = []
    start = 0
    for one in found:
        if start >= len(text):
            break
        kind = PassageKind.HEADING if one.text == title else one.kind
        blocks.append(Block(start, min(start + len(one.text), len(text)), kind))
        begins += [(start + offset, page) for offset, page in one.pages]
        start += len(one.text) + len(BETWEEN)
    places = [place for place, _ in begins]
    return tuple(
        replace(passage, page=begins[bisect_right(places, passage.start) - 1][1]) for passage in cut(text, blocks)
    )


def _title(opened: Opened, found: Sequence[Paragraph]) -> str | None:
    """The title the file tells, where its first page shows it too; else what is written largest there."""
    first = [one for one in found[:TITLE_AMONG] if one.pages[0][1] == 1 and len(one.text) <= LONGEST_TITLE]
    told = " ".join(opened.told.get("Title", "").split())
    shown = next((one for one in first if told and _folded(told) == _folded(one.text)), None)
    if shown:
        return shown.text
    largest = max(first, key=lambda one: one.size, default=None)
    usual = min((one.size for one in found), default=0)
    if largest and largest.kind is PassageKind.HEADING and largest.size > usual:
        return largest.text
    return told if told and not _is_file_name(told) else None


def _author(opened: Opened, found: Sequence[Paragraph]) -> str | None:
    """The author the file tells, where its first page names them too: programs tell who owned the machine."""
    told = says.clean_author(opened.told.get("Author"))
    first = _folded(" ".join(one.text for one in found[:TITLE_AMONG] if one.pages[0][1] == 1))
    return told if told and _folded(told) in first else None


def _is_file_name(told: str) -> bool:
    """Whether a title is one that a program put there."""
    return bool(PurePath(told).suffix[1:].isalnum() and " " not in told) or bool(
        re.match(r"microsoft |untitled|无标题|未命名|.{0,80}\.(?:docx?|dvi|tex|indd|pptx?|xlsx?)$", told, re.IGNORECASE)
    )


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
