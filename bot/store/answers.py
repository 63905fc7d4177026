"""The finished answers of models, while their ask is worked on: a crash repeats no call but the one in flight."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.tables import answers
from bot.store.vault import Vault


class AskAnswers:
    """The answers of one ask, by the hash of what was asked. Implements `ports.AnswerMemory`."""

    def __init__(self, database: Database, vault: Vault, ask: str) -> None:
        self._database = database
        self._vault = vault
        self._ask = ask

    async def get(self, request: str) -> str | None:
        """The answer as it was put."""
        found = select(answers.c.answer).where(answers.c.ask == self._ask, answers.c.request == request)
        async with self._database.reading() as connection:
            answer = await connection.scalar(found)
        return answer and self._vault.unseal(answer)

    async def put(self, request: str, answer: str, now: datetime) -> None:
        """Keeps an answer, in the place of an earlier one to the same request."""
        row = {"answer": self._vault.seal(answer), "made": now}
        new = self._database.insert(answers).values(ask=self._ask, request=request, **row)
        async with self._database.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["ask", "request"], set_=row))

    async def forget(self) -> None:
        """Deletes every answer of the ask: it is done, or gone."""
        async with self._database.writing() as connection:
            await connection.execute(delete(answers).where(answers.c.ask == self._ask))
