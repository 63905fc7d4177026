"""A day's allowance holds, whoever spends it at the same time; what was spent can be told without a word of content."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.ports import Allowance, Charge, Cost, Payer
from bot.store.ledger import HELD, Spent
from tests.store.conftest import NOW

DAY = "2026-05-01"
DOLLAR = Allowance(dollars=1.0, tokens=1000)


def payer(ask="ask-1", account="guild-1", day=DAY):
    return Payer(account, day, ask)


def charge(dollars, sent=10, received=5):
    return Charge("api.example", "endpoint", "writer", sent, received, dollars)


async def reserve(store, ask, dollars, tokens=15, call="call", now=NOW, allowance=DOLLAR, **who):
    return await store.ledger.reserve(payer(ask, **who), call, Cost(tokens, dollars), allowance, now)


async def test_reservations_are_made_up_to_the_last_cent(store):
    assert [await reserve(store, f"ask-{n}", 0.1) for n in range(11)] == [True] * 10 + [False]
    assert await reserve(store, "free", 0.0)


async def test_accounts_and_days_have_allowances_of_their_own(store):
    assert await reserve(store, "ask-1", 1.0)
    assert not await reserve(store, "ask-2", 0.01)
    assert await reserve(store, "ask-3", 1.0, account="guild-2")
    assert await reserve(store, "ask-4", 1.0, day="2026-05-02")


async def test_a_settled_call_leaves_what_it_did_not_spend(store):
    await reserve(store, "ask-1", 1.0)
    await store.ledger.settle(payer("ask-1"), "call", charge(0.25), NOW)
    assert not await reserve(store, "ask-2", 0.76)
    assert await reserve(store, "ask-2", 0.75)


async def test_a_call_that_cost_more_than_was_set_aside_counts_in_full(store):
    await reserve(store, "ask-1", 0.1)
    await store.ledger.settle(payer("ask-1"), "call", charge(1.5), NOW)
    assert not await reserve(store, "ask-2", 0.01)


async def test_the_same_call_reserved_again_is_one_reservation(store):
    assert await reserve(store, "ask-1", 0.9)
    assert await reserve(store, "ask-1", 0.9)
    assert not await reserve(store, "ask-1", 0.9, call="another")


async def test_a_reservation_that_was_never_settled_ends(store):
    await reserve(store, "ask-1", 1.0)
    assert not await reserve(store, "ask-2", 1.0, now=NOW + HELD - timedelta(seconds=1))
    assert await reserve(store, "ask-2", 1.0, now=NOW + HELD)


async def test_a_call_settled_after_its_reservation_ended_still_counts(store):
    await reserve(store, "ask-1", 1.0)
    await reserve(store, "ask-2", 0.1, now=NOW + HELD)
    await store.ledger.settle(payer("ask-1"), "call", charge(0.9), NOW + HELD)
    assert not await reserve(store, "ask-3", 0.01, now=NOW + HELD)


async def test_calls_without_a_known_price_share_the_allowance_of_tokens(store):
    assert await reserve(store, "ask-1", None, tokens=600)
    assert not await reserve(store, "ask-2", None, tokens=401)
    assert await reserve(store, "ask-3", 1.0, tokens=5000)
    await store.ledger.settle(payer("ask-1"), "call", charge(None, 300, 100), NOW)
    assert await reserve(store, "ask-2", None, tokens=600)
    assert not await reserve(store, "ask-4", None, tokens=1)


async def test_the_sums_of_a_day_tell_what_was_priced_and_what_was_not(store):
    for n, one in enumerate([charge(0.1), charge(0.2), charge(None, 300, 100)]):
        await store.ledger.settle(payer(f"ask-{n}"), "call", one, NOW)
    await reserve(store, "ask-9", 0.5)
    assert await store.ledger.spent("guild-1", DAY) == Spent(3, 320, 110, 0.3, 400)
    assert await store.ledger.spent("guild-2", DAY) == Spent(0, 0, 0, 0.0, 0)


async def test_of_a_hundred_at_once_as_many_as_there_is_room_for_may_call(store):
    tried = [reserve(store, f"ask-{n}", 0.03) for n in range(100)]
    assert sum(await asyncio.gather(*tried)) == 33


@pytest.mark.slow
async def test_four_processes_spend_a_dollar_to_the_last_cent_and_no_further(store, url, other):
    processes = [other("spend", url, f"p{n}", "40") for n in range(4)]
    told = [await asyncio.to_thread(process.communicate, timeout=60) for process in processes]
    assert sum(int(out) for out, _ in told) == 100
    assert (await store.ledger.spent("guild", DAY)).dollars <= 1.0
