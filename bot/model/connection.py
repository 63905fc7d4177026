"""One conversation with the model process, over loopback."""

import json
from contextlib import suppress
from typing import Any

import aiohttp

from bot.model.runfile import Running
from bot.model.wire import Answer, HearPlace, Refused, Request

CALL_SECONDS = 5


class Broken(Exception):
    """The connection to the model process broke, or there was none."""


async def ask(running: Running, request: Request, hear_place: HearPlace | None) -> Answer:
    """The answer to a request, however long it takes. Raises Refused and Broken."""
    try:
        async with (
            _session(running) as session,
            session.post("/generate", json=request.to_json(), timeout=aiohttp.ClientTimeout()) as response,
        ):
            if response.status != 200:
                raise Refused("failed")
            async for line in response.content:
                news = json.loads(line)
                if "done" in news:
                    return Answer(**news["done"])
                if "refused" in news:
                    raise Refused(news["refused"], news["detail"])
                if hear_place:
                    hear_place(news["place"])
    except aiohttp.ClientError as error:
        raise Broken from error
    raise Broken


async def place(running: Running) -> int:
    """How many generations are ahead of a new interactive one. Raises Broken."""
    return int((await _call(running, "GET", "/place"))["place"])


async def send_away(running: Running) -> None:
    """Asks the process to leave; one that does not answer is left alone."""
    with suppress(Broken):
        await _call(running, "POST", "/leave")


async def _call(running: Running, method: str, path: str) -> dict[str, Any]:
    try:
        async with _session(running) as session, session.request(method, path, raise_for_status=True) as response:
            answer: dict[str, Any] = await response.json()
            return answer
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Broken from error


def _session(running: Running) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        f"http://127.0.0.1:{running.port}",
        headers={"Authorization": f"Bearer {running.key}"},
        timeout=aiohttp.ClientTimeout(total=CALL_SECONDS),
    )
