"""One answer from an OpenAI-compatible endpoint: a real server on loopback, misbehaving in every way known."""

import asyncio
import logging
import socket
import time
from collections.abc import Mapping
from typing import Any

import pytest

from bot.core.errors import NoEngine
from bot.core.ports import Answered, Prompt
from bot.core.types import LANGUAGES, Usage
from bot.model.endpoint import Endpoint, EndpointSettings, NoAnswer, ollama_here, probe
from tests.sims.endpoints import (
    JSON_SCHEMA,
    PLAIN,
    TOOL,
    Answer,
    Drip,
    Drop,
    EndpointSim,
    Fail,
    Hang,
    Huge,
    Reaction,
    Refuse,
    Say,
    content_filter,
    in_turn,
    rate_limited,
    too_long,
    unknown_model,
    wrong_key,
)

KEY = "sk-very-secret-0123456789"
ARTICLE = "The minister's secret words"
GOOD = {"claims": ["one"]}
SCHEMA = {
    "type": "object",
    "properties": {"claims": {"type": "array", "items": {"type": "string"}}},
    "required": ["claims"],
    "additionalProperties": False,
}


def accept_anything(value: Mapping[str, Any]) -> None:
    pass


def few(value: Mapping[str, Any]) -> None:
    if len(value["claims"]) > 1:
        raise ValueError("give one claim only")


def prompt(accept: Any = accept_anything, schema: Mapping[str, Any] = SCHEMA) -> Prompt:
    return Prompt("digest", (("system", "Be brief."), ("user", ARTICLE)), schema, accept, 400)


