"""Who is next, and who is told that there is no time."""

import asyncio
from contextlib import suppress

import pytest

from bot.model.queue import Queue
from bot.model.wire import Priority, Refused

FAR = 1000.0


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """Runs jobs that end when told to, and writes down who began and what everybody heard."""

    def __init__(self, limit: int = 10) -> None:
        self.clock = Clock()
        self.queue = Queue(limit, self.clock)
        self.began: list[str] = []
        self.heard: dict[str, list[int]] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.ends: dict[str, asyncio.Event] = {}

    async def add(
        self,
        name: str,
        priority: Priority = "interactive",
        since: float = 0.0,
        deadline: float = FAR,
        size: float = 1.0,
    ) -> None:
        self.heard[name], self.ends[name] = [], asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._work(name, priority, since, deadline, size))
        await settle()

    async def _work(self, name: str, priority: Priority, since: float, deadline: float, size: float) -> None:
        with self.queue.join(priority, since, deadline, size) as job:
            async for ahead in self.queue.turn(job):
                self.heard[name].append(ahead)
            self.began.append(name)
            await self.ends[name].wait()

    async def end(self, name: str, after: float = 1.0) -> None:
        self.clock.now += after
        self.ends[name].set()
        with suppress(asyncio.CancelledError):
            await self.tasks[name]
        await settle()

    async def drop(self, name: str) -> None:
        self.tasks[name].cancel()
        with suppress(asyncio.CancelledError):
            await self.tasks[name]
        await settle()


async def test_the_first_runs_at_once_and_the_others_in_the_order_they_came() -> None:
    desk = Desk()
    for name in "abc":
        await desk.add(name)
    for name in "abc":
        await desk.end(name)
    assert desk.began == ["a", "b", "c"]
    assert desk.heard == {"a": [], "b": [1], "c": [2, 1]}


async def test_interactive_goes_before_scheduled_but_does_not_interrupt_it() -> None:
    desk = Desk()
    await desk.add("recap 1", "scheduled")
    await desk.add("recap 2", "scheduled")
    await desk.add("ask")
    assert desk.queue.waiting == 2
    assert desk.began == ["recap 1"]
    assert desk.heard["recap 2"] == [1, 2]
    await desk.end("recap 1")
    assert desk.began == ["recap 1", "ask"]


async def test_the_second_generation_of_an_ask_goes_before_asks_that_began_later() -> None:
    desk = Desk()
    await desk.add("first ask", since=1)
    await desk.add("second ask", since=2)
    await desk.add("third ask", since=3)
    await desk.end("first ask")
    await desk.add("first ask again", since=1)
    await desk.end("second ask")
    assert desk.began[-1] == "first ask again"


async def test_a_full_queue_refuses_at_once() -> None:
    desk = Desk(limit=1)
    await desk.add("a")
    await desk.add("b")
    await desk.add("c")
    with pytest.raises(Refused) as refused:
        await desk.tasks["c"]
    assert (refused.value.reason, refused.value.detail) == ("busy", {"waiting": 1})


async def test_who_gives_up_waiting_leaves_the_queue_and_the_others_move_up() -> None:
    desk = Desk()
    for name in "abc":
        await desk.add(name)
    await desk.drop("b")
    assert desk.heard["c"] == [2, 1]
    await desk.drop("a")
    assert desk.began == ["a", "c"]


async def test_a_job_whose_deadline_passes_while_it_waits_is_refused_then() -> None:
    desk = Desk()
    await desk.add("a")
    await desk.add("b", deadline=desk.clock.now + 0.02)
    with pytest.raises(Refused, match="late"):
        await asyncio.wait_for(desk.tasks["b"], 1)
    assert desk.queue.waiting == 1


async def test_a_job_that_cannot_be_done_in_time_is_refused_before_it_waits() -> None:
    desk = Desk()
    await desk.add("slow")
    await desk.end("slow", after=10)
    await desk.add("a")
    await desk.add("b", deadline=desk.clock.now + 15)
    await desk.add("c", deadline=desk.clock.now + 14)
    with pytest.raises(Refused, match="late"):
        await desk.tasks["c"]
    assert desk.heard["b"] == [1]


async def test_a_waiting_job_is_refused_as_soon_as_the_others_prove_too_slow() -> None:
    desk = Desk()
    await desk.add("a")
    await desk.add("b")
    await desk.add("c", deadline=desk.clock.now + 14)
    assert not desk.tasks["c"].done()
    await desk.end("a", after=10)
    with pytest.raises(Refused, match="late"):
        await asyncio.wait_for(desk.tasks["c"], 1)


async def test_a_small_job_is_expected_to_take_less_than_a_large_one() -> None:
    desk = Desk()
    await desk.add("slow", size=10)
    await desk.end("slow", after=10)
    await desk.add("a", size=10)
    await desk.add("small", deadline=desk.clock.now + 6, size=1)
    await desk.add("large", deadline=desk.clock.now + 6, size=10)
    assert not desk.tasks["small"].done()
    with pytest.raises(Refused, match="late"):
        await desk.tasks["large"]


async def test_a_job_that_can_run_at_once_is_tried_however_slow_the_last_one_was() -> None:
    desk = Desk()
    await desk.add("slow")
    await desk.end("slow", after=500)
    await desk.add("next", deadline=desk.clock.now + 1)
    assert desk.began == ["slow", "next"]


async def test_a_cancelled_job_teaches_nothing_about_speed() -> None:
    desk = Desk()
    await desk.add("a")
    desk.clock.now += 500
    await desk.drop("a")
    await desk.add("b")
    await desk.add("c", deadline=desk.clock.now + 1)
    assert desk.heard["c"] == [1]


async def test_it_is_idle_from_the_end_of_the_last_job() -> None:
    desk = Desk()
    desk.clock.now += 5
    assert desk.queue.idle_seconds == 5
    await desk.add("a")
    desk.clock.now += 5
    assert desk.queue.idle_seconds == 0
    await desk.end("a", after=1)
    desk.clock.now += 2
    assert desk.queue.idle_seconds == 2
