"""What people asked for, from the moment it is acknowledged until long after it is answered."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from bot.core.ports import AskRecord, AskState, Place
from bot.store.database import Database
from bot.store.tables import answers, asks, documents
from bot.store.vault import Vault, person

WIPED = {"asker": None, "reply": None, "inputs": None}


class Asks:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def add(self, ask: AskRecord, start: Callable[[Connection], object] | None = None) -> bool:
        """Keeps an ask; False where its id is there already, for the platform may tell of an event twice.

        `start` is called in the same transaction if the ask is new: it may write what sets the work going.
        """
        new = self._database.insert(asks).values(**self._row(ask)).on_conflict_do_nothing(index_elements=["id"])
        async with self._database.writing() as connection:
            if await connection.scalar(new.returning(asks.c.id)) is None:
                return False
            if start:
                await connection.run_sync(start)
        return True

    async def get(self, ask: str) -> AskRecord | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(asks).where(asks.c.id == ask))).first()
        return None if row is None else ask_record(row, self._vault)

    async def end(self, ask: str, state: AskState) -> bool:
        """Puts an open ask into its last state and deletes its words, with its documents and the answers of models;
        False where it was not open any more: another ended it."""
        still_open = update(asks).where(asks.c.id == ask, asks.c.state == "open")
        async with self._database.writing() as connection:
            if not (await connection.execute(still_open.values(state=state, **WIPED))).rowcount:
                return False
            for table in (documents, answers):
                await connection.execute(delete(table).where(table.c.ask == ask))
        return True

    async def recent(self, platform: str, asker: str, since: datetime) -> list[datetime]:
        """When a person asked, from `since` on, the oldest first."""
        who = person(self._vault, platform, asker)
        found = select(asks.c.created).where(asks.c.person == who, asks.c.created >= since).order_by(asks.c.created)
        async with self._database.reading() as connection:
            return list((await connection.scalars(found)).all())

    async def is_by(self, ask: str, platform: str, asker: str) -> bool:
        """Whether a person is the one who asked."""
        async with self._database.reading() as connection:
            found = await connection.scalar(select(asks.c.person).where(asks.c.id == ask))
        return found == person(self._vault, platform, asker)

    async def overdue(self, now: datetime) -> list[str]:
        """The open asks whose deadline has passed, the oldest deadline first."""
        late = select(asks.c.id).where(asks.c.state == "open", asks.c.deadline <= now).order_by(asks.c.deadline)
        async with self._database.reading() as connection:
            return list((await connection.scalars(late)).all())

    def _row(self, ask: AskRecord) -> dict[str, object]:
        if ask.asker is None:
            raise ValueError("a new ask needs an asker")
        seal = self._vault.seal
        return {
            "id": ask.id,
            "platform": ask.place.platform,
            "community": ask.place.community,
            "channel": ask.place.channel,
            "person": person(self._vault, ask.place.platform, ask.asker),
            "asker": seal(ask.asker),
            "reply": None if ask.reply is None else seal(ask.reply),
            "inputs": None if ask.inputs is None else seal(ask.inputs),
            "languages": ",".join(ask.languages),
            "length": ask.length,
            "visibility": ask.visibility,
            "deadline": ask.deadline,
            "state": ask.state,
            "created": ask.created,
        }


def ask_record(row: Row[tuple[object, ...]], vault: Vault) -> AskRecord:
    """An ask from its row."""
    asker, reply, inputs = (None if text is None else vault.unseal(text) for text in (row.asker, row.reply, row.inputs))
    return AskRecord(
        id=row.id,
        place=Place(row.platform, row.community, row.channel),
        asker=asker,
        reply=reply,
        inputs=inputs,
        languages=tuple(row.languages.split(",")),
        length=row.length,
        visibility=row.visibility,
        deadline=row.deadline,
        created=row.created,
        state=row.state,
    )
