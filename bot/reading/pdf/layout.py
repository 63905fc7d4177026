"""From pieces on a page to lines in reading order: columns found by the empty strip between them, furniture removed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from bot.reading.pdf.pieces import Piece, Sheet

BIN = 2.0  # points: how finely a page is looked at for an empty strip
EMPTY = 0.12  # of the busiest strip's text: a strip with less may part two columns, a title or table may cross it
NARROWEST = 0.18  # of the text's width: no column is narrower
LEAST_LINES = 4  # of a column
FILLED = 0.45  # of a column's width: the lines of running text fill more, the cells of a table less
EDGE = 0.17  # of the page's height, at its top and bottom, where running heads and page numbers stand
EDGE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column. `first` and `last` are the left and right edge of its column, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool
    page: int
    first: float
    last: float

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines(sheets: Sequence[Sheet]) -> list[list[Line]]:
    """The lines of every column of every page in reading order, one list a column, without page furniture."""
    rows = {sheet.number: _rows(_level(sheet)) for sheet in sheets}
    repeated = _repeated(sheets, rows)
    found: list[list[Line]] = []
    gutters: list[float] = []
    for sheet in sheets:
        furniture = {id(piece) for row in _furniture(sheet, rows[sheet.number], repeated) for piece in row}
        kept = [piece for piece in _level(sheet) if id(piece) not in furniture]
        if not kept:
            continue
        gutters = _gutters(kept, gutters)
        found += [_lines(column, sheet.number, edges) for column, edges in _columns(kept, gutters)]
    return found


def _level(sheet: Sheet) -> list[Piece]:
    """The pieces that run from left to right, unless most of the page does not."""
    level = [piece for piece in sheet.pieces if piece.level]
    most = 2 * sum(len(piece.text) for piece in level) >= sum(len(piece.text) for piece in sheet.pieces)
    return level if most else list(sheet.pieces)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces side by side, from top to bottom, each row from left to right."""
    rows: list[list[Piece]] = []
    tallest = None
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if tallest and (tallest.top < piece.middle < tallest.bottom or piece.top < tallest.middle < piece.bottom):
            rows[-1].append(piece)
            tallest = max(tallest, piece, key=lambda one: one.size)
        else:
            rows.append([piece])
            tallest = piece
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


# Page furniture


def _repeated(sheets: Sequence[Sheet], rows: dict[int, list[list[Piece]]]) -> frozenset[str]:
    """What stands at the edge of several pages alike, but for its figures."""
    seen = Counter(
        key for sheet in sheets for key in {_alike(row) for row in _at_edges(sheet, rows[sheet.number], EDGE_ROWS)}
    )
    least = 2 if len(sheets) <= 3 else 3
    return frozenset(key for key, pages in seen.items() if pages >= least)


def _furniture(sheet: Sheet, rows: list[list[Piece]], repeated: frozenset[str]) -> Iterator[list[Piece]]:
    for row in _at_edges(sheet, rows, EDGE_ROWS):
        if _alike(row) in repeated or _page_number().fullmatch(_text(row)):
            yield row


def _at_edges(sheet: Sheet, rows: list[list[Piece]], most: int) -> list[list[Piece]]:
    top = [row for row in rows[:most] if row[0].bottom < EDGE * sheet.height]
    bottom = [row for row in rows[-most:] if row[0].top > (1 - EDGE) * sheet.height]
    return top + bottom


def _alike(row: Sequence[Piece]) -> str:
    """A row's text with its size, so that a title is not taken for the running head that repeats it."""
    return f"{round(row[0].size)} " + re.sub(r"\d+", "#", _text(row).lower())


@cache
def _page_number() -> re.Pattern[str]:
    return re.compile(
        r"(?:page|p\.|第)?\s*[-–—·|]?\s*(?:\d{1,5}|[ivxlc]{1,7})\s*[-–—·|]?\s*(?:页|頁)?"
        r"(?:\s*(?:of|/|／|共)\s*\d{1,5}\s*(?:页|頁)?)?",
        re.IGNORECASE,
    )


# Columns


