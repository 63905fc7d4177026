"""How the database is opened, and its two kinds of transactions."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.core.errors import BadUse

BUSY_SECONDS = 30  # a writer waits this long for another process

_PRAGMAS = (
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "secure_delete=ON",  # deleted words are overwritten, not merely unlinked
)
_WRITES = "duet_writes"


class Database:
    """Connections to one SQLite file. Foreign keys are kept, unless `migrating`: SQLite alters a table by putting
    another in its place, and would delete with the old one what refers to it."""

    def __init__(self, url: URL, *, migrating: bool = False) -> None:
        self._engine = _engine(url, (*_PRAGMAS, f"foreign_keys={'OFF' if migrating else 'ON'}"))
        self._writing = self._engine.execution_options(**{_WRITES: True})
        self._one_writer = asyncio.Lock()

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that only reads: sees one state of the database, waits for nobody."""
        return self._engine.begin()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes. There is one at a time: what it reads cannot change before it commits."""
        async with self._one_writer, self._writing.begin() as connection:
            yield connection

    async def close(self) -> None:
        await self._engine.dispose()


def location(url: str) -> URL:
    """The URL of an SQLite file, with the driver that is used. Raises BadUse for any other."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadUse("bad_store_url") from error
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise BadUse("bad_store_url")
    return parsed.set(drivername="sqlite+aiosqlite")


def make_file(path: Path) -> None:
    """Makes the database's file, for its owner only, where there is none; SQLite's side files take its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _engine(url: URL, pragmas: Sequence[str]) -> AsyncEngine:
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own connection
        connection.isolation_level = None  # the driver begins no transactions of its own, so that we say which kind
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then writes is refused at once, without waiting, where another process wrote
    # in between; so whoever will write takes the lock from the start.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
