"""A pole in one text where the other text has only its opposite."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.core.language import table
from bot.core.polarity.cues import BREAK, NOT, OPPOSITES, STRONG, Cue, scan
from bot.core.polarity.match import Unmet, place, unmet

DRIFT = 0.5  # how much of its weight an opposite loses at the other end of its text
NEGATOR = 0.5  # the need from which a "not" turns round what follows
REACH = {"words": 20, "characters": 4}  # characters between a negator and the pole it turns round

_OPPOSITE = {"+": "-", "-": "+"}


@dataclass(frozen=True, slots=True)
class Reversal:
    """A pole of the claim that the source does not hold, and its opposite there that the claim does not hold."""

    score: float
    claim: Cue
    source: Cue


def reversals(claim: str, claim_lang: str, source: str, source_lang: str) -> list[Reversal]:
    """Every pole of the claim whose opposite stands unmatched in the source, with how suspicious that is (0 to 1)."""
    opposed = _opposed(scan(claim, claim_lang, OPPOSITES), scan(source, source_lang, OPPOSITES))
    if not opposed:
        return []
    ours, theirs = poles(claim, claim_lang), poles(source, source_lang)
    missing: dict[int, float] = dict.fromkeys(opposed, 1.0)
    pairs: list[tuple[float, Cue, Cue]] = []
    for axis, cues in ours.items():
        if opposed.isdisjoint(cue.start for cue in cues):
            continue
        claimed, given = unmet(cues, len(claim), theirs.get(axis, ()), len(source))
        for one in (one for one in claimed if one.cue.need == STRONG and one.cue.start in opposed):
            missing[one.cue.start] = min(missing[one.cue.start], 1 - one.met)
            for other in _against(one.cue, given):
                distance = abs(place(one.cue, len(claim)) - place(other.cue, len(source)))
                pairs.append(((1 - other.met) * (1 - DRIFT * distance), one.cue, other.cue))
    return [Reversal(missing[cue.start] * weight, cue, other) for weight, cue, other in pairs]


def _opposed(ours: Sequence[Cue], theirs: Sequence[Cue]) -> set[int]:
    """Where the poles stand whose opposite the other text holds at all."""
    held = {cue.key for cue in theirs if cue.need == STRONG}
    return {cue.start for cue in ours if cue.need == STRONG and opposite(cue.key) in held}


def _against(cue: Cue, given: Sequence[Unmet]) -> Iterator[Unmet]:
    key = opposite(cue.key)
    return (other for other in given if other.cue.key == key and other.cue.need == STRONG)


def opposite(key: str) -> str:
    """The other pole of the same axis."""
    return key[:-1] + _OPPOSITE[key[-1]]


@lru_cache(maxsize=64)
def poles(text: str, lang: str) -> Mapping[str, tuple[Cue, ...]]:
    """The poles a text holds, by axis. One that a negator turns round counts, weakly, as its opposite."""
    reach = REACH[table(lang, "polarity")["units"]]
    ends = [cue.end for cue in scan(text, lang, "negation") if cue.key == NOT and cue.need >= NEGATOR]
    axes: dict[str, list[Cue]] = defaultdict(list)
    for cue in scan(text, lang, OPPOSITES):
        last = bisect_right(ends, cue.start) - 1
        near = last >= 0 and cue.start - ends[last] <= reach and not BREAK.search(text, ends[last], cue.start)
        axes[cue.key[:-1]].append(replace(cue, key=opposite(cue.key), need=0.0) if near else cue)
    return {axis: tuple(cues) for axis, cues in axes.items()}
