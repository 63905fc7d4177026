"""The model process: `python -m bot.model.serve OPTIONS`, started by `bot.model.process` when first needed.

It answers on a random port of 127.0.0.1 to who shows its key, works on one generation at a time, and leaves by itself
when nobody has asked for a while. No text it is given is written anywhere.
"""

import asyncio
import faulthandler
import json
import logging
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.model import runfile

if TYPE_CHECKING:
    from bot.model.service import Backend, Service

log = logging.getLogger("duet.model")

# How it ends, for the one that started it; anything else is a crash (sysexits.h).
ALREADY = os.EX_TEMPFAIL  # another model process lives
BAD_FILE = os.EX_DATAERR  # llama.cpp does not take the file
NO_RUNTIME = os.EX_UNAVAILABLE  # xllamacpp cannot be imported

NICE = 5  # the chat loop goes first
OOM_SCORE = (
    "500"  # where memory runs out after all, the kernel takes the model, not the bot (proc_pid_oom_score_adj(5))
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the starting process says, as a JSON object in the only argument."""

    file: str
    context: int
    threads: int
    queue: int
    idle_seconds: float
    run_file: str
    identity: str


Load = Callable[[Options], "Backend"]


def _llama(options: Options) -> "Backend":
    from bot.model.llama import Llama

    return Llama(Path(options.file), options.context, options.threads)


def main(arguments: Sequence[str], load: Load = _llama) -> int:
    """Runs the model process to its end; the exit status says how it ended."""
    options = Options(**json.loads(arguments[0]))
    lock = runfile.take(Path(options.run_file))
    if lock is None:
        return ALREADY
    _step_back()
    _keep_log()
    began = time.monotonic()
    try:
        backend = load(options)
    except ImportError as error:
        log.error("xllamacpp cannot be imported: %s", error)
        return NO_RUNTIME
    except ValueError:
        log.error("the file cannot be loaded")
        return BAD_FILE
    log.info("loaded in %.1f s with %d threads", time.monotonic() - began, options.threads)
    _silence_native_code()
    asyncio.run(_serve(backend, options, lock))
    log.info("left")
    return 0


def _step_back() -> None:
    os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")


def _keep_log() -> None:
    """Our own lines, and a crash's stack, go where standard error was at the start."""
    stream = os.fdopen(os.dup(sys.stderr.fileno()), "w", buffering=1)
    logging.basicConfig(stream=stream, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    faulthandler.enable(stream)


def _silence_native_code() -> None:
    """From now on native code sees texts, and what it prints may quote them."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


async def _serve(backend: "Backend", options: Options, lock: int) -> None:
    from aiohttp import web

    from bot.model.service import Service

    key = secrets.token_urlsafe(32)
    service = Service(backend, key, options.queue)
    runner = web.AppRunner(service.app(), access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, service.leaving.set)
    runfile.announce(lock, runfile.Running(os.getpid(), runner.addresses[0][1], key, options.identity))
    await _until_leaving(service, options.idle_seconds)
    runfile.clear(lock)
    await runner.cleanup()


async def _until_leaving(service: "Service", idle_seconds: float) -> None:
    while not service.leaving.is_set() and service.queue.idle_seconds < idle_seconds:
        with suppress(TimeoutError):
            async with asyncio.timeout(idle_seconds / 4):
                await service.leaving.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
