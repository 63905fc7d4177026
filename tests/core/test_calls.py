"""What stands around an endpoint's calls: a memory of answers and a ledger of what they cost."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from bot.core.calls import Kept, Metered, request_hash
from bot.core.errors import NoEngine
from bot.core.ports import Allowance, Answered, Charge, Cost, Payer, Prompt
from bot.core.types import EngineInfo, Usage

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DEADLINE = time.monotonic() + 60
PAYER = Payer("guild-1", "2026-05-01", "ask-1")
ALLOWANCE = Allowance(dollars=1.0, tokens=1000)
SCHEMA = {"type": "object"}


def clock():
    return NOW


def prompt(text="海州港", schema=SCHEMA, max_tokens=100, accept=lambda value: None):
    return Prompt("write", (("system", "be brief"), ("user", text)), schema, accept, max_tokens)


class Endpoint:
    """Answers what it is told to, and counts how often it is asked; a token is a character."""

    window = 8000

    def __init__(self, answer=None, name="writer"):
        self.info, self.asked = EngineInfo("endpoint", name), 0
        self._answer = answer or Answered({"said": "是"}, Usage(40, 7), "api.example", name)

    def count(self, text):
        return len(text)

    async def answer(self, prompt, deadline):
        self.asked += 1
        if isinstance(self._answer, BaseException):
            raise self._answer
        return self._answer


class Memory(dict):
    async def get(self, request):
        return dict.get(self, request)

    async def put(self, request, answer, now):
        self[request] = answer


class Book:
    """A ledger that writes down what it hears."""

    def __init__(self, *, room=True):
        self.room, self.reserved, self.settled = room, [], []

    async def reserve(self, payer, call, bound, allowance, now):
        self.reserved.append((payer, call, bound, allowance, now))
        return self.room

    async def settle(self, payer, call, charge, now):
        self.settled.append((payer, call, charge, now))


def price(model, sent, received):
    return None if model == "own" else (sent + 10 * received) / 1000


def metered(endpoint, book):
    return Metered(endpoint, book, price, PAYER, ALLOWANCE, clock)


async def test_a_request_made_twice_is_answered_once_and_the_same():
    endpoint, memory = Endpoint(), Memory()
    first = await Kept(endpoint, memory, clock).answer(prompt(), DEADLINE)
    second = await Kept(endpoint, memory, clock).answer(prompt(), DEADLINE)
    assert first == second == endpoint._answer
    assert endpoint.asked == 1


async def test_an_answer_is_kept_before_it_is_used():
    class Full(Memory):
        async def put(self, request, answer, now):
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        await Kept(Endpoint(), Full(), clock).answer(prompt(), DEADLINE)


@pytest.mark.parametrize(
    "other",
    [prompt("another"), prompt(schema={"type": "object", "title": "b"}), prompt(max_tokens=9)],
    ids=["conversation", "shape", "length"],
)
async def test_another_request_is_asked_anew(other):
    endpoint, memory = Endpoint(), Memory()
    for one in (prompt(), other):
        await Kept(endpoint, memory, clock).answer(one, DEADLINE)
    assert endpoint.asked == 2


def test_another_model_makes_another_request():
    assert request_hash(prompt(), Endpoint().info) != request_hash(prompt(), Endpoint(name="b").info)


async def test_what_is_remembered_but_not_accepted_is_asked_again():
    def picky(value):
        if value["said"] != "否":
            raise ValueError("say no")

    memory, old, new = Memory(), Endpoint(), Endpoint(Answered({"said": "否"}, Usage(), "api.example", "writer"))
    await Kept(old, memory, clock).answer(prompt(), DEADLINE)
    for _ in range(2):
        answered = await Kept(new, memory, clock).answer(prompt(accept=picky), DEADLINE)
        assert answered.value == {"said": "否"}
    assert new.asked == 1


@pytest.mark.parametrize("kept", ["", "not json", "[]", "{}", '{"value": 1, "usage": [], "host": 2, "model": 3}'])
async def test_what_is_remembered_and_no_answer_is_asked_again(kept):
    endpoint = Endpoint()
    memory = Memory({request_hash(prompt(), endpoint.info): kept})
    assert (await Kept(endpoint, memory, clock).answer(prompt(), DEADLINE)).value == {"said": "是"}


async def test_a_failure_is_not_remembered():
    memory = Memory()
    with pytest.raises(NoEngine):
        await Kept(Endpoint(NoEngine("model_failed")), memory, clock).answer(prompt(), DEADLINE)
    assert not memory


async def test_the_most_a_call_can_cost_is_reserved_and_what_it_cost_is_settled():
    book = Book()
    answered = await metered(Endpoint(), book).answer(prompt(), DEADLINE)
    sent = len("be brief") + len("海州港") + len('{"type": "object"}')
    ((payer, call, bound, allowance, now),) = book.reserved
    assert (payer, allowance, now) == (PAYER, ALLOWANCE, NOW)
    assert bound == Cost(sent + 100, (sent + 1000) / 1000)
    assert book.settled == [(PAYER, call, Charge("api.example", "endpoint", "writer", 40, 7, 0.11), NOW)]
    assert answered.usage == Usage(40, 7, 0.11)


async def test_without_room_no_call_is_made():
    endpoint, book = Endpoint(), Book(room=False)
    with pytest.raises(NoEngine) as refused:
        await metered(endpoint, book).answer(prompt(), DEADLINE)
    assert refused.value.key == "over_budget"
    assert set(refused.value.messages[0]) == {"zh-Hans", "en"}
    assert (endpoint.asked, book.settled) == (0, [])


async def test_an_unknown_price_is_no_price_and_is_not_taken_for_free():
    book = Book()
    own = Endpoint(Answered({}, Usage(40, 7), "127.0.0.1", "own"), name="own")
    await metered(own, book).answer(prompt(), DEADLINE)
    assert book.reserved[0][2].dollars is None
    assert book.settled[0][2] == Charge("127.0.0.1", "endpoint", "own", 40, 7, None)


async def test_a_failed_call_is_settled_with_what_it_cost_all_the_same():
    failure = NoEngine("model_failed", {"host": "api.example"})
    failure.usage = Usage(300, 20)
    book = Book()
    with pytest.raises(NoEngine):
        await metered(Endpoint(failure), book).answer(prompt(), DEADLINE)
    assert book.settled[0][2] == Charge("api.example", "endpoint", "writer", 300, 20, 0.5)


async def test_a_call_that_was_not_answered_in_time_is_settled_with_what_was_sent():
    book = Book()
    with pytest.raises(NoEngine) as late:
        await metered(Endpoint(NoEngine("timeout", {"host": "api.example"})), book).answer(prompt(), DEADLINE)
    sent = book.reserved[0][2].tokens - 100
    assert book.settled[0][2] == Charge("api.example", "endpoint", "writer", sent, 0, sent / 1000)
    assert late.value.usage == Usage(sent, 0, sent / 1000)


async def test_a_call_that_never_got_through_costs_nothing():
    book = Book()
    with pytest.raises(NoEngine):
        await metered(Endpoint(NoEngine("model_failed")), book).answer(prompt(), DEADLINE)
    assert book.settled[0][2].dollars == 0


async def test_a_call_stopped_in_its_middle_is_settled_with_what_was_sent():
    class Slow(Endpoint):
        async def answer(self, prompt, deadline):
            await asyncio.sleep(60)

    book = Book()
    call = asyncio.create_task(metered(Slow(), book).answer(prompt(), DEADLINE))
    await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    sent = book.reserved[0][2].tokens - 100
    assert book.settled[0][2] == Charge("", "endpoint", "writer", sent, 0, sent / 1000)


async def test_a_remembered_answer_is_not_paid_for_again():
    book, memory = Book(), Memory()
    answers = Kept(metered(Endpoint(), book), memory, clock)
    costs = [(await answers.answer(prompt(), DEADLINE)).usage.dollars for _ in range(2)]
    assert costs == [0.11, 0.11]
    assert len(book.settled) == 1


@pytest.mark.parametrize(
    "wrap", [lambda e: Kept(e, Memory(), clock), lambda e: metered(e, Book())], ids=["kept", "metered"]
)
def test_what_an_endpoint_tells_about_itself_shows_through(wrap):
    wrapped = wrap(Endpoint())
    assert (wrapped.info, wrapped.window, wrapped.count("四个字符")) == (EngineInfo("endpoint", "writer"), 8000, 4)
