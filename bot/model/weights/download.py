"""A file from an address: HTTP, going on where the last try ended."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot.model.weights.errors import SourceFailed, Why
from bot.model.weights.place import BLOCK, Progress, size_of

if TYPE_CHECKING:
    import aiohttp

TRIES = 5  # connections for one file, each of which must bring something
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


@dataclass(frozen=True, slots=True)
class Reach:
    """How sources are reached. `proxy` may carry a password; without one, the system's own proxy settings hold."""

    endpoint: str = "https://huggingface.co"
    proxy: str | None = field(default=None, repr=False)
    connect_seconds: float = 5.0
    silence_seconds: float = 15.0


async def fetch(url: str, partial: Path, size: int, reach: Reach, progress: Progress) -> None:
    """Brings the file `partial` to `size` bytes from `url`, keeping the bytes it has.
    Raises SourceFailed (what had come is kept), and OSError for the disk's troubles."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=None, connect=reach.connect_seconds, sock_read=reach.silence_seconds)
    async with aiohttp.ClientSession(
        timeout=timeout, trust_env=reach.proxy is None, auto_decompress=False, read_bufsize=BLOCK
    ) as session:
        for left in reversed(range(TRIES)):
            have = size_of(partial)
            if have == size:
                return
            try:
                with _translated():
                    await _go_on(session, url, partial, size, reach.proxy, progress)
            except SourceFailed:
                if not left or size_of(partial) <= have:
                    raise


async def _go_on(
    session: "aiohttp.ClientSession", url: str, partial: Path, size: int, proxy: str | None, progress: Progress
) -> None:
    """One connection's worth of bytes. A server that knows no ranges begins again."""
    have = size_of(partial)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    async with session.get(url, headers=headers, proxy=proxy) as response:
        start = _start(response, have, size)
        with _appending(partial, start) as file:
            async for block in response.content.iter_chunked(BLOCK):
                file.write(block)
                progress(file.tell(), size)
    if size_of(partial) < size:
        raise SourceFailed(Why.CUT)


def _start(response: "aiohttp.ClientResponse", have: int, size: int) -> int:
    """Where in the file the answer begins. Raises SourceFailed unless it is, by its length, the rest of the file:
    a sign-in page that answers for everything must not cost the bytes there are."""
    if response.status == 200 and response.content_length == size:
        return 0
    if response.status == 206:
        told = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if told and int(told[1]) == have and int(told[2]) == size and response.content_length == size - have:
            return have
    if response.status in (200, 206):
        raise SourceFailed(Why.OTHER_FILE)
    raise SourceFailed(Why.REFUSED, response.status)


@contextmanager
def _appending(partial: Path, start: int) -> Iterator[BinaryIO]:
    """The partial file, open for writing from `start`, and safe on the disk when left."""
    with partial.open("ab" if start else "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _translated() -> Iterator[None]:
    """aiohttp's errors as SourceFailed. The disk's pass: they are no ClientError."""
    import aiohttp

    try:
        yield
    except aiohttp.ClientSSLError as error:
        raise SourceFailed(Why.CERTIFICATE) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise SourceFailed(Why.UNREACHABLE) from error
    except aiohttp.ClientResponseError as error:
        raise SourceFailed(Why.REFUSED, error.status) from error
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise SourceFailed(Why.BAD_ADDRESS) from error
    except TimeoutError as error:
        raise SourceFailed(Why.TOO_SLOW) from error
    except aiohttp.ClientError as error:
        raise SourceFailed(Why.CUT) from error
