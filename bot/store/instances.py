"""The processes at work, each under a name no other has: what is begun under a name is gone on with under it."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import and_, delete, or_, select, update

from bot.store.database import Database
from bot.store.lockfile import LockFile
from bot.store.tables import instances

BEAT = timedelta(seconds=10)  # how often a process renews its name
SILENT = timedelta(seconds=60)  # one that did not for so long is gone


class Instances:
    """`folder` is where an SQLite file lies: there, a process holds its name by a lock that ends with it, so that it
    can go on at once when it is started again. With PostgreSQL a name is free when it was silent for a minute."""

    def __init__(self, database: Database, folder: Path | None) -> None:
        self._database = database
        self._folder = folder
        self._locks: dict[tuple[str, str], LockFile] = {}

    async def take(self, name: str, holder: str, now: datetime) -> bool:
        """Whether `name` is now `holder`'s, which names one start of a process. Raises OSError where the lock's file
        cannot be made."""
        if self._folder and not self._lock(name, holder, self._folder):
            return False
        row = {"holder": holder, "heartbeat": now}
        new = self._database.insert(instances).values(name=name, **row)
        free = or_(instances.c.heartbeat <= now - SILENT, instances.c.holder == holder)
        taken = new.on_conflict_do_update(index_elements=["name"], set_=row, where=None if self._folder else free)
        async with self._database.writing() as connection:
            return await connection.scalar(taken.returning(instances.c.name)) is not None

    async def renew(self, name: str, holder: str, now: datetime) -> bool:
        """Tells that the process lives; False where the name is not `holder`'s any more: it must stop working."""
        own = and_(instances.c.name == name, instances.c.holder == holder)
        async with self._database.writing() as connection:
            renewed = await connection.execute(update(instances).where(own).values(heartbeat=now))
        return bool(renewed.rowcount)

    async def release(self, name: str, holder: str) -> None:
        """Gives a name back that a process does not work under any more."""
        own = and_(instances.c.name == name, instances.c.holder == holder)
        async with self._database.writing() as connection:
            await connection.execute(delete(instances).where(own))
        lock = self._locks.pop((name, holder), None)
        if lock:
            lock.release()

    async def silent(self, now: datetime) -> list[str]:
        """The names that were not renewed for a minute: their work may be taken over, one by one, with `bury`."""
        gone = select(instances.c.name).where(instances.c.heartbeat <= now - SILENT).order_by(instances.c.name)
        async with self._database.reading() as connection:
            return list((await connection.scalars(gone)).all())

    async def bury(self, name: str, now: datetime) -> bool:
        """Removes a silent name; True for the one who did it, who then takes its work over."""
        gone = and_(instances.c.name == name, instances.c.heartbeat <= now - SILENT)
        async with self._database.writing() as connection:
            return bool((await connection.execute(delete(instances).where(gone))).rowcount)

    def _lock(self, name: str, holder: str, folder: Path) -> bool:
        if (name, holder) in self._locks:
            return True
        lock = LockFile(folder / f"{name}.lock")
        if not lock.take():
            return False
        self._locks[name, holder] = lock
        return True
