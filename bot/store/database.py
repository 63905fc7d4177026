"""How the database is opened, an SQLite file or PostgreSQL, and its two kinds of transactions."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.core.errors import BadUse

BUSY_SECONDS = 30  # a writer waits this long for another process
CONNECT_SECONDS = 10
CONNECTIONS = 5  # to PostgreSQL, of each process: small hosts allow twenty in all

_PRAGMAS = (
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "secure_delete=ON",  # deleted words are overwritten, not merely unlinked
)
_WRITES = "duet_writes"
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",  # as hosts write it in DATABASE_URL
}


class Database:
    """Connections to one database. Foreign keys are kept, unless `migrating`: SQLite alters a table by putting
    another in its place, and would delete with the old one what refers to it."""

    def __init__(self, url: URL, *, migrating: bool = False) -> None:
        self.is_file = url.get_backend_name() == "sqlite"
        if self.is_file:
            self._engine = _sqlite(url, (*_PRAGMAS, f"foreign_keys={'OFF' if migrating else 'ON'}"))
            self._reading, self._writing = self._engine, self._engine.execution_options(**{_WRITES: True})
        else:
            self._engine = self._writing = _postgresql(url)
            self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._one_writer = asyncio.Lock()

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that only reads: sees one state of the database, waits for nobody."""
        return self._reading.begin()

    @asynccontextmanager
    async def writing(self, alone: str = "") -> AsyncIterator[AsyncConnection]:
        """A transaction that writes. There is one at a time of those that name the same thing in `alone`: what one of
        them reads, no other changes before it commits. In SQLite there is one at a time whatever it names."""
        if self.is_file:
            async with self._one_writer, self._writing.begin() as connection:
                yield connection
        else:
            async with self._writing.begin() as connection:
                if alone:
                    await connection.execute(select(func.pg_advisory_xact_lock(_number(alone))))
                yield connection

    def insert(self, table: Table) -> "postgresql.Insert | sqlite.Insert":
        """An insertion that may say what to do where the row is there already."""
        return sqlite.insert(table) if self.is_file else postgresql.insert(table)

    async def close(self) -> None:
        await self._engine.dispose()


def location(url: str) -> URL:
    """The URL of an SQLite file or of a PostgreSQL database, with the driver that is used. Raises BadUse for others."""
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError) as error:
        raise BadUse("bad_store_url") from error
    if parsed.database in (None, "", ":memory:"):
        raise BadUse("bad_store_url")
    return parsed.set(drivername=driver)


def shown(url: URL) -> str:
    """What a person is told of where the database is: the file, or host and name, and nothing to log in with."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return f"postgresql://{url.host or ''}{f':{url.port}' if url.port else ''}/{url.database}"


def make_file(path: Path) -> None:
    """Makes the database's file, for its owner only, where there is none; SQLite's side files take its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _sqlite(url: URL, pragmas: Sequence[str]) -> AsyncEngine:
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own connection
        connection.isolation_level = None  # the driver begins no transactions of its own, so that we say which kind
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then writes is refused at once, without waiting, where another process wrote
    # in between; so whoever will write takes the lock from the start.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,  # an error's text would hold the values
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "duet"},
    )


def _number(name: str) -> int:
    """The number PostgreSQL knows a lock by, 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"duet {name}".encode()).digest()[:8], signed=True)
