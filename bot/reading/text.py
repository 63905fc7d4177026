"""From a plain or Markdown text, pasted or in a file, to a document."""

import re
from collections.abc import Mapping
from datetime import date

from bot.core.language import detect
from bot.core.links import urls
from bot.core.passages import split
from bot.core.passages.lines import front_matter
from bot.core.types import Document, Passage, PassageKind
from bot.reading import lines as says
from bot.reading.dates import full_date
from bot.reading.limits import ReadingError
from bot.reading.markdown import is_markdown, metadata, without_images, without_inline_marks

HEAD, TAIL = 6, 4  # passages at either end that may say who, whom and when
TITLE_AMONG = 3  # first passages one of which may be the headline
SAME_TITLE = 0.7  # of a title's words: a headline that has them is the same title, told more fully

_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W_]+")


def text_document(content: str, *, kind: str, longest: int) -> Document:
    """The document a text is. Raises ReadingError with the reason not_text or empty_text.

    The text as read is the text as given, with "\\n" at its line ends and, where it is Markdown, without marks inside
    its lines; what follows the first `longest` characters is left out and counted.
    """
    if "\x00" in content:
        raise ReadingError("not_text")
    given = re.sub(r"\r\n?", "\n", content.removeprefix("\ufeff"))
    marked = is_markdown(given[:longest])
    text = without_inline_marks(given[:longest]) if marked else given[:longest]
    passages = split(text, markdown=marked)
    if not passages:
        raise ReadingError("empty_text")
    told = metadata(text) if marked else {}
    title, from_text = _title(passages, told.get("title"))
    edges = [passage.text for passage in (*passages[:HEAD], *passages[HEAD:][-TAIL:])]
    return Document(
        text=text,
        passages=passages,
        language=detect(text[front_matter(text) :] if marked else text),
        kind=kind,
        title=title,
        title_from_text=from_text,
        author=says.clean_author(told.get("author")) or says.author(edges),
        published=_published(told, edges),
        site=told.get("site") or told.get("source"),
        relays=says.relays(edges),
        links=urls(without_images(given[:longest])),
        cut=max(0, len(given) - longest),
    )


def _title(passages: tuple[Passage, ...], told: str | None) -> tuple[str | None, bool]:
    """The text's fullest own title, and whether it is one of its passages.

    A title told in front matter stands, unless the headline in the text says most of it and more.
    """
    headline = next((one.text for one in passages[:TITLE_AMONG] if one.kind is PassageKind.HEADING), None)
    title = _without_date(told or "")
    if headline and len(headline) > len(title) and _said_of(title, headline) >= SAME_TITLE:
        return headline, True
    return title or None, False


def _without_date(title: str) -> str:
    return re.sub(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\s:：-]*", "", title).strip()


def _said_of(title: str, headline: str) -> float:
    """The share of a title's words, or Han characters, that the headline has too; all of no title."""
    mine, others = (set(_UNIT.findall(one.lower())) for one in (title, headline))
    return len(mine & others) / len(mine) if mine else 1.0


def _published(told: Mapping[str, str], edges: list[str]) -> date | None:
    """The day in the front matter, in the dateline, or in a line that tells nothing but day and author.

    A dateline without a year is near the day in the title or in such a line; a date in the text may be any day's.
    """
    day = full_date(told.get("date", "")) or full_date(told.get("published", ""))
    if day:
        return day
    beside = next(filter(None, (full_date(line) for line in edges if says.is_byline(line))), None)
    return says.dateline(edges, full_date(told.get("title", "")) or beside) or beside
