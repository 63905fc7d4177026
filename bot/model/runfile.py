"""The file by which the processes of one machine find the one model process.

The model process holds a lock on it for its whole life, which the system releases however that life ends: a free lock
means there is none. It writes where it listens and its key into it once it can answer.
"""

import fcntl
import json
import os
import platform
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

# A look at the lock takes it for an instant, shared; whoever wants it for good tries again for this long.
PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Running:
    """A model process that answers on 127.0.0.1:`port` to who shows `key`; `identity` says which model and how set."""

    pid: int
    port: int
    key: str = field(repr=False)
    identity: str


def path_in(folder: Path) -> Path:
    """The run file of this machine. Containers that share a folder have their own: they do not share a loopback."""
    return folder / f"model-{platform.node() or 'here'}.json"


def take(path: Path) -> int | None:
    """The run file, locked and empty, as a file descriptor; None where another process holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                return None
            time.sleep(0.02)
        else:
            os.ftruncate(descriptor, 0)
            return descriptor


def announce(descriptor: int, running: Running) -> None:
    """Writes into a taken run file that the model answers from now on."""
    os.pwrite(descriptor, json.dumps(asdict(running)).encode(), 0)


def clear(descriptor: int) -> None:
    """Empties a taken run file: the model process leaves of its own accord."""
    os.ftruncate(descriptor, 0)


def look(path: Path) -> tuple[bool, Running | None]:
    """Whether a model process lives, and where it answers, None while it loads."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # none, or no folder to hold one
        return False, None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True, read(path)
    else:
        return False, None
    finally:
        os.close(descriptor)


def read(path: Path) -> Running | None:
    """What the run file says, whether or not its process still lives."""
    try:
        return Running(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):  # none, empty, or being written
        return None
