"""Taking the best units one after the other, each as unlike the taken ones as it is good.

Maximal marginal relevance: Carbonell & Goldstein 1998, "The Use of MMR, Diversity-Based Reranking for Reordering
Documents and Producing Summaries". Two units are alike by their words or, less so, by standing close together: the
second, and a limit on what one stretch of the text may give, keep a digest from being the text's first screen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.core.choose.units import Unit, same_words
from bot.core.salience import Survey

RELEVANCE = 0.7  # the paper's lambda
NEARNESS = 0.35  # how alike two neighbours are, words aside
SAME = 0.65  # from where two units say one thing
LEAST = 0.15  # of the best unit's value; what is worth less is no point
FROM_ONE_STRETCH = 2  # points at most, of a text cut into as many stretches as there are to be points


def overlap(one: Unit, other: Unit) -> bool:
    """Whether two units share a passage."""
    return not set(one.passages).isdisjoint(other.passages)


def take(survey: Survey, pool: Sequence[Unit], count: int, room: float) -> list[Unit]:
    """At most `count` units that together fit into `room`, best first. No two share a passage or say one thing.

    The first may exceed the room: there is always a point.
    """
    places = _places(survey, pool)
    bar = LEAST * max((unit.value for unit in pool), default=0.0)
    nearest = dict.fromkeys((unit for unit in pool if unit.value >= bar), 0.0)
    taken: list[Unit] = []
    stretches: Counter[int] = Counter()
    while nearest and len(taken) < count:
        best = max(nearest, key=lambda unit: RELEVANCE * unit.value - (1 - RELEVANCE) * nearest[unit])
        taken.append(best)
        stretches[int(places[best] * count)] += 1
        room -= best.width
        free = [unit for unit in nearest if unit.width <= room and not overlap(unit, best)]
        free = [unit for unit in free if stretches[int(places[unit] * count)] < FROM_ONE_STRETCH]
        nearest = {unit: max(nearest[unit], _alike(survey, places, count, unit, best)) for unit in free}
        nearest = {unit: near for unit, near in nearest.items() if near < SAME}
    return taken


def _alike(survey: Survey, places: Mapping[Unit, float], count: int, one: Unit, other: Unit) -> float:
    """How alike two units are, 0 to 1. Units further apart than 1/count of the text are not near."""
    near = max(0.0, 1 - abs(places[one] - places[other]) * count)
    return max(NEARNESS * near, same_words(survey.vectors, one, other))


def _places(survey: Survey, pool: Sequence[Unit]) -> dict[Unit, float]:
    """Where each unit starts, as a share of the passages that any of them holds: 0 to below 1."""
    rooms = {at: survey.widths[at] for at in sorted({at for unit in pool for at in unit.passages})}
    total, before, starts = sum(rooms.values()) or 1.0, 0.0, {}
    for at, room in rooms.items():
        starts[at] = before / total
        before += room
    return {unit: min(starts[unit.passages[0]], 1 - 1e-9) for unit in pool}
