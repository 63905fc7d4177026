"""One ask of the command line from its inputs to its digest: made once for all who ask for the same at the same time,
served again while its sources and our rules are the same, and paid for from the day's budget."""

import hashlib
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot import settings, wiring
from bot.core import as_json, cachekey, digest, from_json, policy
from bot.core.digest import Ask, Readings
from bot.core.errors import NoEngine, NothingRead
from bot.core.policy import Content, Decision
from bot.core.ports import Charge, Payer, Progress
from bot.core.types import Digest, EngineInfo, Unread

if TYPE_CHECKING:
    from bot.store.digests import Ground
    from bot.store.store import Store

ACCOUNT = "cli"
HERE, KEPT = "localhost", "kept"  # the host, and the engine, of an ask that called no endpoint
SHARED = timedelta(seconds=5)  # how long a result is there for those who wait; a failure may be mended by then
CONTENT = {"link": Content.LINK, "file": Content.FILE, "text": Content.TEXT}


def now() -> datetime:
    return datetime.now(UTC)


def today() -> str:
    """The day an allowance is for, where this machine is, as an ISO date."""
    return datetime.now().astimezone().date().isoformat()


async def answer(ask: Ask, engine: str | None, progress: Progress, *, again: bool = False) -> Digest:
    """The digest of an ask, made anew if `again`. Raises BadUse, NothingRead and NoEngine."""
    store = await wiring.store(now())
    try:
        await store.sweep(now(), wiring.retention())
        number = uuid.uuid4().hex
        payer = Payer(ACCOUNT, today(), number)
        engines = wiring.engines(engine, wiring.paid_by(payer, store, now))
        allowed = policy.decide({CONTENT[given.kind] for given in ask.inputs}, engines, wiring.policy())
        one = _Answering(ask, allowed, store, progress, again=again)
        try:
            until = time.monotonic() + _patience(ask)
            result = await store.flights.once(one.flight(), number, one.made, until, now, SHARED)
        except TimeoutError:
            raise NoEngine("late") from None
        finally:
            await store.answers(number).forget()
        told = _told(json.loads(result))
        await _record(told.engine, one.wrote, payer, store)
        return told
    finally:
        await store.close()


async def _record(engine: EngineInfo, wrote: EngineInfo | None, payer: Payer, store: "Store") -> None:
    """A line without content for an ask that called no endpoint; each call of one has a line of its own.

    `wrote` is the engine that wrote the digest for this very ask; otherwise it was there or written for another.
    """
    if wrote is None or wrote.kind != "endpoint":
        charge = Charge(HERE, wrote.kind if wrote else KEPT, engine.name, 0, 0, 0.0)
        await store.ledger.settle(payer, "digest", charge, now())


def _patience(ask: Ask) -> float:
    """How many seconds to wait for another process that is at the same ask: as long as it may take."""
    model, reading = settings.load().model, settings.load().reading
    return len(ask.inputs) * (reading.timeout_seconds + reading.work_seconds) + model.ask_seconds + model.seconds


class _Answering:
    def __init__(self, ask: Ask, allowed: Decision, store: "Store", progress: Progress, *, again: bool) -> None:
        self.wrote: EngineInfo | None = None
        self._ask = ask
        self._allowed = allowed
        self._store = store
        self._progress = progress
        self._again = again

    def flight(self) -> str:
        """The key of everything that decides what comes of the ask but for what its inputs lead to."""
        inputs = [(given.kind, given.value, _hash(given.content)) for given in self._ask.inputs]
        engines = [(engine.info.kind, engine.info.name) for engine in self._allowed.engines]
        how = [self._ask.languages, self._ask.length, engines, settings.load().model.verify, self._again]
        return _hash(json.dumps([ACCOUNT, inputs, how]))

    async def made(self) -> str:
        """The digest, or what could not be read, as JSON."""
        async with wiring.reader() as reader:
            readings = await digest.read(self._ask, reader, self._progress)
        if not readings.documents:
            return json.dumps({"unread": [asdict(one) for one in readings.unread]})
        kept = None if self._again else await self._store.digests.get(self._key(readings, self._first()), [ACCOUNT])
        return kept or await self._written(readings)

    async def _written(self, readings: Readings) -> str:
        written = await digest.write(self._ask, readings, self._allowed.engines, wiring.glossary(), self._progress)
        self.wrote = written.engine
        asked = len(written.engine.before)
        left_out = [one for one in self._allowed.left_out if one.after <= asked]
        hidden = tuple(EngineInfo(one.kind, one.name, "not_allowed") for one in left_out)
        whole = replace(written, engine=replace(written.engine, before=(*hidden, *written.engine.before)))
        result = json.dumps(as_json.digest(whole), ensure_ascii=False)
        if not written.engine.stopped:
            await self._store.digests.put(
                self._key(readings, written.engine), ACCOUNT, result, self._rests_on(readings), now()
            )
        return result

    def _first(self) -> EngineInfo:
        return self._allowed.engines[0].info

    def _key(self, readings: Readings, engine: EngineInfo) -> str:
        terms = cachekey.occurring(settings.glossary_terms(), readings.documents)
        languages, length = self._ask.languages, self._ask.length
        verify = settings.load().model.verify
        return cachekey.digest_key(readings, languages, length, engine, terms, wiring.dictionary_name(), verify)

    def _rests_on(self, readings: Readings) -> "Mapping[Ground, Sequence[str]]":
        terms = cachekey.occurring(settings.glossary_terms(), readings.documents)
        return {
            "input": cachekey.input_hashes(readings),
            "term": [cachekey.term_id(term) for term in terms],
        }


def _told(result: Mapping[str, Any]) -> Digest:
    """The digest of a result. Raises NothingRead where it is none."""
    if "unread" in result:
        raise NothingRead([Unread(**one) for one in result["unread"]])
    return from_json.digest(result)


def _hash(content: str | bytes | None) -> str:
    known = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content or b""
    return hashlib.sha256(known).hexdigest()
