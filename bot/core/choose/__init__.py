"""Which points tell the whole of a document, and in what order.

Points stand in the document's order: news says first what happened, then who says so, what it means and what is
doubted, and a caveat stands behind the claim it limits. One thing departs from it: what a text reports comes before
what its author thinks of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.core.choose.caveats import with_caveats
from bot.core.choose.mmr import overlap, take
from bot.core.choose.units import Unit, same_words, units
from bot.core.salience import FAINT, Survey, survey
from bot.core.types import Document, Stance, Voice

ROOM = 110.0  # the width a digest has for each of its points, in Han characters
STRETCHES, BEST = 40, 8  # of a long document, so many candidates from each of so many stretches

CONSIDERABLE = 0.2  # the share of a text from which its commentary is one of the points,
ENOUGH = 3  # of a digest of at least so many
UNBROKEN = 0.25  # the share of a text that is report at a stretch from which it is more than an opinion piece

# What further points a document could have given: not much weaker than those told, not said already, no endless list.
WORTH_TELLING, SAID_ALREADY, MOST_MORE = 0.6, 0.4, 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """One point to be made: the ids of the neighbouring passages that make it, in order, and its score."""

    passages: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The points of a digest in a reader's order, and how many more the document could have given."""

    chosen: tuple[Chosen, ...]
    more: int


def choose(document: Document, voices: Mapping[str, Voice], count: int) -> Choice:
    """At most `count` points. `voices` tells by passage id who stands behind it; a passage without one is reported.

    Of a document that holds a report, at most one point is commentary. Together the points take little more than `ROOM`
    each, so that fewer, longer ones may be chosen. Nothing is chosen where no passage may be shown.
    """
    seen = survey(document)
    opinion = [_is_opinion(voices, passage.id) for passage in document.passages]
    report = _pool(seen, (unit for unit in units(seen) if not any(opinion[at] for at in unit.passages)))
    comment = _pool(seen, (unit for unit in units(seen) if all(opinion[at] for at in unit.passages)))
    if not _holds_report(opinion, seen):
        report, comment = _pool(seen, units(seen)), []
    last: list[Unit] = []
    if comment and count >= ENOUGH and _share(opinion, seen) >= CONSIDERABLE:
        last = _told(seen, comment, 1, ROOM)
    first = _told(seen, report, count - len(last), ROOM * count - sum(unit.width for unit in last))
    in_order = [*sorted(first, key=lambda unit: unit.passages), *last]
    chosen = (Chosen(tuple(document.passages[at].id for at in unit.passages), unit.value) for unit in in_order)
    return Choice(tuple(chosen), _more(seen, report, in_order))


def _is_opinion(voices: Mapping[str, Voice], passage: str) -> bool:
    return passage in voices and voices[passage].stance is Stance.OPINION


def _holds_report(opinion: Sequence[bool], seen: Survey) -> bool:
    if _share(opinion, seen) <= 1 / 2:
        return True
    shown = zip(opinion, _shown(seen), strict=True)
    runs = [(by, sum(room for _, room in run)) for by, run in groupby(shown, key=lambda pair: pair[0])]
    return max((room for by, room in runs if not by), default=0.0) >= UNBROKEN * sum(room for _, room in runs)


def _share(opinion: Sequence[bool], seen: Survey) -> float:
    shown = _shown(seen)
    return sum(room for room, by in zip(shown, opinion, strict=True) if by) / (sum(shown) or 1.0)


def _shown(seen: Survey) -> list[float]:
    return [room if score >= FAINT else 0.0 for room, score in zip(seen.widths, seen.scores, strict=True)]


def _pool(seen: Survey, candidates: Iterable[Unit]) -> list[Unit]:
    """The candidates worth comparing: a bounded number, from every stretch of the document."""
    floor = min(FAINT, max(seen.scores, default=0.0))
    every = [unit for unit in candidates if unit.value >= floor]
    size = -(-len(every) // STRETCHES)
    if size <= BEST:
        return every
    stretches = (every[start : start + size] for start in range(0, len(every), size))
    return [unit for stretch in stretches for unit in sorted(stretch, key=_value, reverse=True)[:BEST]]


def _told(seen: Survey, pool: Sequence[Unit], count: int, room: float) -> list[Unit]:
    return with_caveats(seen, pool, take(seen, pool, count, room), count, room)


def _more(seen: Survey, pool: Iterable[Unit], told: Sequence[Unit]) -> int:
    bar = WORTH_TELLING * sum(unit.value for unit in told) / (len(told) or 1)
    known = list(told)
    for unit in sorted(pool, key=_value, reverse=True):
        if unit.value < bar or len(known) - len(told) == MOST_MORE:
            break
        if not any(overlap(unit, one) or same_words(seen.vectors, unit, one) > SAID_ALREADY for one in known):
            known.append(unit)
    return len(known) - len(told)


def _value(unit: Unit) -> float:
    return unit.value
