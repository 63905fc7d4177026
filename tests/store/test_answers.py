"""Finished answers of models, while their ask is worked on."""

import asyncio

import pytest

from tests.store.conftest import NOW


async def test_an_answer_comes_back_for_its_own_ask_only(store):
    await store.answers("ask-1").put("hash", '{"said": "是"}', NOW)
    assert await store.answers("ask-1").get("hash") == '{"said": "是"}'
    assert await store.answers("ask-1").get("other") is None
    assert await store.answers("ask-2").get("hash") is None


async def test_an_answer_put_again_takes_the_place_of_the_first(store):
    for answer in ("first", "second"):
        await store.answers("ask-1").put("hash", answer, NOW)
    assert await store.answers("ask-1").get("hash") == "second"


async def test_an_ask_that_is_done_leaves_no_answers(store):
    for ask in ("ask-1", "ask-2"):
        await store.answers(ask).put("hash", "{}", NOW)
    await store.answers("ask-1").forget()
    assert await store.answers("ask-1").get("hash") is None
    assert await store.answers("ask-2").get("hash") == "{}"


@pytest.mark.slow
async def test_an_ask_whose_process_is_killed_repeats_only_the_call_in_flight(store, url, other):
    first = other("ask", url, "3")
    called = [(await asyncio.to_thread(first.stdout.readline)).strip() for _ in range(3)]
    first.kill()
    again, _ = await asyncio.to_thread(other("ask", url, "none").communicate, timeout=60)
    assert called == ["1", "2", "3"]
    assert again.split() == ["3", "4", "5", "done"]
    assert (await store.ledger.spent("guild", "2026-05-01")).calls == 5
