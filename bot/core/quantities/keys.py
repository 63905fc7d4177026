"""What a quantity is recognised by in another text: two readings agree where one seeks a key the other offers."""

from collections.abc import Iterator
from fractions import Fraction

from bot.core.quantities.quantity import Exact, Kind, Reading
from bot.core.quantities.units import same_currencies, unit

Key = tuple[object, ...]

_HALF_DAY = 12 * 60
# A bare number of one text may be any of these in the other, which say more about it.
_STATED = frozenset({Kind.MEASURE, Kind.DURATION, Kind.YEAR, Kind.ORDINAL, Kind.MULTIPLE, Kind.NAME, Kind.MONEY})
_UNITS = frozenset({Kind.MEASURE, Kind.DURATION, Kind.MULTIPLE})


def main_key(reading: Reading) -> Key:
    """The canonical form of a reading: equal for "5 km" and "5,000 m", 30 % and 3/10, 24 months and two years."""
    kind, low, high = reading.kind, reading.low, reading.high
    if kind is Kind.NUMBER:
        return ("#", low, high)
    if kind is Kind.PERCENT:
        return ("#", abs(Fraction(low) / 100), abs(Fraction(high) / 100))
    if kind in (Kind.MEASURE, Kind.DURATION):
        found = unit(reading.unit or "")
        return (found.measures, low * found.factor, high * found.factor) if found else (reading.unit, low, high)
    if kind in (Kind.MONEY, Kind.NAME):
        return (kind, reading.unit, low, high)
    return (kind, low, high)


def offers(reading: Reading) -> Iterator[Key]:
    """The keys a reading of the source can be found by."""
    kind, low, high = reading.kind, reading.low, reading.high
    if kind is Kind.TIME:
        yield from _time(reading, offered=True)
        return
    yield main_key(reading)
    if kind is Kind.NUMBER:
        yield ("bare", low, high)
    elif kind in _STATED:
        yield ("stated", low, high)
    if kind is Kind.DATE:
        month, day = divmod(int(low), 100)
        yield from ((kind, part, part) for part in (month * 100, day) if part not in (0, low))
    elif kind is Kind.NAME:
        yield ("figures" if reading.unit else "mere figures", low)
    elif kind is Kind.DECADE:
        yield ("tens" if low < 100 else "of century", low % 100, high % 100)
    elif kind is Kind.MONEY:
        yield from ((kind, code, low, high) for code in same_currencies(reading.unit or ""))
    elif kind is Kind.MEASURE and "/" in (reading.unit or ""):
        yield ("rate", *main_key(_without_rate(reading)))


def seeks(reading: Reading, *, weak: bool = False) -> Iterator[Key]:
    """The keys a reading of the claim is looked for by, the surest first; of a weak one, only the surest."""
    kind, low, high = reading.kind, reading.low, reading.high
    if kind is Kind.TIME:
        yield from _time(reading, offered=False)
        return
    yield main_key(reading)
    if kind is Kind.NUMBER:
        yield ("stated", low, high)
    elif kind in _STATED and kind is not Kind.MONEY and not (weak and kind in _UNITS):
        yield ("bare", low, high)
    if kind is Kind.NAME:
        yield ("mere figures" if reading.unit else "figures", low)
    elif kind is Kind.DECADE:
        yield ("tens", low % 100, high % 100)
        if low < 100:
            yield ("of century", low, high)
    elif kind is Kind.MEASURE:
        rate = "/" in (reading.unit or "")
        yield main_key(_without_rate(reading)) if rate else ("rate", *main_key(reading))


def _without_rate(reading: Reading) -> Reading:
    over = (reading.unit or "").partition("/")[0]
    return Reading(Kind.MEASURE, reading.low, reading.high, over)


def _time(reading: Reading, *, offered: bool) -> Iterator[Key]:
    """A time of which the half of the day is known agrees with itself and with one of which it is not known."""
    sure, half = reading.unit is not None, reading.low % _HALF_DAY
    if sure:
        yield ("time", reading.low)
    if offered:
        yield ("sure" if sure else "unsure", half)
        return
    yield ("unsure", half)
    if not sure:
        yield ("sure", half)


def mantissa(value: Exact) -> str:
    """The digits of a value without its magnitude: the same for 4.5 million and 45."""
    return f"{float(value):.12e}".partition("e")[0]
