"""Single flight: one does the work, the others get its result, in one process and in several."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.flights import Flight
from tests.store.conftest import NOW

LEASE = timedelta(seconds=30)


def soon(seconds=10.0):
    return time.monotonic() + seconds


def clock():
    return datetime.now(UTC)


async def test_the_first_wins_the_others_see_it_running_and_then_its_result(store):
    flights = store.flights
    assert await flights.begin("key", "a", NOW) == Flight("won")
    assert await flights.begin("key", "b", NOW) == Flight("running")
    assert await flights.begin("other", "b", NOW) == Flight("won")
    assert await flights.finish("key", "a", "result", NOW)
    assert await flights.begin("key", "c", NOW) == Flight("finished", "result")


async def test_of_fifty_at_once_one_wins(store):
    tried = [store.flights.begin("key", f"owner-{n}", NOW) for n in range(50)]
    states = [flight.state for flight in await asyncio.gather(*tried)]
    assert (states.count("won"), states.count("running")) == (1, 49)


async def test_a_lease_that_ended_is_another_s_and_its_first_owner_is_told(store):
    flights = store.flights
    await flights.begin("key", "dead", NOW, LEASE)
    assert (await flights.begin("key", "b", NOW + LEASE - timedelta(seconds=1))).state == "running"
    assert (await flights.begin("key", "b", NOW + LEASE)).state == "won"
    assert not await flights.renew("key", "dead", NOW + LEASE)
    assert not await flights.finish("key", "dead", "late", NOW + LEASE)
    await flights.fail("key", "dead")
    assert (await flights.begin("key", "c", NOW + LEASE)).state == "running"


async def test_a_renewed_lease_holds(store):
    await store.flights.begin("key", "a", NOW, LEASE)
    assert await store.flights.renew("key", "a", NOW + LEASE / 2, LEASE)
    assert (await store.flights.begin("key", "b", NOW + LEASE)).state == "running"


async def test_work_given_up_is_free(store):
    await store.flights.begin("key", "a", NOW)
    await store.flights.fail("key", "a")
    assert (await store.flights.begin("key", "b", NOW)).state == "won"


async def test_a_result_is_there_for_a_while_and_is_not_given_up_any_more(store):
    await store.flights.begin("key", "a", NOW)
    await store.flights.finish("key", "a", "result", NOW, kept=LEASE)
    await store.flights.fail("key", "a")
    assert (await store.flights.begin("key", "b", NOW + LEASE / 2)).state == "finished"
    assert (await store.flights.begin("key", "b", NOW + LEASE)).state == "won"


async def test_who_waits_gets_the_result(store):
    await store.flights.begin("key", "a", clock())
    waiting = asyncio.create_task(store.flights.wait("key", soon(), clock))
    await asyncio.sleep(0.1)
    await store.flights.finish("key", "a", "", clock())
    assert await waiting == ""


@pytest.mark.parametrize("lease", [60, 0.2], ids=["at the deadline", "when its owner is dead"])
async def test_who_waits_in_vain_is_told(store, lease):
    await store.flights.begin("key", "a", clock(), timedelta(seconds=lease))
    begun = time.monotonic()
    assert await store.flights.wait("key", soon(0.4), clock) is None
    assert time.monotonic() - begun < 2


async def test_work_that_fifty_want_is_done_once_and_all_have_its_result(store):
    done = []

    async def work():
        await asyncio.sleep(0.1)
        done.append(1)
        return "result"

    asked = [store.flights.once("key", f"owner-{n}", work, soon(), clock) for n in range(50)]
    assert set(await asyncio.gather(*asked)) == {"result"}
    assert len(done) == 1


async def test_where_the_first_fails_another_of_those_who_wait_does_the_work(store):
    tries = []

    async def work():
        tries.append(1)
        await asyncio.sleep(0.1)
        if len(tries) == 1:
            raise LookupError
        return "result"

    asked = [store.flights.once("key", f"owner-{n}", work, soon(), clock) for n in range(10)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(map(str, found)) == ["", *["result"] * 9]
    assert len(tries) == 2


async def test_work_that_is_stopped_is_free_at_once(store):
    began = asyncio.Event()

    async def work():
        began.set()
        await asyncio.sleep(60)

    first = asyncio.create_task(store.flights.once("key", "a", work, soon(), clock))
    await began.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await store.flights.begin("key", "b", clock())).state == "won"


async def test_who_cannot_wait_longer_does_not(store):
    await store.flights.begin("key", "a", clock(), timedelta(minutes=5))
    with pytest.raises(TimeoutError):
        await store.flights.once("key", "b", lambda: asyncio.sleep(0, "never"), soon(0.1), clock)


async def test_long_work_keeps_its_lease(store, monkeypatch):
    monkeypatch.setattr("bot.store.flights.LEASE", timedelta(seconds=0.3))
    began = asyncio.Event()

    async def work():
        await store.flights.renew("key", "a", clock(), timedelta(seconds=0.3))
        began.set()
        await asyncio.sleep(0.8)
        return "result"

    first = asyncio.create_task(store.flights.once("key", "a", work, soon(), clock))
    await began.wait()
    for _ in range(6):
        await asyncio.sleep(0.1)
        assert (await store.flights.begin("key", "b", clock())).state == "running"
    assert await first == "result"


@pytest.mark.slow
def test_of_four_processes_with_fifty_tasks_each_one_task_wins(url, other):
    processes = [other("begin", url, f"p{n}", "50") for n in range(4)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in processes) == 1


@pytest.mark.slow
async def test_the_work_of_a_killed_process_is_done_by_another_when_its_lease_ends(store, url, other):
    lost = other("hold", url, "2")
    assert (await asyncio.to_thread(lost.stdout.readline)).strip() == "won"
    lost.kill()
    assert (await store.flights.begin("same", "b", clock())).state == "running"
    begun = time.monotonic()
    assert await store.flights.once("same", "b", lambda: asyncio.sleep(0, "done here"), soon(), clock) == "done here"
    assert 0.5 < time.monotonic() - begun < 5


@pytest.mark.slow
async def test_a_result_made_in_another_process_is_heard_here(store, url, other):
    worker = other("finish", url, "0.5")
    assert (await asyncio.to_thread(worker.stdout.readline)).strip() == "working"
    found = await store.flights.once("same", "b", lambda: asyncio.sleep(0, "done here"), soon(), clock)
    assert found == "done elsewhere"
