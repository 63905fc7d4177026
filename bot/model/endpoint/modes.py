"""How each endpoint was last seen to take the shape of an answer, kept in a small file: the next process need not find
it out again."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.model.endpoint.options import MODES, EndpointSettings, Mode

BELIEVED = timedelta(days=7)  # then all ways are tried again: servers learn better ones


@dataclass(frozen=True, slots=True)
class Modes:
    """The file at `path`. Without it, or where it cannot be used, nothing is known, and nothing is lost but a request.

    Two processes that write at once may lose one entry; the next answer brings it back.
    """

    path: Path

    def get(self, settings: EndpointSettings, now: datetime) -> Mode | None:
        """The mode that worked, if it was seen to lately."""
        match self._read().get(_key(settings)):
            case [mode, float(at)] if mode in MODES and 0 <= now.timestamp() - at < BELIEVED.total_seconds():
                found: Mode = mode
                return found
        return None

    def put(self, settings: EndpointSettings, mode: Mode, now: datetime) -> None:
        """Remembers a mode that worked."""
        entries = {**self._read(), _key(settings): [mode, now.timestamp()]}
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(entries), encoding="utf-8")
            fresh.replace(self.path)

    def _read(self) -> dict[str, object]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def _key(settings: EndpointSettings) -> str:
    """One endpoint as a hash: an address is nobody's to read here."""
    asked = json.dumps([settings.provider, settings.url, settings.name])
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()
