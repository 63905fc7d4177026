"""The store as a whole: one database, opened and up to date, and what is kept in it."""

from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from bot.core.errors import BadUse
from bot.store import schema
from bot.store.answers import AskAnswers
from bot.store.database import Database, location, make_file
from bot.store.digests import Digests
from bot.store.flights import Flights
from bot.store.ledger import Ledger
from bot.store.tables import flights, reservations


class Store:
    """Open it with `open`, close it with `close`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.digests = Digests(database)
        self.flights = Flights(database)
        self.ledger = Ledger(database)

    @classmethod
    async def open(cls, url: str, now: datetime) -> Self:
        """The database at `url`, made or upgraded where it has to be, without what ended before `now`.

        `url` is that of an SQLite file: "sqlite:////data/duet.sqlite". Raises BadUse for another, for a file that
        cannot be used, and for one written by a newer Duet.
        """
        place = location(url)
        path = Path(place.database or "")
        try:
            make_file(path)
            await _bring_up_to_date(Database(place, migrating=True), now)
        except (OSError, DBAPIError) as error:
            why = error.strerror if isinstance(error, OSError) else error.orig
            raise BadUse("store_unusable", {"path": path, "why": why}) from error
        return cls(Database(place))

    def answers(self, ask: str) -> AskAnswers:
        """The answers of one ask."""
        return AskAnswers(self._database, ask)

    async def close(self) -> None:
        await self._database.close()


async def _bring_up_to_date(database: Database, now: datetime) -> None:
    try:
        async with database.writing() as connection:
            await connection.run_sync(schema.upgrade)
            for table in (flights, reservations):
                await connection.execute(delete(table).where(table.c.until <= now))
    finally:
        await database.close()
