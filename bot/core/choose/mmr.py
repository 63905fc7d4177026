"""Taking the best units one after the other, each as unlike the taken ones as it is good.

Maximal marginal relevance: Carbonell & Goldstein 1998, "The Use of MMR, Diversity-Based Reranking for Reordering
Documents and Producing Summaries". Two units are alike by their words or, less so, by standing close together: the
second keeps a digest from being the text's first screen.
"""

from collections.abc import Callable, Iterable, Sequence

from bot.core.choose.units import Unit, same_words
from bot.core.salience import Survey

RELEVANCE = 0.7  # the paper's lambda
NEARNESS = 0.35  # how alike two neighbours are, words aside
SAME = 0.65  # from where two units say one thing

Alike = Callable[[Unit, Unit], float]


def likeness(survey: Survey, count: int) -> Alike:
    """How alike two units are, 0 to 1. Units further apart than 1/count of the text are not near."""
    places = _places(survey)

    def alike(one: Unit, other: Unit) -> float:
        apart = abs(places[one.passages[0]] - places[other.passages[0]])
        return max(NEARNESS * max(0.0, 1 - apart * count), same_words(survey.vectors, one, other))

    return alike


def _places(survey: Survey) -> Sequence[float]:
    """Where each passage starts, as a share of what may be shown."""
    shown = [room if score > 0 else 0.0 for room, score in zip(survey.widths, survey.scores, strict=True)]
    total, places = sum(shown) or 1.0, [0.0]
    for room in shown:
        places.append(places[-1] + room / total)
    return places


def overlap(one: Unit, other: Unit) -> bool:
    """Whether two units share a passage."""
    return not set(one.passages).isdisjoint(other.passages)


def take(pool: Iterable[Unit], alike: Alike, count: int, room: float) -> list[Unit]:
    """At most `count` units that together fit into `room`, best first. No two share a passage or say one thing.

    The first may exceed the room: there is always a point.
    """
    nearest = dict.fromkeys(pool, 0.0)
    taken: list[Unit] = []
    while nearest and len(taken) < count:
        best = max(nearest, key=lambda unit: RELEVANCE * unit.value - (1 - RELEVANCE) * nearest[unit])
        taken.append(best)
        room -= best.width
        free = [unit for unit in nearest if unit.width <= room and not overlap(unit, best)]
        nearest = {unit: max(nearest[unit], alike(unit, best)) for unit in free}
        nearest = {unit: near for unit, near in nearest.items() if near < SAME}
    return taken
