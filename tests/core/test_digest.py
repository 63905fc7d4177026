"""The one use case: read an ask, write its digest."""

import asyncio
from dataclasses import replace

import pytest

from bot.core import digest as core
from bot.core.errors import NoEngine
from bot.core.extract import Extract
from bot.core.glossary import Glossary
from bot.core.language import detect
from bot.core.passages import split
from bot.core.ports import Draft
from bot.core.types import Claim, Document, EngineInfo, Given, Unread, Usage

REPORT = (
    "海州港集团已决定将总投资约 90 亿元的二期工程推迟至少 18 个月。发言人周岚周四表示，工程仍在按计划评审。"
    "示例日报无法独立核实推迟的说法。供应商 Northgate Robotics 称其设备通过了全部 14 项验收测试。\n\n"
    "目前港口约三分之一的集装箱仍由人工驾驶的车辆转运，工会多次要求集团说明今后的安排。"
)


class Shelf:
    """A reader that has every text already."""

    def __init__(self, **texts):
        self.texts, self.asked = texts, []

    async def read(self, given):
        self.asked.append(given.value)
        text = self.texts.get(given.value)
        if text is None:
            return Unread(given.value, "no_such_file")
        return Document(text, split(text), detect(text), "file", title=None)


class Heard:
    """A progress that remembers."""

    def __init__(self):
        self.stages = []

    def stage(self, stage, **values):
        self.stages.append((stage, values))

    def partial(self, digest, done, total):
        self.stages.append(("partial", {"points": len(digest.points), "done": done, "total": total}))


class Says:
    """An engine that claims what it is told to."""

    info = EngineInfo("endpoint", "says")

    def __init__(self, *claims, headline=None):
        self.claims, self.headline = claims, headline

    async def drafts(self, task):
        yield Draft(self.headline, self.claims, self.info)


class Broken:
    info = EngineInfo("endpoint", "broken")

    async def drafts(self, task):
        if task.documents:
            raise NoEngine("model_busy")
        yield


def ask(*names, length="short"):
    return core.Ask(tuple(Given("file", name) for name in names), ("zh-Hans", "en"), length)


async def made(*names, engines=None, length="short", **texts):
    progress = Heard()
    question = ask(*names, length=length)
    readings = await core.read(question, Shelf(**(texts or {"a": REPORT})), progress)
    return await core.write(question, readings, engines or [Extract()], Glossary(), progress)


async def test_extracts_are_points_in_the_sources_own_words():
    digest = await made("a")
    assert digest.points
    for point in digest.points:
        assert all(evidence.text in point.text["zh-Hans"] for evidence in point.evidence)
        assert all(REPORT[e.start : e.end] == e.text for e in point.evidence)
    assert digest.engine.kind == "extract"


async def test_an_input_given_twice_is_read_once():
    shelf = Shelf(a=REPORT)
    await core.read(ask("a", "a"), shelf, Heard())
    assert shelf.asked == ["a"]


async def test_what_was_not_read_is_counted_and_listed_as_a_source_that_is_not_read():
    digest = await made("a", "b")
    assert (digest.coverage.inputs, digest.coverage.read) == (2, 1)
    assert [source.status for source in digest.sources] == ["read", "no_such_file"]


async def test_a_text_of_a_few_words_is_not_digested():
    readings = await core.read(ask("a"), Shelf(a="three small words"), Heard())
    assert readings.documents == ()
    assert readings.unread[0].reason == "too_short"


async def test_a_short_page_is_told_by_its_address_as_read_not_as_given():
    class Page(Shelf):
        async def read(self, given):
            return replace(await super().read(given), url="https://e.com/a")

    link = "https://e.com/a?token=s3cret"
    readings = await core.read(ask(link), Page(**{link: "three small words"}), Heard())
    assert "s3cret" not in str(readings.unread)
    assert readings.unread[0].url == "https://e.com/a"


