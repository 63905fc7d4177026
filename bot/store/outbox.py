"""Messages that are to go out, each once: a row is written before the call and closed with the platform's answer."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update

from bot.core.ports import OutboxRow, Outgoing, Place
from bot.store.database import Database
from bot.store.tables import outbox
from bot.store.vault import Vault

MARK = 16  # characters


class Outbox:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def begin(self, message: Outgoing, now: datetime) -> OutboxRow:
        """The row of a message, written if it is not there. Open with one attempt, it was never tried before; open
        with more, it may be out already and is to be looked for by its mark; else it is out or given up.

        What is to be said, and where, is what was written first.
        """
        one = and_(outbox.c.workflow == message.workflow, outbox.c.part == message.part)
        new = self._database.insert(outbox).values(**self._row(message), made=now)
        counted = new.on_conflict_do_update(
            index_elements=["workflow", "part"],
            set_={"attempts": outbox.c.attempts + 1},
            where=outbox.c.state == "open",
        )
        async with self._database.writing() as connection:
            await connection.execute(counted)
            row = (await connection.execute(select(outbox).where(one))).one()
        return outbox_row(row, self._vault)

    async def close(self, workflow: str, part: str, message: str) -> bool:
        """Notes that a message is out, under the platform's id `message`, and deletes its words; False where its row
        was not open any more."""
        return await self._end(workflow, part, state="closed", message=message)

    async def give_up(self, workflow: str, part: str) -> bool:
        """Notes that a message does not go out, and deletes its words; False where its row was not open any more."""
        return await self._end(workflow, part, state="given_up")

    async def of(self, workflow: str) -> list[OutboxRow]:
        """Every message of a workflow, in the order they were written."""
        found = select(outbox).where(outbox.c.workflow == workflow).order_by(outbox.c.made, outbox.c.part)
        async with self._database.reading() as connection:
            return [outbox_row(row, self._vault) for row in (await connection.execute(found)).all()]

    async def left_open(self, before: datetime) -> list[OutboxRow]:
        """Messages written before a moment that are neither out nor given up."""
        found = select(outbox).where(outbox.c.state == "open", outbox.c.made < before).order_by(outbox.c.made)
        async with self._database.reading() as connection:
            return [outbox_row(row, self._vault) for row in (await connection.execute(found)).all()]

    async def _end(self, workflow: str, part: str, **values: str) -> bool:
        still_open = update(outbox).where(
            outbox.c.workflow == workflow, outbox.c.part == part, outbox.c.state == "open"
        )
        async with self._database.writing() as connection:
            ended = await connection.execute(still_open.values(destination=None, payload=None, **values))
        return bool(ended.rowcount)

    def _row(self, message: Outgoing) -> dict[str, Any]:
        if message.destination is None or message.payload is None:
            raise ValueError("a message needs words and a destination")
        return {
            "workflow": message.workflow,
            "part": message.part,
            "platform": message.place.platform,
            "community": message.place.community,
            "channel": message.place.channel,
            "destination": self._vault.seal(message.destination),
            "payload": self._vault.seal(message.payload),
            "mark": mark(message.workflow, message.part),
            "state": "open",
            "attempts": 1,
        }


def mark(workflow: str, part: str) -> str:
    """What a message is found again by: 16 hexadecimal digits, short enough for Discord's nonce (25)."""
    return hashlib.sha256(f"{workflow}\0{part}".encode()).hexdigest()[:MARK]


def outbox_row(row: Row[tuple[object, ...]], vault: Vault) -> OutboxRow:
    """What a row of the table says."""
    destination, payload = (None if text is None else vault.unseal(text) for text in (row.destination, row.payload))
    place = Place(row.platform, row.community, row.channel)
    outgoing = Outgoing(row.workflow, row.part, place, destination, payload)
    return OutboxRow(outgoing, row.mark, row.state, row.attempts, row.message)
