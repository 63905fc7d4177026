"""The engine that writes: a model behind an endpoint says in every language at once what a text says, and each of its
claims is checked before it is handed on.

One call for each part of each document, one repair of what failed, and the sources' own words for what failed again.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.core import budget
from bot.core.abstract import asking
from bot.core.abstract.calls import Calls, without
from bot.core.abstract.checking import Checked, Checks, Source
from bot.core.abstract.choosing import choose, distinct, ordered
from bot.core.abstract.judging import judged
from bot.core.abstract.reading import FirstPass, Reading
from bot.core.abstract.repair import Repair
from bot.core.abstract.settling import settle
from bot.core.errors import NoEngine
from bot.core.extract import Extract, shares
from bot.core.glossary import Glossary
from bot.core.language import own_tag
from bot.core.ports import Answers, Draft, Task
from bot.core.types import Claim, EngineInfo

__all__ = ["Abstractive", "Render"]

Render = Callable[[Claim, Task], Awaitable[Claim]]


class Abstractive:
    """An engine over one endpoint.

    The endpoints of an ask take at most `seconds` and `most_tokens` together, prompts and answers; each gets an equal
    share of the time that is left. `render` adds the languages that a source's own words lack; `judge` is a second
    endpoint, asked whether the points are borne out.
    """

    def __init__(
        self,
        answers: Answers,
        glossary: Glossary,
        *,
        seconds: float,
        most_tokens: int,
        render: Render | None = None,
        judge: Answers | None = None,
    ) -> None:
        self._answers = answers
        self._glossary = glossary
        self._seconds = seconds
        self._most_tokens = most_tokens
        self._render = render
        self._judge = judge

    @property
    def info(self) -> EngineInfo:
        return self._answers.info

    async def drafts(self, task: Task) -> AsyncIterator[Draft]:
        """One draft, of claims that were checked. Raises NoEngine where the endpoint gives none worth telling."""
        now = time.monotonic()
        share = (self._end(task) - now) / task.endpoints
        calls = Calls(now + share, self._most_tokens - task.spent)
        try:
            yield await self._draft(task, calls)
        except NoEngine as error:
            error.usage = replace(calls.usage, calls=calls.made)
            raise

    def _end(self, task: Task) -> float:
        return task.since + self._seconds

    async def _draft(self, task: Task, calls: Calls) -> Draft:
        sources = [Source(document, n) for n, document in enumerate(task.documents, 1)]
        checks = Checks(task, sources, self._glossary)
        readings = await self._first_pass(task, sources, calls)
        first = calls.usage
        written = await self._repaired(_chosen(readings, sources, task, checks), readings, sources, checks, calls, task)
        repair = without(calls.usage, first)
        kept, dropped = settle(distinct(written.told), written.spare, checks)
        if self._judge and kept:
            kept, refused = await judged(kept, sources, calls, self._judge)
            dropped += refused
        if not kept:
            raise NoEngine("nothing_to_say")
        *_, extracts = [draft async for draft in Extract().drafts(task)]
        told = ordered([*kept, *_untold(extracts.claims, kept)], sources, task)
        return Draft(
            headline=await self._headline(written.headline, task),
            claims=tuple([await self._rendered(one.claim, task) for one in told]),
            engine=self.info,
            more=extracts.more,
            usage=calls.usage,
            dropped=tuple(dropped),
            left_out=_left_out(readings, kept),
            calls=calls.made,
            repair=repair,
        )

    async def _first_pass(self, task: Task, sources: Sequence[Source], calls: Calls) -> list[Reading]:
        """Readings of the documents in a language Duet writes; the others are told in their own words."""
        known = [source for source in sources if own_tag(source.document.language)]
        if not known:
            raise NoEngine("nothing_to_say")
        counts = [shares(task)[source.n - 1] for source in known]
        first = FirstPass(self._answers, calls, self._glossary, task.languages)
        return await first.read(known, counts, headline=len(task.documents) == 1)

    async def _repaired(
        self,
        written: "_Written",
        readings: Sequence[Reading],
        sources: Sequence[Source],
        checks: Checks,
        calls: Calls,
        task: Task,
    ) -> "_Written":
        tokens = sum(part.own_tokens for reading in readings for part in reading.read)
        repair = Repair(self._answers, calls, checks, tokens)
        languages = tuple(dict.fromkeys(tag for s in sources for tag in asking.sides(task.languages, s.document)))
        headline = [written.headline] if written.headline else []
        found = await repair.repaired([*headline, *written.told], sources, languages)
        return replace(written, headline=found[0] if headline else None, told=found[len(headline) :])

    async def _headline(self, headline: Checked | None, task: Task) -> Claim | None:
        """The headline if nothing stands against it, else the document's own title, rendered where that can be."""
        if headline is None or not headline.reasons:
            return headline.claim if headline else None
        if headline.title:
            document = task.documents[0]
            own = {document.language: document.title or ""}
            return await self._rendered(replace(headline.claim, text=own), task)
        return None if headline.blocked else headline.claim

    async def _rendered(self, claim: Claim, task: Task) -> Claim:
        """The claim in the languages it lacks, where there is something to render it and time is left."""
        if self._render is None or set(task.languages) <= claim.text.keys():
            return claim
        try:
            async with asyncio.timeout(self._end(task) - time.monotonic()):
                return await self._render(claim, task)
        except (NoEngine, TimeoutError):
            return claim


@dataclass(frozen=True, slots=True)
class _Written:
    """What a model wrote: the headline, the claims to be told, and others that could take their place."""

    headline: Checked | None
    told: list[Checked]
    spare: list[Checked]


def _chosen(readings: Sequence[Reading], sources: Sequence[Source], task: Task, checks: Checks) -> _Written:
    headline = next((one.headline for one in readings if one.headline), None)
    told: list[Checked] = []
    spare: list[Checked] = []
    for source, count in zip(sources, shares(task), strict=True):
        claims = [claim for reading in readings if reading.source is source for claim in reading.claims]
        found = distinct([checks.claim(claim) for claim in claims])
        best = choose(found, source, count)
        told += best
        spare += [one for one in found if not any(one is other for other in best)]
    titled = headline and not headline.passages and bool(task.documents[0].title)
    checked = (checks.title(headline) if titled else checks.claim(headline)) if headline else None
    return _Written(checked, told, spare)


def _untold(extracts: Sequence[Claim], kept: Sequence[Checked]) -> list[Checked]:
    """Extracts of the sources nothing else tells of."""
    told = {one.claim.source for one in kept}
    return [Checked(claim, ()) for claim in extracts if claim.source not in told]


def _left_out(readings: Sequence[Reading], kept: Sequence[Checked]) -> int:
    """The characters a model did not read of the sources it tells of."""
    told = {one.claim.source for one in kept}
    sources = {reading.source.n: reading.source for reading in readings if reading.source.n in told}
    read = {n: [part for one in readings if one.source.n == n for part in one.read] for n in sources}
    return sum(budget.left_out(source.document, read[n]) for n, source in sources.items())
