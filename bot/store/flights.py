"""Single flight: of all who want the same work done, in any process, one does it and the others get its result."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, delete, select, update

from bot.store.database import Database
from bot.store.tables import flights
from bot.store.vault import Vault

LEASE = timedelta(seconds=30)  # a process that does not renew for so long is dead
KEPT = timedelta(seconds=60)  # how long those who wait find a result

FIRST_LOOK, LONGEST_PAUSE = 0.05, 1.0  # seconds between two looks of one who waits, growing

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Flight:
    """What `begin` finds: the work is yours ("won"), another's ("running"), or done, with its result ("finished")."""

    state: Literal["won", "running", "finished"]
    result: str | None = None


class Flights:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def begin(self, key: str, owner: str, now: datetime, lease: timedelta = LEASE) -> Flight:
        """Takes the work `key` for `owner`, unless it is under way or was just finished. `owner` names this attempt."""
        new = self._database.insert(flights).values(key=key, owner=owner, until=now + lease)
        async with self._database.writing() as connection:
            await connection.execute(delete(flights).where(flights.c.key == key, flights.c.until <= now))
            if await connection.scalar(new.on_conflict_do_nothing(index_elements=["key"]).returning(flights.c.key)):
                return Flight("won")
            result = await connection.scalar(select(flights.c.result).where(flights.c.key == key))
        return Flight("running") if result is None else Flight("finished", self._vault.unseal(result))

    async def renew(self, key: str, owner: str, now: datetime, lease: timedelta = LEASE) -> bool:
        """Holds the work for another `lease`; False where it is not `owner`'s any more."""
        return await self._change(key, owner, until=now + lease)

    async def finish(self, key: str, owner: str, result: str, now: datetime, kept: timedelta = KEPT) -> bool:
        """Hands `result` to those who wait, and for `kept` to those who come; False where the work was not `owner`'s
        any more: another does it, and the result to be used is theirs."""
        return await self._change(key, owner, until=now + kept, result=self._vault.seal(result))

    async def fail(self, key: str, owner: str) -> None:
        """Gives the work up: the next who asks, or who waits, may take it."""
        async with self._database.writing() as connection:
            await connection.execute(delete(flights).where(_held(key, owner)))

    async def wait(self, key: str, deadline: float, clock: Clock) -> str | None:
        """The result of work under way; None where it was given up, or is not there at `deadline` (a reading of
        `time.monotonic`)."""
        pause = FIRST_LOOK
        alive = select(flights.c.result).where(flights.c.key == key)
        while True:
            async with self._database.reading() as connection:
                row = (await connection.execute(alive.where(flights.c.until > clock()))).first()
            left = deadline - time.monotonic()
            if row is not None and row.result is not None:
                return self._vault.unseal(row.result)
            if row is None or left <= 0:
                return None
            await asyncio.sleep(min(pause, left))
            pause = min(2 * pause, LONGEST_PAUSE)

    async def once(
        self,
        key: str,
        owner: str,
        make: Callable[[], Awaitable[str]],
        deadline: float,
        clock: Clock,
        kept: timedelta = KEPT,
    ) -> str:
        """The result of the work `key`, made here by `make` or by whoever was first, and found for `kept` after.

        Raises TimeoutError where another's result is not there at `deadline`, and whatever `make` raises: then another
        of those who wait tries it.
        """
        while (flight := await self.begin(key, owner, clock())).state != "won":
            result = await self.wait(key, deadline, clock) if flight.result is None else flight.result
            if result is not None:
                return result
            if time.monotonic() >= deadline:
                raise TimeoutError
        return await self._make(key, owner, make, clock, kept)

    async def _make(
        self, key: str, owner: str, make: Callable[[], Awaitable[str]], clock: Clock, kept: timedelta
    ) -> str:
        try:
            async with self._holding(key, owner, clock):
                result = await make()
            await self.finish(key, owner, result, clock(), kept)
        except BaseException:
            await self.fail(key, owner)
            raise
        return result

    @asynccontextmanager
    async def _holding(self, key: str, owner: str, clock: Clock) -> AsyncIterator[None]:
        """Renews the lease again and again until the block ends."""
        done = asyncio.Event()
        renewing = asyncio.create_task(self._renew_until(done, key, owner, clock))
        try:
            yield
        finally:
            done.set()
            await renewing

    async def _renew_until(self, done: asyncio.Event, key: str, owner: str, clock: Clock) -> None:
        while not await _within(LEASE.total_seconds() / 3, done):
            await self.renew(key, owner, clock())

    async def _change(self, key: str, owner: str, **values: object) -> bool:
        async with self._database.writing() as connection:
            return bool((await connection.execute(update(flights).where(_held(key, owner)).values(**values))).rowcount)


def _held(key: str, owner: str) -> ColumnElement[bool]:
    return and_(flights.c.key == key, flights.c.owner == owner, flights.c.result.is_(None))


async def _within(seconds: float, done: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(done.wait(), seconds)
    except TimeoutError:
        return False
    return True
