"""Asks of a model behind an API from settings to digest: fallbacks, several links, long texts, money, what is kept."""

import asyncio
import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from aiohttp import web

from bot import settings, wiring
from tests.flows.test_misbehaviour import ARTICLE, EN, ZH, good, row, written
from tests.sims.endpoints import JSON_SCHEMA, PLAIN, TOOL, Answer, EndpointSim, Fail, wrong_key
from tests.sims.front_door import KEY, duet, is_repair, lines

pytestmark = pytest.mark.slow


def spent():
    """Every line of what was spent: engine, host, model, tokens, billionths of a dollar."""
    path = settings.store_url().removeprefix("sqlite:///")
    columns = "engine, host, model, input_tokens, output_tokens, nanodollars"
    with sqlite3.connect(path) as database:
        return database.execute(f"SELECT {columns} FROM duet_usage ORDER BY id").fetchall()


async def test_the_endpoints_of_the_settings_file_are_asked_in_order(tmp_path):
    async with EndpointSim(Fail(500)) as first, EndpointSim(wrong_key()) as second, EndpointSim(good) as third:
        shutil.copytree(Path(wiring.__file__).parent.parent / "config", tmp_path / "config")
        file = tmp_path / "config" / "duet.toml"
        text = re.sub(r"(?m)^(endpoints|base_url|name|api_key|section) = .*$\n", "", file.read_text(encoding="utf-8"))
        listed = "".join(
            f'[[model.endpoints]]\nname = "{name}"\nbase_url = "{sim.base_url}"\napi_key = "{KEY}"\n\n'
            for name, sim in (("second", second), ("third", third))
        )
        own = f'[model]\nname = "first"\nbase_url = "{first.base_url}"\napi_key = "{KEY}"\n'
        file.write_text(text.replace("[model]\n", own).replace("[policy]", f"{listed}[policy]"), encoding="utf-8")
        plain = {"DUET_MODEL__NAME": "first", "DUET_CONFIG": str(tmp_path / "config")}
        ran = await duet("summarize", str(ARTICLE), "--json", **plain)
        told = await duet("summarize", str(ARTICLE), "--again", **plain)
    engine = ran.json["engine"]
    assert [(one["name"], one["why"]) for one in engine["before"]] == [
        ("first", "server_error"),
        ("second", "wrong_key"),
    ]
    assert engine["name"] == "third"
    assert "its key is not accepted (setting model.endpoints[0].api_key)" in told.out


async def test_the_way_a_server_takes_is_remembered_by_the_next_process():
    async with EndpointSim(good, rejects=[JSON_SCHEMA, TOOL]) as sim:
        await duet("summarize", str(ARTICLE), sim=sim)
        await duet("summarize", str(ARTICLE), "--again", sim=sim)
    assert [asked.mode for asked in sim.requests] == [JSON_SCHEMA, TOOL, PLAIN, PLAIN]


async def test_what_the_doctor_found_out_an_ask_knows():
    def answers(asked):
        return good(asked) if "BEGIN" in asked.text else Answer({"ok": True})

    async with EndpointSim(answers, rejects=[JSON_SCHEMA]) as sim:
        assert (await duet("doctor", sim=sim)).code == 0
        await duet("summarize", str(ARTICLE), sim=sim)
    assert [asked.mode for asked in sim.requests] == [JSON_SCHEMA, TOOL, TOOL]


async def test_several_links_are_read_at_once_into_one_digest_that_numbers_its_sources():
    texts = {
        "one": "Elmford's council voted 9 to 4 on Tuesday for a new ferry stop at the old mill. Anglers fear for it.",
        "two": "The library of Ashton will open on 7 Sundays a year. Its director said that readers had asked for it.",
        "three": "A storm cut power to 1,200 homes in Brindle. Repairs took until 6 in the morning, the grid said.",
    }
    zh = {
        "one": "埃尔姆福德（Elmford）议会周二以 9 票对 4 票赞成在旧磨坊新设渡轮站。",
        "two": "阿什顿（Ashton）图书馆每年将在 7 个周日开放。",
        "three": "一场风暴使布林德尔（Brindle）1200 户家庭断电。",
    }
    together = asyncio.Barrier(len(texts))

    async def page(request):
        await together.wait()
        title = request.path.strip("/")
        return web.Response(text=f"# The news of {title}\n\n{texts[title]}\n", content_type="text/markdown")

    def write(asked):
        name = next(name for name, text in texts.items() if text[:20] in asked.text)
        shown = {n: text for n, text in lines(asked).items() if text in texts[name]}
        n = min(shown)
        return Answer(written(asked, row(asked, zh[name], shown[n], passages=[n], stance="reported")))

    site = web.Application()
    site.router.add_get("/{name}", page)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        async with EndpointSim(write) as sim:
            links = [f"http://127.0.0.1:{port}/{name}" for name in texts]
            reading = {"DUET_READING__ALLOW_PRIVATE": "true", "DUET_READING__PORTS": f"[{port}]"}
            reading["DUET_READING__PER_HOST"] = "5"
            ran = await duet("summarize", *links, "--json", sim=sim, **reading)
    finally:
        await runner.cleanup()
    digest = ran.json
    assert digest["engine"]["name"] == "m"
    assert [point["sources"] for point in digest["points"]] == [[1], [2], [3]]
    assert [source["url"] for source in digest["sources"]] == links
    assert len(sim.requests) == 3


def long_text(characters):
    """A report in which every sentence has a number of its own."""
    found, n = [], 0
    while sum(map(len, found)) < characters:
        n += 1
        found.append(
            f"第 {n} 号码头的巡查员说，该码头今年需要更换 {n + 3} 根木桩，费用由市政府承担。" + "\n\n" * (n % 4 == 0)
        )
    return "".join(found)


