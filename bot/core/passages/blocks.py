"""The blocks of a text: its paragraphs, headings, list items and quoted lines, found line by line."""

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
TITLE_LINES = 3  # how many first lines may be a title that says so ("Title: …")
WRAPPED_COLUMNS = (40, 110)  # the widths lines are folded to
FRONT_MATTER_LINES = 100


@dataclass(frozen=True, slots=True)
class Block:
    """A span of the text that no passage crosses, and what kind its passages are."""

    start: int
    end: int
    kind: PassageKind = PassageKind.SENTENCE


@dataclass(slots=True)
class _Line:
    """A line without the marks around its words. `kind` is None for plain words and `empty` for none at all."""

    start: int
    end: int
    kind: PassageKind | None = None
    empty: bool = False
    indented: bool = False


def blocks(text: str, *, markdown: bool = False) -> list[Block]:
    """The blocks of `text` in order. With `markdown`, its block marks count too and are left out of the blocks."""
    lines = _marked(text) if markdown else [_plain(text, *span) for span in _spans(text, 0)]
    _find_title(text, lines)
    _find_headings(text, lines)
    return [block for group in _groups(lines) for block in _joined(text, group)]


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


def _spans(text: str, start: int) -> Iterator[tuple[int, int]]:
    for end in _line_end().finditer(text, start):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _plain(text: str, start: int, end: int) -> _Line:
    if start == end:
        return _Line(start, end, empty=True)
    first, last = trimmed(text, start, end)
    line = _Line(first, last, empty=not has_word(text, first, last), indented=first - start >= 2)
    for kind, pattern in ((PassageKind.QUOTE, _quote()), (PassageKind.ITEM, _item())):
        mark = pattern.match(text, first, last)
        if mark and not line.empty:
            line.kind, line.start = kind, mark.end()
    return line


# Markdown


def _marked(text: str) -> list[_Line]:
    spans = list(_spans(text, front_matter(text)))
    fences = [number for number, span in enumerate(spans) if text[slice(*span)].lstrip().startswith(("```", "~~~"))]
    code = {
        number for opens, closes in zip(fences[::2], fences[1::2], strict=False) for number in range(opens, closes + 1)
    }
    lines = [
        _Line(start, start, empty=True) if number in code else _mark(text, start, end)
        for number, (start, end) in enumerate(spans)
    ]
    for number, (start, end) in enumerate(spans[1:]):
        if (
            lines[number].kind is None
            and _underline().fullmatch(text, start, end)
            and _like_heading(text, lines[number])
        ):
            lines[number].kind = PassageKind.HEADING
    return lines


def _mark(text: str, start: int, end: int) -> _Line:
    if start == end:
        return _Line(start, end, empty=True)
    first, last = trimmed(text, start, end)
    heading = _hashes().match(text, first, last)
    if heading:
        last = heading.end() + len(text[heading.end() : last].rstrip("# \t"))
        return _unbolded(text, _Line(heading.end(), last, PassageKind.HEADING, empty=heading.end() >= last))
    if text.startswith("|", first, last):
        row = text[first:last].rstrip("| \t")
        skipped = len(row) - len(row.lstrip("| \t"))
        return _Line(first + skipped, first + len(row), PassageKind.ITEM, empty=not has_word(text, first, last))
    if _definition().match(text, first, last) or _comment().fullmatch(text, first, last):
        return _Line(first, first, empty=True)
    return _unbolded(text, _plain(text, start, end))


def _unbolded(text: str, line: _Line) -> _Line:
    """A whole line in bold is a heading, unless it is a sentence; a label ("转译：") before it is not part of it."""
    bold = _bold().fullmatch(text, line.start, line.end)
    if bold and line.kind in (None, PassageKind.HEADING):
        line.start, line.end = bold.span("words")
        if line.kind or _like_heading(text, line, TITLE_COLUMNS):
            line.kind = PassageKind.HEADING
        else:
            line.kind = PassageKind.SENTENCE
    return line


# Titles and headings without a mark


