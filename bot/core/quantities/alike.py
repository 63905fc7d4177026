"""Measures and vague numbers that are about the same though no key of theirs is."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.core.quantities.quantity import Bound, Exact, Kind, Quantity, Reading
from bot.core.quantities.units import unit

_NEAR = 6  # characters between a measure and the same measure in another system: "5 km (3.1 mi)"
_CONVERTED = 0.06  # how far apart such two may be after rounding
_COUNTED = frozenset({Kind.NUMBER, Kind.MEASURE, Kind.DURATION, Kind.MONEY})


def powers(reading: Reading) -> range:
    """The orders of magnitude a reading covers."""
    return range(_power(reading.low), _power(reading.high) + 1)


def by_power(quantities: Sequence[Quantity]) -> dict[int, list[int]]:
    """Which of the quantities cover which order of magnitude."""
    places: dict[int, list[int]] = defaultdict(list)
    for n, quantity in enumerate(quantities):
        for power in {power for reading in quantity.readings for power in powers(reading)}:
            places[power].append(n)
    return places


def _power(value: Exact) -> int:
    return math.floor(math.log10(value)) if value > 0 else -1


def within(given: Quantity, vague: Quantity) -> bool:
    """Whether a vague number ("dozens") may stand for a given one: 36 or 数十, of the same unit if both have one."""
    if given.bound is Bound.VAGUE and given.unit and vague.unit and given.unit != vague.unit:
        return False
    kinds = _COUNTED if vague.kind is Kind.NUMBER else frozenset((vague.kind,))
    if given.bound is Bound.VAGUE:
        kinds |= {Kind.NUMBER}
    return any(_overlap(reading, vague.readings[0]) for reading in given.readings if reading.kind in kinds)


def _overlap(one: Reading, other: Reading) -> bool:
    here, there = (unit(reading.unit) if reading.unit else None for reading in (one, other))
    if here is None or there is None:
        return (one.unit is None or other.unit in (None, one.unit)) and one.low <= other.high and other.low <= one.high
    if here.measures != there.measures:
        return False
    mine, its = here.factor, there.factor
    return one.low * mine <= other.high * its and other.low * its <= one.high * mine


def system(quantity: Quantity) -> tuple[str, str] | None:
    """What the unit of a measure measures, and the system of units it belongs to."""
    found = unit(quantity.unit) if quantity.kind is Kind.MEASURE and quantity.unit else None
    return (found.measures, found.system) if found else None


def twins(quantities: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """Both orders of every two neighbouring measures that are one measure in two systems."""
    for n, (one, other) in enumerate(pairwise(quantities)):
        if other.start - one.end <= _NEAR and converts(one, other):
            yield from ((n, n + 1), (n + 1, n))


def converts(one: Quantity, other: Quantity) -> bool:
    """Whether two measures are about the same amount in units of different systems."""
    if one.kind is not Kind.MEASURE or other.kind is not Kind.MEASURE or system(one) == system(other):
        return False
    here, there = _base(one), _base(other)
    return here is not None and there is not None and here[0] == there[0] and _close(here[1], there[1])


def _base(quantity: Quantity) -> tuple[str, float] | None:
    found = unit(quantity.unit or "")
    if not found:
        return None
    if found.measures == "fahrenheit":
        return ("temperature", (float(quantity.low) - 32) * 5 / 9)
    return (found.measures, float(quantity.low) * float(found.factor))


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _CONVERTED * max(abs(one), abs(other), 1e-9)
