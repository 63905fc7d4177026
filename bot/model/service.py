"""What the model process answers over loopback: a generation, how long the queue is, and that it leaves."""

import asyncio
import hmac
import json
import logging
import os
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any, Protocol

from aiohttp import web

from bot.model.queue import Queue
from bot.model.wire import Answer, Refused, Request

log = logging.getLogger("duet.model")

# A generation that does not stop within this many seconds hangs, and would block the queue for ever.
STOP_SECONDS = 30
# What a token costs to write, in tokens to read: measured on two cores without a graphics card.
WRITING_COST = 3
BYTES_PER_TOKEN = 4
MAX_BODY = 1 << 20

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Backend(Protocol):
    """Writes one text at a time."""

    def generate(self, request: Request, stopped: Callable[[], bool]) -> Answer:
        """Blocks; gives up soon after `stopped` turns true. Raises Refused."""


class Service:
    """One backend behind one queue. `leaving` is set when somebody with the key asks the process to leave."""

    def __init__(self, backend: Backend, key: str, limit: int) -> None:
        self.queue = Queue(limit)
        self.leaving = asyncio.Event()
        self._backend = backend
        self._expected = f"Bearer {key}".encode()
        self._thread = ThreadPoolExecutor(1)

    def app(self) -> web.Application:
        """The application, to be run so that a handler is cancelled when its client goes away."""
        app = web.Application(middlewares=[self._guard], client_max_size=MAX_BODY)
        app.router.add_post("/generate", self._generate)
        app.router.add_get("/place", self._place)
        app.router.add_post("/leave", self._leave)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), self._expected):
            raise web.HTTPUnauthorized
        return await handler(request)

    async def _place(self, _: web.Request) -> web.Response:
        return web.json_response({"place": self.queue.waiting})

    async def _leave(self, _: web.Request) -> web.Response:
        self.leaving.set()
        return web.json_response({})

    async def _generate(self, http: web.Request) -> web.StreamResponse:
        """Newline-delimited JSON: {"place": n} each time it changes, then {"done": …} or {"refused": …}."""
        try:
            request = Request.from_json(await http.json())
        except (TypeError, ValueError):
            raise web.HTTPBadRequest from None
        response = web.StreamResponse()
        await response.prepare(http)
        async with aclosing(self._news(request)) as news:
            async for piece in news:
                await response.write(json.dumps(piece).encode() + b"\n")
        return response

    async def _news(self, request: Request) -> AsyncGenerator[dict[str, Any], None]:
        try:
            with self.queue.join(request.priority, request.since, request.deadline, _size(request)) as job:
                async for ahead in self.queue.turn(job):
                    yield {"place": ahead}
                yield {"place": 0}
                answer = await self._answer(request)
        except Refused as refused:
            yield {"refused": refused.reason, "detail": refused.detail}
        except Exception as error:
            log.error("a generation failed: %s", type(error).__name__)  # its message may quote the prompt
            yield {"refused": "failed", "detail": {}}
        else:
            yield {"done": answer.to_json()}

    async def _answer(self, request: Request) -> Answer:
        stop = threading.Event()
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._thread, self._backend.generate, request, stop.is_set)
        try:
            async with asyncio.timeout(request.deadline - time.monotonic()):
                return await asyncio.shield(work)
        except TimeoutError:
            raise Refused("late") from None
        finally:
            stop.set()
            await _ended(work)


async def _ended(work: asyncio.Future[Answer]) -> None:
    """Waits until the thread is free again. Gives the whole process up where it does not come back."""
    await asyncio.wait([work], timeout=STOP_SECONDS)
    if not work.done():
        log.error("a generation did not stop within %d s", STOP_SECONDS)
        os._exit(os.EX_SOFTWARE)


def _size(request: Request) -> float:
    prompt = len(request.prompt.encode()) + sum(len(content.encode()) for _, content in request.messages)
    return prompt / BYTES_PER_TOKEN + WRITING_COST * request.max_tokens
