"""Who is to be left out of everything: before anything of theirs is counted, stored or sent."""

from collections.abc import Collection
from datetime import datetime
from itertools import islice

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.tables import opt_outs
from bot.store.vault import Vault, person

AT_ONCE = 500  # people looked up in one question


class OptOuts:
    """Only a trace of each person is kept: who they are cannot be read from the database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def add(self, platform: str, who: str, now: datetime) -> bool:
        """Leaves a person out from now on; False where they are already."""
        new = self._database.insert(opt_outs).values(person=person(self._vault, platform, who), since=now)
        added = new.on_conflict_do_nothing(index_elements=["person"]).returning(opt_outs.c.person)
        async with self._database.writing() as connection:
            return await connection.scalar(added) is not None

    async def remove(self, platform: str, who: str) -> bool:
        """Takes a person in again; False where they were not left out."""
        one = opt_outs.c.person == person(self._vault, platform, who)
        async with self._database.writing() as connection:
            return bool((await connection.execute(delete(opt_outs).where(one))).rowcount)

    async def among(self, platform: str, people: Collection[str]) -> frozenset[str]:
        """Those of `people` who are left out."""
        known = {person(self._vault, platform, who): who for who in people}
        traces, found = iter(known), set[str]()
        async with self._database.reading() as connection:
            while some := list(islice(traces, AT_ONCE)):
                out = await connection.scalars(select(opt_outs.c.person).where(opt_outs.c.person.in_(some)))
                found |= {known[trace] for trace in out}
        return frozenset(found)