async def test_every_document_has_a_point_and_each_point_knows_its_source():
    other = "The council voted 9 to 4 on Tuesday for the new ferry stop. It will cost $3.2 million over five years."
    digest = await made("a", "b", a=REPORT, b=other)
    assert {evidence.source for point in digest.points for evidence in point.evidence} == {1, 2}
    assert digest.title.text["en"] == "Digest of 2 sources"


async def test_a_wrong_claim_is_dropped_and_counted():
    right = Claim({"zh-Hans": split(REPORT)[0].text}, 1, ("1",))
    wrong = Claim({"zh-Hans": "二期工程总投资约 900 亿元。"}, 1, ("1",))
    digest = await made("a", engines=[Says(right, wrong)])
    assert len(digest.points) == 1
    assert digest.coverage.dropped


async def test_a_headline_that_fails_is_replaced():
    right = Claim({"zh-Hans": split(REPORT)[0].text}, 1, ("1",))
    headline = Claim({"zh-Hans": "900 亿元工程泡汤"}, 1, ("1",))
    digest = await made("a", engines=[Says(right, headline=headline)])
    assert "900" not in digest.title.text["zh-Hans"]


async def test_the_next_engine_answers_where_the_first_cannot():
    digest = await made("a", engines=[Broken(), Says(), Extract()])
    assert digest.engine.kind == "extract"
    assert [(one.name, one.why) for one in digest.engine.before] == [
        ("broken", "model_busy"),
        ("says", "nothing_to_say"),
    ]


async def test_where_no_engine_answers_it_is_said():
    with pytest.raises(NoEngine):
        await made("a", engines=[Broken()])


async def test_the_longer_length_gives_no_fewer_points():
    counts = [len((await made("a", length=length)).points) for length in ("short", "medium", "long")]
    assert counts == sorted(counts)


async def test_the_stages_are_told_in_order():
    progress = Heard()
    readings = await core.read(ask("a"), Shelf(a=REPORT), progress)
    await core.write(ask("a"), readings, [Extract()], Glossary(), progress)
    assert [stage for stage, _ in progress.stages] == ["reading", "writing", "partial"]


class Slow(Shelf):
    """Answers nothing before all that was asked for is asked."""

    def __init__(self, all_asked, **texts):
        super().__init__(**texts)
        self.all_asked = all_asked

    async def read(self, given):
        found = await super().read(given)
        if len(self.asked) == len(self.texts):
            self.all_asked.set()
        await asyncio.wait_for(self.all_asked.wait(), 5)
        return found


async def test_several_inputs_are_read_at_the_same_time_and_keep_their_order():
    heard = Heard()
    readings = await core.read(
        ask("a", "b", "c"), Slow(asyncio.Event(), a=REPORT, b=REPORT + REPORT, c=REPORT * 3), heard
    )
    assert [len(document.text) for document in readings.documents] == [n * len(REPORT) for n in (1, 2, 3)]
    assert [values["n"] for stage, values in heard.stages if stage == "reading"] == [1, 2, 3]


class Fails:
    """An engine without an answer, which cost something all the same, and remembers what it was asked."""

    def __init__(self, name="fails"):
        self.info, self.task = EngineInfo("endpoint", name), None

    async def drafts(self, task):
        self.task = task
        raise NoEngine("wrong_key", {"setting": "model.api_key"}, Usage(100, 10, None, calls=1))
        yield


async def test_what_engines_before_it_cost_is_part_of_what_a_digest_cost():
    one, other = Fails("one"), Fails("other")
    readings = await core.read(ask("a"), Shelf(a=REPORT), Heard())
    digest = await core.write(ask("a"), readings, [one, other, Extract()], Glossary(), Heard())
    assert digest.usage == Usage(200, 20, None, calls=2)
    assert [(found.name, found.why, found.detail) for found in digest.engine.before] == [
        ("one", "wrong_key", {"setting": "model.api_key"}),
        ("other", "wrong_key", {"setting": "model.api_key"}),
    ]
    assert (one.task.spent, one.task.endpoints) == (0, 2)
    assert (other.task.spent, other.task.endpoints) == (110, 1)
    assert one.task.since == other.task.since
