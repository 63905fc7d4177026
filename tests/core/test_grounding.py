"""The only door from claim to point."""

import os
import subprocess
import sys

import pytest

from bot.core import grounding
from bot.core.glossary import Glossary
from bot.core.language import detect
from bot.core.passages import split
from bot.core.types import Claim, Document, Point, Stance, Voice, Weight
from bot.reading.dictionary import cedict

TEXT = (
    "海州港集团已决定将总投资约 90 亿元的二期工程推迟至少 18 个月。发言人周岚表示，工程仍在评审。"
    "示例日报无法独立核实这一说法。供应商 Northgate Robotics 拒绝评论。"
)
NAMES = Glossary([{"zh-Hans": "海州港", "en": "Haizhou Port"}], cedict)


def document(text=TEXT, **more):
    return Document(text=text, passages=split(text), language=detect(text), kind="pasted", **more)


def ground(claim, voices=None, text=TEXT):
    return grounding.ground(claim, [document(text)], [voices or {}], NAMES)


def kinds(rejected):
    return {reason.kind for reason in rejected.reasons if reason.weight is Weight.BLOCK}


def test_a_passage_in_its_own_words_becomes_a_point_that_carries_it():
    own = document().passages[0]
    point = ground(Claim({"zh-Hans": own.text}, 1, ("1",)))
    assert isinstance(point, Point)
    assert (point.evidence[0].passage, point.evidence[0].text) == ("1", TEXT[own.start : own.end])
    assert point.translated == ()


def test_a_right_rendering_becomes_the_other_side_of_the_point():
    own = document().passages[0].text
    english = (
        "Haizhou Port Group decided to put off the second phase, costing about 9 billion yuan, by at least 18 months."
    )
    point = ground(Claim({"zh-Hans": own, "en": english}, 1, ("1",)))
    assert isinstance(point, Point), point
    assert point.translated == ("en",)


WRONG = [
    ("1", "Haizhou Port Group put off the second phase, costing about 90 billion yuan, by at least 18 months."),
    ("1", "Haizhou Port Group put off the second phase, costing about $9 billion, by at least 18 months."),
    ("1", "Haizhou Port Group put off the second phase, costing about 9 billion yuan, by at least 18 days."),
    ("1", "Haizhou Port Group put off the 二期工程, costing about 9 billion yuan, by at least 18 months."),
    ("4", "The supplier, Eastgate Robotics, declined to comment."),
]


@pytest.mark.parametrize(("passage", "english"), WRONG)
def test_a_wrong_rendering_rejects_the_claim_with_a_blocking_reason(passage, english):
    own = next(one.text for one in document().passages if one.id == passage)
    result = ground(Claim({"zh-Hans": own, "en": english}, 1, (passage,)))
    assert isinstance(result, grounding.Rejected)
    assert kinds(result)


def test_a_claim_that_names_no_passage_never_passes():
    for named in ((), ("99",)):
        result = ground(Claim({"zh-Hans": TEXT[:20]}, 1, named))
        assert isinstance(result, grounding.Rejected)
        assert kinds(result) == {"no_passage"}


def test_a_claim_with_no_text_never_passes():
    assert isinstance(ground(Claim({}, 1, ("1",))), grounding.Rejected)
    assert isinstance(ground(Claim({"en": " "}, 1, ("1",))), grounding.Rejected)


def test_the_sources_own_words_are_no_rendering_of_themselves():
    own = document().passages[0].text
    for claim in ({"en": own}, {"zh-Hans": own, "en": own}):
        assert "language" in kinds(ground(Claim(claim, 1, ("1",))))


def test_the_other_side_of_a_summary_may_leave_out_what_the_summary_leaves_out():
    chinese = "海州港集团已决定推迟二期工程，供应商 Northgate Robotics 拒绝评论。"
    english = (
        "Haizhou Port Group has decided to put off the second phase; the supplier Northgate Robotics would not comment."
    )
    ids = tuple(passage.id for passage in document().passages)
    assert isinstance(ground(Claim({"zh-Hans": chinese, "en": english}, 1, ids)), Point)
    shorter = "Haizhou Port Group has decided to put off the second phase; the supplier would not comment on it."
    told = ground(Claim({"zh-Hans": chinese, "en": shorter}, 1, ids))
    assert isinstance(told, grounding.Rejected) or told.doubts


