"""What a claim's quantities say otherwise than its source's."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.core.quantities.alike import converts
from bot.core.quantities.finding import find
from bot.core.quantities.keys import mantissa
from bot.core.quantities.pairing import Pairs
from bot.core.quantities.quantity import Bound, Kind, Quantity
from bot.core.quantities.units import perhaps_same, unit
from bot.core.types import Reason, Weight

_NAMES = {
    Kind.NUMBER: "number",
    Kind.PERCENT: "number",
    Kind.POINTS: "number",
    Kind.MONEY: "number",
    Kind.MEASURE: "number",
    Kind.DURATION: "duration",
    Kind.DATE: "date",
    Kind.YEAR: "year",
    Kind.DECADE: "year",
    Kind.CENTURY: "year",
    Kind.WEEKDAY: "weekday",
    Kind.SEASON: "period",
    Kind.QUARTER: "period",
    Kind.HALF: "period",
    Kind.TIME: "time",
    Kind.ORDINAL: "ordinal",
    Kind.MULTIPLE: "multiple",
    Kind.SCORE: "score",
    Kind.NAME: "name_number",
}
# Every kind of reason `compare` and `check` give.
REASONS = frozenset(
    {*_NAMES.values(), "magnitude", "unit", "currency", "percent", "bound", "converted", "number_missing"}
)

_COUNTS = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.POINTS, Kind.MONEY, Kind.MEASURE, Kind.DURATION, Kind.MULTIPLE})
_SHARES = frozenset({Kind.PERCENT, Kind.POINTS})
_CONTRADICTED = frozenset({Kind.SEASON, Kind.HALF, Kind.MULTIPLE})
_SIDE = {Bound.MORE: 1, Bound.OVER: 1, Bound.LESS: -1, Bound.UNDER: -1}
_FIRM = (Bound.MORE, Bound.LESS)
_BARE_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]+(?![A-Za-z]|-?\d)")
_FEW = 64  # measures looked at for one that was converted


def check(claim: str, claim_lang: str, source: str, source_lang: str, *, complete: bool) -> tuple[Reason, ...]:
    """What the quantities of one text say otherwise than another's; languages as BCP 47 tags. See `compare`.

    The texts are also searched for names that lost or gained their figures: "GPT" for GPT-4.
    """
    said, given = find(claim, claim_lang), find(source, source_lang)
    reasons = list(compare(said, given, complete=complete))
    if any(quantity.kind is Kind.NAME for quantity in (*said, *given)):
        here, there = _bare_words(claim), _bare_words(source)
        reasons += [Reason("name_number", Weight.DOUBT, *names) for names in _stripped(given, said, here, there)]
        reasons += [Reason("name_number", Weight.DOUBT, *names[::-1]) for names in _stripped(said, given, there, here)]
    return tuple(dict.fromkeys(reasons))


def compare(claim: Sequence[Quantity], source: Sequence[Quantity], *, complete: bool) -> tuple[Reason, ...]:
    """Every quantity of `claim` that `source` does not bear out; with `complete`, every one of `source` left out too.

    A value is borne out by the same value only, however it is written; a rounded one by a source that rounds alike.
    Reasons block, except for a currency the source leaves open and a figure converted into another system.
    """
    pairs = Pairs(claim, source)
    others = _Counterparts(pairs)
    found = [*others.unsupported(), *_bounds(pairs), *(others.missing() if complete else ())]
    return tuple(dict.fromkeys(found))


class _Counterparts:
    """The source's quantities that no quantity of the claim renders, by what a wrong one has in common with them."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.open = pairs.unborne
        self.told: set[int] = set()
        self._by: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for m in reversed(self.open):
            for key in _likenesses(pairs.source[m]) if not pairs.source[m].weak else ():
                self._by[key].append(m)
            self._by["of", pairs.source[m].kind, _measure(pairs.source[m])].append(m)

    def unsupported(self) -> Iterator[Reason]:
        for n in self.pairs.unpaired:
            quantity = self.pairs.claim[n]
            m = self._contradicting(quantity) if quantity.weak else self._best(quantity)
            if m is None and quantity.weak:
                continue
            if m is not None:
                self.told.add(m)
            yield _reason(quantity, None if m is None else self.pairs.source[m])

    def missing(self) -> Iterator[Reason]:
        for m in self.open:
            quantity = self.pairs.source[m]
            if m not in self.told and not quantity.weak:
                yield Reason("number_missing", Weight.BLOCK, "", quantity.text)

    def _best(self, quantity: Quantity) -> int | None:
        if quantity.kind is Kind.MEASURE:
            measures = self._by.get((Kind.MEASURE,), [])[-_FEW:]
            converted = next((m for m in measures if converts(quantity, self.pairs.source[m])), None)
            if converted is not None:
                return converted
        return next((m for m in map(self._next, _likenesses(quantity)) if m is not None), None)

    def _next(self, key: tuple[object, ...]) -> int | None:
        places = self._by.get(key, [])
        while places and places[-1] in self.told:
            places.pop()
        return places[-1] if places else None

    def _contradicting(self, quantity: Quantity) -> int | None:
        """A weak quantity accuses only where the source has another of exactly its kind and unit."""
        if quantity.kind in (Kind.DURATION, Kind.MEASURE):
            return self._next(("of", quantity.kind, _measure(quantity)))
        if quantity.kind is Kind.NAME:
            same = self._next(("of", Kind.NAME, quantity.unit))
            return self._next(("of", Kind.NAME, "")) if same is None else same
        if quantity.kind in _CONTRADICTED:
            return self._next(("of", quantity.kind, quantity.unit))
        if quantity.text.isdigit() or quantity.kind is Kind.MONEY:
            return self._next((quantity.kind, quantity.unit))
        return self._next(("share",)) if _is_share(quantity) else None


