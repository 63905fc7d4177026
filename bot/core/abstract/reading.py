"""The first pass: every document in parts, each asked for its points."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core import budget
from bot.core.abstract import asking, shape
from bot.core.abstract.asking import Writing
from bot.core.abstract.calls import Calls
from bot.core.abstract.checking import Source
from bot.core.budget import Part
from bot.core.errors import NoEngine
from bot.core.glossary import Glossary
from bot.core.language import same_language
from bot.core.ports import Answers
from bot.core.types import Claim

PART = 8_000  # tokens; in a longer text a model tells the beginning and forgets the middle
SPARE = 1.5  # claims asked for, of a text in parts, for each that is told
MOST_HALVINGS: Mapping[str, int] = {"content_filter": 4, "too_long": 2}  # what is tried again in halves, how often
OF_THE_TEXT = frozenset({*MOST_HALVINGS, "refused"})  # failures that another text may not meet
FIRST = 3  # parts, at most, until one of them passes: a server that fails with all is not asked for more

# A model may answer of less than half of what it was to read; then another engine, which reads all, does better.
ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a part: its claims, the headline if it was asked for one, and which parts of it were read."""

    source: Source
    claims: tuple[Claim, ...] = ()
    headline: Claim | None = None
    read: tuple[Part, ...] = ()
    failed: NoEngine | None = None


class FirstPass:
    """Reads documents through one endpoint, in the languages asked for."""

    def __init__(self, answers: Answers, calls: Calls, glossary: Glossary, languages: tuple[str, ...]) -> None:
        self._answers = answers
        self._calls = calls
        self._glossary = glossary
        self._languages = languages

    async def read(self, sources: Sequence[Source], counts: Sequence[int], *, headline: bool) -> list[Reading]:
        """One reading for each part of each source, of which `counts` points are wanted.

        One part after the other until one passes: a server that always fails is not asked for all. Raises NoEngine
        where less than half of everything was read, and before the first call where all would take too many tokens.
        """
        wanted = [one for pair in zip(sources, counts, strict=True) for one in self._writings(*pair, headline)]
        if not wanted:
            raise NoEngine("too_long")
        self._calls.check_room(self._answers, (asking.write(one, self._glossary) for one in wanted))
        tried = await self._first(wanted)
        readings = [await self._apart(*pair) for pair in zip(wanted, tried, strict=False)]
        readings += await asyncio.gather(*(self._part(one) for one in wanted[len(tried) :]))
        read = sum(part.tokens for one in readings for part in one.read)
        failed = next((one.failed for one in readings if one.failed), None)
        if failed and read < ENOUGH * sum(one.part.tokens for one in wanted):
            raise failed
        return readings

    async def _first(self, wanted: Sequence[Writing]) -> list[Reading]:
        """What came of the first parts, up to one that passed. Raises NoEngine where none did, but for a single part
        that may pass in halves."""
        tried: list[Reading] = []
        for one in wanted[:FIRST]:
            tried.append(await self._once(one))
            failed = tried[-1].failed
            if failed is None or (len(wanted) == 1 and failed.key in MOST_HALVINGS):
                return tried
            if failed.key not in OF_THE_TEXT:
                break
        raise next(one.failed for one in tried if one.failed)

    def _writings(self, source: Source, count: int, headline: bool) -> list[Writing]:
        languages = asking.sides(self._languages, source.document)
        whole = Writing(source, Part((), 0), languages, count, headline, 1)
        asked = asking.write(whole, self._glossary)
        room = self._answers.window - asked.max_tokens - sum(self._answers.count(text) for _, text in asked.messages)
        title = self._answers.count(source.document.title or "")
        parts = budget.parts(source.document, max(1, min(PART, room - title)), self._answers.count)
        if len(parts) == 1:
            return [replace(whole, part=parts[0])]
        each = max(2, -(-int(SPARE * count) // max(1, len(parts))))
        several = replace(whole, count=each, least=0)
        return [replace(several, part=part, headline=headline and n == 0) for n, part in enumerate(parts)]

    async def _part(self, asked: Writing, halved: int = 0) -> Reading:
        """The claims of a part, whole or in halves."""
        return await self._apart(asked, await self._once(asked), halved)

    async def _once(self, asked: Writing) -> Reading:
        try:
            return _reading(asked, await self._calls.ask(self._answers, asking.write(asked, self._glossary)))
        except NoEngine as error:
            return Reading(asked.source, failed=error)

    async def _apart(self, asked: Writing, found: Reading, halved: int = 0) -> Reading:
        """What came of a part, or of its halves where it failed and they may pass; the smallest that fails is left
        out."""
        why = found.failed.key if found.failed else ""
        if halved >= MOST_HALVINGS.get(why, 0) or len(asked.part.passages) < 2:
            return found
        return await (self._fitted if why == "too_long" else self._sifted)(asked, found, halved + 1)

    async def _sifted(self, asked: Writing, found: Reading, halved: int) -> Reading:
        """The halves, of which one may hold what a filter stops; where it stops both, it is not one passage."""
        halves = _halves(asked)
        readings = [await self._once(half) for half in halves]
        if all(one.failed for one in readings):
            return found
        return _joined([await self._apart(half, one, halved) for half, one in zip(halves, readings, strict=True)])

    async def _fitted(self, asked: Writing, found: Reading, halved: int) -> Reading:
        """The halves of what was too long; where nothing of the first fits, nothing will."""
        first, second = _halves(asked)
        one = await self._part(first, halved)
        return _joined([one, await self._part(second, halved)]) if one.read else found


def _halves(asked: Writing) -> tuple[Writing, Writing]:
    first, second = budget.halves(asked.part)
    half = replace(asked, count=-(-asked.count // 2), least=0)
    return replace(half, part=first), replace(half, part=second, headline=False)


def _joined(readings: Sequence[Reading]) -> Reading:
    return Reading(
        source=readings[0].source,
        claims=tuple(claim for one in readings for claim in one.claims),
        headline=next((one.headline for one in readings if one.headline), None),
        read=tuple(part for one in readings for part in one.read),
        failed=next((one.failed for one in readings if one.failed), None),
    )


def _reading(asked: Writing, value: shape.Json) -> Reading:
    numbers = frozenset(n for n, _ in asked.part.passages)
    source, document = asked.source, asked.source.document
    most = 2 * asked.count
    claims = [shape.claim(row, asked.languages, source.n, document, numbers) for row in value["points"][:most]]
    headline = None
    if asked.headline:
        headline = shape.claim(value["headline"], asked.languages, source.n, document, numbers)
        if document.title:
            headline = _titled(headline, document.title, document.language)
    return Reading(source, tuple(claims), headline, (asked.part,))


def _titled(headline: Claim, title: str, language: str) -> Claim:
    """The document's own title, with what the model wrote in other languages."""
    others = {lang: text for lang, text in headline.text.items() if not same_language(lang, language)}
    return Claim(text={language: title, **others}, source=headline.source, passages=())
