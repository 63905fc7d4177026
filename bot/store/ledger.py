"""What calls cost: reservations before them, a record without content after them. Implements `ports.Ledger`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Column, ColumnElement, String, Table, and_, delete, func, insert, not_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.ports import Allowance, Charge, Cost, Payer
from bot.store.database import Database
from bot.store.tables import reservations, usage

HELD = timedelta(minutes=15)  # longer than any call: one not settled by then was never answered

NANO = 1_000_000_000
MOST = 2**31 - 1  # what a column of tokens holds


@dataclass(frozen=True, slots=True)
class Spent:
    """What an account spent in a day. `dollars` is for calls with a known price; the tokens of the others are
    `unpriced_tokens`."""

    calls: int
    input_tokens: int
    output_tokens: int
    dollars: float
    unpriced_tokens: int


class Ledger:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, payer: Payer, call: str, bound: Cost, allowance: Allowance, now: datetime) -> bool:
        """Sets `bound` aside for a call, if what was spent that day and what is set aside leave room for it."""
        this_call = and_(reservations.c.ask == payer.ask, reservations.c.call == call)
        async with self._database.writing(alone=_purse(payer)) as connection:
            await connection.execute(delete(reservations).where(this_call))
            if not await _room(connection, payer, bound, allowance, now):
                return False
            await connection.execute(
                insert(reservations).values(
                    ask=payer.ask,
                    call=call,
                    account=payer.account,
                    day=payer.day,
                    tokens=bound.tokens,
                    nanodollars=_nano(bound.dollars),
                    until=now + HELD,
                )
            )
        return True

    async def settle(self, payer: Payer, call: str, charge: Charge, now: datetime) -> None:
        """Records what a call came to in the place of its reservation, if that still stands."""
        this_call = and_(reservations.c.ask == payer.ask, reservations.c.call == call)
        async with self._database.writing(alone=_purse(payer)) as connection:
            await connection.execute(delete(reservations).where(this_call))
            await connection.execute(
                insert(usage).values(
                    at=now,
                    account=payer.account,
                    day=payer.day,
                    ask=payer.ask,
                    host=_fitting(charge.host, usage.c.host),
                    engine=charge.engine,
                    model=_fitting(charge.model, usage.c.model),
                    input_tokens=min(charge.input_tokens, MOST),
                    output_tokens=min(charge.output_tokens, MOST),
                    nanodollars=_nano(charge.dollars),
                )
            )

    async def spent(self, account: str, day: str) -> Spent:
        """The sums of an account's day, without what is set aside."""
        tokens = usage.c.input_tokens + usage.c.output_tokens
        sums = select(
            func.count(),
            _sum(usage.c.input_tokens),
            _sum(usage.c.output_tokens),
            _sum(usage.c.nanodollars),
            func.coalesce(func.sum(tokens).filter(usage.c.nanodollars.is_(None)), 0),
        ).where(_of(usage, account, day))
        async with self._database.reading() as connection:
            calls, sent, received, nano, unpriced = (await connection.execute(sums)).one()
        return Spent(calls, sent, received, int(nano) / NANO, unpriced)


async def _room(connection: AsyncConnection, payer: Payer, bound: Cost, allowance: Allowance, now: datetime) -> bool:
    """Whether a call fits: in dollars where its price is known, else in tokens among the calls without one."""
    known = bound.dollars is not None
    taken = 0
    for table, tokens in ((usage, usage.c.input_tokens + usage.c.output_tokens), (reservations, reservations.c.tokens)):
        standing = table.c.until > now if table is reservations else true()
        of_day = and_(
            _of(table, payer.account, payer.day),
            standing,
            not_(table.c.nanodollars.is_(None)) if known else table.c.nanodollars.is_(None),
        )
        taken += await connection.scalar(select(_sum(table.c.nanodollars if known else tokens)).where(of_day)) or 0
    if known:
        return taken + (_nano(bound.dollars) or 0) <= (_nano(allowance.dollars) or 0)
    return taken + bound.tokens <= allowance.tokens


def _of(table: Table, account: str, day: str) -> ColumnElement[bool]:
    return and_(table.c.account == account, table.c.day == day)


def _purse(payer: Payer) -> str:
    """What is paid from one after the other: between the sums and the insertion nobody else may spend."""
    return f"purse {payer.account} {payer.day}"


def _fitting(said: str, column: Column[str]) -> str:
    """What an endpoint calls itself or its model, as PostgreSQL takes it."""
    return said.replace("\0", "")[: cast("String", column.type).length]


def _sum(column: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


def _nano(dollars: float | None) -> int | None:
    return None if dollars is None else round(dollars * NANO)
