"""`duet data` and `duet migrate`: what a person sees of what is kept."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import typer

from bot import wiring
from bot.core import phrases
from bot.core.errors import BadUse

if TYPE_CHECKING:
    from bot.store.data import Scope
    from bot.store.store import Store

Result = TypeVar("Result")


def scope(community: str | None, channel: str | None, person: str | None) -> "Scope":
    """Whose data, of three options of which one is given, as "platform:id". Raises BadUse."""
    from bot.store.data import Scope

    if sum(one is not None for one in (community, channel, person)) != 1:
        raise BadUse("data_needs_one")
    given = community or channel or person or ""
    platform, colon, name = given.partition(":")
    if not (platform and colon and name):
        raise BadUse("bad_scope", {"scope": given})
    if community:
        return Scope("community", platform, name)
    return Scope("channel", platform, name) if channel else Scope("person", platform, name)


def export(whose: "Scope") -> None:
    """Prints everything kept as JSON, and on standard error how much it is. Raises BadUse."""
    told = _with_store(lambda store: store.data.export(whose))
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    _count("data.exported", {table: len(rows) for table, rows in told.items()})


def delete(whose: "Scope") -> None:
    """Deletes everything kept, and says on standard error how much it was. Raises BadUse."""
    gone = _with_store(lambda store: store.data.delete(whose))
    _count("data.deleted", gone)
    if gone["posted"]:
        typer.echo(phrases.line("data.still_there", n=gone["posted"]), err=True)


def migrate() -> None:
    """Makes the database or brings it up to date, and says so. Raises BadUse."""
    where = _with_store(_where)
    typer.echo(phrases.line("data.migrated", where=where), err=True)


async def _where(store: "Store") -> str:
    return store.where


def _with_store(what: "Callable[[Store], Awaitable[Result]]") -> Result:
    async def run() -> Result:
        store = await wiring.store(datetime.now(UTC))
        try:
            return await what(store)
        finally:
            await store.close()

    return asyncio.run(run())


def _count(key: str, counts: Mapping[str, int]) -> None:
    """One line for each kind of which there was something, or one that there was nothing."""
    for table, n in counts.items():
        if n:
            told = {lang: phrases.phrase(key, lang, n=n, what=name) for lang, name in _named(table).items()}
            typer.echo(" · ".join(told.values()), err=True)
    if not any(counts.values()):
        typer.echo(phrases.line("data.nothing"), err=True)


def _named(table: str) -> Mapping[str, str]:
    return phrases.both(f"kept.{table}")
