"""Finished digests, to be served again to those who may read their sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, delete, exists, insert, select

from bot.store.database import Database
from bot.store.tables import digests, grounds

Ground = Literal["input", "term"]


class Digests:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str, audiences: Sequence[str]) -> str | None:
        """The newest digest of that key as JSON, among those made for one of `audiences`: who asks names every
        audience they belong to."""
        found = (
            select(digests.c.digest)
            .where(digests.c.key == key, digests.c.audience.in_(audiences))
            .order_by(digests.c.made.desc())
            .limit(1)
        )
        async with self._database.reading() as connection:
            return await connection.scalar(found)

    async def put(
        self, key: str, audience: str, digest: str, rests_on: Mapping[Ground, Sequence[str]], now: datetime
    ) -> None:
        """Keeps a digest, in the place of one of the same key and audience. `rests_on` holds the hashes of its inputs
        and the glossary's terms that occur in them."""
        rows = [
            {"key": key, "audience": audience, "kind": kind, "value": value}
            for kind, values in rests_on.items()
            for value in dict.fromkeys(values)
        ]
        async with self._database.writing() as connection:
            await connection.execute(delete(digests).where(digests.c.key == key, digests.c.audience == audience))
            await connection.execute(insert(digests).values(key=key, audience=audience, digest=digest, made=now))
            if rows:
                await connection.execute(insert(grounds), rows)

    async def drop(self, key: str) -> None:
        """Forgets a digest, for every audience."""
        async with self._database.writing() as connection:
            await connection.execute(delete(digests).where(digests.c.key == key))

    async def drop_resting_on(self, kind: Ground, value: str) -> int:
        """Forgets every digest that rests on an input or a term; says how many there were."""
        same = and_(grounds.c.key == digests.c.key, grounds.c.audience == digests.c.audience)
        rests = exists().where(same, grounds.c.kind == kind, grounds.c.value == value)
        async with self._database.writing() as connection:
            return (await connection.execute(delete(digests).where(rests))).rowcount
