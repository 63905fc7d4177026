"""Pairing the quantities of a claim with those of its source."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from bot.core.quantities.alike import by_power, powers, system, twins, within
from bot.core.quantities.keys import Key, main_key, offers, seeks
from bot.core.quantities.quantity import Bound, Exact, Kind, Quantity, Reading

_FEW = 64  # candidates of one order of magnitude looked at for a vague number
# what is named twice and may be rendered once; two amounts that happen to be equal must both be rendered
_RETOLD = frozenset(Kind) - {Kind.NUMBER, Kind.MEASURE, Kind.PERCENT, Kind.MONEY}

Index = dict[Key, list[int]]


class Pairs:
    """Which quantity of the claim stands for which of the source, by their places in the two sequences.

    One stands for one first; what is left over may repeat a quantity that is already rendered, unless the source has
    another of its kind that is not.
    """

    def __init__(self, claim: Sequence[Quantity], source: Sequence[Quantity]) -> None:
        self.claim, self.source = claim, source
        self.of: dict[int, int] = {}
        self.borne: set[int] = set()
        self._offered = _index(source)
        self._fresh = {key: self._order(places) for key, places in self._offered.items()}
        for keys in (_with_bound, _main, _all):
            self._one_to_one(keys)
        self._parts_of_claim()
        self._parts_of_source()
        self._vague()
        self._repeated()
        self._twins()

    @property
    def unpaired(self) -> list[int]:
        """Quantities of the claim that nothing in the source bears out."""
        return [n for n in range(len(self.claim)) if n not in self.of]

    @property
    def unborne(self) -> list[int]:
        """Quantities of the source that nothing in the claim renders."""
        return [n for n in range(len(self.source)) if n not in self.borne]

    def _order(self, places: list[int]) -> list[int]:
        """Taken from the end: what would be missed first, and the first of it first."""
        return sorted(places, key=lambda m: (not self.source[m].weak, -m))

    def _pair(self, n: int, m: int) -> None:
        self.of[n] = m
        if not _says_less(self.claim[n], self.source[m]):
            self.borne.add(m)

    def _one_to_one(self, keys: Callable[[Quantity], Iterator[Key]]) -> None:
        for n in self.unpaired:
            m = next((m for m in map(self._next, keys(self.claim[n])) if m is not None), None)
            if m is not None:
                self._pair(n, m)

    def _next(self, key: Key) -> int | None:
        places = self._fresh.get(key, [])
        while places and places[-1] in self.borne:
            places.pop()
        return places[-1] if places else None

    def _any(self, reading: Reading, *, weak: bool = False) -> int | None:
        return next((self._offered[key][0] for key in seeks(reading, weak=weak) if key in self._offered), None)

    def _parts_of_claim(self) -> None:
        """A range said as its two ends in the source, a date as a month here and a day there, 1/5 as one of five."""
        for n in self.unpaired:
            for parts in filter(None, map(_split, self.claim[n].readings)):
                found = [m for m in map(self._any, parts) if m is not None]
                if len(found) == len(parts):
                    for m in found:
                        self._pair(n, m)
                    break

    def _parts_of_source(self) -> None:
        apart = [m for m in self.unborne if any(map(_split, self.source[m].readings))]
        said = _index(self.claim) if apart else {}
        for m in apart:
            for parts in filter(None, map(_split, self.source[m].readings)):
                found = [ns[0] for part in parts if (ns := next((said[k] for k in seeks(part) if k in said), None))]
                if len(found) == len(parts):
                    self.borne.add(m)
                    for n in found:
                        self.of.setdefault(n, m)
                    break

    def _vague(self) -> None:
        loose = [n for n in self.unpaired if self.claim[n].bound is Bound.VAGUE]
        places = by_power(self.source) if loose else {}
        for n in loose:
            near = (m for power in powers(self.claim[n].readings[0]) for m in places.get(power, [])[:_FEW])
            m = next((m for m in near if within(self.source[m], self.claim[n])), None)
            if m is not None:
                self._pair(n, m)

    def _repeated(self) -> None:
        open_kinds = {_sort(self.source[m]) for m in self.unborne if _counts(self.source[m])}
        for n in self.unpaired:
            if _sort(self.claim[n]) in open_kinds:
                continue
            found = (self._any(reading, weak=self.claim[n].weak) for reading in self.claim[n].readings)
            m = next((m for m in found if m is not None), None)
            if m is not None:
                self.of[n] = m
        unsaid = {_sort(self.claim[n]) for n in self.unpaired if _counts(self.claim[n])}
        said = {main_key(self.source[m].readings[0]) for m in self.borne}
        for m in self.unborne:
            quantity = self.source[m]
            retold = quantity.kind in _RETOLD and main_key(quantity.readings[0]) in said
            if retold and _sort(quantity) not in unsaid:
                self.borne.add(m)

    def _twins(self) -> None:
        """A measure given in two systems is rendered by either, unless both texts have one that does not agree."""
        claimed = {system(self.claim[n]) for n in self.unpaired}
        given = {system(self.source[m]) for m in self.unborne}
        self.borne |= {a for a, b in twins(self.source) if b in self.borne and system(self.source[a]) not in claimed}
        for n, other in twins(self.claim):
            if n not in self.of and other in self.of and system(self.claim[n]) not in given:
                self.of[n] = self.of[other]


def _index(quantities: Sequence[Quantity]) -> Index:
    index: Index = defaultdict(list)
    for n, quantity in enumerate(quantities):
        for key in _with_bound(quantity):
            index[key].append(n)
        for reading in quantity.readings:
            for key in offers(reading):
                index[key].append(n)
    return dict(index)


def _with_bound(quantity: Quantity) -> Iterator[Key]:
    yield (quantity.kind, quantity.low, quantity.high, quantity.unit, quantity.bound, quantity.weak)


def _main(quantity: Quantity) -> Iterator[Key]:
    yield main_key(quantity.readings[0])


def _all(quantity: Quantity) -> Iterator[Key]:
    for reading in quantity.readings:
        yield from seeks(reading, weak=quantity.weak)


def _says_less(claim: Quantity, source: Quantity) -> bool:
    """A month alone renders a day of that month only in part; "dozens" renders 36 no better."""
    if claim.bound is Bound.VAGUE:
        return source.bound is not Bound.VAGUE and not source.weak and source.low != claim.low
    return claim.kind is source.kind is Kind.DATE and claim.low != source.low


def _split(reading: Reading) -> list[Reading]:
    if reading.kind is Kind.DATE:
        month, day = divmod(int(reading.low), 100)
        ends: Iterable[Exact] = (month * 100, day) if month and day else ()
    elif reading.kind is Kind.NUMBER and isinstance(reading.low, Fraction) and 0 < reading.low < 1:
        ends = reading.low.as_integer_ratio()
    else:
        ends = (reading.low, reading.high) if reading.low < reading.high else ()
    return [Reading(reading.kind, end, end, reading.unit) for end in ends]


def _counts(quantity: Quantity) -> bool:
    """Whether it matters if this one goes without a partner."""
    return not quantity.weak or quantity.kind is Kind.NAME


def _sort(quantity: Quantity) -> tuple[Kind, str | None]:
    return (quantity.kind, quantity.unit)
