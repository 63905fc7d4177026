"""The engine without a key: chosen sentences in the source's own words, each rendered by the embedded model.

A model of this size never writes the summary; it renders one sentence at a time, and every rendering goes through the
check. What fails is asked for again with what was wrong; what fails again is left out, and that side says so.
"""

import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core import grounding, prompting
from bot.core.errors import NoEngine
from bot.core.extract import Extract
from bot.core.glossary import Glossary
from bot.core.language import own_tag, same_language, size
from bot.core.ports import Draft, Task
from bot.core.types import EN, Claim, EngineInfo, Reason, Usage, Weight
from bot.core.typography import typeset
from bot.model.wire import Answer, Request

TRIES = 3  # renderings of one sentence
WARMER = 0.3  # of temperature with each: the same words asked the same way are answered the same way
SHORTENED = 0.65  # of the length a full rendering usually has; below it something was left out
LONGEST = 1200  # characters of a sentence that is rendered
TOKENS_A_CHARACTER = {EN: 0.9, "zh-Hans": 0.6}  # more than a rendering into this language needs, for each character

Generate = Callable[[Request], Awaitable[Answer]]


# The log-odds of Yes, both ways together, that good pairs of FLORES-200 dev have: half of them (52 into English, 27
# into Chinese) more than SURE, four in five more than AGAIN. Below the one a rendering is marked, below the other it is
# also tried again. Half a clause dropped is below AGAIN always, an antonym or a lost negation in two of five cases.
SURE = {EN: 2.98, "zh-Hans": 2.83}
AGAIN = {EN: 2.48, "zh-Hans": 2.55}
OWN_DOUBTS = {"unsure", "shortened", "name_lost"}  # which no check of the words alone would find again
ALTERNATIVES = 20  # likeliest first words whose odds are asked for


@dataclass(frozen=True, slots=True)
class _Tried:
    text: str
    reasons: tuple[Reason, ...]
    odds: float = math.inf  # where it was not looked at a second time

    @property
    def blocked(self) -> bool:
        return any(reason.weight is Weight.BLOCK for reason in self.reasons)


def _names_lost(one: _Tried, terms: Sequence[prompting.Term]) -> Iterator[Reason]:
    """Names that were to stay as they are and did not: what was made of them nobody can compare."""
    told = {reason.source for reason in one.reasons}
    for written, said in terms:
        if written == said and written not in told and written not in one.text:
            yield Reason("name_lost", Weight.DOUBT, "", written)


def _badness(one: _Tried) -> tuple[int, float]:
    """What was found against a rendering weighs more than that the model is unsure of it."""
    return sum(reason.kind != "unsure" for reason in one.reasons), -one.odds


class Local:
    """Asks `generate` for each rendering, within `seconds` for the whole digest."""

    def __init__(self, generate: Generate, name: str, glossary: Glossary, seconds: float) -> None:
        self.info = EngineInfo(kind="local", name=name)
        self._generate = generate
        self._glossary = glossary
        self._seconds = seconds

    async def drafts(self, task: Task) -> AsyncIterator[Draft]:
        """First the extracts, then a fuller draft for each rendering, until the model stops answering."""
        work = self._work()
        async for draft in Extract().drafts(task):
            yield replace(draft, engine=self.info, pending=_pending(draft, task))
            claims = list(draft.claims)
            headline = draft.headline
            try:
                if headline:
                    rendered = await work.rendered(headline, task)
                    headline = headline if rendered.doubts else rendered
                for n, claim in enumerate(claims):
                    claims[n] = await work.rendered(claim, task)
                    fuller = replace(draft, headline=headline, claims=tuple(claims), engine=self.info, usage=work.usage)
                    yield replace(fuller, pending=_pending(fuller, task, n + 1))
            except NoEngine as error:
                told = {name: str(value) for name, value in error.detail.items()}
                stopped = replace(self.info, why=error.key, detail=told)
                yield replace(draft, headline=headline, claims=tuple(claims), engine=stopped, usage=work.usage)

    async def render(self, claim: Claim, task: Task) -> Claim:
        """One claim in the source's own words, with the languages it lacks as far as they pass. Raises NoEngine."""
        return await self._work().rendered(claim, task)

    def _work(self) -> "_Work":
        began = time.monotonic()
        return _Work(self._generate, self._glossary, began, began + self._seconds)


def _pending(draft: Draft, task: Task, done: int = 0) -> tuple[int, int]:
    """How many of the claims that are to be rendered have been tried, and how many there are."""
    wanted = [bool(_targets(claim, task)) or len(claim.text) > 1 for claim in draft.claims]
    return sum(wanted[:done]), sum(wanted)


