"""A web to read in tests: raw servers that behave badly, a CONNECT proxy, and names that lead where a test wants."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field

Talk = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A TCP server that reads one request's head and leaves the rest to `talk`; `heads` are those it was sent."""

    talk: Talk
    heads: list[bytes] = field(default_factory=list)
    port: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        await self.talk(head, writer)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextlib.asynccontextmanager
async def serving(talk: Talk, host: str = "127.0.0.1", port: int = 0, ssl=None) -> AsyncIterator[Server]:
    """A server while it runs, on any free port of `host`."""
    server = Server(talk)
    async with _listening(server, host, port, ssl):
        yield server


@contextlib.asynccontextmanager
async def _listening(server, host: str, port: int = 0, ssl=None) -> AsyncIterator[None]:
    """Gives every connection to `server.answer`, and ends those that are left."""
    open_ones: set[asyncio.Task] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await server.answer(reader, writer)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        writer.transport.abort()
        open_ones.discard(asyncio.current_task())

    running = await asyncio.start_server(connected, host, port, ssl=ssl)
    server.port = running.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        running.close()
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones)
        await asyncio.sleep(0)


def page(body: bytes, *fields: str, status: str = "200 OK") -> bytes:
    """An answer with a length."""
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def saying(answer: bytes) -> Talk:
    """Answers every request the same."""

    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return talk


def endless(begin: bytes, again: bytes, pause: float = 0) -> Talk:
    """Says `begin`, and then `again` until nobody listens any more."""

    async def talk(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause)

    return talk


@dataclass
class Proxy:
    """An HTTP proxy that opens tunnels (CONNECT) and nothing else; `asked` are their ends."""

    refuses: int = 0
    credentials: bytes = b""
    asked: list[str] = field(default_factory=list)
    port: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, end, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        self.asked.append(end)
        if self.refuses or method != "CONNECT" or self.credentials not in head:
            code = self.refuses or (407 if method == "CONNECT" else 405)
            writer.write(f"HTTP/1.1 {code} No\r\nContent-Length: 0\r\n\r\n".encode())
        else:
            host, _, port = end.rpartition(":")
            there = await asyncio.open_connection(host.strip("[]"), int(port))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_pass(reader, there[1]), _pass(there[0], writer))


@contextlib.asynccontextmanager
async def proxying(**behaviour) -> AsyncIterator[Proxy]:
    """A proxy while it runs."""
    proxy = Proxy(**behaviour)
    async with _listening(proxy, "127.0.0.1"):
        yield proxy


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


class Names:
    """What stands in for the DNS: `answers` has for a name what each look-up gives in turn, the last one for ever."""

    def __init__(self, answers: dict[str, list[list[str]]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, host, port, *_, **__):
        name = host.decode() if isinstance(host, bytes) else host
        self.asked.append(name)
        if name not in self.answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        found = self.answers[name][0] if len(self.answers[name]) == 1 else self.answers[name].pop(0)
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (one, port, 0, 0))
            if ":" in one
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in found
        ]


_watching: list[list[tuple[str, int]]] = []
_hearing: list[bool] = []


def _hear(event: str, args: tuple) -> None:
    if event == "socket.connect":
        for heard in _watching:
            heard.append(args[1][:2])


@contextlib.contextmanager
def connects() -> Iterator[list[tuple[str, int]]]:
    """The addresses that this process connects to meanwhile, as the interpreter itself reports them."""
    if not _hearing:
        sys.addaudithook(_hear)  # for good: an audit hook cannot be taken away
        _hearing.append(True)
    heard: list[tuple[str, int]] = []
    _watching.append(heard)
    try:
        yield heard
    finally:
        _watching.remove(heard)
