"""From the HTML of a page to a document: its article, and who wrote it where and when."""

import re
from collections.abc import Sequence

from bot.core.language import detect
from bot.core.passages import cut
from bot.core.types import Document, PassageKind
from bot.reading import lines as says
from bot.reading.dates import full_date
from bot.reading.limits import ReadingError
from bot.reading.page import Line, Page, joined, read_page

LEAST = 40  # characters; less than that is no article
SHORT = 250  # characters; an article shorter than this may be what a wall shows instead of one
LONGEST_WALL = 1500  # characters; no login form says more
HEAD, TAIL = 6, 12  # how many lines at either end may be furniture
SHORTEST_TITLE = 6


def article(html: str, *, kind: str, url: str | None, longest: int) -> Document:
    """The article of a page. Raises ReadingError with the reason empty_page or needs_login.

    The text as read is the title, where the page has one, and the lines of the article with an empty line between two.
    """
    page = read_page(html, url)
    wall = _wall(page) if page else "empty_page"
    if wall or page is None:
        raise ReadingError(wall or "empty_page")
    title = _title(page)
    body = _body(page.lines, title)
    edges = _edges(page.lines, body)
    text, blocks, left_out = joined([Line(title, PassageKind.HEADING), *body] if title else body, longest)
    return Document(
        text=text,
        passages=cut(text, blocks),
        language=detect("\n".join(line.text for line in body)),
        kind=kind,
        title=title,
        title_from_text=bool(title),
        site=page.site if url else None,
        author=says.author(edges) or says.clean_author(page.author),
        published=page.published or next(filter(None, map(full_date, edges)), None),
        url=url,
        relays=says.relays(edges),
        cut=left_out,
    )


def _wall(page: Page) -> str | None:
    """Why a page shows no article, if it shows none: it asks for a login, for a script to run, or says nothing."""
    body = "\n".join(line.text for line in page.lines)[:LONGEST_WALL]
    length = sum(not char.isspace() for char in body)
    if length < LEAST:
        brief = len(page.shown) < LONGEST_WALL and says.has_cue(page.shown, "login_wall")
        return "needs_login" if page.asks_password or brief else "empty_page"
    if page.asks_password and length < SHORT:
        return "needs_login"
    longest = LONGEST_WALL * 0.9 if page.asks_password else SHORT
    if length < longest and says.has_cue(body, "login_wall"):
        return "needs_login"
    return "empty_page" if length < 2 * SHORT and says.has_cue(body, "script_wall") else None


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
        if len(body) > 1 and (_same(body[0].text, title) or _is_beside(body[0])):
            del body[0]
    for _ in range(TAIL):
        if len(body) > 1 and (body[-1].kind is PassageKind.HEADING or _is_beside(body[-1])):
            del body[-1]
    return body


def _is_beside(line: Line) -> bool:
    return says.is_furniture(line.text) or says.is_byline(line.text)


def _edges(lines: Sequence[Line], body: Sequence[Line]) -> list[str]:
    """The lines that may say who and when: those taken off, then the first and last ones kept."""
    kept = {id(line) for line in body}
    taken = [line.text for line in lines if id(line) not in kept]
    return [*taken, *(line.text for line in (*body[:2], *body[-1:]))]


def _same(line: str, title: str | None) -> bool:
    return bool(title) and _folded(line) == _folded(title or "")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
