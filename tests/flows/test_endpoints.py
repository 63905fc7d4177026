"""Digests by a model behind an API, through the command line: a server on loopback, real processes, one database."""

import asyncio
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from aiohttp import web

from bot import wiring
from tests.sims.endpoints import Answer, EndpointSim, Fail, unknown_model, wrong_key

pytestmark = pytest.mark.slow

ARTICLE = Path(wiring.__file__).parent / "samples" / "harbour.md"
KEY = "sk-very-secret"
ZH = "据两位了解内情的人士透露，总投资约 90 亿元的二期工程将推迟至少 18 个月。"
EN = "Two people familiar with the matter say the second phase, at about 9 billion yuan, is late by at least 18 months."
TITLE = "Haizhou Port puts off the 9 billion yuan second phase of its automated terminal, people familiar say"


def written(asked):
    """One point on the line it rests on, and the title in English."""
    line = re.search(r"(?m)^(\d+) .*两位了解内情的人士透露", asked.text)
    title = re.search(r"(?m)^0 (.*)$", asked.text)
    point = {"passages": [int(line[1])], "stance": "anonymous", "voice": "", "zh-Hans": ZH, "en": EN}
    return {"headline": {"passages": [], "zh-Hans": title[1], "en": TITLE}, "points": [point]}


async def duet(*arguments, sim=None, **env):
    """Runs `duet` as a process: exit code, standard output, standard error."""
    known = {**os.environ, "DUET_MODEL__ENGINE": "endpoint", "DUET_MODEL__NAME": "m", "DUET_MODEL__API_KEY": KEY, **env}
    if sim:
        known = {"DUET_MODEL__BASE_URL": sim.base_url, **known}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env=known,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert KEY not in (out + err).decode()
    return process.returncode, out.decode(), err.decode()


async def test_a_digest_is_written_once_kept_and_made_anew_when_asked_to():
    async with EndpointSim(lambda asked: Answer(written(asked))) as sim:
        code, out, err = await duet("summarize", str(ARTICLE), "--json", sim=sim)
        digest = json.loads(out)
        assert code == 0, err
        assert digest["engine"]["kind"] == "endpoint"
        assert digest["points"][0]["text"] == {"zh-Hans": ZH, "en": EN}
        assert digest["usage"]["input_tokens"] > 0
        first = len(sim.requests)
        _, again, _ = await duet("summarize", str(ARTICLE), "--json", sim=sim)
        assert json.loads(again) == digest
        assert len(sim.requests) == first
        await duet("summarize", str(ARTICLE), "--again", sim=sim)
        assert len(sim.requests) > first


async def test_a_wrong_key_costs_one_request_and_the_digest_says_why_it_is_extracts():
    async with EndpointSim(wrong_key()) as sim:
        code, out, _ = await duet("summarize", str(ARTICLE), sim=sim)
    assert code == 0
    assert "m was not used: its key is not accepted" in out
    assert "the source's own words, no model" in out
    assert len(sim.requests) == 1


async def test_over_its_budget_no_endpoint_is_asked():
    async with EndpointSim(lambda asked: Answer(written(asked))) as sim:
        code, out, _ = await duet(
            "summarize",
            str(ARTICLE),
            sim=sim,
            DUET_BUDGET__TOKENS_A_DAY="100",
            DUET_BUDGET__DOLLARS_A_DAY="0.000001",
            DUET_MODEL__NAME="gpt-4o",
        )
    assert code == 0
    assert "today's allowance is used up" in out
    assert not sim.requests


async def test_what_the_policy_hides_from_an_endpoint_is_never_sent_there():
    async with EndpointSim(lambda asked: Answer(written(asked))) as sim:
        code, out, _ = await duet("summarize", str(ARTICLE), sim=sim, DUET_POLICY__FILES="local")
    assert code == 0
    assert "m was not used: the settings do not let it see this" in out
    assert not sim.requests


