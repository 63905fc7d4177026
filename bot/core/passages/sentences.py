"""Where the sentences of a paragraph end, in Chinese, English and texts that mix them.

The words it needs come from `sentences.toml` of every language. A semicolon never ends a sentence: it would turn one
half of an alternative into a statement of its own.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from bot.core.language import table
from bot.core.passages.quotations import QUOTES, ROUND, Span, columns, kept_whole
from bot.core.types import EN, LANGUAGES, ZH

LONGEST = 500  # characters; what is longer is cut at a comma or a space
PIECE = 400
CLAUSE = 16  # characters after a quotation in which its speaker is named
HESITATION = 12  # columns; "……" after fewer is a pause, not an end
TRAILING = "”’」』）)】]》»\"'"

__all__ = ["LONGEST", "columns", "sentences"]


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of the paragraph `text[start:end]` as trimmed spans in order, linear in its length.

    Closing quotation marks and brackets stay with their sentence; a quotation or bracket of at most
    `quotations.LONGEST` columns is never cut.
    """
    kept = kept_whole(text, start, end)
    spans: list[Span] = []
    for span in _cut(text, start, end, kept):
        first, last = trimmed(text, *span)
        if spans and not has_word(text, first, last):
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        elif first < last:
            spans.extend(_pieces(text, first, last, kept))
    return spans


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    return _skip(text, start, end), start + len(text[start:end].rstrip())


def has_word(text: str, start: int, end: int) -> bool:
    """Whether a letter or digit stands in the span."""
    return _word().search(text, start, end) is not None


def _cut(text: str, start: int, end: int, kept: list[Span]) -> Iterator[Span]:
    begin, at = _skip(text, start, end), 0
    for run in _runs().finditer(text, start, end):
        while at < len(kept) and kept[at][1] <= run.start():
            at += 1
        inside = kept[at] if at < len(kept) and kept[at][0] < run.start() else None
        if run.start() < begin or (inside and not _closes(text, run.end(), inside[1])):
            continue
        stop = _past_closers(text, inside[1] if inside else run.end(), end, kept, at + bool(inside))
        following = _skip(text, stop, end)
        if following >= end:
            break
        ends = (
            _ends_quotation(text, begin, inside, run.group(), stop, following)
            if inside
            else _ends(text, begin, run, stop, following)
        )
        if ends:
            yield begin, stop
            begin = following
    yield begin, end


def _closes(text: str, at: int, closed: int) -> bool:
    return closed - at <= 3 and not text[at:closed].strip(TRAILING)


def _past_closers(text: str, at: int, end: int, kept: list[Span], index: int) -> int:
    opening = kept[index][0] if index < len(kept) else end
    while at < end:
        note = _note().match(text, at, end)
        if note:
            at = note.end()
        elif at < opening and text[at] in TRAILING:
            at += 1
        else:
            break
    return at


def _ends_quotation(text: str, begin: int, inside: Span, run: str, stop: int, following: int) -> bool:
    """Whether a sentence ends with the quotation or bracket that closes with its own final mark.

    A quotation that opens its sentence goes on where its speaker follows (“可以。”他说。); one that was introduced
    ends it (他说：“可以。”).
    """
    opener, opens = text[inside[0]], begin == inside[0]
    if opener in ROUND:
        return opens and _may_start(text, following)
    if opener not in QUOTES:
        return False
    if text[following] in QUOTES:
        return True
    if following == stop or not text[following].isascii():
        return not text[following].isascii() and not (opens and _goes_on(text, following))
    return _may_start(text, following) and not (run[-1] in "?!？！" and _says(text, following))


def _goes_on(text: str, following: int) -> bool:
    """Whether what follows a Chinese quotation belongs to it: it names the speaker, or is too short to stand alone."""
    after = text[following : following + CLAUSE]
    return any(mark in after for mark in _full_stops()) or any(word in after for word in _words(ZH, "says"))


def _says(text: str, following: int) -> bool:
    words = _latin_word().findall(text[following : following + 40])[:4]
    return any(word.lower() in _words(EN, "says") for word in words)


