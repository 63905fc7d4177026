"""Asking endpoints within one deadline and one limit of tokens, and stopping where there is no use in going on."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.errors import NoEngine
from bot.core.ports import Answers, Prompt
from bot.core.types import Usage

PARALLEL = 4

# What this text does to a model, or this answer was; with any other failure nothing more is asked of anyone.
PASSING = frozenset({"content_filter", "too_long", "refused", "bad_answer", "cut_off"})


class Calls:
    """The calls of one digest: how many, what they cost, and why they ended. `deadline` reads `time.monotonic`."""

    def __init__(self, deadline: float, most_tokens: int) -> None:
        self.usage = Usage()
        self.made = 0
        self.stopped: NoEngine | None = None
        self._deadline = deadline
        self._left = most_tokens
        self._places = asyncio.Semaphore(PARALLEL)

    def check_room(self, answers: Answers, prompts: Iterable[Prompt]) -> None:
        """Raises NoEngine where there are too few tokens left for all of these."""
        if sum(_most(answers, prompt) for prompt in prompts) > self._left:
            raise NoEngine("over_limit")

    async def ask(self, answers: Answers, prompt: Prompt) -> Mapping[str, Any]:
        """The accepted answer. Raises NoEngine: the endpoint's own, "over_limit" with too few tokens left, "timeout"
        with no time left."""
        async with self._places:
            if self.stopped:
                raise self.stopped
            if time.monotonic() >= self._deadline:
                raise NoEngine("timeout")
            held = self._held(answers, prompt)
            self.made += 1
            try:
                answered = await answers.answer(prompt, self._deadline)
                prompt.accept(answered.value)
            except ValueError as error:
                raise NoEngine("bad_answer") from error
            except NoEngine as error:
                self._settle(held, error.usage)
                if error.key not in PASSING:
                    self.stopped = error
                raise
        self._settle(held, answered.usage)
        return answered.value

    def _settle(self, held: int, cost: Usage) -> None:
        """Gives back what a call did not cost. One that says nothing of its cost is taken to have cost all."""
        self._left += held - cost.tokens if cost.tokens else 0
        self.usage = self.usage.plus(cost)

    def _held(self, answers: Answers, prompt: Prompt) -> int:
        """Takes from what is left the most a call may cost."""
        most = _most(answers, prompt)
        if most > self._left:
            raise NoEngine("over_limit")
        self._left -= most
        return most


def _most(answers: Answers, prompt: Prompt) -> int:
    return sum(answers.count(text) for _, text in prompt.messages) + prompt.max_tokens


def without(one: Usage, other: Usage) -> Usage:
    """The tokens that are left of a usage without an earlier one."""
    return Usage(one.input_tokens - other.input_tokens, one.output_tokens - other.output_tokens, None)
