"""What `duet doctor` finds: whether this installation is sound, and which engine would write a digest."""

import platform
from collections.abc import Iterator
from typing import NamedTuple

from bot import settings, wiring
from bot.core import phrases
from bot.core.errors import DuetError


class Finding(NamedTuple):
    """One line of the doctor's: whether it is well, and what it is, in both languages."""

    ok: bool
    text: str


def findings() -> list[Finding]:
    """All findings, the settings first: the rest depends on them. Raises BadUse where they cannot be used."""
    settings.load()
    return [
        Finding(True, phrases.line("doctor.python", version=platform.python_version())),
        Finding(True, phrases.line("doctor.settings", path=settings.config_folder() / "duet.toml")),
        _dictionary(),
        *_engine(),
    ]


def _dictionary() -> Finding:
    entries = len(wiring.glossary())
    if entries:
        return Finding(True, phrases.line("doctor.dictionary", n=entries))
    return Finding(False, phrases.line("doctor.dictionary_missing"))


def _engine() -> Iterator[Finding]:
    """The engine that would answer, and what stands in the way of the embedded model."""
    info = wiring.engines()[0].info
    why = phrases.both(f"doctor.why_{info.why or info.kind}")
    told = {lang: phrases.phrase("doctor.engine", lang, name=info.name, why=why[lang]) for lang in why}
    yield Finding(True, " · ".join(told.values()))
    if info.why == "no_model":
        try:
            wiring.local()
        except DuetError as error:
            yield from (Finding(True, " · ".join(message.values())) for message in error.messages)
