"""A community's own renderings of names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select

from bot.core.ports import Place
from bot.core.types import LANGUAGES
from bot.store.database import Database
from bot.store.tables import glossary
from bot.store.vault import Vault, person

Term = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as `core.glossary` takes it, its id, and who put it there and when."""

    id: str
    term: Term
    by: str | None
    at: datetime


class GlossaryEntries:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def put(self, place: Place, term: Term, by: str, now: datetime) -> str:
        """Keeps a term for a community, in the place of one with the same first names; says its id."""
        entry = self._vault.trace("term", *(_first(term[lang]) for lang in LANGUAGES))
        row = {
            "term": self._vault.seal(json.dumps(dict(term), ensure_ascii=False, default=list)),
            "person": person(self._vault, place.platform, by),
            "set_by": self._vault.seal(by),
            "at": now,
        }
        new = self._database.insert(glossary).values(
            platform=place.platform, community=place.community, id=entry, **row
        )
        same = ["platform", "community", "id"]
        async with self._database.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=same, set_=row))
        return entry

    async def drop(self, place: Place, entry: str) -> bool:
        """Removes a term by its id; False where there was none."""
        one = and_(
            glossary.c.platform == place.platform, glossary.c.community == place.community, glossary.c.id == entry
        )
        async with self._database.writing() as connection:
            return bool((await connection.execute(delete(glossary).where(one))).rowcount)

    async def of(self, place: Place) -> list[Entry]:
        """Every term of a community, the oldest first."""
        found = (
            select(glossary)
            .where(glossary.c.platform == place.platform, glossary.c.community == place.community)
            .order_by(glossary.c.at, glossary.c.id)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(found)).all()
        unseal = self._vault.unseal
        return [Entry(row.id, json.loads(unseal(row.term)), row.set_by and unseal(row.set_by), row.at) for row in rows]


def _first(names: str | Sequence[str]) -> str:
    return names if isinstance(names, str) else names[0]
