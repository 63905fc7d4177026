"""One answer from one endpoint, in at most three requests and before its deadline."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.core.errors import NoEngine
from bot.core.ports import Answered, Prompt
from bot.core.types import EngineInfo, Usage
from bot.model.endpoint import answers, clients, failures, requests
from bot.model.endpoint.failures import Failure
from bot.model.endpoint.options import MODES, EndpointSettings, Mode

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model

MOST_REQUESTS = 3
MORE_ROOM = 4  # a cut-off answer's second try: models that think do so within the same room
LETTERS_A_TOKEN = 8

_MENDED_BY = {
    "wrong_key": "api_key",
    "no_such_model": "name",
    "bad_answer": "name",
    "timeout": "call_seconds",
    "too_long": "window",
    "bad_base_url": "base_url",
    "unreachable": "base_url",
    "rejected": "base_url",
}


class NoAnswer(NoEngine):
    """Why an endpoint gave no answer, and what asking it has cost."""

    def __init__(self, failure: Failure, settings: EndpointSettings, usage: Usage) -> None:
        mended = {"setting": settings.setting(_MENDED_BY[failure.key])} if failure.key in _MENDED_BY else {}
        told = {"host": settings.host, "model": settings.name, "status": failure.status or "", **mended}
        super().__init__(failure.key, told, usage)


class Endpoint:
    """A model behind an API (`core.ports.Answers`).

    How it takes the shape of an answer is learnt and kept: `mode` is what was learnt before, `learnt` hears of what
    works.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        mode: Mode | None = None,
        learnt: Callable[[Mode], None] = lambda _: None,
    ) -> None:
        self._settings = settings
        self._mode: Mode = settings.mode if settings.mode != "auto" else mode or MODES[0]
        self._proven = settings.mode != "auto" or mode is not None
        self._learnt = learnt

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("endpoint", self._settings.name)

    @property
    def host(self) -> str:
        """Who is asked."""
        return self._settings.host

    @property
    def window(self) -> int:
        return self._settings.window

    def count(self, text: str) -> int:
        return self._settings.count(text)

    async def answer(self, prompt: Prompt, deadline: float) -> Answered:
        """The answer by `deadline`, a reading of `time.monotonic`. Raises NoAnswer."""
        exchange = _Exchange(self._settings, prompt, self._mode, self._proven)
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                answered = await exchange.run(deadline)
        except TimeoutError:
            raise NoAnswer(Failure("timeout"), self._settings, exchange.usage) from None
        if (exchange.mode, True) != (self._mode, self._proven):
            self._mode, self._proven = exchange.mode, True
            self._learnt(self._mode)
        return answered


class _Exchange:
    """The requests of one answer: at most one more for HTTP's sake, one more for the shape's sake, and one for each
    mode the server does not take."""

    def __init__(self, settings: EndpointSettings, prompt: Prompt, mode: Mode, proven: bool) -> None:
        self.mode = mode
        self.usage = Usage()
        self._settings = settings
        self._prompt = prompt
        self._proven = proven
        self._messages = prompt.messages
        self._room = prompt.max_tokens
        self._http_retries = 1
        self._shape_retries = 1

    async def run(self, deadline: float) -> Answered:
        """The answer. Raises NoAnswer."""
        if not self._settings.usable:
            raise self._no(Failure("bad_base_url"))
        if not self._settings.sendable:
            raise self._no(Failure("wrong_key"))
        async with clients.http_client(self._settings) as http:
            model = await asyncio.to_thread(clients.model, self._settings, http)
            for left in reversed(range(MOST_REQUESTS)):
                response = await self._ask(model)
                if isinstance(response, Failure):
                    await self._recover(response, left, deadline)
                elif (value := self._value(response, left)) is not None:
                    return Answered(value, self.usage, self._settings.host, self._settings.name)
        raise AssertionError("the last request answers or raises")

    async def _ask(self, model: "Model") -> "ModelResponse | Failure":
        from pydantic_ai.direct import model_request
        from pydantic_ai.settings import ModelSettings

        options = ModelSettings(max_tokens=self._room, temperature=self._settings.temperature, thinking=False)
        try:
            async with asyncio.timeout(self._settings.seconds):
                response = await model_request(
                    model,
                    requests.conversation(self._messages, self._prompt, self.mode),
                    model_settings=options,
                    model_request_parameters=requests.shape(self._prompt, self.mode),
                )
        except Exception as error:  # whatever a library raises over a hostile server
            return failures.failure(error)
        self.usage = self._added(response)
        return response

    def _added(self, response: "ModelResponse") -> Usage:
        """The usage so far and this answer's; counted here where the server tells none, as servers of one's own do."""
        spent = response.usage
        given = spent.input_tokens or self._tokens()
        taken = spent.output_tokens or self._settings.count(answers.text(response)[: self._longest])
        return Usage(self.usage.input_tokens + given, self.usage.output_tokens + taken, dollars=None)

    def _value(self, response: "ModelResponse", left: int) -> Mapping[str, Any] | None:
        """The answer, or None where another request is to be made. Raises NoAnswer."""
        try:
            return answers.value(response, self._prompt)
        except answers.Stopped as stopped:
            failure = Failure(stopped.key)
        except answers.Wrong as wrong:
            if left and self._correct(wrong):
                return None
            failure = Failure(wrong.key)
        raise self._no(failure)

    def _correct(self, wrong: answers.Wrong) -> bool:
        """Whether another request may mend a wrong answer, which it then prepares."""
        if wrong.prose and not self._proven and self._fall():
            return True
        if not self._shape_retries:
            return False
        self._shape_retries -= 1
        self._messages = (*self._prompt.messages, ("user", wrong.words))
        left = self._settings.window - self._tokens()
        if wrong.key == "cut_off":
            self._room = max(self._room, min(MORE_ROOM * self._room, left))
        elif wrong.said and len(wrong.said) <= self._longest and self._settings.count(wrong.said) + self._room <= left:
            self._messages = (*self._prompt.messages, ("assistant", wrong.said), ("user", wrong.words))
        return True

    def _tokens(self) -> int:
        return sum(self._settings.count(words) for _, words in self._messages)

    @property
    def _longest(self) -> int:
        """How many characters of an answer are worth counting: more than its tokens can have is no answer."""
        return LETTERS_A_TOKEN * self._room

    async def _recover(self, failure: Failure, left: int, deadline: float) -> None:
        """Prepares another request after a failed one. Raises NoAnswer where there is to be none."""
        if left and failure.shape and self._fall():
            return
        seconds = self._settings.pause if failure.after is None else failure.after
        if not (left and failure.again and self._http_retries) or time.monotonic() + seconds >= deadline:
            raise self._no(failure)
        self._http_retries -= 1
        await asyncio.sleep(seconds)

    def _fall(self) -> bool:
        """Whether there is a simpler way to ask for the shape, which it then takes."""
        place = MODES.index(self.mode) + 1
        if self._settings.mode != "auto" or place == len(MODES):
            return False
        self.mode = MODES[place]
        return True

    def _no(self, failure: Failure) -> NoAnswer:
        return NoAnswer(failure, self._settings, self.usage)
