"""What `duet doctor` finds: whether this installation is sound, and which engine would write a digest."""

import platform
from collections.abc import Iterator
from typing import NamedTuple

from bot import settings, wiring
from bot.core import phrases


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
    first = wiring.engines()[0]
    why = phrases.both(f"doctor.why_{first.info.why}")
    told = {lang: phrases.phrase("doctor.engine", lang, name=first.info.name, why=why[lang]) for lang in why}
    yield Finding(True, " · ".join(told.values()))
