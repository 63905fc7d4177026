"""From the HTML of a page to what is on it: its article, line by line, and what it says about itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.reading.candidates import MOST_ELEMENTS, article_lines, has_more, left_out, main_list
from bot.reading.dates import moment
from bot.reading.layout import Element, Line, laid_out, parsed, undo_layout_tables, words
from bot.reading.metadata import Metadata, metadata


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page: `lines` are of its article, `shown` are all a reader sees, `said` is told in its markup.

    `listed` is the list or table it is there for, if it is there for one.
    `left_out` counts the characters of running text and lists that are neither in those nor beside the article.
    `title`, `author`, `site` and `published` are what extraction takes for them; `head_title` is in the page's head.
    """

    lines: Sequence[Line]
    shown: Sequence[Line]
    said: Metadata
    asks_password: bool
    title: str | None = None
    head_title: str | None = None
    headings: Sequence[str] = ()
    author: str | None = None
    site: str | None = None
    published: date | None = None
    listed: Sequence[Line] = ()
    left_out: int = 0


def read_page(html: str, url: str | None) -> Page | None:
    """What is on a page; None where there is no element in it. `url` helps to find its date and its site."""
    tree = parsed(html)
    if tree is None:
        return None
    said = metadata(tree, url)
    titles, headings = _texts(tree, "title"), _texts(tree, "h1", "h2")
    asks_password = bool(tree.xpath("//input[@type='password']"))
    told = _told(tree, url)
    undo_layout_tables(tree)
    shown = laid_out(tree)
    found = article_lines(tree, shown, url, said.body)
    listed, rest = main_list(found, shown)
    lines = [line for line in found if line not in listed]
    return Page(
        lines=lines,
        listed=listed,
        shown=shown,
        said=said,
        asks_password=asks_password,
        title=told.get("title") or said.title,
        head_title=next(iter(titles), None),
        headings=headings,
        author=said.author or told.get("author"),
        site=_site(said.site or told.get("sitename"), told.get("hostname")),
        published=said.published or moment(told.get("date") or ""),
        left_out=rest + left_out([*lines, *listed], shown),
    )


def _texts(tree: Element, *tags: str) -> list[str]:
    found = (words(one.text_content()) for one in tree.iter(*tags))
    return [text for text in found if text]


def _told(tree: Element, url: str | None) -> dict[str, str | None]:
    """What trafilatura takes for title, author, day and site; only the last of a tree too large for it."""
    from courlan import extract_domain

    host = extract_domain(url) if url else None
    if has_more(tree, MOST_ELEMENTS):
        return {"hostname": host}
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(tree, url, extensive=False)
    return {
        "title": found.title,
        "author": found.author,
        "date": found.date,
        "sitename": found.sitename,
        "hostname": found.hostname or host,
    }


def _site(name: str | None, host: str | None) -> str | None:
    named = (name or "").strip()
    if not named or named.lower().startswith(("copyright", "©", "@")):
        named = (host or "").removeprefix("www.")
    return named or None
