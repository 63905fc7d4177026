"""One answer from Anthropic and from Gemini: the same ways to fail, in their own words."""

import logging

import pytest

from bot.core.types import Usage
from bot.model.endpoint import Endpoint, probe
from tests.model.test_endpoint import ARTICLE, GOOD, KEY, SCHEMA, ask, closed, endpoint, failure, modes, prompt
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
    Refuse,
    Say,
    content_filter,
    in_turn,
    rate_limited,
    too_long,
    unknown_model,
    wrong_key,
)

pytestmark = pytest.mark.slow  # each library takes seconds to import

PROVIDERS = {"anthropic": "claude-haiku-4-5", "gemini": "gemini-2.5-flash"}


@pytest.fixture(scope="module", autouse=True)
def _libraries():
    import pydantic_ai.direct
    import pydantic_ai.models.anthropic
    import pydantic_ai.models.google  # noqa: F401


@pytest.fixture(params=PROVIDERS)
def provider(request):
    return request.param


def of(provider: str, sim: EndpointSim, **settings: object) -> Endpoint:
    return endpoint(sim.root, **{"provider": provider, "name": PROVIDERS[provider], **settings})


async def test_a_good_answer_is_given_with_its_usage(provider):
    async with EndpointSim(Answer(GOOD), count=len, key=KEY) as sim:
        answered = await ask(of(provider, sim))
    assert (answered.value, answered.usage) == (GOOD, Usage(len("Be brief.\n\n" + ARTICLE), 19, None))
    [asked] = sim.requests
    assert (asked.protocol, asked.mode, asked.model) == (provider, JSON_SCHEMA, PROVIDERS[provider])
    assert asked.messages == (("system", "Be brief."), ("user", ARTICLE))
    assert asked.schema
    assert asked.schema["properties"] == SCHEMA["properties"]


ALWAYS = [
    ("429", rate_limited(), "rate_limited", 2),
    ("429 until after the deadline", rate_limited(100), "rate_limited", 1),
    ("500", Fail(500), "server_error", 2),
    ("dropped", Drop(), "server_error", 2),
    ("cut off", Say('{"claims": ["on', "length"), "cut_off", 2),
    ("empty", Say(""), "bad_answer", 2),
    ("prose", Say("Here is the digest."), "bad_answer", 3),
    ("another shape", Answer({"points": []}), "bad_answer", 2),
    ("10 MB", Huge(), "bad_answer", 1),
    ("filtered prompt", content_filter(), "content_filter", 1),
    ("too long", too_long(), "too_long", 1),
    ("401", wrong_key(), "wrong_key", 1),
    ("no such model", unknown_model(), "no_such_model", 1),
    ("unknown path", Fail(404, html="<html>Not Found"), "bad_base_url", 1),
    ("a web page", Fail(200, html="<html>Welcome"), "bad_base_url", 1),
    ("sent elsewhere", Fail(307, headers={"Location": "http://127.0.0.1:9/"}), "bad_base_url", 1),
]


@pytest.mark.parametrize(("reaction", "key", "count"), [row[1:] for row in ALWAYS], ids=[row[0] for row in ALWAYS])
async def test_a_server_that_always_fails_is_told_by_its_key_after_few_requests(provider, reaction, key, count, caplog):
    caplog.set_level(logging.DEBUG)
    async with EndpointSim(reaction) as sim:
        error = await failure(of(provider, sim))
        assert (error.key, len(sim.requests)) == (key, count)
        assert KEY not in str(error) + str(error.messages) + caplog.text
        assert ARTICLE not in caplog.text


@pytest.mark.parametrize(("who", "key"), [("anthropic", "refused"), ("gemini", "content_filter")])
async def test_a_refusal_is_told_as_the_provider_tells_it(who, key):
    async with EndpointSim(Refuse()) as sim:
        error = await failure(of(who, sim))
    assert (error.key, len(sim.requests)) == (key, 1)


@pytest.mark.parametrize("first", [rate_limited(0.05), Fail(500), Say(""), Say('{"claims": ["on', "length")])
async def test_one_failure_is_forgiven(provider, first):
    async with EndpointSim(in_turn(first, Answer(GOOD))) as sim:
        assert (await ask(of(provider, sim))).value == GOOD
    assert len(sim.requests) == 2


async def test_the_mode_a_server_takes_is_found_and_kept(provider):
    async with EndpointSim(Answer(GOOD), rejects=(JSON_SCHEMA, TOOL)) as sim:
        asked = of(provider, sim)
        assert (await ask(asked)).value == GOOD
        await ask(asked)
    assert modes(sim) == [JSON_SCHEMA, TOOL, PLAIN, PLAIN]


async def test_a_model_without_schemas_is_asked_with_a_tool_at_once():
    async with EndpointSim(Answer(GOOD)) as sim:
        assert (await ask(of("anthropic", sim, name="claude-3-5-sonnet-latest"))).value == GOOD
    assert modes(sim) == [TOOL]


async def test_a_schema_the_library_cannot_say_is_said_in_another_mode(provider):
    schema = {**SCHEMA, "properties": {"claims": {"type": ["array", "null"], "items": {"type": "string"}}}}
    async with EndpointSim(Answer(GOOD)) as sim:
        assert (await ask(of(provider, sim), wanted=prompt(schema=schema))).value == GOOD
    assert len(sim.requests) == 1


@pytest.mark.parametrize("reaction", [Hang(), Drip()], ids=["hang", "drip"])
async def test_an_answer_that_does_not_come_is_given_up_in_time_and_its_connection_closed(provider, reaction):
    async with EndpointSim(reaction) as sim:
        error = await failure(of(provider, sim), 0.3)
        assert (error.key, len(sim.requests)) == ("timeout", 1)
        await closed(sim)


async def test_keys_of_the_environment_are_not_sent(provider, monkeypatch):
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, KEY)
    async with EndpointSim(Answer(GOOD)) as sim:
        await ask(of(provider, sim, api_key="mine"))
        await ask(of(provider, sim, api_key=""))
    assert KEY not in str([asked.headers for asked in sim.requests])


@pytest.mark.parametrize(
    ("name", "least"), [("gpt-5-mini", (None, "minimal")), ("o3", (None, "low")), ("gpt-4o-mini", (0.2, None))]
)
async def test_a_model_that_thinks_is_asked_for_the_least_of_it_and_without_a_temperature(name, least):
    async with EndpointSim(Answer(GOOD)) as sim:
        assert (await ask(endpoint(sim.base_url, name=name))).value == GOOD
    body = sim.requests[0].body
    assert (body.get("temperature"), body.get("reasoning_effort")) == least


async def test_a_probe_tells_a_wrong_key(provider):
    async with EndpointSim(Answer({"ok": True}), key="another") as sim:
        error = await probe(of(provider, sim))
    assert error
    assert error.key == "wrong_key"
