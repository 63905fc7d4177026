"""The command line as a person meets it, without a process of its own: `duet` runs it in a thread of this one, so that
what takes seconds to import is imported once. The environment, and with it every setting, is the call's own."""

import asyncio
import contextlib
import io
import json
import re
import sys
import time
from dataclasses import dataclass
from typing import Any
from unittest import mock

from bot import __main__, settings, wiring
from tests.sims.endpoints import Asked, EndpointSim

KEY = "sk-very-secret-0123456789"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command: its exit code, its two outputs, and how long it took."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def duet(*arguments: str, sim: EndpointSim | None = None, **env: str) -> Ran:
    """Runs `duet`, with the endpoint `sim` as the one that is set; no output ever holds its key."""
    known = {
        "DUET_MODEL__ENGINE": "endpoint",
        "DUET_MODEL__NAME": "m",
        "DUET_MODEL__API_KEY": KEY,
        "DUET_MODEL__CACHE": str(settings.data_folder()),  # where no embedded model is
    }
    if sim:
        known["DUET_MODEL__BASE_URL"] = sim.base_url
    out, err = io.StringIO(), io.StringIO()
    since = time.monotonic()
    with (
        mock.patch.dict("os.environ", {**known, **env}),
        mock.patch.object(sys, "argv", ["duet", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        afresh()
        code = await asyncio.to_thread(__main__.run)
    afresh()
    assert KEY not in out.getvalue() + err.getvalue()
    return Ran(code, out.getvalue(), err.getvalue(), time.monotonic() - since)


def afresh() -> None:
    """Forgets what was made of the settings, as a new process has it."""
    settings.load.cache_clear()
    wiring.endpoints.cache_clear()


def lines(asked: Asked) -> dict[int, str]:
    """The numbered lines a model was shown."""
    return {int(n): text for n, text in re.findall(r"(?m)^(\d+) (.+)$", asked.text)}


def wants_headline(asked: Asked) -> bool:
    return "headline" in asked.schema["properties"] if asked.schema else '"headline"' in asked.text


def is_repair(asked: Asked) -> bool:
    return "A check found" in asked.text