def _targets(claim: Claim, task: Task) -> list[str]:
    """The languages a claim is still to be rendered in; none for one in a language Duet does not render."""
    own = next(iter(claim.text))
    if not own_tag(own):
        return []
    return [lang for lang in task.languages if not any(same_language(lang, tag) for tag in claim.text)]


def _texts(claim: Claim, task: Task) -> list[str]:
    """The claim's passages, or its own words where it names none: a title."""
    wanted = set(claim.passages)
    passages = [p.text for p in task.documents[claim.source - 1].passages if p.id in wanted]
    return passages or [next(iter(claim.text.values()))]


class _Work:
    """The renderings of one draft."""

    def __init__(self, generate: Generate, glossary: Glossary, since: float, deadline: float) -> None:
        self._generate = generate
        self._glossary = glossary
        self._since = since
        self._deadline = deadline
        self.usage = Usage()

    async def rendered(self, claim: Claim, task: Task) -> Claim:
        """The claim with every side that could be rendered so that no blocking reason stands against it.

        Each of its passages is rendered by itself; a side lacks none of them.
        """
        sides, doubts = dict(claim.text), list(claim.doubts)
        own = next(iter(claim.text))
        for lang in _targets(claim, task):
            parts = [await self._best(text, own, lang) for text in _texts(claim, task)]
            if all(parts):
                found = [part for part in parts if part]
                sides[lang] = (" " if lang == EN else "").join(part.text for part in found)
                doubts += (reason for part in found for reason in part.reasons if reason.kind in OWN_DOUBTS)
        return replace(claim, text=sides, doubts=tuple(dict.fromkeys(doubts)))

    async def _best(self, text: str, own: str, lang: str) -> _Tried | None:
        """The first rendering without a reason against it, else the one with the fewest doubts, else none."""
        if len(text) > LONGEST:
            return None
        terms = prompting.terms(text, own, lang, self._glossary)
        tried: list[_Tried] = []
        for _ in range(TRIES):
            wrong = tried[-1].reasons if tried else ()
            known = (*terms, *prompting.left_over(wrong, self._glossary))
            messages = prompting.rendering(text, lang, known, prompting.care(wrong, text, own, lang))
            one = await self._once(text, own, lang, messages, warm=len(tried))
            one = replace(one, reasons=(*one.reasons, *_names_lost(one, terms)))
            if not one.reasons:
                one = await self._second_look(one, text, lang)
                if one.odds >= AGAIN[lang]:
                    return one
            if any(one.text == before.text for before in tried):
                break
            tried.append(one)
        passing = [one for one in tried if not one.blocked]
        return min(passing, key=_badness) if passing else None

    async def _once(self, text: str, own: str, lang: str, messages: prompting.Messages, warm: int) -> _Tried:
        request = Request(
            deadline=self._deadline,
            messages=messages,
            max_tokens=int(60 + TOKENS_A_CHARACTER[lang] * len(text)),
            temperature=WARMER * warm,
            since=self._since,
        )
        answer = await self._asked(request)
        written = typeset(answer.text.strip(), lang)
        if not written:
            return _Tried(written, (Reason("empty", Weight.BLOCK, "", ""),))
        reasons = [*grounding.compare(written, lang, text, own, self._glossary)]
        if not answer.whole:
            reasons.append(Reason("cut_off", Weight.BLOCK, written[-20:], ""))
        if "\n" in written and "\n" not in text:
            reasons.append(Reason("leak", Weight.BLOCK, written.partition("\n")[0], ""))
        if size(written) < SHORTENED * size(text):
            reasons.append(Reason("shortened", Weight.DOUBT, "", ""))
        return _Tried(written, tuple(reasons))

    async def _second_look(self, one: _Tried, text: str, lang: str) -> _Tried:
        """A rendering nothing is found against, doubted where the model itself would not say that it says the same."""
        odds = 0.0
        for messages in prompting.judging(text, one.text, lang):
            request = Request(
                deadline=self._deadline,
                messages=messages,
                max_tokens=1,
                alternatives=ALTERNATIVES,
                since=self._since,
            )
            odds += _log_odds((await self._asked(request)).first)
        doubts = () if odds >= SURE[lang] else (Reason("unsure", Weight.DOUBT, "", ""),)
        return replace(one, odds=odds, reasons=doubts)

    async def _asked(self, request: Request) -> Answer:
        answer = await self._generate(request)
        self.usage = Usage(self.usage.input_tokens + answer.prompt_tokens, self.usage.output_tokens + answer.tokens)
        return answer


def _log_odds(first: Mapping[str, float]) -> float:
    """The log-odds of Yes against No as the first word, in any spelling; infinite without an answer."""
    said = {word: sum(math.exp(p) for w, p in first.items() if w.strip().lower() == word) for word in ("yes", "no")}
    return math.log(said["yes"] / said["no"]) if said["yes"] and said["no"] else math.inf
