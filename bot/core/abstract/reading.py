"""The first pass: every document in parts, each asked for its points."""

import asyncio
from collections.abc import Sequence
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
MOST_HALVINGS = 2
APART = frozenset({"content_filter", "too_long"})  # what is tried again in halves

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

        The first part is asked for alone: a server that fails is not asked for the others. Raises NoEngine where less
        than half of everything was read.
        """
        wanted = [one for pair in zip(sources, counts, strict=True) for one in self._writings(*pair, headline)]
        if not wanted:
            raise NoEngine("too_long")
        readings = [await self._part(wanted[0])]
        readings += await asyncio.gather(*(self._part(one) for one in wanted[1:]))
        read = sum(part.tokens for one in readings for part in one.read)
        failed = next((one.failed for one in readings if one.failed), None)
        if failed and read < ENOUGH * sum(one.part.tokens for one in wanted):
            raise failed
        return readings

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
        """The claims of a part. What a filter stops is asked for in halves; the smallest half that is stopped is left
        out."""
        try:
            value = await self._calls.ask(self._answers, asking.write(asked, self._glossary))
        except NoEngine as error:
            if error.key in APART and halved < MOST_HALVINGS and len(asked.part.passages) > 1:
                return await self._halves(asked, halved + 1)
            return Reading(asked.source, failed=error)
        return _reading(asked, value)

    async def _halves(self, asked: Writing, halved: int) -> Reading:
        first, second = budget.halves(asked.part)
        count = -(-asked.count // 2)
        one = await self._part(replace(asked, part=first, count=count, least=0), halved)
        other = await self._part(replace(asked, part=second, count=count, headline=False, least=0), halved)
        return Reading(
            source=asked.source,
            claims=(*one.claims, *other.claims),
            headline=one.headline,
            read=(*one.read, *other.read),
            failed=one.failed or other.failed,
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
