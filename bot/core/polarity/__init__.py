"""Does a claim keep the sense of its source: its negations, its doubts, its directions, and who says so?

The weaker signs of the grounding check: what they find is a reason to doubt a claim, not to refuse it. Everything is
a comparison of cue words by the tables of the two languages; nothing is learnt and nothing is guessed.
"""

from bot.core.language import own_tag
from bot.core.polarity.finding import Finding, Span
from bot.core.polarity.rendering import rendering
from bot.core.polarity.summary import across, within
from bot.core.types import Reason, Weight

__all__ = ["Finding", "check", "findings"]

# The score from which a finding becomes a reason. Chosen on the 997 pairs of FLORES-200 dev, English and Chinese, so
# that all kinds together accuse under 5 % of good pairs; for summaries, looked at on half of SummEdits.
THRESHOLDS = {"negation": 0.5, "hedge": 0.45, "modality": 0.35, "scope": 0.5, "antonym": 0.3, "attribution": 0.5}
CONTEXT = 12  # characters shown on either side of a cue


def check(claim: str, claim_lang: str, source: str, source_lang: str, *, complete: bool) -> tuple[Reason, ...]:
    """Reasons to doubt `claim` against `source`, at most one of a kind, the most suspicious first.

    `complete` says that the claim renders all of the source (a translation of it); otherwise it is a summary, and
    only what it adds or turns round counts. Languages without tables give no reasons.
    """
    kept: dict[str, Finding] = {}
    for one in sorted(findings(claim, claim_lang, source, source_lang, complete=complete), key=lambda f: -f.score):
        told = any(_overlap(one.claim, other.claim) or _overlap(one.source, other.source) for other in kept.values())
        if one.score >= THRESHOLDS[one.kind] and one.kind not in kept and not told:
            kept[one.kind] = one
    return tuple(
        Reason(one.kind, Weight.DOUBT, _shown(claim, one.claim), _shown(source, one.source)) for one in kept.values()
    )


def findings(claim: str, claim_lang: str, source: str, source_lang: str, *, complete: bool) -> tuple[Finding, ...]:
    """Everything in which the two texts seem to differ, with how suspicious it is, whatever its score."""
    ours, theirs = own_tag(claim_lang), own_tag(source_lang)
    if not (ours and theirs and claim and source):
        return ()
    if ours == theirs:
        return tuple(within(claim, source, ours))
    return tuple((rendering if complete else across)(claim, ours, source, theirs))


def _overlap(one: Span, other: Span) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def _shown(text: str, span: Span) -> str:
    """The words at a span with a little of what stands around them, cut between words."""
    start, end = span
    if start == end:
        return ""
    head, tail = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT and " " in head:
        head = head[head.index(" ") + 1 :]
    if end + CONTEXT < len(text) and " " in tail:
        tail = tail[: tail.rindex(" ")]
    return head + text[start:end] + tail