def endpoint(url: str, **settings: Any) -> Endpoint:
    given = {"provider": "openai", "name": "m1", "count": lambda text: len(text) // 4, "pause": 0.02, "api_key": KEY}
    return Endpoint(EndpointSettings(base_url=url, **{**given, **settings}))


async def ask(asked: Endpoint, seconds: float = 5.0, wanted: Prompt | None = None) -> Answered:
    return await asked.answer(wanted or prompt(), time.monotonic() + seconds)


async def failure(asked: Endpoint, seconds: float = 5.0) -> NoAnswer:
    with pytest.raises(NoAnswer) as raised:
        await ask(asked, seconds)
    return raised.value


def modes(sim: EndpointSim) -> list[str]:
    return [asked.mode for asked in sim.requests]


@pytest.fixture(scope="module", autouse=True)
def _library():
    """The first answer imports the library, which takes longer than most deadlines here."""
    import pydantic_ai.direct
    import pydantic_ai.models.openai  # noqa: F401


async def test_a_good_answer_is_given_with_its_usage_and_its_host():
    async with EndpointSim(Answer(GOOD), count=len) as sim:
        answered = await ask(endpoint(sim.base_url))
    assert answered == Answered(GOOD, Usage(len("Be brief.\n\n" + ARTICLE), 19, None), sim.root[7:], "m1")
    [asked] = sim.requests
    assert (asked.mode, asked.schema, asked.model) == (JSON_SCHEMA, SCHEMA, "m1")
    assert asked.messages == (("system", "Be brief."), ("user", ARTICLE))
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert {"max_tokens": 400, "temperature": 0.2, "stream": False}.items() <= asked.body.items()


# The server does the same to every request: what is said in the end, and how many requests it saw.
ALWAYS: list[tuple[str, Reaction, str, int]] = [
    ("429", rate_limited(), "rate_limited", 2),
    ("429 for a moment", rate_limited(0), "rate_limited", 2),
    ("429 until after the deadline", rate_limited(100), "rate_limited", 1),
    ("429 with nonsense", rate_limited("soon"), "rate_limited", 2),
    ("quota", Fail(429, "You exceeded your current quota", "insufficient_quota"), "no_credit", 1),
    ("402", Fail(402, "Insufficient Balance"), "no_credit", 1),
    ("500", Fail(500), "server_error", 2),
    ("503", Fail(503), "server_error", 2),
    ("500 page", Fail(502, html="<html>Bad gateway"), "server_error", 2),
    ("dropped", Drop(), "server_error", 2),
    ("cut off", Say('{"claims": ["on', "length"), "cut_off", 2),
    ("cut off before a word", Say("", "length"), "cut_off", 2),
    ("broken JSON", Say('{"claims": ["on'), "bad_answer", 2),
    ("empty", Say(""), "bad_answer", 2),
    ("prose", Say("Here is the digest."), "bad_answer", 3),
    ("another shape", Answer({"points": []}), "bad_answer", 2),
    ("a list", Say("[1, 2]"), "bad_answer", 3),
    ("half a character", Say('{"claims": ["\\ud800"]}'), "bad_answer", 2),
    ("deeply nested", Say('{"claims": ' + "[" * 100_000 + "}"), "bad_answer", 2),
    ("10 MB", Huge(), "bad_answer", 1),
    ("10 MB compressed", Huge(compressed=True), "bad_answer", 1),
    ("refusal", Refuse(), "refused", 1),
    ("filtered answer", Say("", "content_filter"), "content_filter", 1),
    ("filtered prompt", content_filter(), "content_filter", 1),
    ("risk", Fail(400, "Content Exists Risk", "invalid_request_error"), "content_filter", 1),
    ("too long", too_long(), "too_long", 1),
    ("too long elsewhere", Fail(400, "the request exceeds the available context size"), "too_long", 1),
    ("401", wrong_key(), "wrong_key", 1),
    ("403", Fail(403, "Country not supported"), "wrong_key", 1),
    ("403 for a text", Fail(403, "Your input was flagged by moderation"), "content_filter", 1),
    ("no such model", unknown_model(), "no_such_model", 1),
    ("no such model in Ollama", Fail(404, 'model "m1" not found, try pulling it first'), "no_such_model", 1),
    ("404 page", Fail(404, html="<html>This model home is nowhere"), "bad_base_url", 1),
    ("unknown path", Fail(404, "Not Found", "not_found"), "bad_base_url", 1),
    ("a web page", Fail(200, html="<html>Welcome"), "bad_base_url", 1),
    ("sent elsewhere", Fail(307, headers={"Location": "http://127.0.0.1:9/"}), "bad_base_url", 1),
    ("rejected", Fail(400, "No."), "rejected", 3),
]


@pytest.mark.parametrize(("reaction", "key", "count"), [row[1:] for row in ALWAYS], ids=[row[0] for row in ALWAYS])
async def test_a_server_that_always_fails_is_told_by_its_key_after_few_requests(reaction, key, count, caplog):
    caplog.set_level(logging.DEBUG)
    async with EndpointSim(reaction) as sim:
        error = await failure(endpoint(sim.base_url))
        assert (error.key, len(sim.requests)) == (key, count)
        for text in (str(error), repr(error), str(error.messages), caplog.text):
            assert KEY not in text
            assert ARTICLE not in text
        assert set(error.messages[0]) == set(LANGUAGES)


RECOVERIES: list[tuple[str, list[Reaction]]] = [
    ("429", [rate_limited()]),
    ("429 for a moment", [rate_limited(0.05)]),
    ("500", [Fail(500)]),
    ("dropped", [Drop()]),
    ("cut off", [Say('{"claims": ["on', "length")]),
    ("empty", [Say("")]),
    ("500 and another shape", [Fail(500), Answer({"points": []})]),
    ("another shape and 429", [Answer({"points": []}), rate_limited()]),
]


@pytest.mark.parametrize("failures", [row[1] for row in RECOVERIES], ids=[row[0] for row in RECOVERIES])
async def test_one_failure_of_each_kind_is_forgiven(failures):
    async with EndpointSim(in_turn(*failures, Answer(GOOD))) as sim:
        assert (await ask(endpoint(sim.base_url))).value == GOOD
    assert len(sim.requests) == len(failures) + 1


WRAPPED = {
    "fenced": 'Sure!\n```json\n{"claims": ["one"]}\n```',
    "after thinking": '<think>{"claims": 1}</think>{"claims": ["one"]}',
    "after thinking without a beginning": 'well, {so}</think>\n{"claims": ["one"]}',
}


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
async def test_an_answer_is_found_within_what_stands_around_it(text):
    async with EndpointSim(Say(text)) as sim:
        assert (await ask(endpoint(sim.base_url))).value == GOOD
    assert len(sim.requests) == 1


async def test_what_is_wrong_is_said_to_the_model_with_its_own_answer():
    async with EndpointSim(in_turn(Answer({"claims": ["one", "two"]}), Answer(GOOD))) as sim:
        answered = await ask(endpoint(sim.base_url), wanted=prompt(few))
    *_, said, words = sim.requests[1].messages
    assert said == ("assistant", '{"claims": ["one", "two"]}')
    assert "give one claim only" in words[1]
    assert answered.usage.output_tokens == 6 + 4  # both answers


@pytest.mark.parametrize(("window", "least", "most"), [(32_768, 1600, 1600), (500, 401, 499), (400, 400, 400)])
async def test_a_cut_off_answer_gets_more_room_as_far_as_the_window_goes(window, least, most):
    async with EndpointSim(in_turn(Say('{"claims": ["on', "length"), Answer(GOOD))) as sim:
        await ask(endpoint(sim.base_url, window=window))
    first, second = (asked.body["max_tokens"] for asked in sim.requests)
    assert first == 400
    assert least <= second <= most


async def test_an_answer_too_long_to_go_back_is_not_sent_back():
    async with EndpointSim(in_turn(Say("{" * 5000), Answer(GOOD))) as sim:
        await ask(endpoint(sim.base_url))
    assert [role for role, _ in sim.requests[1].messages] == ["system", "user", "user"]


async def test_what_is_no_json_number_is_no_answer():
    async with EndpointSim(in_turn(Say('{"share": NaN}'), Answer({"share": 1}))) as sim:
        answered = await ask(endpoint(sim.base_url), wanted=prompt(schema={"type": "object"}))
    assert answered.value == {"share": 1}


async def test_a_failure_after_a_paid_answer_carries_what_it_cost():
    async with EndpointSim(in_turn(Say("{}"), wrong_key()), count=len) as sim:
        error = await failure(endpoint(sim.base_url))
    assert (error.key, error.usage) == ("wrong_key", Usage(len("Be brief.\n\n" + ARTICLE), 2, None))


async def test_tokens_are_counted_here_where_the_server_does_not_tell():
    async with EndpointSim(Answer(GOOD), count=lambda _: 0) as sim:
        answered = await ask(endpoint(sim.base_url, count=len))
    assert answered.usage == Usage(len("Be brief." + ARTICLE), 19, None)


@pytest.mark.parametrize(
    ("rejects", "first", "then"),
    [
        ((), [JSON_SCHEMA], JSON_SCHEMA),
        ((JSON_SCHEMA,), [JSON_SCHEMA, TOOL], TOOL),
        ((JSON_SCHEMA, TOOL), [JSON_SCHEMA, TOOL, PLAIN], PLAIN),
    ],
)
async def test_the_mode_a_server_takes_is_found_and_kept(rejects, first, then):
    learnt: list[str] = []
    async with EndpointSim(Answer(GOOD), rejects=rejects) as sim:
        settings = EndpointSettings("openai", "m1", len, sim.base_url)
        asked = Endpoint(settings, learnt=learnt.append)
        assert (await ask(asked)).value == GOOD
        assert modes(sim) == first
        await ask(asked)
        await ask(Endpoint(settings, mode=learnt[0]))
        assert modes(sim) == [*first, then, then]
    assert len(learnt) == 1


async def test_a_server_that_takes_no_mode_is_left_after_three_requests_and_asked_afresh_the_next_time():
    async with EndpointSim(Answer(GOOD), rejects=(JSON_SCHEMA, TOOL, PLAIN)) as sim:
        asked = endpoint(sim.base_url)
        assert (await failure(asked)).key == "rejected"
        assert (await failure(asked)).key == "rejected"
        assert modes(sim) == [JSON_SCHEMA, TOOL, PLAIN] * 2


async def test_a_server_that_answers_prose_to_a_schema_is_asked_in_another_mode():
    def prose_unless_told(asked):
        return Answer(GOOD) if asked.mode == PLAIN else Say("Here you are.")

    async with EndpointSim(prose_unless_told) as sim:
        asked = endpoint(sim.base_url)
        assert (await ask(asked)).value == GOOD
        await ask(asked)
    assert modes(sim) == [JSON_SCHEMA, TOOL, PLAIN, PLAIN]
    assert '"additionalProperties": false' in sim.requests[2].messages[0][1]
    assert [role for role, _ in sim.requests[2].messages] == ["system", "user"]


async def test_prose_in_a_mode_that_has_worked_is_corrected_in_that_mode():
    async with EndpointSim(in_turn(Answer(GOOD), Say("I would rather talk."), Answer(GOOD))) as sim:
        asked = endpoint(sim.base_url)
        await ask(asked)
        await ask(asked)
    assert modes(sim) == [JSON_SCHEMA] * 3


async def test_a_router_without_a_host_that_takes_tools_is_asked_in_words():
    def routed(asked):
        return Answer(GOOD) if asked.mode == PLAIN else Fail(404, "No endpoints found that support tool use")

    async with EndpointSim(routed) as sim:
        assert (await ask(endpoint(sim.base_url))).value == GOOD


async def test_a_mode_that_is_set_is_the_only_one():
    async with EndpointSim(Answer(GOOD), rejects=(TOOL,)) as sim:
        assert (await failure(endpoint(sim.base_url, mode="tool"))).key == "rejected"
    assert modes(sim) == [TOOL]


@pytest.mark.parametrize("reaction", [Hang(), Drip(), Answer(GOOD, seconds=9)], ids=["hang", "drip", "slow"])
@pytest.mark.parametrize("limit", ["deadline", "seconds"])
async def test_an_answer_that_does_not_come_is_given_up_in_time_and_its_connection_closed(reaction, limit):
    async with EndpointSim(reaction) as sim:
        began = time.monotonic()
        asked = endpoint(sim.base_url, **({"seconds": 0.2} if limit == "seconds" else {}))
        error = await failure(asked, 0.2 if limit == "deadline" else 9)
        assert time.monotonic() - began < 0.5
        assert (error.key, len(sim.requests)) == ("timeout", 1)
        await closed(sim)


async def test_a_cancelled_answer_closes_its_connection():
    async with EndpointSim(Hang()) as sim:
        task = asyncio.create_task(ask(endpoint(sim.base_url)))
        async with asyncio.timeout(2):
            while not sim.requests:  # noqa: ASYNC110  what is waited for happens in the server
                await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await closed(sim)


async def closed(sim: EndpointSim) -> None:
    async with asyncio.timeout(2):
        while not sim.requests[-1].closed:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_connection_that_is_never_taken_ends_at_the_deadline():
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for one in (first, second):
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        began = time.monotonic()
        error = await failure(endpoint(f"http://127.0.0.1:{full.getsockname()[1]}/v1"), 0.3)
        assert time.monotonic() - began < 0.6
        assert error.key == "timeout"
        error = await failure(endpoint(f"http://127.0.0.1:{full.getsockname()[1]}/v1", seconds=0.2), 9)
        assert error.key in ("unreachable", "timeout")


async def test_a_deadline_that_is_past_asks_nobody():
    async with EndpointSim(Answer(GOOD)) as sim:
        assert (await failure(endpoint(sim.base_url), -1)).key == "timeout"
    assert not sim.requests


async def test_a_port_where_nobody_listens_is_unreachable():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    error = await failure(endpoint(f"http://127.0.0.1:{port}/v1"))
    assert error.key == "unreachable"
    assert error.messages[0]["en"] == f"127.0.0.1:{port} cannot be reached; check the setting model.base_url."


async def test_a_base_url_without_v1_is_told_by_its_setting():
    async with EndpointSim(Answer(GOOD)) as sim:
        error = await failure(endpoint(sim.root, section="model.endpoints.1"))
    assert error.key == "bad_base_url"
    assert "model.endpoints.1.base_url" in error.messages[0]["zh-Hans"]


@pytest.mark.parametrize(
    "url",
    ["localhost:11434", "ftp://x/v1", "http://", "http://x:99999/v1", "http://[", f"http://me:{KEY}@x/v1",
     f"http://x/v1?key={KEY}", f"http://x/v1#{KEY}"],
)  # fmt: skip
async def test_an_address_that_is_none_or_holds_a_secret_is_refused_before_it_is_asked(url):
    error = await failure(endpoint(url))
    assert error.key == "bad_base_url"
    assert KEY not in str(error.messages)


def test_settings_do_not_print_their_secrets():
    settings = EndpointSettings("openai", "m", len, api_key=KEY, proxy=f"http://me:{KEY}@proxy")
    assert KEY not in repr(settings)


async def test_the_key_of_the_environment_is_not_sent_to_another_endpoint(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, KEY)
    async with EndpointSim(Answer(GOOD)) as sim:
        await ask(endpoint(sim.base_url, api_key=""))
    assert KEY not in str(sim.requests[0].headers)


async def test_many_answers_at_once_do_not_meet():
    async with EndpointSim(lambda asked: Answer({"claims": [asked.messages[-1][1]]})) as sim:
        asked = endpoint(sim.base_url)
        prompts = [Prompt("digest", (("user", str(n)),), SCHEMA, accept_anything, 9) for n in range(10)]
        answers = await asyncio.gather(*(ask(asked, wanted=one) for one in prompts))
    assert [one.value["claims"] for one in answers] == [[str(n)] for n in range(10)]


async def test_what_every_endpoint_tells_about_itself():
    asked = endpoint("https://models.example/v1", window=9000)
    assert (asked.info.kind, asked.info.name, asked.window, asked.host) == ("endpoint", "m1", 9000, "models.example")
    assert asked.count("x" * 40) == 10


async def test_a_probe_is_one_call_that_tells_what_is_wrong():
    async with EndpointSim(Answer({"ok": True}), key=KEY) as sim:
        assert await probe(endpoint(sim.base_url)) is None
        error = await probe(endpoint(sim.base_url, api_key="another"))
    assert isinstance(error, NoEngine)
    assert error.key == "wrong_key"
    assert len(sim.requests) == 2


async def test_an_ollama_on_this_machine_is_seen_by_its_models():
    async with EndpointSim(Answer(GOOD), ollama=["qwen3:8b", "gemma3"]) as sim:
        assert await ollama_here(sim.root) == ["qwen3:8b", "gemma3"]
        assert not sim.requests
    assert await ollama_here(sim.root) == []


async def test_something_else_at_ollamas_port_is_no_ollama():
    async with EndpointSim(Answer(GOOD)) as sim:
        assert await ollama_here(sim.root) == []
