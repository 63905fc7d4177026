"""The engine that writes over a real socket: what an endpoint does wrong never shows."""

import pydantic_ai.models.openai  # noqa: F401  its import takes longer than some of these tests may
import pytest

from bot.core.errors import NoEngine
from bot.model.endpoint import Endpoint, EndpointSettings
from tests.core.test_abstract import CAVEAT, CRANES, DELAY, GOOD, answer, document, drafted, texts
from tests.sims.endpoints import Answer, EndpointSim, Fail, Hang, Say, content_filter, in_turn, wrong_key

pytestmark = pytest.mark.slow

WRONG = {**DELAY, "en": DELAY["en"].replace("9 billion", "90 billion")}


def endpoint(sim, provider="openai", **more):
    settings = EndpointSettings(provider, "m", lambda text: len(text) // 3, sim.base_url, "key", pause=0.01, **more)
    return Endpoint(settings)


def as_asked(asked):
    """Good points to a first request, the delay put right to a repair."""
    if "A check found" not in asked.text:
        return Answer(answer(WRONG, CAVEAT, CRANES))
    n = int(asked.text.partition("Point ")[2].partition("\n")[0])
    return Answer({"points": [{**DELAY, "point": n}]})


async def test_a_point_is_written_checked_and_repaired_in_two_requests():
    async with EndpointSim(as_asked) as sim:
        draft = await drafted(endpoint(sim))
    assert texts(draft) == [row["en"] for row in GOOD]
    assert len(sim.requests) == 2
    assert draft.usage.input_tokens > draft.repair.input_tokens > 0
    assert {asked.mode for asked in sim.requests} == {"json_schema"}


@pytest.mark.parametrize(
    "reaction",
    [
        wrong_key(),
        Fail(500),
        content_filter(),
        Hang(30),
        Say("The port was sold."),
        Say(""),
        Say('{"points": [{"pass', "length"),
        Answer(answer({**DELAY, "passages": [77]})),
        Answer({"points": [], "headline": None}),
    ],
    ids=["key", "500", "filter", "hang", "prose", "nothing", "cut off", "invented lines", "no points"],
)
async def test_an_endpoint_that_gives_nothing_usable_is_left_for_the_next_engine_in_time(reaction):
    async with EndpointSim(reaction) as sim:
        with pytest.raises(NoEngine):
            await drafted(endpoint(sim), seconds=1.5)


async def test_a_second_document_is_not_asked_for_where_the_key_is_wrong():
    async with EndpointSim(wrong_key()) as sim:
        with pytest.raises(NoEngine) as caught:
            await drafted(endpoint(sim), document(), document(), document())
    assert caught.value.key == "wrong_key"
    assert len(sim.requests) == 1


async def test_a_repair_that_hangs_keeps_what_passed():
    async with EndpointSim(in_turn(Answer(answer(WRONG, CAVEAT, CRANES)), Hang(30))) as sim:
        draft = await drafted(endpoint(sim), seconds=2.0)
    assert texts(draft) == [None, CAVEAT["en"], CRANES["en"]]
