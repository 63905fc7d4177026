"""A text line by line: what marks stand at the head of a line, in plain text and in Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.core.language import table
from bot.core.passages.quotations import columns
from bot.core.passages.sentences import has_word, trimmed
from bot.core.types import LANGUAGES, PassageKind

TITLE_COLUMNS = 120  # a longer first line is no title
HEADING_COLUMNS = 50  # a longer line of its own is no heading, unless it is marked as one
FRONT_MATTER_LINES = 100


@dataclass(slots=True)
class Line:
    """A line without the marks around its words. `kind` is None for plain words and `empty` for none at all."""

    start: int
    end: int
    kind: PassageKind | None = None
    empty: bool = False
    indented: bool = False


def plain_lines(text: str) -> list[Line]:
    """The lines of a plain text: list items and quoted lines by the mark they begin with."""
    return [_plain(text, *span) for span in _spans(text, 0)]


def _spans(text: str, start: int) -> Iterator[tuple[int, int]]:
    for end in _line_end().finditer(text, start):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _plain(text: str, start: int, end: int) -> Line:
    if start == end:
        return Line(start, end, empty=True)
    first, last = trimmed(text, start, end)
    line = Line(first, last, empty=not has_word(text, first, last), indented=first - start >= 2)
    for kind, pattern in ((PassageKind.QUOTE, _quote()), (PassageKind.ITEM, _item())):
        mark = pattern.match(text, first, last)
        if mark and not line.empty:
            line.kind, line.start = kind, mark.end()
    return line


def markdown_lines(text: str) -> list[Line]:
    """The lines of a Markdown text: front matter, code and definitions are empty ones, "#" and bold lines headings."""
    spans = list(_spans(text, front_matter(text)))
    fences = [number for number, span in enumerate(spans) if text[slice(*span)].lstrip().startswith(("```", "~~~"))]
    code = {
        number for opens, closes in zip(fences[::2], fences[1::2], strict=False) for number in range(opens, closes + 1)
    }
    lines = [
        Line(start, start, empty=True) if number in code else _mark(text, start, end)
        for number, (start, end) in enumerate(spans)
    ]
    for number, (start, end) in enumerate(spans[1:]):
        if (
            lines[number].kind is None
            and _underline().fullmatch(text, start, end)
            and like_heading(text, lines[number])
        ):
            lines[number].kind = PassageKind.HEADING
    return lines


def _mark(text: str, start: int, end: int) -> Line:
    if start == end:
        return Line(start, end, empty=True)
    first, last = trimmed(text, start, end)
    heading = _hashes().match(text, first, last)
    if heading:
        last = heading.end() + len(text[heading.end() : last].rstrip("# \t"))
        return _unbolded(text, Line(heading.end(), last, PassageKind.HEADING, empty=heading.end() >= last))
    if text.startswith("|", first, last):
        row = text[first:last].rstrip("| \t")
        skipped = len(row) - len(row.lstrip("| \t"))
        return Line(first + skipped, first + len(row), PassageKind.ITEM, empty=not has_word(text, first, last))
    if _definition().match(text, first, last) or _comment().fullmatch(text, first, last):
        return Line(first, first, empty=True)
    return _unbolded(text, _plain(text, start, end))


def _unbolded(text: str, line: Line) -> Line:
    """A whole line in bold is a heading, unless it is a sentence; a label ("转译：") before it is not part of it."""
    bold = _bold().fullmatch(text, line.start, line.end)
    if bold and line.kind in (None, PassageKind.HEADING):
        line.start, line.end = bold.span("words")
        if line.kind or like_heading(text, line, TITLE_COLUMNS):
            line.kind = PassageKind.HEADING
        else:
            line.kind = PassageKind.SENTENCE
    return line


def is_bold(line: str) -> bool:
    """Whether a line of Markdown is one stretch of bold words, with at most a label ("转译：") before it."""
    return _bold().fullmatch(line.strip()) is not None


def front_matter(text: str) -> int:
    """Where the front matter of a Markdown text ends: the "key: value" lines between two "---". 0 if it has none."""
    spans = _spans(text, 0)
    first = next(spans, None)
    if first is None or text[slice(*first)].strip("\ufeff \t") != "---":
        return 0
    for number, (start, end) in enumerate(spans):
        line = text[start:end].rstrip()
        if line in ("---", "..."):
            return end
        if number > FRONT_MATTER_LINES or not _front_matter_line().match(line):
            return 0
    return 0


def like_heading(text: str, line: Line, widest: int = HEADING_COLUMNS) -> bool:
    """Whether a line may be a heading or a title: short, no sentence, no date, no byline, no link."""
    if line.empty or line.end - line.start > widest:
        return False
    words = text[line.start : line.end]
    digits = sum(char.isdigit() for char in words)
    return (
        columns(words) <= widest
        and words[-1] not in "。.；;，,：:、…"
        and not words[0].islower()
        and digits * 2 < sum(char.isalnum() for char in words)
        and not _byline().match(words)
        and "。" not in words
        and "://" not in words
    )


def labels(key: str) -> str:
    """The labels `key` of every language as alternatives of a pattern."""
    return "|".join(re.escape(label) for tag in LANGUAGES for label in table(tag, "sentences")[key])


@cache
def _line_end() -> re.Pattern[str]:
    return re.compile("\r\n|[\n\r\u2028\u2029]")


@cache
def _front_matter_line() -> re.Pattern[str]:
    return re.compile(r"\s*$|\s*#|\s+\S|-\s|[^\s:：]{1,40}(?: [^\s:：]{1,40})?\s*:(?:\s|$)")


@cache
def _quote() -> re.Pattern[str]:
    return re.compile(r"(?:>[ \t]?){1,9}\s*")


@cache
def _item() -> re.Pattern[str]:
    return re.compile(r"(?:[-*+]\s|[•●▪◦‣■◆○·]|\d{1,3}[.)、．）](?!\d)|[（(]\d{1,3}[)）]|[①-⑳])\s*")


@cache
def _hashes() -> re.Pattern[str]:
    return re.compile(r"(?:#{1,6}[ \t\u3000]|#{2,6}(?!#))\s*")


@cache
def _bold() -> re.Pattern[str]:
    label = rf"(?:(?:{labels('title_labels')})\s?[:：]\s?)?"
    return re.compile(
        rf"{label}(?P<mark>\*\*|__)\s?(?P<words>[^\s*_](?:[^*\n]|\*(?!\*))*?)\s?(?P=mark)\s?[:：]?", re.IGNORECASE
    )


@cache
def _definition() -> re.Pattern[str]:
    return re.compile(r"\[[^\[\]]{1,100}\]:\s*\S")


@cache
def _comment() -> re.Pattern[str]:
    return re.compile(r"<!--[^>]*-->")


@cache
def _underline() -> re.Pattern[str]:
    return re.compile(r"\s*(?:={2,}|-{3,})\s*")


@cache
def _byline() -> re.Pattern[str]:
    return re.compile(rf"(?:{labels('byline_labels')})\s?[:：]|[（(][^（）()]*[)）]$", re.IGNORECASE)