def test_figures_of_another_passage_do_not_bear_out_a_claim():
    claim = Claim({"zh-Hans": "发言人周岚表示，90 亿元的工程仍在评审。"}, 1, ("2",))
    assert isinstance(ground(claim), grounding.Rejected)


def test_two_sides_that_disagree_with_each_other_are_rejected():
    summary = "二期工程推迟至少 18 个月。"
    claim = Claim(
        {"zh-Hans": summary, "en": "The second phase, at about 9 billion yuan, is put off by at least 18 months."},
        1,
        ("1",),
    )
    assert isinstance(ground(claim), grounding.Rejected)


def test_the_weakest_voice_of_the_passages_is_the_points():
    voices = {"1": Voice(Stance.REPORTED), "2": Voice(Stance.ATTRIBUTED, "周岚", True), "3": Voice(Stance.OPINION)}
    passages = document().passages
    both = grounding.own_words(passages[:2])
    assert ground(Claim({"zh-Hans": both}, 1, ("1", "2")), voices).stance is Stance.ATTRIBUTED
    assert ground(Claim({"zh-Hans": passages[2].text}, 1, ("3",)), voices).stance is Stance.OPINION


def test_a_claim_may_propose_a_weaker_stance_but_no_stronger_one():
    own = document().passages[1].text
    voices = {"2": Voice(Stance.ATTRIBUTED, "周岚", True)}
    assert ground(Claim({"zh-Hans": own}, 1, ("2",), Stance.REPORTED), voices).stance is Stance.ATTRIBUTED
    assert ground(Claim({"zh-Hans": own}, 1, ("2",), Stance.OPINION), voices).stance is Stance.OPINION


def test_a_check_finds_the_passages_of_a_long_document_that_a_claim_rests_on():
    filler = "".join(f"第{n}号泊位的灯光已经更换，工人随后清理了场地，附近的仓库照常营业。" for n in range(40))
    verdict = grounding.check(
        {"zh-Hans": "海州港集团将 90 亿元的二期工程推迟至少 18 个月。"}, document(filler + TEXT), NAMES
    )
    assert any("90 亿元" in passage.text for passage in verdict.passages)
    assert len(verdict.passages) <= 12
    assert not [reason for reason in verdict.reasons if reason.weight is Weight.BLOCK]


def test_a_check_across_languages_finds_the_passage_too():
    filler = "".join(f"第{n}号泊位的灯光已经更换，工人随后清理了场地，附近的仓库照常营业。" for n in range(40))
    verdict = grounding.check({"en": "Northgate Robotics declined to comment."}, document(filler + TEXT), NAMES)
    assert any("Northgate" in passage.text for passage in verdict.passages)


def test_a_document_whose_title_is_in_the_text_shows_it_with_its_evidence():
    text = "# 知情人士：二期工程推迟\n\n" + TEXT
    whole = Document(text, split(text, markdown=True), "zh-Hans", "file", title="知情人士：二期工程推迟")
    point = grounding.own_title(whole, {}, {}, NAMES)
    assert point.text == {"zh-Hans": "知情人士：二期工程推迟"}
    assert text[point.evidence[0].start : point.evidence[0].end] == point.evidence[0].text
    assert point.stance is Stance.ANONYMOUS


TIES = """
from bot.core import evidence
from bot.core.glossary import Glossary
from bot.core.passages import split
from bot.core.types import Document

groups = [[f"w{chr(97 + g)}{chr(97 + k)}word" for k in range(9)] for g in range(16)]  # of the same weight, seen alike
filler = [word for group in groups for k, word in enumerate(group) for _ in range(k)]
text = "".join(f"{line}.\\n\\n" for line in (*map(" ".join, groups), *filler))
document = Document(text, split(text), "en", "file")
claim = " ".join(word for group in groups for word in group)
print([p.id for p in evidence.passages_for(claim, "en", document, Glossary([], lambda: ""))])
"""


@pytest.mark.slow
def test_which_passages_a_claim_rests_on_is_the_same_in_every_process():
    def found(seed):
        env = {**os.environ, "PYTHONHASHSEED": str(seed)}
        return subprocess.run([sys.executable, "-c", TIES], env=env, capture_output=True, text=True, check=True).stdout

    assert len({found(seed) for seed in range(8)}) == 1
