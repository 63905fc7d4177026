"""Which quotations and brackets of a paragraph are kept in one piece."""

import re
from functools import cache

CLOSERS = {
    "“": "”",
    "„": "“",
    "‘": "’",
    "「": "」",
    "『": "』",
    "«": "»",
    "（": "）",
    "(": ")",
    "[": "]",
    "【": "】",
    "《": "》",
    "〈": "〉",
}
QUOTES = frozenset('“„‘「『«"')
ROUND = frozenset("（(")
LONGEST = 400  # columns; a longer quotation is cut into its sentences
DEPTH = 6  # how far a closing mark looks back for its opening one: nobody nests deeper, and hostile texts do

Span = tuple[int, int]


def columns(text: str) -> int:
    """How wide a text is, in columns: about one for a Latin letter and two for a Han character."""
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2


def kept_whole(text: str, start: int, end: int) -> list[Span]:
    """The outermost quotations and brackets in `text[start:end]` short enough to keep, marks included, in order."""
    kept: list[Span] = []
    for opened, closed in sorted(_pairs(text, start, end)):
        covered = bool(kept) and opened < kept[-1][1]
        if not covered and closed - opened <= LONGEST and columns(text[opened:closed]) <= LONGEST:
            kept.append((opened, closed))
    return kept


def _pairs(text: str, start: int, end: int) -> list[Span]:
    pairs: list[Span] = []
    stack: list[int] = []
    for mark in _marks().finditer(text, start, end):
        at, char = mark.start(), mark.group()
        opener = _opener(text, at, end, stack)
        if opener is not None:
            pairs.append((stack[opener], at + 1))
            del stack[opener:]
        elif char in CLOSERS or (char == '"' and _may_open(text, at, end)):
            stack.append(at)
    return pairs


def _opener(text: str, at: int, end: int, stack: list[int]) -> int | None:
    char = text[at]
    if char == "’" and at + 1 < end and text[at + 1].isascii() and text[at + 1].isalpha():
        return None  # an apostrophe
    for index in range(len(stack) - 1, max(-1, len(stack) - 1 - DEPTH), -1):
        opened = text[stack[index]]
        if opened == char == '"':
            return None if at and text[at - 1].isspace() and _may_open(text, at, end) else index
        if CLOSERS.get(opened) == char or (opened == "“" and char == '"' and not _may_open(text, at, end)):
            return index
    return None


def _may_open(text: str, at: int, end: int) -> bool:
    """Whether a straight quotation mark can open one: 5" and a mark before a space cannot."""
    before, after = text[at - 1 : at], text[at + 1 : min(at + 2, end)]
    return bool(after.strip()) and not (before.isascii() and before.isalnum())


@cache
def _marks() -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join(CLOSERS) + "".join(CLOSERS.values())) + '"]')
