"""A second opinion on points that passed: a model that says no marks a point, or takes away one that is doubted."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.abstract import asking
from bot.core.abstract.calls import Calls
from bot.core.abstract.checking import Checked, Source
from bot.core.errors import NoEngine
from bot.core.ports import Answers
from bot.core.types import Reason, Weight


async def judged(
    found: Sequence[Checked], sources: Sequence[Source], calls: Calls, judge: Answers
) -> tuple[list[Checked], list[Reason]]:
    """The points left, those not borne out marked with the doubt "unsure"; and a reason for each one taken away.

    A doubted point that is not borne out is taken away. Without an answer all stay as they are.
    """
    shown = [(one, [(n, p.text) for n, p in sources[one.claim.source - 1].named(one.claim)]) for one in found]
    try:
        value = await calls.ask(judge, asking.judge(shown))
    except NoEngine:
        return list(found), []
    denied = {row["point"] for row in value["verdicts"] if not row["supported"]}
    kept, refused = [], []
    for n, one in enumerate(found, 1):
        if n not in denied:
            kept.append(one)
        elif one.reasons:
            refused.append(Reason("unsure", Weight.BLOCK, next(iter(one.claim.text.values()))[:60], ""))
        else:
            kept.append(_marked(one))
    return kept, refused


def _marked(one: Checked) -> Checked:
    unsure = Reason("unsure", Weight.DOUBT, "", "")
    return replace(one, claim=replace(one.claim, doubts=(*one.claim.doubts, unsure)), reasons=(unsure,))
