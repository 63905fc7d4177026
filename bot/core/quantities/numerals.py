"""Numbers written in Han numerals, alone or mixed with figures: 四千五百万, 1.2万亿, 二〇二三, 二三十, 十几."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

from bot.core.quantities.quantity import Bound, Exact
from bot.core.quantities.tokens import Number, exact

_LARGE = 10_000  # from 万 on, a magnitude multiplies all that was said since the last larger one
_MOST = 10**40


class _Item(NamedTuple):
    """A digit or a figure (`worth`), or a magnitude (`power`)."""

    worth: Exact | None
    power: int = 0
    vague: bool = False
    digit: bool = False


_END = _Item(None)


def parse(text: str, table: Mapping[str, Any]) -> Number | None:
    """The number `text` writes in the numerals of `table` (`digits`, `powers`, `several`); None for an absurd one.

    二三十 is a range, 十几 and 数百 are vague, 三点一四 a decimal. A digit after a magnitude counts its tenths: 一千二.
    """
    whole, point, decimals = text.partition("点")
    items = _items(whole, table)
    if point:
        figures = "".join(str(item.worth) for item in _items(decimals, table))
        value = _value(items) + exact("", figures)
        return Number(value, value, spelled=True)
    if len(items) > 1 and all(item.digit for item in items) and not (len(items) == 2 and _successive(*items)):
        return _string(items)
    number = _ranged(items)
    return None if number.high >= _MOST else number


def digits(text: str, table: Mapping[str, Any]) -> int:
    """The value of numerals written one by one, like figures."""
    return int("".join(str(item.worth) for item in _items(text, table)))


def _items(text: str, table: Mapping[str, Any]) -> list[_Item]:
    return [_item(piece, table) for piece in _pieces(table).findall(text)]


@cache
def _pieces_of(characters: str) -> re.Pattern[str]:
    return re.compile(rf"\d[\d,]*(?:\.\d+)?|[{characters}]")


def _pieces(table: Mapping[str, Any]) -> re.Pattern[str]:
    return _pieces_of("".join((*table["digits"], *table["powers"], table["several"])))


def _item(piece: str, table: Mapping[str, Any]) -> _Item:
    if piece in table["powers"]:
        return _Item(None, table["powers"][piece])
    if piece in table["digits"]:
        return _Item(table["digits"][piece], digit=True)
    if piece in table["several"]:
        return _Item(1, vague=True)
    whole, _, decimals = piece.replace(",", "").partition(".")
    return _Item(exact(whole, decimals), digit=len(piece) == 1)


def _string(items: Sequence[_Item]) -> Number | None:
    """Numerals written one by one: 二〇二三, 零五. Two of them without a zero are mostly part of a name: 三一, 五四."""
    worths = [item.worth for item in items]
    if len(items) == 2 and 0 not in worths:
        return None
    value = int("".join(map(str, worths)))
    return Number(value, value, spelled=True)


def _successive(one: _Item, other: _Item) -> bool:
    if not (one.digit and other.digit and one.worth and other.worth):
        return False
    return other.worth - one.worth == 1 or (one.worth, other.worth) == (3, 5)


def _ranged(items: list[_Item]) -> Number:
    spelled = all(item.power or item.digit or item.vague for item in items)
    low = high = _value(items)
    bound = None
    for place, (item, following) in enumerate(pairwise((*items, _END))):
        before, after = items[:place], items[place + 1 :]
        if item.vague:
            bound = Bound.VAGUE
            high = _value([*before, _Item(9), *after]) + prod(other.power for other in after if other.power) - 1
        elif _successive(item, following):
            low, high = _value([*before, item, *after[1:]]), _value([*before, *after])
        else:
            continue
        break
    return Number(low, high, _scale(items), bound, spelled)


def _scale(items: Sequence[_Item]) -> int:
    scale = 1
    for item in reversed(items):
        if item.power < 100:
            break
        scale *= item.power
    return scale


def _value(items: Sequence[_Item]) -> Exact:
    total: Exact = 0
    section: Exact = 0
    current: Exact | None = None
    largest = 0
    for item in items:
        if not item.power:
            current = item.worth
        elif item.power < _LARGE:
            section += (1 if current is None else current) * item.power
            current = None
        else:
            section += current or 0
            current = None
            if total and (item.power > largest or (item.power == largest and not section)):
                total = (total + section) * item.power
            else:
                total += (section or 1) * item.power
            largest, section = item.power, 0
    return total + section + _last(items, current)


def _last(items: Sequence[_Item], current: Exact | None) -> Exact:
    if current is None:
        return 0
    short = len(items) > 1 and items[-1].digit and items[-2].power >= 100
    return current * items[-2].power // 10 if short else current
