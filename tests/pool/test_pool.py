import asyncio
import ctypes
import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from bot.core.choose import choose
from bot.pool.pool import Pool, PoolSettings
from bot.reading.limits import ReadingError
from bot.reading.text import text_document

MEGABYTE = 1_000_000


def no_such_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
async def pool():
    async with Pool(PoolSettings(processes=1)) as one:
        yield one


async def test_a_job_gives_what_its_function_returns_and_runs_in_a_child(pool):
    assert await pool.run(divmod, 7, 2, seconds=5) == (3, 1)
    assert await pool.run(os.getpid, seconds=5) not in (os.getpid(), 0)


async def test_a_child_is_kept_for_the_next_job(pool):
    assert await pool.run(os.getpid, seconds=5) == await pool.run(os.getpid, seconds=5)


async def test_what_a_function_raises_is_raised(pool):
    with pytest.raises(ValueError, match="invalid literal"):
        await pool.run(int, "x", seconds=5)


async def test_a_reason_keeps_its_detail(pool):
    with pytest.raises(ReadingError) as caught:
        await pool.run(raising, seconds=5)
    assert (caught.value.reason, caught.value.detail) == ("too_large", {"megabytes": "8"})


@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        pytest.param(ctypes.string_at, (0,), ChildProcessError, id="crashes"),
        pytest.param(os.abort, (), ChildProcessError, id="aborts"),
        pytest.param(os._exit, (0,), ChildProcessError, id="leaves"),
        pytest.param(bytearray, (600 * MEGABYTE,), MemoryError, id="asks for more memory than it may have"),
        pytest.param(bytearray, (400 * MEGABYTE,), MemoryError, id="comes near the end of its memory"),
        pytest.param(bytearray, (70 * MEGABYTE,), MemoryError, id="gives too large a result"),
        pytest.param(open, (os.devnull,), ChildProcessError, id="gives what cannot travel"),
    ],
)
async def test_a_bad_job_costs_itself_one_error_and_the_next_one_nothing(pool, function, arguments, error):
    with pytest.raises(error):
        await pool.run(function, *arguments, seconds=20)
    assert await pool.run(abs, -1, seconds=5) == 1


async def test_a_job_that_hangs_is_ended_in_time(pool):
    began = time.perf_counter()
    with pytest.raises(TimeoutError):
        await pool.run(time.sleep, 60, seconds=0.2)
    assert time.perf_counter() - began < 5
    assert await pool.run(abs, -1, seconds=5) == 1


async def test_another_job_is_not_hurt_by_one_that_is_killed():
    async with Pool(PoolSettings(processes=2)) as two:
        bad, good = await asyncio.gather(
            two.run(time.sleep, 60, seconds=0.1), two.run(time.sleep, 0.3, seconds=5), return_exceptions=True
        )
    assert isinstance(bad, TimeoutError)
    assert good is None


async def test_no_more_jobs_run_at_once_than_there_are_children(pool):
    pids = await asyncio.gather(*(pool.run(os.getpid, seconds=5) for _ in range(5)))
    assert len(set(pids)) == 1


async def test_waiting_for_a_child_is_no_work(pool):
    await asyncio.gather(*(pool.run(time.sleep, 0.2, seconds=0.4) for _ in range(4)))


async def test_a_cancelled_job_ends_at_once_with_its_child(pool):
    pid = await pool.run(os.getpid, seconds=5)
    job = asyncio.create_task(pool.run(time.sleep, 60, seconds=60))
    await asyncio.sleep(0.05)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert no_such_process(pid)


async def test_a_child_that_dies_between_jobs_is_replaced(pool):
    pid = await pool.run(os.getpid, seconds=5)
    os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(0.2)
    assert await pool.run(os.getpid, seconds=5) != pid


async def test_a_child_that_held_much_memory_is_replaced(pool):
    pid = await pool.run(os.getpid, seconds=5)
    assert await pool.run(len, bytes(130 * MEGABYTE), seconds=10) == 130 * MEGABYTE
    assert await pool.run(os.getpid, seconds=5) != pid


async def test_closing_ends_all_children_and_what_runs_in_them():
    async with Pool(PoolSettings(processes=2)) as pool:
        pid = await pool.run(os.getpid, seconds=5)
        job = asyncio.create_task(pool.run(time.sleep, 60, seconds=60))
        await asyncio.sleep(0.05)
    with pytest.raises(ChildProcessError):
        await job
    assert no_such_process(pid)


async def test_leaving_at_once_leaves_nothing_behind():
    async with Pool():
        pass


async def test_a_child_that_cannot_start_is_an_error():
    async with Pool(PoolSettings(modules=("bot.no_such_module",))) as pool:
        with pytest.raises(ChildProcessError):
            await pool.run(abs, 1, seconds=5)


async def test_what_a_job_prints_goes_nowhere(pool, capfd):
    await pool.run(print, "forged line", seconds=5)
    await pool.run(os.system, "echo forged line >&2", seconds=5)
    assert capfd.readouterr() == ("", "")


async def test_a_child_leaves_no_image_of_its_memory(pool):
    assert await pool.run(resource.getrlimit, resource.RLIMIT_CORE, seconds=5) == (0, 0)


def test_a_child_outlives_its_killed_parent_by_its_job_at_most():
    program = (
        "import asyncio, os; from bot.pool.pool import Pool\n"
        "async def main():\n"
        "    async with Pool() as pool:\n"
        "        print(await pool.run(os.getpid, seconds=5), flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline() or 0)
        parent.kill()
    assert child
    for _ in range(500):
        if no_such_process(child):
            return
        time.sleep(0.01)
    pytest.fail("the child is there five seconds later")


@pytest.mark.slow
async def test_choosing_in_a_child_leaves_the_loop_its_turns():
    document = text_document(
        "".join(f"The council said on Monday that bridge {n} will cost {7 * n} million euros. " for n in range(6000)),
        kind="pasted",
        longest=400_000,
    )

    async def longest_stall(pool):
        stalls = []

        async def beat():
            while True:
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                stalls.append(time.perf_counter() - began - 0.005)

        beating = asyncio.create_task(beat())
        assert await pool.run(choose, document, {}, 5, seconds=60) == choice
        beating.cancel()
        return max(stalls)

    choice = choose(document, {}, 5)
    async with Pool(PoolSettings(processes=1)) as pool:
        assert min([await longest_stall(pool) for _ in range(3)]) < 0.1  # a busy machine may stall one of them
    assert len(document.text) == 400_000


def raising():
    raise ReadingError("too_large", megabytes="8")
