"""One model process a machine: found, started, asked, stopped. The process is real, its model a stand-in."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.model import runfile, serve
from bot.model.process import MAX_LOG, ModelProcess, ModelSettings, ModelUnavailable
from bot.model.wire import Answer, Request
from tests.sims import model as sim

STAND_IN = (sys.executable, "-P", sim.__file__)
SECOND = 100  # tokens of the stand-in


def ask(prompt: str = "hello", seconds: float = 10.0, tokens: int = 3, **more: Any) -> Request:
    return Request(deadline=time.monotonic() + seconds, prompt=prompt, max_tokens=tokens, **more)


class Machine:
    """A machine with a model file, and what its stand-in heard."""

    def __init__(self, folder: Path, mood: bytes = b"", **settings: Any) -> None:
        self.folder = folder
        file = sim.weights(folder / "toy.gguf", mood)
        self.settings = ModelSettings(file, folder, **{"threads": 1, "idle_minutes": 0.1, **settings})

    def client(self, available: Callable[[], int | None] = lambda: None) -> ModelProcess:
        return ModelProcess(self.settings, STAND_IN, available)

    @property
    def running(self) -> runfile.Running | None:
        return runfile.look(self._run_file)[1]

    @property
    def lives(self) -> bool:
        return runfile.look(self._run_file)[0]

    @property
    def log(self) -> Path:
        return self._run_file.with_suffix(".log")

    @property
    def _run_file(self) -> Path:
        return runfile.path_in(self.folder)

    def heard(self, what: str) -> list[str]:
        return [prompt for told, prompt, _ in self._told() if told == what]

    def pids(self) -> set[int]:
        return {pid for _, _, pid in self._told()}

    def _told(self) -> list[tuple[str, str, int]]:
        file = self.folder / "heard.jsonl"
        return [tuple(json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []

    def is_dead(self) -> bool:
        self.kill()
        return not self.lives

    def kill(self) -> None:
        if running := self.running:
            os.kill(running.pid, signal.SIGKILL)


async def until(true: Callable[[], object], seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  what is waited for happens in another process
            await asyncio.sleep(0.01)


@asynccontextmanager
async def a_machine(folder: Path, mood: bytes = b"", **settings: Any) -> AsyncIterator[Machine]:
    machine = Machine(folder, mood, **settings)
    try:
        yield machine
    finally:
        await until(machine.is_dead)


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    async with a_machine(tmp_path) as machine:
        yield machine


def environment_of(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_text()


async def refusal(client: ModelProcess, request: Request) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as refused:
        await client.generate(request)
    return refused.value


async def test_it_is_started_on_first_need_and_answers(machine: Machine) -> None:
    client = machine.client()
    assert await client.place() is None
    places: list[int] = []
    answer = await client.generate(ask(alternatives=1), places.append)
    assert answer == Answer("0 1 2", tokens=3, first={"0": -0.1})
    assert places == [0]
    assert await client.place() == 0
    assert machine.running
    assert os.getpriority(os.PRIO_PROCESS, machine.running.pid) == os.getpriority(os.PRIO_PROCESS, 0) + serve.NICE


async def test_two_starters_at_once_get_one_process(machine: Machine) -> None:
    await asyncio.gather(machine.client().generate(ask()), machine.client().generate(ask()))
    assert len(machine.heard("loaded")) == 1
    assert len(machine.heard("ended")) == 2


async def test_only_who_has_the_key_is_answered(machine: Machine) -> None:
    await machine.client().generate(ask())
    assert machine.running
    assert runfile.path_in(machine.folder).stat().st_mode & 0o777 == 0o600
    assert machine.running.key not in repr(machine.running)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{machine.running.port}") as session:
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer ключ"}):
            async with session.post("/generate", json=ask().to_json(), headers=headers) as response:
                assert response.status == 401
        async with session.post("/leave") as response:
            assert response.status == 401


async def test_a_cancelled_generation_stops_and_makes_room(machine: Machine) -> None:
    client = machine.client()
    running = asyncio.create_task(client.generate(ask("endless", tokens=10 * SECOND)))
    waiting = asyncio.create_task(client.generate(ask("never begun")))
    await until(lambda: machine.heard("began"))
    next_one = asyncio.create_task(client.generate(ask("next")))
    for task in (running, waiting):
        task.cancel()
    await next_one
    assert machine.heard("stopped") == ["endless"]
    assert machine.heard("began") == ["endless", "next"]


async def test_the_deadline_stops_what_runs_and_what_waits(machine: Machine) -> None:
    client = machine.client()
    await client.generate(ask())
    before = time.monotonic()
    running, waiting = (refusal(client, ask(name, 0.3, 10 * SECOND)) for name in ("running", "waiting"))
    errors = await asyncio.gather(running, waiting)
    assert [error.key for error in errors] == ["model_late", "model_late"]
    assert time.monotonic() - before < 0.6
    await until(lambda: machine.heard("stopped"))
    assert await client.place() == 0


@pytest.mark.slow
async def test_interactive_goes_first_an_ask_goes_on_and_each_hears_its_place(machine: Machine) -> None:
    client = machine.client()
    await client.generate(ask("warm"))
    places: dict[str, list[int]] = {name: [] for name in ("first", "recap", "second", "first again")}
    tasks = []
    for name, since in (("first", 1.0), ("recap", 0.0), ("second", 2.0), ("first again", 1.0)):
        priority = "scheduled" if name == "recap" else "interactive"
        request = ask(name, tokens=10, priority=priority, since=since)
        tasks.append(asyncio.create_task(client.generate(request, places[name].append)))
        await until(lambda name=name: places[name])
    await asyncio.gather(*tasks)
    assert machine.heard("ended") == ["warm", "first", "first again", "second", "recap"]
    assert places == {"first": [0], "recap": [1, 2, 3, 2, 1, 0], "second": [1, 2, 1, 0], "first again": [1, 0]}


async def test_a_full_queue_and_a_failed_generation_have_their_reasons(tmp_path: Path) -> None:
    async with a_machine(tmp_path, queue=1) as machine:
        client = machine.client()
        assert (await refusal(client, ask("long"))).key == "model_too_long"
        assert (await refusal(client, ask("quote the secret word"))).key == "model_failed"
        assert (await refusal(client, ask(messages=(("user",),)))).key == "model_failed"
        tasks = [asyncio.create_task(client.generate(ask(name, tokens=30))) for name in "ab"]
        await until(lambda: machine.heard("began")[-1:] in (["a"], ["b"]))
        full = await refusal(client, ask())
        assert (full.key, full.detail) == ("model_busy", {"waiting": 1})
        await asyncio.gather(*tasks)


async def test_killed_in_the_middle_every_ask_is_answered_by_the_next_process(machine: Machine) -> None:
    clients = [machine.client(), machine.client()]
    tasks = [asyncio.create_task(client.generate(ask(tokens=8))) for client in clients for _ in range(4)]
    await until(lambda: len(machine.heard("ended")) == 2)
    machine.kill()
    answers = await asyncio.gather(*tasks)
    assert [answer.tokens for answer in answers] == [8] * 8
    assert len(machine.pids() & {running.pid for running in [machine.running] if running}) == 1
    assert len(machine.heard("loaded")) == 2


@pytest.mark.slow
async def test_who_kills_it_twice_is_refused_and_so_is_everybody_for_a_while(machine: Machine) -> None:
    client = machine.client()
    assert (await refusal(client, ask("crash"))).key == "model_died"
    assert len(machine.heard("loaded")) == 2
    crashing = await refusal(client, ask())
    assert (crashing.key, crashing.detail) == ("model_crashing", {"minutes": 10})
    assert len(machine.heard("loaded")) == 2


async def test_one_that_dies_while_it_loads_is_tried_twice(tmp_path: Path) -> None:
    async with a_machine(tmp_path, mood=b"crash") as machine:
        assert (await refusal(machine.client(), ask())).key == "model_crashing"
        assert len(machine.heard("loaded")) == 2


async def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    async with a_machine(tmp_path, mood=b"broken") as machine:
        error = await refusal(machine.client(), ask())
        assert (error.key, error.detail) == ("model_bad_file", {"path": machine.settings.file})
        machine.settings.file.write_text("<html>")
        assert (await refusal(machine.client(), ask())).key == "model_bad_file"
        machine.settings.file.unlink()
        assert (await refusal(machine.client(), ask())).key == "model_missing"
        assert len(machine.heard("loaded")) == 1


async def test_too_little_memory_is_said_with_both_numbers_and_nothing_is_started(machine: Machine) -> None:
    error = await refusal(machine.client(available=lambda: 100_000_000), ask())
    assert (error.key, error.detail) == ("model_no_memory", {"need": 269, "free": 100})
    assert not machine.lives
    assert not machine.heard("loaded")


async def test_a_folder_that_cannot_be_used_is_one_sentence(machine: Machine) -> None:
    (machine.folder / "file").touch()
    settings = ModelSettings(machine.settings.file, machine.folder / "file")
    error = await refusal(ModelProcess(settings, STAND_IN, lambda: None), ask())
    assert error.key == "model_cannot_start"
    assert error.detail["why"]


async def test_a_missing_runtime_is_one_sentence(machine: Machine) -> None:
    command = (sys.executable, "-c", f"import sys; sys.exit({serve.NO_RUNTIME})")
    assert (await refusal(ModelProcess(machine.settings, command, lambda: None), ask())).key == "model_no_runtime"


@pytest.mark.slow
async def test_it_leaves_when_nobody_asks_and_comes_back_when_somebody_does(tmp_path: Path) -> None:
    async with a_machine(tmp_path, idle_minutes=0.2 / 60) as machine:
        client = machine.client()
        await client.generate(ask(tokens=40))
        await until(lambda: not machine.lives)
        assert await client.place() is None
        assert (await client.generate(ask())).tokens == 3
        assert len(machine.heard("loaded")) == 2


async def test_it_can_be_sent_away(machine: Machine) -> None:
    client = machine.client()
    await client.generate(ask())
    await client.stop()
    await until(lambda: not machine.lives)


@pytest.mark.slow
async def test_other_settings_replace_it(machine: Machine) -> None:
    await machine.client().generate(ask())
    first = machine.running
    machine.settings = ModelSettings(machine.settings.file, machine.folder, context=2048, threads=1)
    await machine.client().generate(ask())
    assert machine.running
    assert first
    assert machine.running.pid != first.pid
    assert machine.running.identity != first.identity


@pytest.mark.slow
async def test_a_stale_run_file_sends_nothing_to_whoever_listens_there_now(machine: Machine) -> None:
    strangers_heard: list[bytes] = []

    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        strangers_heard.append(await reader.read(100))
        writer.close()

    async with await asyncio.start_server(stranger, "127.0.0.1", 0) as server:
        client = machine.client()
        await client.generate(ask())
        left = machine.running
        machine.kill()
        await until(lambda: not machine.lives)
        assert left
        stale = {
            "pid": left.pid,
            "key": left.key,
            "identity": left.identity,
            "port": server.sockets[0].getsockname()[1],
        }
        runfile.path_in(machine.folder).write_text(json.dumps(stale))
        assert await client.place() is None
        assert (await client.generate(ask())).tokens == 3
    assert strangers_heard == []


async def test_no_word_of_a_text_and_no_secret_of_the_bot_gets_out(machine: Machine, monkeypatch: Any) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "top-secret")
    machine.log.write_bytes(b"x" * (MAX_LOG + 1))
    client = machine.client()
    await client.generate(ask("whistleblower"))
    await refusal(client, ask("quote whistleblower"))
    assert machine.running
    log = machine.log.read_text()
    assert "loaded in" in log
    assert "RuntimeError" in log
    assert "xxx" not in log
    assert "whistleblower" not in log
    with suppress(FileNotFoundError):
        assert "top-secret" not in environment_of(machine.running.pid)


@pytest.mark.slow
async def test_who_gives_up_while_it_loads_leaves_it_loading_for_the_next(tmp_path: Path) -> None:
    async with a_machine(tmp_path, mood=b"slow") as machine:
        client = machine.client()
        assert (await refusal(client, ask(seconds=0.5))).key == "model_late"
        assert (await client.generate(ask())).tokens == 3
        assert len(machine.heard("loaded")) == 1


@pytest.mark.slow
async def test_when_the_one_that_loads_is_killed_another_starter_takes_over(tmp_path: Path) -> None:
    async with a_machine(tmp_path, mood=b"slow") as machine:
        tasks = [asyncio.create_task(machine.client().generate(ask(seconds=20))) for _ in range(2)]
        await until(lambda: machine.heard("loaded"))
        os.kill(next(iter(machine.pids())), signal.SIGKILL)
        answers = await asyncio.gather(*tasks)
        assert [answer.tokens for answer in answers] == [3, 3]
        assert len(machine.heard("loaded")) == 2


@pytest.mark.slow
async def test_twenty_asks_of_three_generations_are_all_answered_by_their_deadline(machine: Machine) -> None:
    client = machine.client()
    await client.generate(ask())
    began = time.monotonic()

    async def one(since: float) -> bool:
        with suppress(ModelUnavailable):
            for _ in range(3):
                await client.generate(Request(began + 3, prompt="ask", max_tokens=20, since=since))
            return True
        return False

    done = await asyncio.gather(*(one(began + number) for number in range(20)))
    assert time.monotonic() - began < 3.5
    assert 3 <= sum(done) < 20
