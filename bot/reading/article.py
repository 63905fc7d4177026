"""From the HTML of a page to a document: its article, and who wrote it where and when."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from bot.core.language import detect
from bot.core.passages import cut
from bot.core.types import Document, PassageKind
from bot.reading import lines as says
from bot.reading.dates import day_of, full_date, local, local_day
from bot.reading.layout import Line, joined
from bot.reading.limits import ReadingError
from bot.reading.page import Page, read_page
from bot.reading.walls import Seen, wall

LEAST = 40  # characters; less than that is no article
HEAD, TAIL = 6, 12  # how many lines at either end may be furniture
ABOVE, BELOW = 12, 6  # how many lines around an article may say who and when
KNOWN_BY = 12  # characters by which a line is found where it is shown
SHORTEST_TITLE = 6


def article(html: str, *, kind: str, url: str | None, longest: int) -> Document:
    """The article of a page. Raises ReadingError with the reason empty_page or one of `walls.REASONS`.

    The text as read is the title, where the page has one, and the lines of the article with an empty line between two.
    Of an article behind a wall it is the free beginning, and the document a teaser.
    """
    page = read_page(html, url)
    if page is None:
        raise ReadingError("empty_page")
    found, teaser = _free_lines(page, html)
    title = _title(page)
    body = _body(found, title)
    beside = _beside(page.shown, found, body)
    shown = [says.stated(beside, "published"), says.clocked(beside)]
    told = page.said.published or shown[0] or _dated(page.published, beside)
    published = local(told, shown)
    updated = page.said.updated or says.stated(beside, "updated")
    text, blocks, too_long = joined([Line(title, PassageKind.HEADING), *body] if title else body, longest)
    return Document(
        text=text,
        passages=cut(text, blocks),
        language=detect("\n".join(line.text for line in body)),
        kind=kind,
        title=title,
        title_from_text=bool(title),
        site=page.site if url else None,
        author=says.author(beside) or says.clean_author(page.author),
        published=local_day(published, [*shown, *map(full_date, filter(says.is_byline, beside)), _in_path(url)]),
        published_at=_time_of(published),
        updated=day_of(updated),
        updated_at=_time_of(updated),
        url=url,
        canonical=page.said.canonical,
        relays=says.relays(beside),
        cut=too_long + page.left_out,
        teaser=teaser,
    )


def _free_lines(page: Page, html: str) -> tuple[Sequence[Line], bool]:
    """The lines of the article, and whether they are only its free beginning. Raises ReadingError for a wall."""
    titles = [title for title in (page.head_title, page.title) if title]
    found = wall(
        Seen(
            titles=titles,
            shown=page.shown,
            body=page.lines,
            is_list=bool(page.listed),
            source=html,
            asks_password=page.asks_password,
            is_article=page.said.is_article,
            free=page.said.free,
        )
    )
    if found and not found.body:
        raise ReadingError(found.reason)
    shown = found.body if found else [*page.lines, *page.listed]
    if sum(len(line.text) - line.text.count(" ") for line in shown) < LEAST:
        raise ReadingError("empty_page")
    return shown, found is not None


def _title(page: Page) -> str | None:
    """The headline without the names of site and section behind it."""
    title = " ".join((page.title or page.head_title or "").split())
    for heading in page.headings:
        rest = title[len(heading) :]
        if len(heading) >= SHORTEST_TITLE and title.startswith(heading) and re.match(r"\s*[-_|–—·]", rest):
            return heading
    site = re.escape(page.site or "\0")
    title = re.sub(rf"\s*[-_|–—·]\s*{site}\s*$", "", title, flags=re.IGNORECASE)
    before = title.split("_", 1)[0].strip()
    return (before if len(before) >= SHORTEST_TITLE and not before.isascii() else title) or None


def _body(lines: Sequence[Line], title: str | None) -> list[Line]:
    """The lines without what stands around an article: the title once more, bylines, links to other pages, credits."""
    body = [line for line in lines if not says.is_pointer(line.text)] or list(lines)
    for _ in range(HEAD):
        if len(body) > 1 and (_same(body[0].text, title) or _is_around(body[0])):
            del body[0]
    for _ in range(TAIL):
        if len(body) > 1 and (body[-1].kind is PassageKind.HEADING or _is_around(body[-1])):
            del body[-1]
    return body


def _is_around(line: Line) -> bool:
    return says.is_furniture(line.text) or says.is_byline(line.text)


def _beside(shown: Sequence[Line], found: Sequence[Line], body: Sequence[Line]) -> list[str]:
    """The lines that may say who and when, in the order of the page: those around the article, its own first and last
    ones, those in it that tell a time of day and little else, as forums put below each post, and those taken off."""
    texts = [line.text for line in shown if not line.aside]
    begins, ends = _dense(body[0].text)[:KNOWN_BY], _dense(body[-1].text)[-KNOWN_BY:]
    first = next((n for n, text in enumerate(texts) if _dense(text).startswith(begins)), 0)
    last = next((n for n, text in enumerate(texts[first:], first) if _dense(text).endswith(ends)), first)
    above, within, below = texts[max(0, first - ABOVE) : first], texts[first:last], texts[last + 1 :][:BELOW]
    kept = {id(line) for line in body}
    taken = [line.text for line in found if id(line) not in kept]
    edges = [line.text for line in (*body[:2], *body[-1:])]
    return list(dict.fromkeys((*above, *(text for text in within if says.clocked([text])), *below, *taken, *edges)))


def _dated(day: date | None, lines: Sequence[str]) -> date | None:
    """`day`, with its time where a line tells it; without a day, that of the first line that says little else."""
    clocked = says.clocked(lines)
    if day:
        return clocked if day_of(clocked) == day else day
    return clocked or next((full_date(line) for line in lines if says.is_byline(line)), None)


def _in_path(url: str | None) -> date | None:
    """The day in an address ("/2024/03/05/"), as its site has it."""
    return full_date(urlsplit(url).path) if url else None


def _time_of(stated: date | None) -> datetime | None:
    return stated if isinstance(stated, datetime) else None


def _dense(text: str) -> str:
    return "".join(text.split())


def _same(line: str, title: str | None) -> bool:
    return bool(title) and _folded(line) == _folded(title or "")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
