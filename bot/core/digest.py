"""The one use case, in two functions: `read` an ask's inputs into documents, `write` the documents into a digest."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core import grounding, phrases, stance
from bot.core.errors import NoEngine
from bot.core.glossary import Glossary
from bot.core.language import own_tag, size
from bot.core.ports import Draft, Engine, Progress, Reader, Task
from bot.core.types import (
    Coverage,
    Digest,
    Document,
    EngineInfo,
    Given,
    Point,
    Reason,
    SourceInfo,
    Stance,
    Unread,
    Usage,
)

LEAST_WORDS = 6
AT_A_TIME = 8  # inputs read at once

LENGTHS: Mapping[str, int] = {"short": 3, "medium": 5, "long": 7}


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person wants digested: inputs as given, the reading language first, a key of `LENGTHS`."""

    inputs: tuple[Given, ...]
    languages: tuple[str, ...]
    length: str


@dataclass(frozen=True, slots=True)
class Readings:
    """What came of an ask's inputs, in the order given."""

    documents: tuple[Document, ...]
    unread: tuple[Unread, ...]


async def read(ask: Ask, reader: Reader, progress: Progress) -> Readings:
    """Reads every input once, several at a time. An input given twice counts once."""
    inputs = tuple(dict.fromkeys(ask.inputs))
    places = asyncio.Semaphore(AT_A_TIME)
    begun = itertools.count(1)

    async def one(given: Given) -> Document | Unread:
        async with places:
            progress.stage("reading", n=next(begun), total=len(inputs))
            return _long_enough(await reader.read(given), given)

    found = await asyncio.gather(*map(one, inputs))
    return Readings(
        documents=tuple(one for one in found if isinstance(one, Document)),
        unread=tuple(one for one in found if isinstance(one, Unread)),
    )


def _long_enough(found: Document | Unread, given: Given) -> Document | Unread:
    """A text of a few words is no document: there is nothing to say about it that it does not say itself."""
    if isinstance(found, Unread) or (words := size(found.text)) >= LEAST_WORDS:
        return found
    return Unread(found.url or given.value, "too_short", found.url, {"words": f"{words:.0f}"})


async def write(
    ask: Ask, readings: Readings, engines: Sequence[Engine], glossary: Glossary, progress: Progress
) -> Digest:
    """The digest of at least one document by the first engine that answers. Raises NoEngine if none does.

    Every draft of an engine goes through the same check, and `progress` hears of what passed. What the engines before
    it have cost is part of what the digest cost.
    """
    task = Task(
        documents=readings.documents,
        voices=tuple(stance.voices(document) for document in readings.documents),
        languages=ask.languages,
        count=max(LENGTHS[ask.length], len(readings.documents)),
    )
    progress.stage("writing")
    before: list[EngineInfo] = []
    spent = Usage()
    for n, engine in enumerate(engines):
        digest, why = None, NoEngine("nothing_to_say")
        endpoints = sum(one.info.kind == "endpoint" for one in engines[n:])
        try:
            async for draft in engine.drafts(replace(task, spent=spent.tokens, endpoints=max(1, endpoints))):
                digest = _checked(draft, task, readings, glossary)
                progress.partial(digest, *draft.pending)
        except NoEngine as error:
            why = error
        spent = spent.plus(digest.usage if digest else why.usage)
        if digest and digest.points:
            return replace(digest, usage=spent, engine=replace(digest.engine, before=tuple(before)))
        told = {name: str(value) for name, value in why.detail.items()}
        before.append(replace(engine.info, why=why.key, detail=told))
    raise NoEngine("nothing_to_say", usage=spent)


def _checked(draft: Draft, task: Task, readings: Readings, glossary: Glossary) -> Digest:
    results = [grounding.ground(claim, task.documents, task.voices, glossary) for claim in draft.claims]
    dropped = [reason for result in results if not isinstance(result, Point) for reason in result.reasons]
    return Digest(
        title=_title(draft, task, glossary),
        points=tuple(result for result in results if isinstance(result, Point)),
        sources=_sources(readings),
        coverage=_coverage(readings, (*draft.dropped, *dropped), draft.left_out),
        languages=task.languages,
        engine=draft.engine,
        usage=_usage(draft),
        more_points=draft.more,
    )


def _usage(draft: Draft) -> Usage:
    repair = draft.repair.input_tokens + draft.repair.output_tokens
    return replace(draft.usage, calls=draft.calls, repair_tokens=repair)


def _title(draft: Draft, task: Task, glossary: Glossary) -> Point:
    """The headline if it passes grounding, else the document's own title, else a plain description of the input."""
    document, headline = task.documents[0], draft.headline
    own = len(task.documents) == 1 and document.title
    if headline and not (own and own in headline.text.values()):
        result = grounding.ground(headline, task.documents, task.voices, glossary)
        if isinstance(result, Point):
            return result
    if own:
        renderings = headline.text if headline and own in headline.text.values() else {}
        return grounding.own_title(document, task.voices[0], renderings, glossary)
    key = "title.several" if len(task.documents) > 1 else f"title.{document.kind}"
    text = phrases.both(key, n=len(task.documents))
    return Point(text=text, translated=(), stance=Stance.REPORTED, voice=None, says_who=True, evidence=())


def _sources(readings: Readings) -> tuple[SourceInfo, ...]:
    read_ones = [
        SourceInfo(
            n=n,
            status="teaser" if document.teaser else "read",
            title=document.title,
            site=document.site,
            author=document.author,
            published=document.published,
            url=document.url,
            relays=document.relays,
            kind=document.kind,
        )
        for n, document in enumerate(readings.documents, 1)
    ]
    unread = [
        SourceInfo(n=n, status=one.reason, url=one.url, kind="unread")
        for n, one in enumerate(readings.unread, len(read_ones) + 1)
    ]
    return (*read_ones, *unread)


def _coverage(readings: Readings, dropped: tuple[Reason, ...], unread_by_engine: int) -> Coverage:
    documents = readings.documents
    broken_off = [document for document in documents if document.pages_read < document.pages]
    return Coverage(
        inputs=len(documents) + len(readings.unread),
        read=len(documents),
        characters=sum(len(document.text) for document in documents) - unread_by_engine,
        left_out=sum(document.cut for document in documents) + unread_by_engine,
        pages=sum(document.pages for document in broken_off),
        pages_read=sum(document.pages_read for document in broken_off),
        passages=sum(len(document.passages) for document in documents),
        unread=readings.unread,
        teasers=sum(document.teaser for document in documents),
        dropped=dropped,
        other_languages=tuple(dict.fromkeys(d.language for d in documents if not own_tag(d.language))),
    )