def _ends(text: str, begin: int, run: re.Match[str], stop: int, following: int) -> bool:
    marks, gap = run.group(), following > stop
    after = text[following]
    if "…" in marks or ".." in marks:
        if after.isascii():
            return gap and _may_start(text, following)
        return gap or after in QUOTES or columns(text[max(begin, run.start() - 40) : run.start()]) >= HESITATION
    if any(mark in _full_stops() for mark in marks):
        return True
    if not gap:
        return _runs_on(text, begin, run.start(), following)
    if not _may_start(text, following):
        return False
    return marks[-1] != "." or not _abbreviated(text, begin, run.start(), following)


def _runs_on(text: str, begin: int, dot: int, following: int) -> bool:
    """Whether the next sentence follows without a space: between Han characters, or where a space was forgotten."""
    if not text[following].isascii():
        return text[following].isalpha() and not text[dot - 1 : dot].isascii()
    last, first = _last_word(text, begin, dot), _latin_word().match(text, following)
    if not first or not last.isalpha() or not first.group().istitle():
        return False
    return len(last) > 2 and (last.islower() or first.group().lower() in _words(EN, "openers"))


def _last_word(text: str, begin: int, end: int) -> str:
    words = text[max(begin, end - 16) : end].split()
    return words[-1].lstrip("(（[“‘\"'") if words else ""


def _may_start(text: str, at: int) -> bool:
    """Whether a sentence can begin here: not with a small letter, unless it is a name like iPhone."""
    return not text[at].islower() or text[at + 1 : at + 2].isupper()


def _abbreviated(text: str, begin: int, dot: int, following: int) -> bool:
    word = _last_word(text, begin, dot)
    if "." in word:
        word = word.lower()
    if word in _words(EN, "never_final") or (word.isdigit() and len(word) <= 3 and begin == dot - len(word)):
        return True
    if word in _words(EN, "before_number") and text[following].isdigit():
        return True
    initial = len(word) == 1 and word.isupper() and word != "I"
    if not initial and word not in _words(EN, "may_be_final"):
        return False
    after = _latin_word().match(text, following)
    goes_on = text[following].isalnum() or text[following] in ROUND
    return goes_on and not (after and after.group().lower() in _words(EN, "openers"))


def _pieces(text: str, start: int, end: int, kept: list[Span]) -> Iterator[Span]:
    while end - start > LONGEST:
        at = _breaking_point(text, start + PIECE // 2, start + PIECE, kept)
        yield trimmed(text, start, at)
        start = _skip(text, at, end)
    if start < end:
        yield start, end


def _breaking_point(text: str, low: int, high: int, kept: list[Span]) -> int:
    """Where to cut a sentence that never ends: after a semicolon, else a comma, else a space, else anywhere."""
    marks = [mark for mark in _breaks().finditer(text, low, high) if not _around(mark.end(), kept)]
    if marks:
        return max((mark.lastindex or 0, mark.end()) for mark in marks)[1]
    around = _around(high, kept)
    return around[1] if around else high


def _around(at: int, kept: list[Span]) -> Span | None:
    index = bisect_right(kept, (at, at)) - 1
    return kept[index] if index >= 0 and kept[index][0] < at < kept[index][1] else None


def _skip(text: str, at: int, end: int) -> int:
    found = _solid().search(text, at, end)
    return found.start() if found else end


@cache
def _words(tag: str, key: str) -> frozenset[str]:
    return frozenset(table(tag, "sentences")[key].split())


@cache
def _full_stops() -> frozenset[str]:
    return frozenset(table(ZH, "sentences")["ends"])


@cache
def _runs() -> re.Pattern[str]:
    marks = "".join(table(tag, "sentences")["ends"] for tag in LANGUAGES)
    return re.compile(f"[{re.escape(marks)}…]+")


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(r"\s|([，、：]|[,:](?=\s))|([;；])")


@cache
def _note() -> re.Pattern[str]:
    return re.compile(r"\[\d{1,3}\]")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W_]")


@cache
def _latin_word() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z]+")


@cache
def _solid() -> re.Pattern[str]:
    return re.compile(r"\S")
