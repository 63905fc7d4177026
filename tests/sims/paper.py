"""PDFs made for tests, by a writer of its own kind: papers in columns, with running heads and page numbers."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN, GAP, LEADING = 60, 24, 13
LATIN, HAN = "Times-Roman", "STSong-Light"


def paper(
    title: str,
    lines: Sequence[str],
    *,
    columns: int = 2,
    head: str = "Journal of Made-Up Things, vol. 7",
    by_rows: bool = False,
    rows: int = 40,
    told: str = "",
    password: str = "",
) -> bytes:
    """A PDF whose `lines` fill its columns one after the other; "# " before a line makes it a heading.

    With `by_rows` they are drawn from left to right across the columns, as some programs do.
    """
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=StandardEncryption(password, canPrint=0) if password else None)
    canvas.setTitle(told or "untitled")
    pdfmetrics.registerFont(UnicodeCIDFont(HAN))
    pages = [lines[start : start + columns * rows] for start in range(0, len(lines), columns * rows)] or [()]
    for number, page in enumerate(pages, 1):
        _page(canvas, page, columns, rows, by_rows=by_rows)
        _write(canvas, head, MARGIN, HEIGHT - 40, 8)
        _write(canvas, f"{number}", WIDTH / 2, 30, 9)
        if number == 1 and title:
            _write(canvas, title, MARGIN + 40, HEIGHT - 75, 18, bold=True)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, lines: Sequence[str], columns: int, rows: int, *, by_rows: bool) -> None:
    width = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns
    places = [(n // rows, n % rows, line) for n, line in enumerate(lines)]
    for column, row, line in sorted(places, key=lambda place: place[1::-1] if by_rows else place[:2]):
        left, down = MARGIN + column * (width + GAP), HEIGHT - 110 - row * LEADING
        if line.startswith("# "):
            _write(canvas, line[2:], left, down, 13, bold=True)
        else:
            _write(canvas, line, left, down, 10)


def _write(canvas: Canvas, text: str, left: float, down: float, size: float, *, bold: bool = False) -> None:
    han = any(char > "\u2e7f" for char in text)
    canvas.setFont(HAN if han else "Times-Bold" if bold else LATIN, size)
    canvas.drawString(left, down, text)
