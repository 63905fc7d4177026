import time
from dataclasses import dataclass

import pytest

from bot.core import policy
from bot.core.errors import BadUse
from bot.core.policy import Content
from bot.core.types import LANGUAGES, EngineInfo


@dataclass(frozen=True, eq=False)
class Engine:
    info: EngineInfo

    def drafts(self, task):
        raise AssertionError("policy asks no engine")


ENGINES = {
    "openai": Engine(EngineInfo("endpoint", "gpt-5-mini")),
    "office": Engine(EngineInfo("endpoint", "qwen3")),
    "local": Engine(EngineInfo("local", "qwen2.5")),
    "extract": Engine(EngineInfo("extract", "extract")),
}


def asked(contents, allowed=None, engines=ENGINES):
    rules = policy.policy(allowed or {}, endpoints=[name for name in engines if name not in policy.KINDS])
    decision = policy.decide(contents, engines, rules)
    return [name for name, engine in engines.items() if engine in decision.engines], decision.left_out


@pytest.mark.parametrize("content", [one for one in Content if one is not Content.PRIVATE_CHANNEL])
def test_every_engine_sees_what_is_public_or_was_handed_over(content):
    assert asked([content]) == (list(ENGINES), ())


def test_a_private_channel_stays_on_this_machine_unless_said_otherwise():
    names, left_out = asked([Content.PRIVATE_CHANNEL])
    assert names == ["local", "extract"]
    assert [(one.name, one.contents) for one in left_out] == [
        ("openai", (Content.PRIVATE_CHANNEL,)),
        ("office", (Content.PRIVATE_CHANNEL,)),
    ]


def test_an_endpoint_sees_a_private_channel_when_named():
    names, left_out = asked([Content.PRIVATE_CHANNEL], {Content.PRIVATE_CHANNEL: ["office", "local"]})
    assert names == ["office", "local", "extract"]
    assert [one.name for one in left_out] == ["openai"]


def test_what_is_read_together_is_seen_by_those_that_may_see_all_of_it():
    allowed = {Content.FILE: ["office"], Content.TEXT: ["openai", "local"]}
    names, left_out = asked([Content.TEXT, Content.FILE, Content.LINK], allowed)
    assert names == ["extract"]
    assert {one.name: one.contents for one in left_out} == {
        "openai": (Content.FILE,),
        "office": (Content.TEXT,),
        "local": (Content.FILE,),
    }


def test_the_order_of_the_engines_stays():
    engines = dict(reversed(ENGINES.items()))
    assert asked([Content.LINK], {Content.LINK: ["office", "openai"]}, engines)[0] == ["extract", "office", "openai"]


def test_extracts_are_always_made():
    assert asked(list(Content), {one: [] for one in Content})[0] == ["extract"]


def test_an_endpoint_called_like_a_kind_is_not_let_in_by_that_word():
    engines = {"local": Engine(EngineInfo("endpoint", "local")), "extract": ENGINES["extract"]}
    names, left_out = asked([Content.PRIVATE_CHANNEL], {Content.PRIVATE_CHANNEL: ["local"]}, engines)
    assert names == ["extract"]
    assert left_out


def test_two_endpoints_with_one_model_are_told_apart():
    engines = {"here": Engine(EngineInfo("endpoint", "qwen3")), "there": Engine(EngineInfo("endpoint", "qwen3"))}
    assert asked([Content.TEXT], {Content.TEXT: ["here"]}, engines)[0] == ["here"]


def test_why_an_engine_is_left_out_is_told_in_every_language():
    told = policy.told(policy.LeftOut("office", (Content.PRIVATE_CHANNEL, Content.FILE)))
    assert set(told) == set(LANGUAGES)
    assert told["en"] == "office is not asked: the settings do not let it see private channels and files."
    assert told["zh-Hans"] == "未使用 office：设置不允许它读取私密频道和文件。"


@pytest.mark.parametrize(
    ("allowed", "key", "part"),
    [
        ({Content.PRIVATE_CHANNEL: ["endpoint", "local"]}, "policy_by_name", "policy.private_channels"),
        ({Content.FILE: ["offcie"]}, "policy_unknown_engine", "offcie"),
        ({Content.TEXT: [""]}, "policy_unknown_engine", "policy.texts"),
    ],
)
def test_a_wrong_rule_is_one_sentence(allowed, key, part):
    with pytest.raises(BadUse) as told:
        policy.policy(allowed, endpoints=["office"])
    assert told.value.key == key
    assert all(part in text for text in told.value.messages[0].values())


BLOCKED = ["example.com", "*.Bücher.example.", "192.0.2.7", "[2001:db8::1]", "blog", ".co.test", "faß.test"]
RULES = policy.policy({}, BLOCKED)


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "EXAMPLE.COM.",
        "www.news.example.com",
        "ｅｘａｍｐｌｅ．ｃｏｍ",
        "example。com",
        "exam\u00adple.com",
        "ex\u200bample.com",
        "bücher.example",
        "bu\u0308cher.example",
        "xn--bcher-kva.example",
        "shop.XN--BCHER-KVA.example",
        "xn--fa-hia.test",
        "192.0.2.7",
        "::ffff:192.0.2.7",
        "[2001:DB8:0::1]",
        "my.blog",
        "a.co.test",
    ],
)
def test_a_domain_never_read_is_known_in_every_spelling(host):
    assert policy.is_never_read(host, RULES)


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "myexample.com",
        "example.com.evil.test",
        "com",
        "",
        ".",
        "192.0.2.70",
        "2001:db8::2",
        "blogs",
        "xn--",
        "xn--\u00fc.example",
        "fass.test",
        "a" * 300 + ".example.com",
    ],
)
def test_another_domain_is_read(host):
    assert not policy.is_never_read(host, RULES)


def test_a_host_of_any_length_is_judged_at_once():
    began = time.perf_counter()
    for host in ("xn--" + "a" * 100_000, "a." * 100_000, "xn--a." * 50_000):
        assert not policy.is_never_read(host, RULES)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "entry", ["", "*", "https://example.com", "example.com/news", "a b", "user@example.com", "*.*"]
)
def test_what_is_no_domain_is_one_sentence(entry):
    with pytest.raises(BadUse) as told:
        policy.policy({}, [entry])
    assert told.value.key == "policy_no_domain"


def test_what_is_left_out_knows_which_engines_come_before_it():
    _, left_out = asked([Content.FILE], {Content.FILE: ["office"]})
    assert [(one.name, one.kind, one.after) for one in left_out] == [("openai", "endpoint", 0), ("local", "local", 1)]
