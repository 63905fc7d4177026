"""What stands where on the pages of a PDF, as PDFium tells it: pieces of text, each on one line of one page.

PDFium is not thread-safe, so one document is open at a time.
"""

from __future__ import annotations

import ctypes
import math
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.limits import ReadingError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage  # type: ignore[import-untyped]

MOST_IN_PAGE = 60_000  # characters; a page with more is a drawing or a trap
WIDE = 1.6  # times the height of the letters: a gap that parts two columns or two cells
HYPHENS = ("\x02", "\ufffe")  # what PDFium gives for a hyphen at the end of a line
SOFT = "\u00ad"
SMALL = 0.85  # of the usual letters' height
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LARGEST = 14_400  # points; no page is larger (PDF 1.7, annex C)
LEVEL = 0.3  # radians; text that leans more runs along the edge or across the page
ENCRYPTED = 4  # FPDF_ERR_PASSWORD of fpdfview.h

_open = threading.Lock()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one line and font. Lengths are in points, from the page's top left; `size` is its height.

    It ends in a soft hyphen where the word goes on in the next line.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False
    level: bool = True

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its number from 1, its width and height, and its pieces in the order they were drawn."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read of a PDF: the first pages, how many there are, and what it says about itself."""

    sheets: tuple[Sheet, ...]
    pages: int
    told: dict[str, str]


def open_pdf(body: bytes, enough: Callable[[int, int], bool]) -> Opened:
    """The first pages of a PDF, until `enough` (given pages and characters so far) says to stop.

    Raises ReadingError with the reason pdf_encrypted or pdf_broken.
    """
    import pypdfium2

    with _open:
        try:
            document = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code == ENCRYPTED
            raise ReadingError("pdf_encrypted" if locked else "pdf_broken") from error
        try:
            told = {name: value for name, value in document.get_metadata_dict().items() if value}
            return Opened(tuple(_sheets(document, enough)), len(document), told)
        finally:
            document.close()


def _sheets(document: PdfDocument, enough: Callable[[int, int], bool]) -> Iterator[Sheet]:
    characters = 0
    for number in range(1, len(document) + 1):
        if enough(number - 1, characters):
            return
        sheet = _sheet(document, number)
        characters += sum(len(piece.text) for piece in sheet.pieces)
        yield sheet


def _sheet(document: PdfDocument, number: int) -> Sheet:
    """One page; a broken one is an empty one."""
    import pypdfium2

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return Sheet(number, 0, 0, ())
    try:
        text = page.get_textpage()
        left, bottom, right, top = page.get_cropbox()
        width, height = min(right - left, LARGEST), min(top - bottom, LARGEST)
        try:
            letters = [one for one in _letters(text, left, top) if 0 <= one.left <= width and 0 <= one.top <= height]
            return Sheet(number, width, height, tuple(_pieces(text, letters)))
        finally:
            text.close()
    except pypdfium2.PdfiumError:
        return Sheet(number, 0, 0, ())
    finally:
        page.close()


def _pieces(text: PdfTextPage, letters: list[_Letter]) -> Iterator[Piece]:
    """The characters of a page put together; spaces are no measure of the room between them."""
    run: list[_Letter] = []
    last: _Letter | None = None
    for letter in letters:
        ends = letter.char == "\n" or (last and letter.char != " " and _apart(last, letter))
        if ends and run:
            yield _piece(text, run)
            run, last = [], None
        if letter.char not in " \n":
            last = letter
        if last:
            run.append(letter)
    if run:
        yield _piece(text, run)


@dataclass(frozen=True, slots=True)
class _Letter:
    index: int
    char: str
    left: float
    top: float
    right: float
    bottom: float


def _letters(text: PdfTextPage, left: float, top: float) -> Iterator[_Letter]:
    """The characters of a page; `left` and `top` are its corner in the coordinates of the file."""
    from pypdfium2 import raw

    for index in range(min(text.count_chars(), MOST_IN_PAGE)):
        char = _cleaned(raw.FPDFText_GetUnicode(text, index))
        if char:
            x0, y0, x1, y1 = text.get_charbox(index, loose=True)
            yield _Letter(index, char, x0 - left, top - y1, x1 - left, top - y0)


def _cleaned(code: int) -> str:
    """One character as text: ligatures and look-alike radicals as the letters they stand for, "" for what is none."""
    char = chr(code)
    if char in HYPHENS:
        return SOFT
    if char == "\n":
        return char
    if char == "\u00a0" or unicodedata.category(char) == "Zs":
        return " "
    if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn"):
        return ""
    if "\ufb00" <= char <= "\ufb06" or "\u2e80" <= char <= "\u2fdf":
        return unicodedata.normalize("NFKC", char)
    return char


def _apart(one: _Letter, other: _Letter) -> bool:
    """Whether a new piece begins between two letters: at a line's end, or where there is room for a column's edge."""
    if one.char == SOFT:
        return True
    height = max(one.bottom - one.top, other.bottom - other.top, 1)
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap < 0 or other.left - one.right > WIDE * height or other.left < one.left - height


def _piece(text: PdfTextPage, letters: list[_Letter]) -> Piece:
    solid = [letter for letter in letters if letter.char not in " \n"]
    placed = [letter for letter in solid if letter.char != SOFT] or solid
    usual = sorted(placed, key=lambda letter: letter.bottom - letter.top)[len(placed) // 2]
    words = "".join(_raised(letter, usual) for letter in letters)
    return Piece(
        text=" ".join(words.split()),
        left=min(letter.left for letter in placed),
        top=usual.top,
        right=max(letter.right for letter in placed),
        bottom=usual.bottom,
        bold=_is_bold(text, usual.index),
        level=_is_level(text, usual.index),
    )


def _raised(letter: _Letter, usual: _Letter) -> str:
    """A letter; a small digit set high, which is a note's or an exponent, as such: 2020³ is not 20203."""
    height = usual.bottom - usual.top
    small = letter.bottom - letter.top < SMALL * height and letter.bottom < usual.bottom - (1 - SMALL) / 2 * height
    return letter.char.translate(SUPERSCRIPTS) if small else letter.char


def _is_bold(text: PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, index, name, 128, ctypes.c_int())
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"semibold", b"-medi"))


def _is_level(text: PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    angle = raw.FPDFText_GetCharAngle(text, index)
    return abs(math.remainder(angle, 2 * math.pi)) < LEVEL
