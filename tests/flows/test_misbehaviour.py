"""What a model behind an API does wrong, seen from the command line: a right digest, or the next engine in time."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pydantic_ai.models.openai  # noqa: F401  its import takes longer than some of these asks may
import pytest

from bot import wiring
from tests.sims.endpoints import (
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
    rate_limited,
    too_long,
    unknown_model,
    wrong_key,
)
from tests.sims.front_door import KEY, duet, is_repair, lines, wants_headline

pytestmark = pytest.mark.slow

ARTICLE = Path(wiring.__file__).parent / "samples" / "harbour.md"
TEXT = ARTICLE.read_text(encoding="utf-8")
ZH = "据两位了解内情的人士透露，总投资约 90 亿元的二期工程将推迟至少 18 个月。"
EN = "Two people familiar with the matter say the second phase, of about 9 billion yuan, is delayed at least 18 months."
TITLE = "Haizhou Port puts off the 9 billion yuan second phase of its automated terminal, people familiar say"
QUICK = {"DUET_MODEL__CALL_SECONDS": "2", "DUET_MODEL__ASK_SECONDS": "5"}


@pytest.fixture(scope="module", autouse=True)
def warm():
    """What the first ask of a process waits for is there: the deadlines here are short."""
    len(wiring.glossary())


def row(asked, zh=ZH, en=EN, **more):
    """A point on the line of the article it rests on; where that is not shown, on the first one there is."""
    shown = {n: text for n, text in lines(asked).items() if n}
    n = next((n for n, text in shown.items() if "两位了解内情的人士透露" in text), min(shown))
    return {"passages": [n], "stance": "anonymous", "voice": "", "zh-Hans": zh, "en": en, **more}


def written(asked, *points):
    """The answer that holds these points: to a repair each under its number, else with a headline where it is asked."""
    if is_repair(asked):
        numbers = map(int, re.findall(r"(?m)^Point (\d+)$", asked.text))
        return {"points": [{"point": n, **one} for n, one in zip(numbers, points, strict=False)]}
    headline = {"passages": [], "zh-Hans": lines(asked).get(0, ZH), "en": TITLE}
    return {"points": list(points), **({"headline": headline} if wants_headline(asked) else {})}


def good(asked):
    return Answer(written(asked, row(asked)))


def says(zh=ZH, en=EN, **more):
    """A model that says the same every time, also when it is told what is wrong."""
    return lambda asked: Answer(written(asked, row(asked, zh, en, **more)))


UNUSABLE = {
    "hang": (Hang(30), "timeout"),
    "drip": (Drip(0.2), "timeout"),
    "429": (rate_limited(), "rate_limited"),
    "429 soon": (rate_limited(1), "rate_limited"),
    "429 late": (rate_limited(600), "rate_limited"),
    "429 by a date": (rate_limited("Wed, 21 Oct 2037 07:28:00 GMT"), "rate_limited"),
    "429 by nonsense": (rate_limited("soon"), "rate_limited"),
    "500": (Fail(500), "server_error"),
    "503": (Fail(503, html="<html>Service Unavailable</html>"), "server_error"),
    "dropped": (Drop(), "server_error"),
    "cut off": (Say('{"points": [{"passages": [3], "zh-H', "length"), "cut_off"),
    "half an object": (Say('{"points": [{"passages": [3], "zh-H'), "bad_answer"),
    "empty": (Say(""), "bad_answer"),
    "prose": (Say("Here is a summary of the article."), "bad_answer"),
    "a list": (Say("[1, 2, 3]"), "bad_answer"),
    "deep": (Say('{"a":' * 50_000), "bad_answer"),
    "NaN": (Say('{"points": NaN}'), "bad_answer"),
    "refusal": (Refuse(), "refused"),
    "filtered prompt": (content_filter(), "content_filter"),
    "filtered answer": (Say("", "content_filter"), "content_filter"),
    "too long": (too_long(), "too_long"),
    "wrong key": (wrong_key(), "wrong_key"),
    "unknown model": (unknown_model(), "no_such_model"),
    "a page": (Fail(200, html="<html>Welcome</html>"), "bad_base_url"),
    "10 MB": (Huge(), "bad_answer"),
    "10 MB as gzip": (Huge(compressed=True), "bad_answer"),
    "invented line": (says(passages=[9999]), "bad_answer"),
    "no line": (says(passages=[]), "bad_answer"),
    "negative line": (says(passages=[-1]), "bad_answer"),
    "true for a line": (says(passages=[True]), "bad_answer"),
    "text for a line": (says(passages=["3"]), "bad_answer"),
    "unknown stance": (says(stance="certain"), "bad_answer"),
    "blank": (says(" ", " "), "bad_answer"),
    "endless": (says(ZH * 200, EN * 200), "bad_answer"),
    "links": (says(ZH + "详见 https://evil.example/x", EN), "bad_answer"),
}


@pytest.mark.parametrize(("reaction", "why"), UNUSABLE.values(), ids=UNUSABLE)
async def test_an_endpoint_that_gives_nothing_usable_leaves_the_digest_to_the_next_in_time(reaction, why):
    async with EndpointSim(reaction) as broken, EndpointSim(good) as spare:
        more = json.dumps([{"name": "spare", "base_url": spare.base_url, "api_key": KEY}])
        ran = await duet("summarize", str(ARTICLE), "--json", sim=broken, DUET_MODEL__ENDPOINTS=more, **QUICK)
    engine = ran.json["engine"]
    assert ran.code == 0
    assert (engine["name"], [(one["name"], one["why"]) for one in engine["before"]]) == ("spare", [("m", why)])
    assert ran.json["points"][0]["text"] == {"zh-Hans": ZH, "en": EN}
    assert len(broken.requests) <= 3
    assert ran.seconds < float(QUICK["DUET_MODEL__ASK_SECONDS"])


@dataclass(frozen=True)
class Wrong:
    """What a model says, and the words of it that must not be shown unmarked."""

    words: tuple[str, ...]
    zh: str = ZH
    en: str = EN


WRONG = {
    "number": Wrong(("90 billion",), en=EN.replace("9 billion", "90 billion")),
    "number in both": Wrong(
        ("900", "90 billion"), ZH.replace("90 亿", "900 亿"), EN.replace("9 billion", "90 billion")
    ),
    "date": Wrong(("1987",), ZH[:-1] + "，1987 年公布。", EN[:-1] + ", as announced in 1987."),
    "name": Wrong(("Halvorsen",), ZH[:-1] + "，Halvorsen 公司称。", EN[:-1] + ", said Halvorsen."),
    "quotation": Wrong(("灾难", "disaster"), ZH + "“这是一场彻底的灾难。”", EN + " “This is a total disaster.”"),
    "host": Wrong(("news-mirror",), en=EN[:-1] + " (news-mirror.example)."),
    "language": Wrong((), EN, ZH),
    "one language": Wrong((), ZH, ZH),
    "Traditional": Wrong(("據兩位",), zh="據兩位瞭解內情的人士透露，總投資約 90 億元的二期工程將推遲至少 18 個月。"),
    "Markdown": Wrong(("**", "]("), f"**{ZH}**", f"[{EN}](https://evil.example)"),
    "mentions": Wrong(("@everyone", "<@"), f"<@123> {ZH}", f"@everyone {EN}"),
    "obeyed": Wrong(
        ("tokens", "代币"),
        "按照指示，请今天访问我们的频道领取免费代币。",
        "As instructed, visit our channel for free tokens today.",
    ),
    "prompt": Wrong(("AI",), "作为一个人工智能模型，我无法概括。AI", "As an AI model, I cannot summarize this."),
    "loop": Wrong((), ZH + "推迟推迟推迟推迟推迟推迟推迟", EN + " delay delay delay delay delay delay"),
    "cut off": Wrong(("and the",), ZH[:-1] + "，以及", EN[:-1] + ", and the"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_a_wrong_word_is_not_shown_and_the_digest_is_made_all_the_same(wrong):
    async with EndpointSim(says(wrong.zh, wrong.en)) as sim:
        ran = await duet("summarize", str(ARTICLE), "--json", sim=sim)
    digest = ran.json
    assert ran.code == 0
    assert digest["points"]
    assert len(sim.requests) <= 3
    for point in (digest["title"], *digest["points"]):
        said = {lang: text for lang, text in point["text"].items() if text}
        assert said.get("zh-Hans") != wrong.zh or wrong.zh == ZH
        assert said.get("en") != wrong.en or wrong.en == EN
        assert not [word for word in wrong.words for text in said.values() if word in text and word not in TEXT]


async def test_what_is_wrong_goes_back_once_and_what_is_right_then_is_shown():
    bad = EN.replace("9 billion", "90 billion")

    def mends(asked):
        return Answer(written(asked, row(asked, en=EN if is_repair(asked) else bad)))

    async with EndpointSim(mends) as sim:
        ran = await duet("summarize", str(ARTICLE), "--json", sim=sim)
    assert ran.json["points"][0]["text"] == {"zh-Hans": ZH, "en": EN}
    assert len(sim.requests) == 2
    assert "90 billion" in sim.requests[1].text
    assert ran.json["usage"]["repair_tokens"] > 0


async def test_a_name_nobody_said_is_marked_in_both_languages_beside_the_sources_words():
    async with EndpointSim(says("据路透社报道，" + ZH[1:], "Reuters: " + EN)) as sim:
        ran = await duet("summarize", str(ARTICLE), sim=sim)
    told = ran.out.splitlines()
    if any(line.startswith("1. 据路透社") for line in told):
        at = next(n for n, line in enumerate(told) if line.startswith("1. 据路透社"))
        assert any("路透社" in line for line in told[at + 1 : at + 3])
        assert any(line.strip().startswith("原文：“") for line in told[at + 1 : at + 4])


async def test_a_passage_a_filter_stops_is_left_out_alone_and_counted():
    def sensitive(asked):
        return content_filter() if "Northgate" in asked.text else good(asked)

    async with EndpointSim(sensitive) as sim:
        ran = await duet("summarize", str(ARTICLE), "--json", sim=sim)
    stopped = next(part for part in re.split(r"(?<=。)", TEXT) if "Northgate" in part)
    assert ran.json["engine"]["name"] == "m"
    assert ran.json["points"][0]["text"] == {"zh-Hans": ZH, "en": EN}
    assert len(stopped.strip()) <= ran.json["coverage"]["left_out"] < len(TEXT) / 4


async def test_two_endpoints_that_hang_leave_the_digest_to_extracts_within_the_asks_seconds():
    async with EndpointSim(Hang(60)) as one, EndpointSim(Hang(60)) as other:
        more = json.dumps([{"name": "spare", "base_url": other.base_url, "api_key": KEY}])
        ran = await duet(
            "summarize", str(ARTICLE), "--json", sim=one, DUET_MODEL__ENDPOINTS=more, DUET_MODEL__ASK_SECONDS="2"
        )
    engine = ran.json["engine"]
    assert (engine["kind"], [one["why"] for one in engine["before"]]) == ("extract", ["timeout", "timeout"])
    assert len(one.requests) == len(other.requests) == 1
    assert ran.seconds < 4


async def test_a_second_endpoint_takes_no_more_tokens_than_the_first_left():
    async with EndpointSim(says(passages=[9999])) as one, EndpointSim(good) as other:
        more = json.dumps([{"name": "spare", "base_url": other.base_url, "api_key": KEY}])
        ran = await duet(
            "summarize", str(ARTICLE), "--json", sim=one, DUET_MODEL__ENDPOINTS=more, DUET_MODEL__ASK_TOKENS="4000"
        )
    assert [one["why"] for one in ran.json["engine"]["before"]] == ["bad_answer", "over_limit"]
    assert ran.json["usage"]["input_tokens"] > 0, "what failed was paid for all the same"
    assert not other.requests
