"""What is deleted because it is old enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Table, Update, and_, case, delete, or_, select, update

from bot.store.asks import WIPED
from bot.store.database import Database
from bot.store.tables import answers, asks, digests, documents, flights, outbox, posted, reservations, usage

ALONE = "retention"  # deletions over many rows, one after the other, so that no two wait for each other


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each thing is kept: text being worked on, evidence from a chat and from a page, asks, cached digests,
    and the proof that something was posted or paid for."""

    text: timedelta
    chat: timedelta
    page: timedelta
    asks: timedelta
    digests: timedelta
    proof: timedelta


async def sweep(database: Database, now: datetime, kept: Retention) -> Mapping[str, int]:
    """Deletes what is too old, each kind in a transaction of its own; says how many rows went, by kind."""
    gone = await sweep_ended(database, now)
    for kind, statement in _statements(now, kept).items():
        async with database.writing(alone=ALONE) as connection:
            gone[kind] = (await connection.execute(statement)).rowcount
    return gone


async def sweep_ended(database: Database, now: datetime) -> dict[str, int]:
    """Deletes what says itself until when it stands."""
    async with database.writing(alone=ALONE) as connection:
        ended = {"flights": flights, "reservations": reservations}
        return {
            kind: (await connection.execute(delete(table).where(table.c.until <= now))).rowcount
            for kind, table in ended.items()
        }


def _statements(now: datetime, kept: Retention) -> Mapping[str, Delete | Update]:
    old_asks = asks.c.created <= now - kept.asks
    return {
        "asks_text": _expire(now - kept.text),
        "outbox_text": update(outbox)
        .where(outbox.c.made <= now - kept.text, outbox.c.payload.is_not(None))
        .values(state="given_up", destination=None, payload=None),
        "documents": _older(documents, documents.c.made, now - kept.text),
        "answers": _older(answers, answers.c.made, now - kept.text),
        "outbox": delete(outbox).where(
            or_(outbox.c.workflow.in_(select(asks.c.id).where(old_asks)), outbox.c.made <= now - kept.proof)
        ),
        "asks": delete(asks).where(old_asks),
        "posted": delete(posted).where(
            or_(
                and_(posted.c.kind == "chat", posted.c.made <= now - kept.chat),
                posted.c.made <= now - kept.page,
            )
        ),
        "digests": _older(digests, digests.c.made, now - kept.digests),
        "usage": _older(usage, usage.c.at, now - kept.proof),
    }


def _expire(before: datetime) -> Update:
    """Wipes the words of asks made before a moment; one that is still open has been forgotten, and is not any more."""
    told = or_(asks.c.reply.is_not(None), asks.c.inputs.is_not(None), asks.c.asker.is_not(None))
    state = case((asks.c.state == "open", "expired"), else_=asks.c.state)
    return update(asks).where(asks.c.created <= before, told).values(state=state, **WIPED)


def _older(table: Table, column: ColumnElement[datetime], before: datetime) -> Delete:
    return delete(table).where(column <= before)
