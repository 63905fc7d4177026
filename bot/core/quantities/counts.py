"""Makers of how many: counts, fractions and years in figures, ordinals, scores, figures in names."""

import re
from collections.abc import Callable, Mapping

from bot.core.quantities.numbers import number_of
from bot.core.quantities.parts import Part, is_one, part, plain
from bot.core.quantities.quantity import Bound, Kind, Reading
from bot.core.quantities.shapes import Match
from bot.core.quantities.tokens import LONGEST, OTHER, Number, Token

DOZEN = 12  # is also said for some ten
_FOUR_IS_YEAR = range(1500, 2101)
# what a single numeral counts or measures stands right after it
_COUNTING = ("minute_mark", "oclock", "unit", "odd", "after", "to", "dash")
_NOT_FIGURES, _NOT_LETTERS = re.compile(r"[^0-9]"), re.compile(r"[^a-z]")


def _number(match: Match) -> list[Part] | None:
    token = match["num"]
    number = number_of(token)
    if token is None or token.kind == "range":
        return _range(match, number, years=bool(token and token.value == "years"))
    value = Reading(Kind.NUMBER, number.low, number.high)
    if number.scale == DOZEN:
        return [part(match, value, plain(Kind.NUMBER, number.low // 10 * 10))]
    if token.kind == "ratio":
        dates = _slashed(token.value)
        return [part(match, *([*dates, value] if len(dates) == 1 else [value, *dates]), bound=number.bound)]
    if token.kind == "four":
        year = plain(Kind.YEAR, number.low)
        both = (year, value) if number.low in _FOUR_IS_YEAR else (value, year)
        return [part(match, *both)]
    several = number.bound is Bound.VAGUE and number.high < 10
    weak = several or number.low == number.high == 0 or is_one(number) or _part_of_a_word(match, token)
    return [part(match, value, weak=weak, bound=number.bound)]


def _part_of_a_word(match: Match, token: Token) -> bool:
    """A single numeral that nothing after it shows to count anything: 三 in a name."""
    if token.end - token.start > 1 or not number_of(token).spelled:
        return False
    following = match.tokens[match.end].kind if match.end < len(match.tokens) else OTHER
    return following not in _COUNTING


def _range(match: Match, number: Number, *, years: bool) -> list[Part]:
    low, high = number.low, number.high
    value = Reading(Kind.NUMBER, min(low, high), max(low, high))
    score = Reading(Kind.SCORE, min(low, high), max(low, high))
    if years and isinstance(low, int) and isinstance(high, int):
        until = high if high > 99 else low // 100 * 100 + high
        return [part(match, Reading(Kind.YEAR, low, until), value)]
    return [part(match, score, value) if low >= high else part(match, value, score)]


def _slashed(text: str) -> list[Reading]:
    """Days and months "a/b" may mean: both orders, where both are possible."""
    one, other = map(int, text.split("/"))
    orders = dict.fromkeys(((one, other), (other, one)))
    return [plain(Kind.DATE, m * 100 + d) for m, d in orders if 1 <= m <= 12 and 1 <= d <= 31]


def _counted(match: Match) -> list[Part] | None:
    token = match["num"]
    if token is None or token.kind in ("range", "four", "ratio"):
        return None
    number = number_of(token)
    bare = number.scale == number.low > 1 and token.end - token.start == 1
    value = Reading(Kind.NUMBER, number.low, number.high)
    return [Part((value,), match.first, match.first + 1, is_one(number) or bare, number.bound)]


def _referred(match: Match) -> list[Part] | None:
    """这两: the two, both."""
    number = number_of(match["num"])
    if number.low != 2:
        return None
    return [Part((Reading(Kind.NUMBER, number.low, number.high),), match.first + 1, match.end, weak=True)]


def _ordinal(match: Match) -> list[Part]:
    token = match["num"] or match["ordinal"] or match["second"]
    number = number_of(token)
    return [part(match, Reading(Kind.ORDINAL, number.low, number.high), weak=number.high <= 1)]


def _score(match: Match) -> list[Part]:
    low, high = sorted((number_of(match["home"]).low, number_of(match["away"]).low))
    return [part(match, Reading(Kind.SCORE, low, high), Reading(Kind.NUMBER, low, high))]


def _hint(match: Match) -> list[Part] | None:
    token = match["hint"]
    value = int(token.value) if token else 0
    return [part(match, plain(Kind.NUMBER, value), plain(Kind.ORDINAL, value), weak=True)]


def _known(match: Match) -> list[Part] | None:
    """A name that holds a number in the other language."""
    token = match["known"]
    if token is None:
        return None
    stem, _, figures = token.value.partition(" ")
    return [part(match, plain(Kind.NAME, int(figures), stem), weak=True)]


def _name(match: Match) -> list[Part]:
    token = match.tokens[match.first]
    figures = _NOT_FIGURES.sub("", token.value)[:LONGEST]
    stem = _NOT_LETTERS.sub("", token.value)
    value = int(figures or 0)
    also = () if stem else (plain(Kind.NUMBER, -value),)
    return [part(match, plain(Kind.NAME, value, stem), *also, weak=bool(stem))]


MAKERS: Mapping[str, Callable[[Match], list[Part] | None]] = {
    "counted": _counted,
    "hint": _hint,
    "known": _known,
    "name": _name,
    "number": _number,
    "ordinal": _ordinal,
    "referred": _referred,
    "score": _score,
}
