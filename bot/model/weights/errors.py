"""What can go wrong with weights.

DuetError
├── BadUse             unknown_model, not_gguf, unreadable_file, bad_models_file          exit code 2
└── WeightsError       not_installed, wrong_hash, no_space, weights_locked, bad_cache     exit code 1
    └── CannotBeHad    no source could give the file; carries a Failure of each           exit code 1
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core import phrases
from bot.core.errors import DuetError
from bot.core.types import LANGUAGES, Texts


class Why(StrEnum):
    """Why a source failed; each is the phrase `weights.<value>`."""

    UNREACHABLE = "unreachable"  # no connection
    CERTIFICATE = "certificate"  # its certificate, or that of a proxy on the way, is not trusted
    BAD_ADDRESS = "bad_address"  # the address or the proxy's is none
    REFUSED = "refused"  # an answer of another status than success
    TOO_SLOW = "too_slow"  # connected, then silence
    CUT = "cut"  # broke off, again and again
    OTHER_FILE = "other_file"  # what it offers is not the file, by size or form
    WRONG_HASH = "wrong_hash"  # all bytes came and are not the pinned ones
    NOT_OFFERED = "not_offered"  # the package index does not have it
    NO_PIP = "no_pip"  # this Python has no pip
    PIP_FAILED = "pip_failed"  # pip failed in a way of its own


class SourceFailed(Exception):
    """A source could not give the file; the next one is tried."""

    def __init__(self, why: Why, status: int | None = None) -> None:
        self.why = why
        self.status = status
        super().__init__(why.value)


@dataclass(frozen=True, slots=True)
class Failure:
    """A source by the name people know it by, and why it failed; `status` is the HTTP status where that is why."""

    source: str
    why: Why
    status: int | None = None


class WeightsError(DuetError):
    """A model's file is not there, not right, or cannot be put where it belongs: it cannot answer."""

    exit_code = 4


class CannotBeHad(WeightsError):
    """Every source failed."""

    def __init__(self, name: str, failures: Sequence[Failure]) -> None:
        super().__init__("cannot_be_had", {"name": name})
        self.failures = tuple(failures)
        told = "; ".join(f"{one.source} {one.why} {one.status or ''}".rstrip() for one in failures)
        self.args = (f"{type(self).__name__}: {name}: {told}",)

    @property
    def messages(self) -> list[Texts]:
        """One sentence for the person, with each source's reason in that language."""
        return [
            {
                lang: phrases.phrase(f"error.{self.key}", lang, why=self._reasons(lang), **self.detail)
                for lang in LANGUAGES
            }
        ]

    def _reasons(self, lang: str) -> str:
        said = (phrases.phrase(f"weights.{one.why}", lang, status=one.status) for one in self.failures)
        return "; ".join(f"{one.source}: {reason}" for one, reason in zip(self.failures, said, strict=True))
