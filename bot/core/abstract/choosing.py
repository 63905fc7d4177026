"""Which of a document's checked claims are told, and in what order."""

import re
from collections.abc import Sequence

from bot.core.abstract.checking import Checked, Source
from bot.core.evidence import terms
from bot.core.grounding import voice_of
from bot.core.ports import Task
from bot.core.stance import weaker
from bot.core.types import Stance

RESTATES = 0.7  # of the terms of the shorter claim
BLOCKED, DOUBTED = 0.5, 0.8  # what a claim is worth beside one without a reason against it

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def restates(one: Checked, other: Checked) -> bool:
    """Whether two claims say the same, in a language both are written in: shared words, and no figure of its own."""
    return any(_same(one.claim.text[lang], other.claim.text[lang]) for lang in one.claim.text.keys() & other.claim.text)


def _same(one: str, other: str) -> bool:
    left, right = terms(one), terms(other)
    if not left or not right or len(left & right) < RESTATES * min(len(left), len(right)):
        return False
    figures = set(_FIGURE.findall(one)), set(_FIGURE.findall(other))
    return figures[0] <= figures[1] or figures[1] <= figures[0]


def distinct(found: Sequence[Checked]) -> list[Checked]:
    """The claims without those that restate another, of which the one with fewer reasons stays, else the first.

    A source keeps its last claim.
    """
    kept: list[Checked] = []
    for one in sorted(found, key=lambda one: one.badness):
        alone = all(other.claim.source != one.claim.source for other in kept)
        if alone or not any(restates(one, other) for other in kept):
            kept.append(one)
    return [one for one in found if any(one is other for other in kept)]


def choose(found: Sequence[Checked], source: Source, count: int) -> list[Checked]:
    """At most `count` claims: the best of each of `count` stretches of the text, then the best of what is left."""
    best: dict[int, Checked] = {}
    for one in found:
        stretch = int(_place(one, source) * count)
        if stretch not in best or _value(one, source) > _value(best[stretch], source):
            best[stretch] = one
    chosen = list(best.values())
    left = sorted((one for one in found if one not in chosen), key=lambda one: -_value(one, source))
    return [*chosen, *left][:count]


def _place(one: Checked, source: Source) -> float:
    """Where a claim's first passage stands, as a share of the text: 0 to below 1."""
    named = source.named(one.claim)
    return named[0][1].start / max(1, len(source.document.text)) if named else 0.0


def _value(one: Checked, source: Source) -> float:
    trust = BLOCKED if one.blocked else DOUBTED if one.reasons else 1.0
    return source.worth(one.claim) * trust


def ordered(found: Sequence[Checked], sources: Sequence[Source], task: Task) -> list[Checked]:
    """In a reader's order: by source, what is reported before what is thought, then as in the text."""

    def key(one: Checked) -> tuple[int, bool, float]:
        source = sources[one.claim.source - 1]
        passages = [passage for _, passage in source.named(one.claim)]
        stance = weaker(voice_of(task.voices[source.n - 1], passages).stance, one.claim.stance)
        return source.n, stance is Stance.OPINION, _place(one, source)

    return sorted(found, key=key)
