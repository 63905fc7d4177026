"""The embedded model as other parts see it: one model process a machine, found or started, and asked over loopback.

DuetError
└── NoEngine
    └── ModelUnavailable    it cannot be had:  model_missing, model_bad_file, model_no_runtime, model_no_memory,
                                               model_cannot_start, model_died, model_crashing
                            not for this one:  model_busy, model_late, model_too_long, model_failed
"""

import asyncio
import hashlib
import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot import __version__
from bot.core.errors import NoEngine
from bot.model import connection, gguf, memory, runfile, serve, threads
from bot.model.runfile import Running
from bot.model.wire import Answer, HearPlace, Refused, Request

COMMAND = (sys.executable, "-P", "-m", "bot.model.serve")
MAX_LOG = 256 * 1024
POLL_SECONDS = 0.05
# The connections of a process that dies may close an instant before its lock on the run file is free.
GRACE_SECONDS = 0.2
# Two deaths within the first time: not started again for the second.
CRASH_SPAN = 60.0
CRASH_PAUSE = 600.0


class ModelUnavailable(NoEngine):
    """The embedded model cannot answer; the caller writes extracts and says why."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`folder` holds the run file and the log; `threads` 0 means one a physical core, at most four."""

    file: Path
    folder: Path
    context: int = 4096
    threads: int = 0
    queue: int = 32
    idle_minutes: float = 15


class ModelProcess:
    """A client of the machine's model process, which it starts when first needed and again when it died."""

    def __init__(
        self,
        settings: ModelSettings,
        command: Sequence[str] = COMMAND,
        available: Callable[[], int | None] = memory.available,
    ) -> None:
        self._settings = settings
        self._command = tuple(command)
        self._available = available
        self._run_file = runfile.path_in(settings.folder)
        self._finding = asyncio.Lock()
        self._started: subprocess.Popen[bytes] | None = None
        self._deaths: dict[int, float] = {}  # when, by process id: many callers may notice the same death

    async def generate(self, request: Request, hear_place: HearPlace | None = None) -> Answer:
        """The model's answer, by `request.deadline`; cancelling the call stops the generation.

        `hear_place` hears how many generations are ahead, 0 when its own begins. Where the model process dies, the
        generation is made again once. Raises ModelUnavailable.
        """
        try:
            async with asyncio.timeout(request.deadline - time.monotonic()):
                for _ in range(2):
                    running = await self._find_or_start()
                    try:
                        return await connection.ask(running, request, hear_place)
                    except connection.Broken:
                        self._note_broken(running)
                        await asyncio.sleep(GRACE_SECONDS)
        except TimeoutError:
            raise ModelUnavailable("model_late") from None
        except Refused as refused:
            raise ModelUnavailable(f"model_{refused.reason}", refused.detail) from None
        raise ModelUnavailable("model_died")

    async def place(self) -> int | None:
        """How many generations are ahead of a new interactive one; None where no model process answers."""
        _, running = runfile.look(self._run_file)
        try:
            return await connection.place(running) if running else None
        except connection.Broken:
            return None

    async def stop(self) -> None:
        """Sends the machine's model process away, whoever started it, so that its memory comes back at once."""
        _, running = runfile.look(self._run_file)
        if running:
            await connection.send_away(running)

    async def _find_or_start(self) -> Running:
        async with self._finding:
            options = _options(self._settings, self._run_file)
            while True:
                lives, running = runfile.look(self._run_file)
                if running and running.identity == options.identity:
                    return running
                if running:
                    await connection.send_away(running)
                elif not lives and not self._is_starting():
                    self._check_crashes()
                    self._started = await asyncio.to_thread(self._start, options)
                await asyncio.sleep(POLL_SECONDS)

    def _is_starting(self) -> bool:
        """Whether the process started last has not ended. Raises ModelUnavailable where starting it again is no use."""
        if not self._started:
            return False
        status = self._started.poll()
        if status is None:
            return True
        if status not in (0, serve.ALREADY):
            self._deaths.setdefault(self._started.pid, time.monotonic())
        self._started = None
        if status == serve.BAD_FILE:
            raise ModelUnavailable("model_bad_file", {"path": self._settings.file})
        if status == serve.NO_RUNTIME:
            raise ModelUnavailable("model_no_runtime")
        return False

    def _note_broken(self, running: Running) -> None:
        """A process that leaves of its own accord has emptied its run file before."""
        if runfile.read(self._run_file) == running:
            self._deaths.setdefault(running.pid, time.monotonic())

    def _check_crashes(self) -> None:
        last = sorted(self._deaths.values())[-2:]
        pause = CRASH_PAUSE - (time.monotonic() - last[-1]) if last else 0
        if len(last) == 2 and last[1] - last[0] <= CRASH_SPAN and pause > 0:
            raise ModelUnavailable("model_crashing", {"minutes": math.ceil(pause / 60)})

    def _start(self, options: serve.Options) -> subprocess.Popen[bytes]:
        _check_memory(self._settings, self._available())
        try:
            process = _spawn(self._command, options, self._settings.folder)
        except OSError as error:
            raise ModelUnavailable("model_cannot_start", {"why": error.strerror}) from error
        threading.Thread(target=process.wait, daemon=True).start()  # else it stays a zombie once it ended
        return process


def _options(settings: ModelSettings, run_file: Path) -> serve.Options:
    """What the model process is told; its identity changes with whatever makes another process of it."""
    try:
        seen = settings.file.stat()
    except OSError:
        raise ModelUnavailable("model_missing", {"path": settings.file}) from None
    file = str(settings.file.resolve())
    count = settings.threads or threads.default()
    told = (file, settings.context, count, settings.queue, settings.idle_minutes * 60)
    identity = hashlib.sha256(repr((__version__, seen.st_size, seen.st_mtime_ns, told)).encode()).hexdigest()
    return serve.Options(*told, run_file=str(run_file), identity=identity)


def _check_memory(settings: ModelSettings, free: int | None) -> None:
    try:
        need = memory.needed(gguf.shape(settings.file), settings.context)
    except (gguf.NotGguf, OSError):
        raise ModelUnavailable("model_bad_file", {"path": settings.file}) from None
    if free is not None and free < need:
        raise ModelUnavailable("model_no_memory", {"need": _megabytes(need), "free": _megabytes(free)})


def _megabytes(count: int) -> int:
    return round(count / 1e6)


def _spawn(command: Sequence[str], options: serve.Options, folder: Path) -> subprocess.Popen[bytes]:
    """Starts the model process in a session of its own: it outlives the process that first needed it.

    Its environment is made anew, so that no token or key of the bot gets into it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(options.run_file).with_suffix(".log")
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path),
        "GGML_NO_BACKTRACE": "1",  # else it calls a debugger when it aborts
        # How long its threads spin before they wait for each other asleep. By libgomp's own choice they spin so long
        # that, where something else keeps one of two cores busy, half a token a second is left; so it is eight, and
        # twenty as before where nothing does.
        "GOMP_SPINCOUNT": "1000",
    }
    with path.open("wb" if path.exists() and path.stat().st_size > MAX_LOG else "ab") as log:
        return subprocess.Popen(  # noqa: S603  our own interpreter and module
            [*command, json.dumps(asdict(options))],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