def _measure(quantity: Quantity) -> str | None:
    """What the unit of a measure measures, for durations of any length time; the unit itself of anything else."""
    if quantity.kind is Kind.DURATION:
        return "time"
    found = unit(quantity.unit) if quantity.kind is Kind.MEASURE and quantity.unit else None
    return found.measures if found else quantity.unit


def _likenesses(quantity: Quantity) -> Iterator[tuple[object, ...]]:
    """What a wrong quantity may have in common with the right one, the most telling first."""
    if quantity.kind in _COUNTS:
        yield ("value", quantity.low, quantity.high)
        yield (quantity.kind, quantity.unit, mantissa(quantity.low))
    yield (quantity.kind, quantity.unit)
    if _is_share(quantity):
        yield ("share",)
    yield (quantity.kind,)
    if quantity.kind in _COUNTS:
        yield ("digits", mantissa(quantity.low))


def _is_share(quantity: Quantity) -> bool:
    return quantity.kind in _SHARES or (quantity.kind is Kind.NUMBER and quantity.low % 1 != 0)


def _reason(claim: Quantity, source: Quantity | None) -> Reason:
    text = source.text if source else ""
    name = _name(claim, source) if source else _NAMES[claim.kind]
    return Reason(name, _weight(name, claim, source), claim.text, text)


def _name(claim: Quantity, source: Quantity) -> str:
    counted = claim.kind in _COUNTS and source.kind in _COUNTS
    if counted and (claim.low, claim.high) == (source.low, source.high):
        kinds = {claim.kind, source.kind}
        return "percent" if kinds & _SHARES else "currency" if Kind.MONEY in kinds else "unit"
    if converts(claim, source):
        return "converted"
    if claim.kind is source.kind and counted and _same_digits(claim, source):
        return "magnitude"
    return _NAMES[claim.kind]


def _same_digits(one: Quantity, other: Quantity) -> bool:
    alike = one.bound is other.bound is Bound.VAGUE or one.low * other.high == one.high * other.low
    return alike and mantissa(one.low) == mantissa(other.low)


def _weight(name: str, claim: Quantity, source: Quantity | None) -> Weight:
    if name == "converted":
        return Weight.DOUBT
    open_currency = source is not None and (
        source.kind is Kind.NUMBER or perhaps_same(claim.unit or "", source.unit or "")
    )
    return Weight.DOUBT if name == "currency" and open_currency else Weight.BLOCK


def _bounds(pairs: Pairs) -> Iterator[Reason]:
    """Bounds that contradict each other block; one that only one side has is a doubt, for it is easily lost."""
    for n, m in pairs.of.items():
        claim, source = pairs.claim[n], pairs.source[m]
        if claim.kind not in _COUNTS:
            continue
        sides = _side(claim.bound), _side(source.bound)
        if sides[0] * sides[1] < 0:
            yield Reason("bound", Weight.BLOCK, claim.text, source.text)
        elif _one_sided(claim, source) or _one_sided(source, claim):
            yield Reason("bound", Weight.DOUBT, claim.text, source.text)


def _side(bound: Bound | None) -> int:
    return _SIDE.get(bound, 0) if bound else 0


def _one_sided(bounded: Quantity, plain: Quantity) -> bool:
    return bounded.bound in _FIRM and plain.bound is None and bounded.kind is plain.kind and not bounded.weak


def _bare_words(text: str) -> dict[str, str]:
    """The words in Latin letters that no figures follow, as written, by their lower case."""
    return {word.lower(): word for word in _BARE_WORD.findall(text)}


def _stripped(
    names: Sequence[Quantity], others: Sequence[Quantity], words: dict[str, str], own: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Names the other text has without the figures they always have in their own; first as there, then as here."""
    kept = {quantity.unit for quantity in others if quantity.kind is Kind.NAME}
    for quantity in names:
        stem = quantity.unit or ""
        if quantity.kind is Kind.NAME and len(stem) > 1 and stem in words and stem not in own and stem not in kept:
            yield words[stem], quantity.text
