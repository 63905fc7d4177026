"""What can go wrong, each with two faces: a log line (`str(error)`, no content) and a phrase for the person.

DuetError
├── BadUse        a wrong option, setting or file       exit code 2
├── NothingRead   no input could be read                exit code 3
└── NoEngine      no engine could answer                exit code 4
"""

from collections.abc import Mapping

from bot.core import phrases
from bot.core.types import Texts


class DuetError(Exception):
    """Base of all. `key` names the phrase `error.<key>`, `detail` fills its places."""

    exit_code = 1

    def __init__(self, key: str, detail: Mapping[str, object] | None = None) -> None:
        self.key = key
        self.detail = dict(detail or {})
        super().__init__(f"{type(self).__name__}: {key}")

    @property
    def message(self) -> Texts:
        """The sentence for the person, by language."""
        return phrases.both(f"error.{self.key}", **self.detail)


class BadUse(DuetError):
    exit_code = 2


class NothingRead(DuetError):
    exit_code = 3


class NoEngine(DuetError):
    exit_code = 4
