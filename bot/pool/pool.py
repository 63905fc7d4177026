"""Child processes that do CPU work for the bot, so that what a job costs, that job costs: a file on which a library
hangs, floods memory or crashes is one error, and the bot goes on."""

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, Self, TypeVar, TypeVarTuple

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

# A child finds what its parent finds, and nothing in the folder they were started in.
PROGRAM = (
    "import sys; memory, modules, *sys.path = sys.argv[1:]; "
    "from bot.pool.child import main; main(int(memory), modules.split())"
)
START_SECONDS = 60  # for an interpreter and its imports, on a machine that has much else to do
MOST_RESULT = 64_000_000  # bytes
READ_AHEAD = 1_000_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """At most `processes` children, each with `memory` bytes and with `modules` imported before its first job."""

    processes: int = 2
    memory: int = 512_000_000
    modules: tuple[str, ...] = ()


class Pool:
    """Runs functions in children, which are kept. One event loop's own, and an asynchronous context manager: they begin
    to start as it is entered, and end as it is left. Where their parent dies, they end by themselves."""

    def __init__(self, settings: PoolSettings | None = None) -> None:
        self._settings = settings or PoolSettings()
        self._places = asyncio.Semaphore(self._settings.processes)
        self._idle: list[_Child] = []
        self._children: set[_Child] = set()
        self._starting: asyncio.Future[Any] | None = None

    async def run(self, function: Callable[[*Ts], T], *args: *Ts, seconds: float) -> T:
        """What `function` returns, or raises, for `args` in a child. It goes there by its import path, and they as
        pickles do. Cancelling the call ends the child.

        Raises TimeoutError after `seconds` of work (waiting for a free child is none), MemoryError where the job or its
        result is too large, and ChildProcessError where it takes the child with it.
        """
        # Thousands of passages take tenths of a second to pickle; in a thread, the loop has its turns meanwhile.
        job = await asyncio.to_thread(pickle.dumps, (seconds, function, args), pickle.HIGHEST_PROTOCOL)
        async with self._places:
            child = await self._free()
            try:
                async with asyncio.timeout(seconds):
                    done, value, leaves = await child.work(job)
            except BaseException:
                await self._end(child)
                raise
            if leaves:
                await self._end(child)
            else:
                self._idle.append(child)
        if not done:
            raise value
        result: T = value
        return result

    async def __aenter__(self) -> Self:
        """Jobs that come before all children are there wait for one of them."""
        starts = (self._start_one() for _ in range(self._settings.processes))
        self._starting = asyncio.gather(*starts, return_exceptions=True)  # a job will tell what is wrong
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """What still runs raises ChildProcessError."""
        if self._starting:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await asyncio.gather(*map(self._end, tuple(self._children)))

    async def _start_one(self) -> None:
        async with self._places:
            self._idle.append(await self._started())

    async def _free(self) -> "_Child":
        while self._idle:
            child = self._idle.pop()
            if child.lives:
                return child
            await self._end(child)
        return await self._started()

    async def _started(self) -> "_Child":
        settings = self._settings
        child = _Child(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-c", PROGRAM),
                *(str(settings.memory), " ".join(settings.modules), *sys.path),
                stdin=PIPE,
                stdout=PIPE,
                limit=READ_AHEAD,
                process_group=0,  # Ctrl-C is for the parent, which ends its children
            )
        )
        self._children.add(child)
        try:
            async with asyncio.timeout(START_SECONDS):
                await child.frame()
        except BaseException:
            await self._end(child)
            raise
        return child

    async def _end(self, child: "_Child") -> None:
        self._children.discard(child)
        await child.end()


class _Child:
    """One child, as its parent sees it. The frames are those of `bot.pool.child`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._jobs: Any = process.stdin
        self._answers: Any = process.stdout

    @property
    def lives(self) -> bool:
        return self._process.returncode is None

    async def work(self, job: bytes) -> tuple[bool, Any, bool]:
        """Whether the job was done, what it gave or raised, and whether the child leaves after it."""
        try:
            self._jobs.write(len(job).to_bytes(8, "big"))
            self._jobs.write(job)
            await self._jobs.drain()
        except ConnectionError:
            await self._dead()
        answer: tuple[bool, Any, bool] = await asyncio.to_thread(pickle.loads, await self.frame())
        return answer

    async def frame(self) -> bytes:
        """The next frame it writes."""
        try:
            length = int.from_bytes(await self._answers.readexactly(8), "big")
            if length > MOST_RESULT:
                raise MemoryError
            body: bytes = await self._answers.readexactly(length)
        except asyncio.IncompleteReadError:
            await self._dead()
        return body

    async def _dead(self) -> NoReturn:
        raise ChildProcessError(f"a child process ended: {await self._process.wait()}")

    async def end(self) -> None:
        """Ends the child at once, whatever it does."""
        if self.lives:
            self._process.kill()
        self._jobs.close()
        await self._process.wait()