async def test_of_a_hundred_thousand_characters_the_end_is_told_as_well_as_the_beginning(tmp_path):
    def write(asked):
        if is_repair(asked):
            return Answer({"points": []})
        rows = [(n, text) for n, text in lines(asked).items() if re.fullmatch(r"第 \d+ 号码头.*。", text)]
        wanted = int(re.search(r"Write (\d+) points", asked.text)[1])
        points = []
        for n, text in rows[:: max(1, len(rows) // wanted)][:wanted]:
            pier, piles = re.findall(r"\d+", text)
            en = f"The inspector of pier {pier} says that it needs {piles} new piles this year, paid for by the city."
            points.append({"passages": [n], "stance": "attributed", "voice": "巡查员", "zh-Hans": text, "en": en})
        return Answer(written(asked, *points))

    file = tmp_path / "long.txt"
    file.write_text(long_text(100_000), encoding="utf-8")
    async with EndpointSim(write) as sim:
        ran = await duet(
            "summarize", str(file), "--json", "--length", "medium", sim=sim, DUET_MODEL__NAME="gpt-4.1-mini"
        )
    digest = ran.json
    places = [point["evidence"][0]["start"] / 100_000 for point in digest["points"]]
    assert digest["coverage"]["left_out"] == 0
    assert len(places) == 5
    assert all(any(k / 5 <= place < (k + 1) / 5 for place in places) for k in range(5))
    assert digest["usage"]["calls"] == len(sim.requests) > 3


@pytest.mark.parametrize(
    ("name", "told"),
    [("gpt-4.1-mini", "at a price not known here"), ("m", "")],
    ids=["a gateway", "a model of one's own"],
)
async def test_what_was_paid_is_told_or_that_it_is_not_known(name, told):
    async with EndpointSim(good) as sim:
        ran = await duet("summarize", str(ARTICLE), sim=sim, DUET_MODEL__NAME=name)
        kept = await duet("summarize", str(ARTICLE), "--json", sim=sim, DUET_MODEL__NAME=name)
    assert told in ran.out
    assert ("token" in ran.out) == bool(told)
    assert kept.json["usage"]["dollars"] == (None if told else 0.0)


async def test_every_ask_leaves_a_line_without_a_word_of_its_content():
    async with EndpointSim(good) as sim:
        await duet("summarize", str(ARTICLE), sim=sim)
        await duet("summarize", str(ARTICLE), sim=sim)
        await duet("summarize", str(ARTICLE), "--engine", "extract", sim=sim)
        told = await duet("doctor", DUET_MODEL__ENGINE="extract")
    first, *others = spent()
    host = sim.root.removeprefix("http://")
    assert (first[:3], first[3] > 0, first[4] > 0, first[5]) == (("endpoint", host, "m"), True, True, 0)
    assert others == [("kept", "localhost", "m", 0, 0, 0), ("extract", "localhost", "extract", 0, 0, 0)]
    assert f"{first[3] + first[4]:,} tokens" in told.out


async def test_a_second_opinion_is_part_of_what_a_digest_is_kept_for():
    def both(asked):
        return good(asked) if "Write " in asked.text else Answer({"verdicts": [{"point": 1, "supported": False}]})

    async with EndpointSim(both) as sim:
        plain = await duet("summarize", str(ARTICLE), "--json", sim=sim)
        judged = await duet("summarize", str(ARTICLE), "--json", sim=sim, DUET_MODEL__VERIFY="model")
    assert [len(ran.json["points"][0]["doubts"]) for ran in (plain, judged)] == [0, 1]
    assert plain.json["points"][0]["text"] == judged.json["points"][0]["text"] == {"zh-Hans": ZH, "en": EN}


async def test_an_engine_that_may_not_see_something_is_told_of_only_where_it_would_have_been_asked():
    async with EndpointSim(good) as sim:
        more = json.dumps([{"name": "spare", "base_url": sim.base_url, "api_key": KEY}])
        ran = await duet(
            "summarize", str(ARTICLE), "--json", sim=sim, DUET_MODEL__ENDPOINTS=more, DUET_POLICY__FILES="m"
        )
        other = await duet(
            "summarize", str(ARTICLE), "--json", sim=sim, DUET_MODEL__ENDPOINTS=more, DUET_POLICY__FILES="spare"
        )
    assert (ran.json["engine"]["name"], ran.json["engine"]["before"]) == ("m", [])
    engine = other.json["engine"]
    assert (engine["name"], [(one["name"], one["why"]) for one in engine["before"]]) == (
        "spare",
        [("m", "not_allowed")],
    )


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"DUET_POLICY__FILES": "nobody"}, "policy.files holds “nobody”"),
        ({"DUET_POLICY__PRIVATE_CHANNELS": "endpoint"}, "policy.private_channels must name the endpoints"),
        ({"DUET_MODEL__API_KEY": "钥匙" + KEY}, "model.api_key"),
        ({"DUET_MODEL__API_KEY": KEY + "\n"}, ""),
        ({"DUET_MODEL__ENDPOINTS": '[{"api_key": "' + KEY}, "duet.toml cannot be used"),
        ({"DUET_MODEL__ENDPOINTS": '[{"apikey": "' + KEY + '"}]'}, "model.endpoints.0.apikey is wrong"),
    ],
    ids=[
        "unknown engine",
        "private channels",
        "letters no header holds",
        "a line's end",
        "half a list",
        "unknown field",
    ],
)
async def test_a_wrong_setting_is_one_sentence_without_the_key(env, told):
    async with EndpointSim(Answer({"ok": True}), key=KEY) as sim:
        ran = await duet("doctor", sim=sim, **env)
    assert ran.code == (2 if told else 0)
    assert told in ran.out + ran.err
    assert "Traceback" not in ran.err
