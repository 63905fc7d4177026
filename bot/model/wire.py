"""What passes between a Duet process and the model process: one JSON line asking, one JSON line a piece of news."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Priority = Literal["interactive", "scheduled"]
HearPlace = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Request:
    """One generation: `messages` as (role, content) through the model's chat template, or a raw `prompt`.

    `deadline` and `since` are `time.monotonic()` values, which the processes of one machine share. Generations of one
    ask carry the `since` of the ask: it keeps its place in the queue for its second and third generation.
    `alternatives` asks for that many of the likeliest first tokens with their log-probabilities.
    """

    deadline: float
    messages: tuple[tuple[str, str], ...] = ()
    prompt: str = ""
    max_tokens: int = 256
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    grammar: str = ""
    alternatives: int = 0
    priority: Priority = "interactive"
    since: float = field(default_factory=time.monotonic)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Request":
        """The request of a JSON object. Raises TypeError or ValueError for another shape."""
        messages = tuple((str(role), str(content)) for role, content in values.get("messages", ()))
        return cls(**{**values, "messages": messages, "stop": tuple(values.get("stop", ()))})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote. `whole` is False where `max_tokens` cut it.

    `first` holds the log-probabilities of the likeliest first tokens, before grammar and temperature, as the model
    spells them (" Yes", "yes"). `cached_tokens` of the `prompt_tokens` did not have to be read again.
    """

    text: str
    whole: bool = True
    first: Mapping[str, float] = field(default_factory=dict)
    prompt_tokens: int = 0
    cached_tokens: int = 0
    tokens: int = 0

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "first": dict(self.first)}


class Refused(Exception):
    """A generation that will not be made: `reason` is the last part of the phrase key `error.model_<reason>`."""

    def __init__(self, reason: str, detail: Mapping[str, object] | None = None) -> None:
        self.reason = reason
        self.detail = dict(detail or {})
        super().__init__(reason)
