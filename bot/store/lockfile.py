"""Locks that end with their process, as files beside an SQLite database."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

PAUSE = 0.02  # seconds between two tries


class LockFile:
    """A lock on a file of its own, held from `take` until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Whether the lock is held here now. Raises OSError where the file cannot be made."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        # The file stays: another process may have opened it already and would lock what nobody else finds any more.
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """A block only one process at a time is in; waits for its turn."""
    lock = LockFile(path)
    while not lock.take():  # noqa: ASYNC110  the one to wait for is another process
        await asyncio.sleep(PAUSE)
    try:
        yield
    finally:
        lock.release()
