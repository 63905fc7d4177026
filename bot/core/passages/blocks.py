"""The blocks of a text: its paragraphs, headings, list items and quoted lines, found line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.core.language import table
from bot.core.passages.lines import (
    HEADING_COLUMNS,
    TITLE_COLUMNS,
    Line,
    labels,
    like_heading,
    markdown_lines,
    plain_lines,
)
from bot.core.passages.quotations import columns
from bot.core.types import LANGUAGES, PassageKind

TITLE_LINES = 3  # how many first lines may be a title that says so ("Title: …")
WRAPPED_COLUMNS = (40, 110)  # the widths lines are folded to


@dataclass(frozen=True, slots=True)
class Block:
    """A span of the text that no passage crosses, and what kind its passages are."""

    start: int
    end: int
    kind: PassageKind = PassageKind.SENTENCE


def blocks(text: str, *, markdown: bool = False) -> list[Block]:
    """The blocks of `text` in order. With `markdown`, its block marks count too and are left out of the blocks."""
    lines = markdown_lines(text) if markdown else plain_lines(text)
    _find_title(text, lines)
    _find_headings(text, lines)
    return [block for group in _groups(lines) for block in _joined(text, group)]


# Titles and headings without a mark


def _find_title(text: str, lines: list[Line]) -> None:
    """Marks the first line as a heading if it is the text's title: short, no sentence, with a body after it."""
    filled = [line for line in lines[:200] if not line.empty][: TITLE_LINES + 3]
    for line in filled[:TITLE_LINES]:
        label = _title_label().match(text, line.start, line.end)
        if label and line.kind is None and label.end() < line.end:
            line.start, line.kind = label.end(), PassageKind.HEADING
            return
    if len(filled) < 2 or filled[0].kind or not like_heading(text, filled[0], TITLE_COLUMNS):
        return
    first, *rest = filled
    follows_directly = lines[lines.index(first) + 1] is rest[0]
    near = rest[:1] if follows_directly else rest
    if any(line.kind is None and _like_body(text, line, first) for line in near):
        first.kind = PassageKind.HEADING


def _find_headings(text: str, lines: list[Line]) -> None:
    """Marks short lines that stand alone, and numbered ones, as headings of what follows them."""
    following: Line | None = None
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.empty:
            continue
        body = following is not None and following.kind is not PassageKind.HEADING and _like_body(text, following, line)
        if line.kind is None and body and _stands_out(text, lines, number) and like_heading(text, line):
            line.kind = PassageKind.HEADING
        following = line


def _stands_out(text: str, lines: list[Line], number: int) -> bool:
    alone = (number == 0 or lines[number - 1].empty) and number + 1 < len(lines) and lines[number + 1].empty
    return alone or _numbered().match(text, lines[number].start, lines[number].end) is not None


def _like_body(text: str, line: Line, heading: Line) -> bool:
    """Whether a line is running text that a heading can stand over, and not the answer to it in a chat."""
    longer = line.end - line.start > (heading.end - heading.start) * 1.2
    if not longer or all(_speaker().match(text, one.start, one.end) for one in (line, heading)):
        return False
    return text[line.end - 1] in '。.！!？?…：:”"' or line.end - line.start > HEADING_COLUMNS


# Lines into blocks


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Runs of plain lines that may be one folded paragraph; every other line alone, with what is indented under it."""
    group: list[Line] = []
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


def _joined(text: str, group: list[Line]) -> list[Block]:
    if len(group) > 1 and (group[0].kind is PassageKind.ITEM or _folded(text, group)):
        return [Block(group[0].start, group[-1].end, group[0].kind or PassageKind.SENTENCE)]
    return [Block(line.start, line.end, line.kind or PassageKind.SENTENCE) for line in group]


def _folded(text: str, group: list[Line]) -> bool:
    """Whether a paragraph was folded to a width: its lines are about equally long and mostly end in mid-sentence."""
    *full, _ = group
    widths = [columns(text[line.start : line.end]) for line in full]
    widest = max(widths)
    if not WRAPPED_COLUMNS[0] <= widest <= WRAPPED_COLUMNS[1] or any(line.indented for line in group[1:]):
        return False
    ends = sum(text[line.end - 1] in '。.！!？?；;：:…”"' for line in full)
    return ends * 2 <= len(full) and min(widths) >= 0.7 * widest


@cache
def _title_label() -> re.Pattern[str]:
    return re.compile(rf"(?:{labels('title_labels')})\s?[:：]\s*", re.IGNORECASE)


@cache
def _speaker() -> re.Pattern[str]:
    return re.compile(r"\[?\d{1,2}:\d\d|<[^<>]{1,30}>|\S{1,20}[:：]")


@cache
def _numbered() -> re.Pattern[str]:
    patterns = "|".join(table(tag, "sentences")["heading_numbers"] for tag in LANGUAGES)
    return re.compile(f"(?:{patterns})", re.IGNORECASE)