def _find_title(text: str, lines: list[_Line]) -> None:
    """Marks the first line as a heading if it is the text's title: short, no sentence, with a body after it."""
    filled = [line for line in lines[:200] if not line.empty][: TITLE_LINES + 3]
    for line in filled[:TITLE_LINES]:
        label = _title_label().match(text, line.start, line.end)
        if label and line.kind is None and label.end() < line.end:
            line.start, line.kind = label.end(), PassageKind.HEADING
            return
    if len(filled) < 2 or filled[0].kind or not _like_heading(text, filled[0], TITLE_COLUMNS):
        return
    first, *rest = filled
    follows_directly = lines[lines.index(first) + 1] is rest[0]
    near = rest[:1] if follows_directly else rest
    said_by_someone = any(_speaker().match(text, line.start, line.end) for line in near[:1])
    body = any(line.kind is None and _like_body(text, line, first) for line in near)
    if body and not (said_by_someone and _speaker().match(text, first.start, first.end)):
        first.kind = PassageKind.HEADING


def _find_headings(text: str, lines: list[_Line]) -> None:
    """Marks short lines that stand alone, and numbered ones, as headings of what follows them."""
    following: _Line | None = None
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.empty:
            continue
        body = following is not None and following.kind is not PassageKind.HEADING and _like_body(text, following, line)
        if line.kind is None and body and _stands_out(text, lines, number) and _like_heading(text, line):
            line.kind = PassageKind.HEADING
        following = line


def _stands_out(text: str, lines: list[_Line], number: int) -> bool:
    alone = (number == 0 or lines[number - 1].empty) and number + 1 < len(lines) and lines[number + 1].empty
    return alone or _numbered().match(text, lines[number].start, lines[number].end) is not None


def _like_heading(text: str, line: _Line, widest: int = HEADING_COLUMNS) -> bool:
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


def _like_body(text: str, line: _Line, heading: _Line) -> bool:
    """Whether a line is running text that a heading can stand over."""
    longer = line.end - line.start > (heading.end - heading.start) * 1.2
    return longer and (text[line.end - 1] in '。.！!？?…：:”"' or line.end - line.start > HEADING_COLUMNS)


# Lines into blocks


def _groups(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Runs of plain lines that may be one folded paragraph; every other line alone, with what is indented under it."""
    group: list[_Line] = []
    for line in lines:
        continues = group and not line.empty and line.kind is None
        if continues and (group[0].kind is None or (group[0].kind is PassageKind.ITEM and line.indented)):
            group.append(line)
            continue
        if group:
            yield group
        group = [] if line.empty else [line]
    if group:
        yield group


def _joined(text: str, group: list[_Line]) -> list[Block]:
    if len(group) > 1 and (group[0].kind is PassageKind.ITEM or _folded(text, group)):
        return [Block(group[0].start, group[-1].end, group[0].kind or PassageKind.SENTENCE)]
    return [Block(line.start, line.end, line.kind or PassageKind.SENTENCE) for line in group]


def _folded(text: str, group: list[_Line]) -> bool:
    """Whether a paragraph was folded to a width: its lines are about equally long and mostly end in mid-sentence."""
    *full, _ = group
    widths = [columns(text[line.start : line.end]) for line in full]
    widest = max(widths)
    if not WRAPPED_COLUMNS[0] <= widest <= WRAPPED_COLUMNS[1] or any(line.indented for line in group[1:]):
        return False
    ends = sum(text[line.end - 1] in '。.！!？?；;：:…”"' for line in full)
    return ends * 2 <= len(full) and min(widths) >= 0.7 * widest


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
    label = rf"(?:(?:{_labels('title_labels')})\s?[:：]\s?)?"
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
def _title_label() -> re.Pattern[str]:
    return re.compile(rf"(?:{_labels('title_labels')})\s?[:：]\s*", re.IGNORECASE)


@cache
def _byline() -> re.Pattern[str]:
    return re.compile(rf"(?:{_labels('byline_labels')})\s?[:：]|[（(][^（）()]*[)）]$", re.IGNORECASE)


@cache
def _speaker() -> re.Pattern[str]:
    return re.compile(r"\[?\d{1,2}:\d\d|<[^<>]{1,30}>|\S{1,20}[:：]")


@cache
def _numbered() -> re.Pattern[str]:
    patterns = "|".join(table(tag, "sentences")["heading_numbers"] for tag in LANGUAGES)
    return re.compile(f"(?:{patterns})", re.IGNORECASE)


def _labels(key: str) -> str:
    return "|".join(re.escape(label) for tag in LANGUAGES for label in table(tag, "sentences")[key])
