"""The outward form of a sentence: language, residue, loops, cut-offs, leaks, quotations."""

import pytest

from bot.core import form
from bot.core.types import Weight

ZH_SOURCE = "周岚表示，二期工程“仍在按计划评审”，耗资约90亿元。"
EN_SOURCE = "Zhou Lan said the second phase was “still under review” and would cost about 9 billion yuan."

BAD = [
    ("language", "周岚表示，二期工程仍在评审。", "en", ZH_SOURCE, "zh-Hans"),
    ("language", "Zhou Lan said the second phase is still under review.", "zh-Hans", EN_SOURCE, "en"),
    ("script", "周嵐表示，二期工程仍在按計劃評審，這項決定尚未對外公布。", "zh-Hans", EN_SOURCE, "en"),
    ("residue", "Zhou Lan said the 二期工程 is under review.", "en", ZH_SOURCE, "zh-Hans"),
    ("residue", "周岚说 the second phase 仍在评审之中，尚未决定。", "zh-Hans", EN_SOURCE, "en"),
    ("residue", "Zhou Lan сказала that it is under review.", "en", ZH_SOURCE, "zh-Hans"),
    ("loop", "It was under review under review under review under review.", "en", ZH_SOURCE, "zh-Hans"),
    ("loop", "工程仍在评审，工程仍在评审，工程仍在评审，工程仍在评审。", "zh-Hans", EN_SOURCE, "en"),
    ("leak", "Here is the translation: Zhou Lan said it is under review.", "en", ZH_SOURCE, "zh-Hans"),
    ("leak", "作为人工智能，我认为工程仍在评审。", "zh-Hans", EN_SOURCE, "en"),
    ("leak", "Zhou Lan said it is under review.<|im_end|>", "en", ZH_SOURCE, "zh-Hans"),
    ("cut_off", "Zhou Lan said the second phase was still under the", "en", ZH_SOURCE, "zh-Hans"),
    ("cut_off", "周岚表示，二期工程仍在按计划评审，", "zh-Hans", EN_SOURCE, "en"),
    ("cut_off", "Zhou Lan said the second phase...", "en", ZH_SOURCE, "zh-Hans"),
    ("quotation", "周岚表示，工程“一切顺利”。", "zh-Hans", ZH_SOURCE, "zh-Hans"),
    ("quotation", "Zhou Lan said the phase was “right on track”.", "en", EN_SOURCE, "en"),
    ("quotation", "Zhou said “we will finish the work on time”.", "en", "周岚说工程会按时完成。", "zh-Hans"),
]


@pytest.mark.parametrize(("kind", "claim", "lang", "source", "source_lang"), BAD)
def test_bad_form_blocks_with_its_own_name(kind, claim, lang, source, source_lang):
    reasons = form.check(claim, lang, source, source_lang)
    assert kind in {reason.kind for reason in reasons}
    assert all(reason.weight is Weight.BLOCK for reason in reasons)


GOOD = [
    ("Zhou Lan said the second phase was “still under review”.", "en", EN_SOURCE, "en"),
    ("Zhou Lan said the second phase was “still under review”.", "en", ZH_SOURCE, "zh-Hans"),
    ("周岚表示，二期工程“仍在按计划评审”。", "zh-Hans", ZH_SOURCE, "zh-Hans"),
    ("周岚说，“仍在评审”", "zh-Hans", EN_SOURCE, "en"),
    (
        "OpenAI 发布 GPT-5，Sam Altman 称其为里程碑。",
        "zh-Hans",
        "OpenAI released GPT-5; Sam Altman called it a milestone.",
        "en",
    ),
    ("The word 关系 means connections", "en", "In Chinese the word 关系 means connections.", "en"),
    ("He said no, no, no.", "en", "He said no, no, no.", "en"),
    ("OpenAI 研究员警告董事会", "zh-Hans", "OpenAI researchers warned the board", "en"),
]


@pytest.mark.parametrize(("claim", "lang", "source", "source_lang"), GOOD)
def test_good_form_raises_nothing(claim, lang, source, source_lang):
    assert form.check(claim, lang, source, source_lang) == ()


def test_one_english_word_left_in_chinese_is_only_doubted():
    for claim, source in (
        ("这是一个 powerful 的模型。", "This is a powerful model."),
        ("撰写报告的 inspectors 没有回应。", "The inspector who wrote the report did not respond."),
        ("campaigners 认为这些数字忽略了要点。", "Campaigners argued that the figures missed the point."),
    ):
        reasons = form.check(claim, "zh-Hans", source, "en")
        assert [(r.kind, r.weight) for r in reasons] == [("residue", Weight.DOUBT)]


@pytest.mark.parametrize(
    ("zh", "en", "open_side"),
    [
        ("港口将于五月开放，前提是测试", "The port opens in May if the tests go well.", "前提是测试"),
        ("港口将于五月开放。", "The port opens in May if the tests", "if the tests"),
        ("港口将于五月开放。", "The port opens in May (if all goes well.)", ""),
        ("他说：“港口将于五月开放。”", "He said: “The port opens in May.”", ""),
        ("港口五月开放", "Port opens in May", ""),
    ],
)
def test_a_side_that_does_not_end_where_the_other_does_may_be_cut_off(zh, en, open_side):
    found = form.uneven({"zh-Hans": zh, "en": en})
    assert [(reason.kind, reason.weight) for _, reason in found] == ([("cut_off", Weight.DOUBT)] if open_side else [])
    assert all(reason.claim.endswith(open_side) for _, reason in found)
