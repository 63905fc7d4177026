"""Keeping the caveat that limits a chosen claim in the digest, where it could not be joined to the claim."""

from collections.abc import Mapping, Sequence

from bot.core.choose.units import Unit, claim_of, points_back
from bot.core.salience import Survey

SHARE = 3  # one point of so many may be given to a caveat


def with_caveats(survey: Survey, pool: Sequence[Unit], taken: Sequence[Unit], count: int, room: float) -> list[Unit]:
    """`taken` with the caveats of its claims, best claim first, in a free place or in that of the weakest other point.

    Neither the first point in the document's order nor a claim whose caveat was kept gives way.
    """
    claims = {
        unit: claim_of(survey, unit.base) for unit in pool if survey.signs[unit.base].doubt and _stands(survey, unit)
    }
    told, kept = list(taken), {min(taken, key=_place)} if taken else set()
    places = -(-count // SHARE)
    for claim in sorted(taken, key=_value, reverse=True):
        caveat = _untold(survey, claim, claims, told)
        if caveat is None or claim not in told or places == 0:
            continue
        weaker = sorted((unit for unit in told if unit not in kept and unit is not claim), key=_value)
        gone = weaker[:1] if len(told) == count else []
        fuller = [*(unit for unit in told if unit not in gone), caveat]
        if len(fuller) <= count and sum(unit.width for unit in fuller) <= room:
            told, places, kept = fuller, places - 1, kept | {claim, caveat}
    return told


def _untold(survey: Survey, claim: Unit, claims: Mapping[Unit, int | None], told: Sequence[Unit]) -> Unit | None:
    """The first caveat that limits `claim`; none where the digest holds one of them already."""
    shown = {at for unit in told for at in unit.passages}
    limiting = [unit for unit, limited in claims.items() if limited in claim.passages]
    if any(survey.signs[at].doubt for at in claim.passages) or any(unit.base in shown for unit in limiting):
        return None
    return next((unit for unit in limiting if shown.isdisjoint(unit.passages)), None)


def _stands(survey: Survey, unit: Unit) -> bool:
    return len(unit.passages) > 1 or not points_back(survey, unit.base)


def _value(unit: Unit) -> float:
    return unit.value


def _place(unit: Unit) -> tuple[int, ...]:
    return unit.passages
