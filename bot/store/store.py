"""The store as a whole: one database, opened and up to date, and what is kept in it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy.engine.url import URL
from sqlalchemy.exc import DBAPIError

from bot.core.errors import BadUse
from bot.store import retention, schema, vault
from bot.store.answers import AskAnswers
from bot.store.asks import Asks
from bot.store.data import Data
from bot.store.database import Database, location, make_file, shown
from bot.store.digests import Digests
from bot.store.documents import AskDocuments
from bot.store.flights import Flights
from bot.store.glossary import GlossaryEntries
from bot.store.instances import Instances
from bot.store.ledger import Ledger
from bot.store.lockfile import locked
from bot.store.opt_outs import OptOuts
from bot.store.outbox import Outbox
from bot.store.posted import PostedMessages
from bot.store.preferences import Preferences
from bot.store.retention import Retention
from bot.store.vault import Vault


class Store:
    """Open it with `open`, close it with `close`. `where` is what a person is told of where it is."""

    def __init__(self, database: Database, place: URL, sealing: Vault) -> None:
        self._database = database
        self._vault = sealing
        self.where = shown(place)
        self.digests = Digests(database, sealing)
        self.flights = Flights(database, sealing)
        self.ledger = Ledger(database)
        self.asks = Asks(database, sealing)
        self.outbox = Outbox(database, sealing)
        self.instances = Instances(database, Path(place.database or "").parent if database.is_file else None)
        self.preferences = Preferences(database, sealing)
        self.glossary = GlossaryEntries(database, sealing)
        self.opt_outs = OptOuts(database, sealing)
        self.posted = PostedMessages(database, sealing)
        self.data = Data(database, sealing)

    @classmethod
    async def open(cls, url: str, now: datetime, keys: Sequence[str] = ()) -> Self:
        """The database at `url`, made or upgraded where it has to be, without what ended before `now`. Of several
        processes that open one at the same time, one upgrades it and the others wait.

        `url` is that of an SQLite file, "sqlite:////data/duet.sqlite", or of PostgreSQL,
        "postgresql://user:password@host/database". `keys` are the instance keys, the one in force first; an SQLite
        file has one beside it, made where there is none. Raises BadUse for another URL, for a database that cannot be
        used, for one written by a newer Duet, and for keys that are missing or do not fit.
        """
        place = location(url)
        try:
            sealing = await _ready(place, keys, now)
        except (OSError, DBAPIError) as error:
            raise BadUse("store_unusable", {"path": shown(place), "why": _why(error, place)}) from error
        return cls(Database(place), place, sealing)

    def answers(self, ask: str) -> AskAnswers:
        """The answers of one ask."""
        return AskAnswers(self._database, self._vault, ask)

    def documents(self, ask: str) -> AskDocuments:
        """The documents of one ask."""
        return AskDocuments(self._database, self._vault, ask)

    async def sweep(self, now: datetime, kept: Retention) -> Mapping[str, int]:
        """Deletes what is too old; says how many rows went, by kind."""
        return await retention.sweep(self._database, now, kept)

    async def is_outdated(self) -> bool:
        """Whether a newer Duet has upgraded the database meanwhile: this process must stop."""
        async with self._database.reading() as connection:
            return await connection.run_sync(schema.found) > schema.newest()

    async def close(self) -> None:
        await self._database.close()


async def _ready(place: URL, keys: Sequence[str], now: datetime) -> Vault:
    """Brings the database up to date, and opens its vault."""
    database = Database(place, migrating=True)
    try:
        async with _alone(place, keys) as known, database.writing(alone="schema") as connection:
            await connection.run_sync(schema.upgrade)
            sealing = await vault.opened(connection, known)
        await retention.sweep_ended(database, now)
    finally:
        await database.close()
    return sealing


@asynccontextmanager
async def _alone(place: URL, keys: Sequence[str]) -> AsyncIterator[Sequence[str]]:
    """A block only one process is in, of those that use the same file; yields every key there is."""
    if place.get_backend_name() != "sqlite":
        if not keys:
            raise BadUse("store_needs_key")
        yield keys
        return
    path = Path(place.database or "")
    make_file(path)
    async with locked(path.with_suffix(".lock")):
        yield (*keys, *vault.key_of_file(path.with_suffix(".key"), make=not keys))


def _why(error: OSError | DBAPIError, place: URL) -> str:
    """The first line of what the system or the database says, without the password."""
    told = (error.strerror or "") if isinstance(error, OSError) else str(error.orig)
    first = told.strip().splitlines()[0] if told.strip() else type(error).__name__
    return first.replace(place.password, "***") if place.password else first
