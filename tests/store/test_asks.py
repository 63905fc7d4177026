"""An ask is kept once, ends once, and leaves no words."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.conftest import NOW
from tests.store.planted import NAME, SENTENCE, ask


async def test_an_ask_comes_back_as_it_was_kept(store):
    assert await store.asks.add(ask())
    assert await store.asks.get("discord:1") == ask()
    assert await store.asks.get("discord:2") is None


async def test_an_event_told_twice_is_one_ask(store):
    tried = [store.asks.add(ask(inputs=f"try {n}")) for n in range(20)]
    assert sum(await asyncio.gather(*tried)) == 1


async def test_what_sets_the_work_going_is_called_once_and_what_it_writes_stands_or_falls_with_the_ask(store):
    started = []

    def start(connection):
        started.append(connection.exec_driver_sql("SELECT count(*) FROM duet_asks").scalar())

    def fails(connection):
        raise LookupError

    assert await store.asks.add(ask(), start)
    assert not await store.asks.add(ask(), start)
    with pytest.raises(LookupError):
        await store.asks.add(ask("2"), fails)
    assert started == [1]
    assert await store.asks.get("discord:2") is None


@pytest.mark.slow
async def test_a_workflow_is_queued_with_its_ask_or_not_at_all(store, url):
    dbos = pytest.importorskip("dbos")
    await asyncio.to_thread(dbos.DBOS.migrate, url)
    client = dbos.DBOSClient(system_database_url=url, application_name="duet")

    def queued(name):
        options = {"workflow_name": "summarize.1", "queue_name": "asks", "workflow_id": name}
        return lambda connection: client.enqueue_in_transaction(connection, options, name)

    def queued_in_vain(connection):
        queued("discord:2")(connection)
        raise LookupError

    await store.asks.add(ask(), queued("discord:1"))
    with pytest.raises(LookupError):
        await store.asks.add(ask("2"), queued_in_vain)
    there = await asyncio.to_thread(client.list_workflows)
    await asyncio.to_thread(client.destroy)
    assert [one.workflow_id for one in there] == ["discord:1"]


async def test_an_ask_that_ends_leaves_no_words_and_ends_once(store):
    for number in "12":
        await store.asks.add(ask(number))
        await store.documents(f"discord:{number}").put(1, SENTENCE, NOW)
        await store.answers(f"discord:{number}").put("hash", SENTENCE, NOW)
    ended = await asyncio.gather(*(store.asks.end("discord:1", state) for state in ("done", "cancelled", "failed")))
    assert sum(ended) == 1
    found = await store.asks.get("discord:1")
    assert replace(found, state="open") == ask(asker=None, reply=None, inputs=None)
    assert found.state in ("done", "cancelled", "failed")
    assert await store.documents("discord:1").all() == {}
    assert await store.answers("discord:1").get("hash") is None
    assert await store.documents("discord:2").all() == {1: SENTENCE}
    assert (await store.asks.get("discord:2")).state == "open"


async def test_what_a_person_asked_lately_is_counted_even_when_it_is_answered(store):
    for n in range(3):
        await store.asks.add(ask(str(n), created=NOW + timedelta(minutes=n)))
    await store.asks.add(ask("3", asker="another"))
    await store.asks.end("discord:2", "done")
    since = NOW + timedelta(minutes=1)
    assert await store.asks.recent("discord", NAME, since) == [since, NOW + timedelta(minutes=2)]
    assert await store.asks.recent("slack", NAME, NOW) == []


async def test_the_asker_is_known_again_and_nobody_else(store):
    await store.asks.add(ask())
    await store.asks.end("discord:1", "done")
    assert await store.asks.is_by("discord:1", "discord", NAME)
    assert not await store.asks.is_by("discord:1", "discord", "another")
    assert not await store.asks.is_by("discord:2", "discord", NAME)


async def test_open_asks_past_their_deadline_are_found_the_oldest_first(store):
    for number, minutes in (("1", 5), ("2", 3), ("3", 9), ("4", 1)):
        await store.asks.add(ask(number, deadline=NOW + timedelta(minutes=minutes)))
    await store.asks.end("discord:4", "done")
    assert await store.asks.overdue(NOW + timedelta(minutes=5)) == ["discord:2", "discord:1"]


async def test_documents_come_back_by_number_and_are_replaced(store):
    texts = store.documents("1")
    for number, text in ((2, "b"), (1, "a"), (10, "c"), (2, "B")):
        await texts.put(number, text, NOW)
    assert list((await texts.all()).items()) == [(1, "a"), (2, "B"), (10, "c")]
    await texts.forget()
    assert await texts.all() == {}
