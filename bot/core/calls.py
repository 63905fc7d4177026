"""What stands around an endpoint's calls: a memory of finished answers, and a ledger of what calls cost.

Both are `ports.Answers` themselves. The memory is the outer one, so that an answer that is there costs nothing:
`Kept(Metered(endpoint, …), …)`.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime

from bot.core.errors import NoEngine
from bot.core.ports import Allowance, Answered, AnswerMemory, Answers, Charge, Cost, Ledger, Payer, Prompt
from bot.core.types import EngineInfo, Usage

Clock = Callable[[], datetime]
Price = Callable[[str, int, int], float | None]


def request_hash(prompt: Prompt, info: EngineInfo) -> str:
    """What makes two requests one: the model, the conversation, the shape and the length of the answer."""
    asked = [info.kind, info.name, prompt.messages, prompt.schema, prompt.max_tokens]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()


class Kept:
    """Answers from `memory` where it can, and puts every new answer there before it is used."""

    def __init__(self, answers: Answers, memory: AnswerMemory, clock: Clock) -> None:
        self._answers = answers
        self._memory = memory
        self._clock = clock

    @property
    def info(self) -> EngineInfo:
        return self._answers.info

    @property
    def window(self) -> int:
        return self._answers.window

    def count(self, text: str) -> int:
        return self._answers.count(text)

    async def answer(self, prompt: Prompt, deadline: float) -> Answered:
        """The answer, with what it cost when it was made. Raises NoEngine as the endpoint does."""
        request = request_hash(prompt, self.info)
        remembered = _answered(await self._memory.get(request), prompt)
        if remembered:
            return remembered
        answered = await self._answers.answer(prompt, deadline)
        kept = json.dumps(asdict(replace(answered, value=dict(answered.value))), ensure_ascii=False)
        await self._memory.put(request, kept, self._clock())
        return answered


def _answered(kept: str | None, prompt: Prompt) -> Answered | None:
    """A remembered answer, if it is one the prompt accepts."""
    if kept is None:
        return None
    try:
        values = json.loads(kept)
        answered = Answered(values["value"], Usage(**values["usage"]), values["host"], values["model"])
        prompt.accept(answered.value)
    except (ValueError, TypeError, KeyError):
        return None
    return answered


class Metered:
    """Makes a call only where the payer's allowance has room for it, and records what it came to.

    `price` tells what a model's tokens in and out cost in US dollars, None where it does not know: such calls are
    counted, and limited, in tokens.
    """

    def __init__(
        self, answers: Answers, ledger: Ledger, price: Price, payer: Payer, allowance: Allowance, clock: Clock
    ) -> None:
        self._answers = answers
        self._ledger = ledger
        self._price = price
        self._payer = payer
        self._allowance = allowance
        self._clock = clock

    @property
    def info(self) -> EngineInfo:
        return self._answers.info

    @property
    def window(self) -> int:
        return self._answers.window

    def count(self, text: str) -> int:
        return self._answers.count(text)

    async def answer(self, prompt: Prompt, deadline: float) -> Answered:
        """The answer, its usage with the price where that is known. Raises NoEngine: "over_budget" without a call,
        else as the endpoint does."""
        call = request_hash(prompt, self.info)
        sent = self._sent(prompt)
        bound = Cost(sent + prompt.max_tokens, self._price(self.info.name, sent, prompt.max_tokens))
        if not await self._ledger.reserve(self._payer, call, bound, self._allowance, self._clock()):
            raise NoEngine("over_budget")
        try:
            answered = await self._answers.answer(prompt, deadline)
        except NoEngine as error:
            # An answer that did not come in time was written all the same: its prompt, at least, is charged for.
            late = error.key == "timeout" and not error.usage.tokens
            used = Usage(input_tokens=sent) if late else error.usage
            dollars = await self._settle(call, used, str(error.detail.get("host", "")), self.info.name)
            error.usage = replace(used, dollars=dollars)
            raise
        except BaseException:
            # Stopped in mid-call: the endpoint has the prompt and charges for it, whatever it wrote is not known.
            await self._settle(call, Usage(input_tokens=sent), "", self.info.name)
            raise
        dollars = await self._settle(call, answered.usage, answered.host, answered.model)
        return replace(answered, usage=replace(answered.usage, dollars=dollars))

    def _sent(self, prompt: Prompt) -> int:
        return sum(self.count(text) for _, text in prompt.messages) + self.count(json.dumps(dict(prompt.schema)))

    async def _settle(self, call: str, used: Usage, host: str, model: str) -> float | None:
        dollars = self._price(model, used.input_tokens, used.output_tokens) if used.tokens else 0.0
        charge = Charge(host, self.info.kind, model, used.input_tokens, used.output_tokens, dollars)
        await self._ledger.settle(self._payer, call, charge, self._clock())
        return dollars
