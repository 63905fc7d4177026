"""What becomes of claims that failed for the last time: the source's own words, a spare claim, or nothing."""

from collections.abc import Sequence

from bot.core.abstract.checking import Checked, Checks
from bot.core.abstract.choosing import restates
from bot.core.types import Claim, Reason, Weight


def settle(found: Sequence[Checked], spare: Sequence[Checked], checks: Checks) -> tuple[list[Checked], list[Reason]]:
    """The claims that may be told, and the first blocking reason against each one that is given up.

    A blocked claim becomes its passages' own words unless another claim tells those already; where that leaves
    nothing, an unblocked spare claim of the same source takes its place.
    """
    kept = [one for one in found if not one.blocked]
    left = [one for one in spare if not one.blocked]
    dropped: list[Reason] = []
    for one in found:
        if not one.blocked:
            continue
        words = checks.own_words(one.claim)
        if words and not any(_tells(other, words) for other in kept):
            kept.append(Checked(words, ()))
            continue
        dropped.append(next(reason for reason in one.reasons if reason.weight is Weight.BLOCK))
        instead = next((other for other in left if _fills(other, one, kept)), None)
        if instead:
            left.remove(instead)
            kept.append(instead)
    return kept, dropped


def _tells(one: Checked, words: Claim) -> bool:
    shared = one.claim.source == words.source and not set(one.claim.passages).isdisjoint(words.passages)
    return shared or restates(one, Checked(words, ()))


def _fills(spare: Checked, failed: Checked, kept: Sequence[Checked]) -> bool:
    return spare.claim.source == failed.claim.source and not any(restates(spare, one) for one in kept)
