"""What can go wrong, each with two faces: a log line (`str(error)`, no content) and a phrase for the person.

DuetError
├── BadUse        a wrong option, setting or file       exit code 2
├── NothingRead   no input could be read                exit code 3
└── NoEngine      no engine could answer                exit code 4
"""

from collections.abc import Mapping, Sequence

from bot.core import phrases, telling
from bot.core.types import Texts, Unread, Usage


class DuetError(Exception):
    """Base of all. `key` names the phrase `error.<key>`, `detail` fills its places."""

    exit_code = 1

    def __init__(self, key: str, detail: Mapping[str, object] | None = None) -> None:
        self.key = key
        self.detail = dict(detail or {})
        super().__init__(f"{type(self).__name__}: {key}")

    @property
    def messages(self) -> list[Texts]:
        """The sentences for the person, each by language."""
        return [phrases.both(f"error.{self.key}", **self.detail)]


class BadUse(DuetError):
    exit_code = 2


class NothingRead(DuetError):
    """No input could be read; each one's reason is told."""

    exit_code = 3

    def __init__(self, unread: Sequence[Unread]) -> None:
        super().__init__(", ".join(one.reason for one in unread))
        self.unread = tuple(unread)

    @property
    def messages(self) -> list[Texts]:
        return [telling.unread(one) for one in self.unread]


class NoEngine(DuetError):
    """An engine, or all of them, gave no answer; `usage` is what that cost all the same."""

    exit_code = 4

    def __init__(self, key: str, detail: Mapping[str, object] | None = None, usage: Usage | None = None) -> None:
        super().__init__(key, detail)
        self.usage = usage or Usage()