def _columns(pieces: Sequence[Piece], gutters: Sequence[float]) -> Iterator[tuple[list[Piece], tuple[float, float]]]:
    """The pieces of each column from left to right, above and below what stands across them, with its edges."""
    edges = [min(piece.left for piece in pieces), *gutters, max(piece.right for piece in pieces)]
    columns: list[list[Piece]] = [[] for _ in range(len(gutters) + 1)]
    across: list[Piece] = []
    for row in _rows(pieces):
        crossing = any(piece.left < gutter < piece.right for piece in row for gutter in gutters)
        if crossing:
            yield from _filled(columns, edges)
            columns = [[] for _ in columns]
            across += row
            continue
        if across:
            yield across, (edges[0], edges[-1])
            across = []
        for piece in row:
            columns[sum(piece.left >= gutter for gutter in gutters)].append(piece)
    yield from _filled(columns, edges)
    if across:
        yield across, (edges[0], edges[-1])


def _filled(columns: list[list[Piece]], edges: list[float]) -> Iterator[tuple[list[Piece], tuple[float, float]]]:
    for number, column in enumerate(columns):
        if column:
            yield column, (edges[number], edges[number + 1])


def _gutters(pieces: Sequence[Piece], before: list[float]) -> list[float]:
    """The middles of the strips between columns of running text, from left to right; none for one column.

    A page too short to tell has those of the page `before` it, if they are empty here too.
    """
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    covered = _covered(pieces, left, right)
    strips = [left + strip * BIN for strip in _strips(covered)]
    narrowest = NARROWEST * (right - left)
    found = [left]
    for middle in strips:
        if middle - found[-1] >= narrowest and right - middle >= narrowest:
            found.append(middle)
    if _like_columns(pieces, [*found, right]):
        return found[1:]
    crossed = sum(piece.size for piece in pieces if any(piece.left < gutter < piece.right for gutter in before))
    return before if before and crossed <= EMPTY * sum(piece.size for piece in pieces) else []


def _strips(covered: Sequence[float]) -> Iterator[float]:
    """The middles of the runs of bins that next to nothing covers."""
    most = EMPTY * max(covered)
    begin = None
    for number, amount in enumerate([*covered, most + 1]):
        if amount > most and begin is not None:
            yield (begin + number) / 2
            begin = None
        elif amount <= most and begin is None:
            begin = number


def _covered(pieces: Sequence[Piece], left: float, right: float) -> list[float]:
    """For each strip of the page, how much text crosses it: the sum of the pieces' heights."""
    changes = [0.0] * (int((right - left) / BIN) + 3)
    for piece in pieces:
        changes[int((piece.left - left) / BIN)] += piece.size
        changes[int((piece.right - left) / BIN) + 1] -= piece.size
    covered, amount = [], 0.0
    for change in changes[:-2]:
        amount += change
        covered.append(amount)
    return covered


def _like_columns(pieces: Sequence[Piece], edges: Sequence[float]) -> bool:
    """Whether what stands between the edges is running text, and not the cells of a table."""
    for first, last in pairwise(edges):
        inside = [p.right - p.left for p in pieces if p.left >= first - BIN and p.right <= last + BIN]
        if len(inside) < LEAST_LINES or median(inside) < FILLED * (last - first):
            return False
    return True


def _lines(column: Sequence[Piece], page: int, edges: tuple[float, float]) -> list[Line]:
    right = max(piece.right for piece in column)
    return [
        Line(
            text=_text(row),
            left=row[0].left,
            top=max(row, key=lambda piece: len(piece.text)).top,
            right=max(piece.right for piece in row),
            bottom=max(row, key=lambda piece: len(piece.text)).bottom,
            bold=all(piece.bold for piece in row),
            page=page,
            first=edges[0],
            last=min(right, edges[1]),
        )
        for row in _rows(column)
    ]


def _text(row: Sequence[Piece]) -> str:
    text = row[0].text
    for one, other in pairwise(row):
        near = other.left - one.right < 0.15 * max(one.size, other.size)
        text += other.text if near else f" {other.text}"
    return text
