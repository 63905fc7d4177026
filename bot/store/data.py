"""Everything kept about a community, a channel or a person: told, or deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, Table, and_, delete, exists, false, or_, select, update

from bot.store.database import Database
from bot.store.posted import KEY, channel_trace
from bot.store.retention import ALONE
from bot.store.tables import (
    PREFIX,
    answers,
    asks,
    digests,
    documents,
    glossary,
    grounds,
    opt_outs,
    outbox,
    posted,
    preferences,
    rests,
)
from bot.store.vault import Vault, person

Found = ColumnElement[bool]

SEALED = {"answer", "asker", "digest", "document", "inputs", "payload", "set_by", "term"}
HIDDEN = {"destination", "person", "reply"}  # who has the handles could speak in our place


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data: a community, a channel or a person, by the platform's own id."""

    kind: Literal["community", "channel", "person"]
    platform: str
    id: str


class Data:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def export(self, scope: Scope) -> Mapping[str, list[dict[str, Any]]]:
        """Everything kept, row by row, by table, as JSON takes it; but for the handles to answer by."""
        told = {}
        async with self._database.reading() as connection:
            for table, found in (_kept(scope, self._vault) | _mentions(scope, self._vault)).items():
                rows = (await connection.execute(select(table).where(found))).all()
                told[table.name.removeprefix(PREFIX)] = [self._plain(row) for row in rows]
        return told

    async def delete(self, scope: Scope) -> Mapping[str, int]:
        """Deletes everything kept; says how many rows went, by table.

        Of a person, what others may still need loses only its author: settings and terms. That they stay out stays.
        """
        kept = _kept(scope, self._vault)
        gone = {}
        async with self._database.writing(alone=ALONE) as connection:
            await connection.execute(select(asks.c.id).where(kept[asks]).with_for_update())
            for table, found in kept.items():
                gone[table.name.removeprefix(PREFIX)] = (await connection.execute(delete(table).where(found))).rowcount
            for table, found in _mentions(scope, self._vault).items():
                if table is not opt_outs:
                    await connection.execute(update(table).where(found).values(person=None, set_by=None))
        return gone

    def _plain(self, row: Row[Any]) -> dict[str, Any]:
        shown = {name: value for name, value in row._mapping.items() if name not in HIDDEN}
        return {name: self._told(name, value) for name, value in shown.items()}

    def _told(self, name: str, value: Any) -> Any:  # noqa: ANN401  any column's
        if isinstance(value, datetime):
            return value.isoformat()
        return self._vault.unseal(value) if name in SEALED and value is not None else value


def _kept(scope: Scope, vault: Vault) -> dict[Table, Found]:
    """The rows that are this community's, channel's or person's, in an order they can be deleted in."""
    own = _of_person(scope, vault) if scope.kind == "person" else _of_place(scope, vault)
    ids = select(asks.c.id).where(own[asks])
    return {documents: documents.c.ask.in_(ids), answers: answers.c.ask.in_(ids), **own}


def _mentions(scope: Scope, vault: Vault) -> dict[Table, Found]:
    """The rows of others that name this person."""
    if scope.kind != "person":
        return {}
    who = person(vault, scope.platform, scope.id)
    return {table: table.c.person == who for table in (preferences, glossary, opt_outs)}


def _of_place(scope: Scope, vault: Vault) -> dict[Table, Found]:
    def within(table: Table) -> Found:
        return and_(table.c.platform == scope.platform, table.c[scope.kind] == scope.id)

    audience, terms, shows = digests.c.audience, cast("Found", false()), cast("Found", false())
    if scope.kind == "community":
        place = f"{scope.platform}:{scope.id}"
        terms, made_for = within(glossary), or_(audience == place, _begins(audience, f"{place}:"))
    else:
        ends = audience.endswith(f":{scope.id}", autoescape=True)
        made_for = and_(_begins(audience, f"{scope.platform}:"), ends)
        shows = _rests_on(channel_trace(vault, scope.platform, scope.id))
    return {
        outbox: within(outbox),
        posted: or_(within(posted), shows),
        digests: made_for,
        preferences: within(preferences),
        glossary: terms,
        asks: within(asks),
    }


def _of_person(scope: Scope, vault: Vault) -> dict[Table, Found]:
    who = person(vault, scope.platform, scope.id)
    same = and_(grounds.c.key == digests.c.key, grounds.c.audience == digests.c.audience)
    return {
        outbox: outbox.c.workflow.in_(select(asks.c.id).where(asks.c.person == who)),
        posted: or_(posted.c.person == who, _rests_on(who)),
        digests: exists().where(same, grounds.c.kind == "author", grounds.c.value == who),
        asks: asks.c.person == who,
    }


def _rests_on(trace: str) -> Found:
    return exists().where(*(rests.c[name] == posted.c[name] for name in KEY), rests.c.trace == trace)


def _begins(column: ColumnElement[str], text: str) -> Found:
    return column.startswith(text, autoescape=True)
