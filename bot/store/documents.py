"""The text an ask is about, while it is worked on."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.tables import documents
from bot.store.vault import Vault


class AskDocuments:
    """The documents of one ask, or of any other workflow, by number; each as text in a form of the caller's."""

    def __init__(self, database: Database, vault: Vault, ask: str) -> None:
        self._database = database
        self._vault = vault
        self._ask = ask

    async def put(self, number: int, document: str, now: datetime) -> None:
        """Keeps a document, in the place of an earlier one of that number."""
        row = {"document": self._vault.seal(document), "made": now}
        new = self._database.insert(documents).values(ask=self._ask, number=number, **row)
        async with self._database.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["ask", "number"], set_=row))

    async def all(self) -> Mapping[int, str]:
        """Every document, in the order of their numbers."""
        found = (
            select(documents.c.number, documents.c.document)
            .where(documents.c.ask == self._ask)
            .order_by(documents.c.number)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(found)).all()
        return {row.number: self._vault.unseal(row.document) for row in rows}

    async def forget(self) -> None:
        """Deletes every document of the ask: it is done, or gone."""
        async with self._database.writing() as connection:
            await connection.execute(delete(documents).where(documents.c.ask == self._ask))
