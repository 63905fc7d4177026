"""A message goes out once: what was begun before is known, and what is out is not begun again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.outbox import mark
from tests.store.conftest import NOW
from tests.store.planted import outgoing


async def test_a_message_is_new_the_first_time_and_known_the_next(store):
    first = await store.outbox.begin(outgoing(), NOW)
    assert (first.outgoing, first.state, first.attempts, first.message) == (outgoing(), "open", 1, None)
    again = await store.outbox.begin(replace(outgoing(), payload="other words"), NOW)
    assert again == replace(first, attempts=2)


async def test_of_many_who_begin_at_once_one_is_the_first(store):
    rows = await asyncio.gather(*(store.outbox.begin(outgoing(), NOW) for _ in range(20)))
    assert sorted(row.attempts for row in rows) == list(range(1, 21))


@pytest.mark.slow
async def test_four_processes_that_begin_the_same_messages_are_each_the_first_for_some_and_together_for_all(url, other):
    processes = [other("send", url, "100") for _ in range(4)]
    told = [await asyncio.to_thread(process.communicate, timeout=120) for process in processes]
    assert sum(int(out) for out, _ in told) == 100


async def test_a_message_that_is_out_keeps_its_id_and_loses_its_words(store):
    await store.outbox.begin(outgoing(), NOW)
    assert await store.outbox.close("discord:1", "digest", "m-1")
    assert not await store.outbox.close("discord:1", "digest", "m-2")
    assert not await store.outbox.give_up("discord:1", "digest")
    found = await store.outbox.begin(outgoing(), NOW)
    assert (found.state, found.message, found.attempts) == ("closed", "m-1", 1)
    assert (found.outgoing.destination, found.outgoing.payload) == (None, None)


async def test_a_message_given_up_is_not_begun_again(store):
    await store.outbox.begin(outgoing(), NOW)
    assert await store.outbox.give_up("discord:1", "digest")
    assert (await store.outbox.begin(outgoing(), NOW)).state == "given_up"


async def test_what_was_left_open_is_found_and_a_workflow_s_messages_are_listed(store):
    later = NOW + timedelta(minutes=1)
    await store.outbox.begin(outgoing(part="1"), NOW)
    await store.outbox.begin(outgoing(part="2"), NOW)
    await store.outbox.begin(outgoing(part="3"), later)
    await store.outbox.close("discord:1", "1", "m-1")
    assert [row.outgoing.part for row in await store.outbox.left_open(later)] == ["2"]
    assert [row.outgoing.part for row in await store.outbox.of("discord:1")] == ["1", "2", "3"]
    assert await store.outbox.of("discord:2") == []


def test_marks_differ_and_stay_the_same():
    parts = [("w", "1"), ("w", "2"), ("w1", ""), ("", "w1")]
    marks = {mark(*one) for one in parts}
    assert len(marks) == 4
    assert mark("w", "1") == "71dfbf847130f98d"
