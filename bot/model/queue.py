"""Who is next: one generation at a time, interactive before scheduled, the ask that began first before the others."""

import asyncio
import time
from bisect import insort
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.model.wire import Priority, Refused

# How much an earlier generation still counts after each newer one, in the estimate of what the next ones take.
FADING = 0.7
# The estimate is a rough one: a job is refused where it could not be done in time even at this many times the speed.
HOPE = 2


@dataclass(eq=False, slots=True)
class Job:
    """One generation in the queue. `size` is what it may cost, in any unit the jobs of a queue share."""

    order: tuple[bool, float, int]
    deadline: float
    size: float
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    started: float = 0.0


class Queue:
    """At most `limit` jobs wait while one runs.

    A job that would wait is refused as soon as its deadline cannot be met, judged by how long the last ones took for
    their size. One that would run at once is always tried, so that a bad estimate corrects itself.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._running: Job | None = None
        self._waiting: list[Job] = []
        self._joined = 0
        self._spent, self._done = 0.0, 0.0  # seconds, and the sizes done in them
        self._idle_since = clock()

    @contextmanager
    def join(self, priority: Priority, since: float, deadline: float, size: float) -> Iterator[Job]:
        """A place in the queue, held until the block ends. Raises Refused "busy" where the queue is full."""
        if self._running and len(self._waiting) >= self._limit:
            raise Refused("busy", {"waiting": len(self._waiting)})
        self._joined += 1
        job = Job((priority == "scheduled", since, self._joined), deadline, size)
        insort(self._waiting, job, key=lambda waiting: waiting.order)
        self._advance()
        try:
            yield job
            if job is self._running:
                self._learn(job)
        finally:
            self._leave(job)

    async def turn(self, job: Job) -> AsyncIterator[int]:
        """How many are ahead of `job`, each time that changes; ends when it is its turn.

        Raises Refused "late" where the deadline passes or can no longer be met.
        """
        told = None
        while job is not self._running:
            remaining = job.deadline - self._clock()
            if self._expected(job) > remaining * HOPE:
                raise Refused("late")
            ahead = self._waiting.index(job) + 1
            if ahead != told:
                told = ahead
                yield ahead
            job.moved.clear()
            await _within(remaining, job.moved)
        if job.deadline <= self._clock():
            raise Refused("late")

    @property
    def waiting(self) -> int:
        """How many are ahead of a new interactive job."""
        scheduled = sum(job.order[0] for job in self._waiting)
        return len(self._waiting) - scheduled + (self._running is not None)

    @property
    def idle_seconds(self) -> float:
        """For how long nothing has run."""
        return 0.0 if self._running else self._clock() - self._idle_since

    def _expected(self, job: Job) -> float:
        """Seconds until `job` would be done, if it and those before it take as long for their size as the last ones."""
        pace = self._spent / self._done if self._done else 0.0
        expected = sum(other.size for other in self._waiting[: self._waiting.index(job) + 1]) * pace
        if self._running:
            expected += max(0.0, self._running.size * pace - (self._clock() - self._running.started))
        return expected

    def _learn(self, job: Job) -> None:
        self._spent = FADING * self._spent + self._clock() - job.started
        self._done = FADING * self._done + job.size

    def _leave(self, job: Job) -> None:
        if job is self._running:
            self._running = None
            self._idle_since = self._clock()
        else:
            self._waiting.remove(job)
        self._advance()

    def _advance(self) -> None:
        if not self._running and self._waiting:
            self._running = self._waiting.pop(0)
            self._running.started = self._clock()
            self._running.moved.set()
        for job in self._waiting:
            job.moved.set()


async def _within(seconds: float, event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        raise Refused("late") from None
