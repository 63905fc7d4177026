"""Spaces and punctuation: our own words in Chinese typography, a source's words with spaces only."""

import random
import time

import pytest

from bot.core.typography import spaced, typeset

CHINESE = [
    ("OpenAI在2023年发布GPT-4", "OpenAI 在 2023 年发布 GPT-4"),
    ("上涨5%的消息", "上涨 5%的消息"),
    ("气温30°，有风", "气温 30°，有风"),
    ("微软(Microsoft)宣布,今年推出", "微软（Microsoft）宣布，今年推出"),
    ("微软 (MSFT.O) 上涨", "微软（MSFT.O）上涨"),
    ("OpenAI,微软和Apple", "OpenAI，微软和 Apple"),
    ("时间:9:30,比分3:2,圆周率3.14", "时间：9:30，比分 3:2，圆周率 3.14"),
    ("他来了.她走了。", "他来了。她走了。"),
    ("什么?!", "什么？！"),
    ("4个链接;1个需要登录", "4 个链接；1 个需要登录"),
    ('他说:"你好!"', "他说：“你好！”"),
    ("他说 “Hello” 的时候", "他说“Hello”的时候"),
    ("等等...再说--好吧", "等等……再说——好吧"),
    ("中文 ，英文 。", "中文，英文。"),
    ("括号(嵌套(内部)文字)", "括号（嵌套（内部）文字）"),
    ("**重点**:请看", "**重点**：请看"),
    ("读完  全文", "读完 全文"),
]

UNTOUCHED = [
    "见 https://example.com/a,b.html?x=1 一文",
    "写信到 a.b@example.com 吧",
    "打开 notes.txt 和 ./run.sh",
    "`代码a,b` 不变",
    "[链接](https://example.com/中a) 在此",
    "<@123> 和 <t:1700000000:f>",
    "好 :) 谢谢 :smile:",
    "函数 f(x)的值",
    "1,000,000 与 3.14",
    "依据 Evidence",
    "“……”与“——”保持完整……好——吧",
    "周一—周五",
]


@pytest.mark.parametrize(("text", "expected"), CHINESE)
def test_chinese_gets_its_spaces_and_full_width_marks(text, expected):
    assert typeset(text, "zh-Hans") == expected


@pytest.mark.parametrize("text", UNTOUCHED)
def test_names_numbers_addresses_and_markup_are_left_alone(text):
    assert typeset(text, "zh-Hans") == text


def test_a_url_touching_han_characters_is_set_off_but_not_changed():
    assert typeset("见https://example.com/a,b.html查看", "zh-Hans") == "见 https://example.com/a,b.html 查看"


def test_english_only_loses_doubled_spaces():
    text = 'It said:  "no (yet), 中文abc..." `a  b`\n  indented  line'
    assert typeset(text, "en") == 'It said: "no (yet), 中文abc..." `a  b`\n  indented line'


def test_lines_stay_lines():
    assert typeset("第1行,完\n\n第2行,完", "zh-Hans") == "第 1 行，完\n\n第 2 行，完"


EXTRACTS = [
    ("在OpenAI的历史中,最近一次", "在 OpenAI 的历史中,最近一次"),
    ("11月22日（路透社）- 在OpenAI", "11 月 22 日（路透社）- 在 OpenAI"),
    ("一行被\n折断的中文", "一行被折断的中文"),
    ("a line that\nwas wrapped  twice", "a line that was wrapped twice"),
    ("“未变!?”(原样)", "“未变!?”(原样)"),
    ("  见https://example.com/x\t", "见 https://example.com/x"),
]


@pytest.mark.parametrize(("text", "expected"), EXTRACTS)
def test_an_extract_only_gets_its_white_space_changed(text, expected):
    assert spaced(text) == expected


ALPHABET = "中文，。！？：；“”\"'()（）,.!?:;abcZ09 \n\t\u3000`…—-%°/@<>[]#https://x.co"


def strings(count):
    dice = random.Random(7)
    for _ in range(count):
        yield "".join(dice.choice(ALPHABET) for _ in range(dice.randint(0, 16)))


def test_spacing_an_extract_never_changes_a_character_that_is_no_space():
    for text in strings(2500):
        assert "".join(spaced(text).split()) == "".join(text.split())


def test_both_are_the_same_again_when_applied_twice():
    for text in strings(2500):
        for once, again in ((spaced(text), spaced), (typeset(text, "zh-Hans"), lambda one: typeset(one, "zh-Hans"))):
            assert again(once) == once, text


@pytest.mark.parametrize("unit", [" ", "(", '"', "中a,", "http://", "`", "...", ":a", "）  "])
def test_time_grows_no_faster_than_the_text(unit):
    def seconds(length):
        start = time.perf_counter()
        typeset(unit * (length // len(unit)), "zh-Hans")
        spaced(unit * (length // len(unit)))
        return time.perf_counter() - start

    assert seconds(12_000) < 8 * seconds(3_000) + 0.1