async def test_the_next_endpoint_is_asked_where_one_fails():
    async with EndpointSim(Fail(500)) as broken, EndpointSim(lambda asked: Answer(written(asked))) as sim:
        more = json.dumps([{"name": "spare", "base_url": sim.base_url, "api_key": KEY}])
        code, out, _ = await duet("summarize", str(ARTICLE), "--json", sim=broken, DUET_MODEL__ENDPOINTS=more)
    engine = json.loads(out)["engine"]
    assert code == 0
    assert (engine["name"], [(one["name"], one["why"]) for one in engine["before"]]) == (
        "spare",
        [("m", "server_error")],
    )
    assert len(broken.requests) <= 3


@pytest.mark.parametrize(
    ("script", "env", "told"),
    [
        (wrong_key(), {}, "does not accept the key; check the setting model.api_key"),
        (unknown_model("m"), {}, "has no model “m”; check the setting model.name"),
        (Answer({"ok": True}), {"DUET_MODEL__BASE_URL": "{root}"}, "check the setting model.base_url"),
        (
            Answer({"ok": True}),
            {"DUET_MODEL__BASE_URL": "http://127.0.0.1:9/v1"},
            "cannot be reached; check the setting model.base_url",
        ),
        (Answer({"ok": True}), {"DUET_MODEL__PROVIDER": "nobody"}, "The setting model.provider is wrong"),
        (Answer({"ok": True}), {"DUET_MODEL__NAME": ""}, "model names no model"),
    ],
    ids=["key", "model", "no /v1", "unreachable", "provider", "no name"],
)
async def test_the_doctor_says_in_one_sentence_which_setting_is_wrong(script, env, told):
    async with EndpointSim(script) as sim:
        env = {name: value.format(root=sim.root) for name, value in env.items()}
        code, out, err = await duet("doctor", sim=sim, **env)
    assert code == 2
    assert told in out + err


async def test_the_doctor_is_content_with_an_endpoint_that_answers_and_points_at_an_ollama_only_where_none_is_set():
    async with EndpointSim(Answer({"ok": True})) as sim:
        code, out, _ = await duet("doctor", sim=sim)
    assert code == 0
    assert "m at 127.0.0.1" in out


async def test_fifty_asks_for_one_link_are_one_fetch_and_one_call():
    fetched = Counter()

    async def page(request):
        fetched[request.path] += 1
        await asyncio.sleep(0.2)
        return web.Response(text=ARTICLE.read_text(encoding="utf-8"), content_type="text/markdown", charset="utf-8")

    site = web.Application()
    site.router.add_get("/news", page)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    link = f"http://127.0.0.1:{runner.addresses[0][1]}/news"
    try:
        async with EndpointSim(lambda asked: Answer(written(asked), seconds=1)) as sim:
            asks = [fifth(link, sim) for _ in range(5)]
            digests = [digest for found in await asyncio.gather(*asks) for digest in found]
    finally:
        await runner.cleanup()
    assert len(digests) == 50
    assert all(digest == digests[0] for digest in digests)
    assert fetched["/news"] == 1
    assert len(sim.requests) == 1


FIFTH = """
import asyncio, json, sys
from bot import asking
from bot.core import as_json
from bot.core.digest import Ask
from bot.core.types import Given

class Silent:
    def stage(self, stage, **values): pass
    def partial(self, digest, done, total): pass

async def main():
    ask = Ask((Given("link", sys.argv[1]),), ("zh-Hans", "en"), "short")
    found = await asyncio.gather(*(asking.answer(ask, None, Silent()) for _ in range(10)))
    print(json.dumps([as_json.digest(one) for one in found]))

asyncio.run(main())
"""


async def fifth(link, sim):
    """The digests of ten asks in one process."""
    env = {
        **os.environ,
        "DUET_MODEL__ENGINE": "endpoint",
        "DUET_MODEL__NAME": "m",
        "DUET_MODEL__BASE_URL": sim.base_url,
        "DUET_READING__ALLOW_PRIVATE": "true",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FIFTH, link, env=env, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return json.loads(out)
