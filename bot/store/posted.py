"""Our messages that are still ours to edit: what they show, by what evidence, and whose messages they rest on."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.ports import Place, Posted
from bot.store.database import Database
from bot.store.tables import posted, rests
from bot.store.vault import Vault, person

KEY = ("platform", "community", "channel", "message")


class PostedMessages:
    """Of the messages and authors a message rests on, only traces are kept: they can be asked for, not listed."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def put(self, message: Posted) -> None:
        """Keeps a message, in the place of what it showed before."""
        row = self._row(message)
        traces = [self._key(message) | {"trace": trace} for trace in dict.fromkeys(self._rests_on(message))]
        async with self._database.writing(alone=f"posted {message.place.platform} {message.message}") as connection:
            await self._drop(connection, message.place, message.message)
            await connection.execute(insert(posted).values(row))
            if traces:
                await connection.execute(insert(rests), traces)

    async def get(self, place: Place, message: str) -> Posted | None:
        """A message as it was put, but for what it rests on."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(posted).where(_is(place, message)))).first()
        return None if row is None else posted_message(row, self._vault)

    async def drop(self, place: Place, message: str) -> bool:
        """Forgets a message that is not ours any more, or is deleted; False where it was not known."""
        async with self._database.writing() as connection:
            return await self._drop(connection, place, message)

    async def resting_on_message(self, place: Place, message: str) -> list[Posted]:
        """Every message of ours that rests on a message at `place`."""
        return await self._resting_on(message_trace(self._vault, place.platform, place.channel, message))

    async def resting_on_author(self, platform: str, author: str) -> list[Posted]:
        """Every message of ours that rests on anything an author wrote."""
        return await self._resting_on(person(self._vault, platform, author))

    async def is_by(self, place: Place, message: str, asker: str) -> bool:
        """Whether a person is the one at whose asking a message was posted."""
        async with self._database.reading() as connection:
            found = await connection.scalar(select(posted.c.person).where(_is(place, message)))
        return found == person(self._vault, place.platform, asker)

    async def _resting_on(self, trace: str) -> list[Posted]:
        same = and_(*(posted.c[name] == rests.c[name] for name in KEY))
        found = select(posted).join(rests, same).where(rests.c.trace == trace).order_by(posted.c.made)
        async with self._database.reading() as connection:
            return [posted_message(row, self._vault) for row in (await connection.execute(found)).all()]

    async def _drop(self, connection: AsyncConnection, place: Place, message: str) -> bool:
        return bool((await connection.execute(delete(posted).where(_is(place, message)))).rowcount)

    def _key(self, message: Posted) -> dict[str, str]:
        place = message.place
        values = (place.platform, place.community, place.channel, message.message)
        return dict(zip(KEY, values, strict=True))

    def _row(self, message: Posted) -> dict[str, object]:
        return self._key(message) | {
            "workflow": message.workflow,
            "person": person(self._vault, message.place.platform, message.asker or ""),
            "kind": message.kind,
            "digest": self._vault.seal(message.digest),
            "made": message.made,
        }

    def _rests_on(self, message: Posted) -> Iterator[str]:
        platform = message.place.platform
        for channel, number in message.messages:
            yield message_trace(self._vault, platform, channel, number)
            yield channel_trace(self._vault, platform, channel)
        for author in message.authors:
            yield person(self._vault, platform, author)


def posted_message(row: Row[tuple[object, ...]], vault: Vault) -> Posted:
    """A message from its row; who asked for it and what it rests on cannot be told."""
    place = Place(row.platform, row.community, row.channel)
    return Posted(place, row.message, row.workflow, None, row.kind, vault.unseal(row.digest), row.made)


def message_trace(vault: Vault, platform: str, channel: str, message: str) -> str:
    return vault.trace("message", platform, channel, message)


def channel_trace(vault: Vault, platform: str, channel: str) -> str:
    return vault.trace("channel", platform, channel)


def _is(place: Place, message: str) -> ColumnElement[bool]:
    values = (place.platform, place.community, place.channel, message)
    return and_(*(posted.c[name] == value for name, value in zip(KEY, values, strict=True)))
