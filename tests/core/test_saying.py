"""Quantities said in the other language, exactly."""

import pytest

from bot.core.quantities import find
from bot.core.quantities.saying import say

CASES = [
    ("总投资约 90 亿元", "zh-Hans", "en", "about 9 billion yuan"),
    ("超过 90 亿元", "zh-Hans", "en", "more than 9 billion yuan"),
    ("数十万人", "zh-Hans", "en", None),
    ("4500万澳元", "zh-Hans", "en", "A$45 million"),
    ("620 万标准箱", "zh-Hans", "en", "6.2 million"),
    ("1.4亿元", "zh-Hans", "en", "140 million yuan"),
    ("5个百分点", "zh-Hans", "en", "5 percentage points"),
    ("11 月 22 日", "zh-Hans", "en", "November 22"),
    ("周三", "zh-Hans", "en", "Wednesday"),
    ("10–20万人", "zh-Hans", "en", "100,000 to 200,000"),
    ("$3.2 million", "en", "zh-Hans", "320 万美元"),
    ("12,000 people", "en", "zh-Hans", "1.2 万"),
    ("1.2 trillion yen", "en", "zh-Hans", "1.2 万亿日元"),
    ("5 percentage points", "en", "zh-Hans", "5 个百分点"),
    ("on 22 November", "en", "zh-Hans", "11 月 22 日"),
    ("14 acceptance tests", "en", "zh-Hans", None),
]


@pytest.mark.parametrize(("text", "lang", "other", "said"), CASES)
def test_a_quantity_is_said_exactly_in_the_other_language(text, lang, other, said):
    (quantity,) = find(text, lang)
    assert say(quantity, other) == said


@pytest.mark.parametrize("case", [case for case in CASES if case[3]])
def test_what_is_said_is_the_same_quantity(case):
    text, lang, other, said = case
    (before,), (after,) = find(text, lang), find(said, other)
    assert (before.low, before.high) == (after.low, after.high)


@pytest.mark.parametrize("text", ["三分之一", "9" * 5000, "1/7 of it"])
def test_what_cannot_be_said_exactly_is_not_said(text):
    for quantity in find(text, "zh-Hans"):
        said = say(quantity, "en")
        assert said is None or len(said) < 6000
