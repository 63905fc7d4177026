"""Finished digests, to be served again to those who may read their sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, delete, exists, insert, select

from bot.store.database import Database
from bot.store.tables import digests, grounds
from bot.store.vault import Vault, person

Ground = Literal["input", "term", "author"]


class Digests:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

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
            digest = await connection.scalar(found)
        return digest and self._vault.unseal(digest)

    async def put(
        self, key: str, audience: str, digest: str, rests_on: Mapping[Ground, Sequence[str]], now: datetime
    ) -> None:
        """Keeps a digest, in the place of one of the same key and audience.

        `rests_on` holds its inputs and the glossary's terms that occur in them, as hashes, and where its inputs are
        messages their authors, as "platform:person".
        """
        rows = [
            {"key": key, "audience": audience, "kind": kind, "value": self._value(kind, value)}
            for kind, values in rests_on.items()
            for value in dict.fromkeys(values)
        ]
        row = {"key": key, "audience": audience, "digest": self._vault.seal(digest), "made": now}
        async with self._database.writing(alone=f"digest {key} {audience}") as connection:
            await connection.execute(delete(digests).where(digests.c.key == key, digests.c.audience == audience))
            await connection.execute(insert(digests).values(row))
            if rows:
                await connection.execute(insert(grounds), rows)

    async def drop(self, key: str) -> None:
        """Forgets a digest, for every audience."""
        async with self._database.writing() as connection:
            await connection.execute(delete(digests).where(digests.c.key == key))

    async def drop_resting_on(self, kind: Ground, value: str) -> int:
        """Forgets every digest that rests on an input, a term or an author; says how many there were."""
        same = and_(grounds.c.key == digests.c.key, grounds.c.audience == digests.c.audience)
        rests = exists().where(same, grounds.c.kind == kind, grounds.c.value == self._value(kind, value))
        async with self._database.writing() as connection:
            return (await connection.execute(delete(digests).where(rests))).rowcount

    def _value(self, kind: Ground, value: str) -> str:
        return person(self._vault, *value.split(":", 1)) if kind == "author" else self._vault.trace(kind, value)
