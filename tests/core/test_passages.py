import time
from itertools import pairwise

import pytest

from bot.core.passages import split
from bot.core.passages.quotations import columns
from bot.core.types import PassageKind


def texts(text, **options):
    return [passage.text for passage in split(text, **options)]


def kinds(text, **options):
    return [(passage.kind.value, passage.text) for passage in split(text, **options)]


def assert_spans(text, passages):
    assert all(passage.text == text[passage.start : passage.end] for passage in passages)
    assert all(one.end <= other.start for one, other in pairwise(passages))
    assert [passage.id for passage in passages] == [str(number) for number in range(1, len(passages) + 1)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["今天下雨。", "我们不去了！", "你呢？"],
        ["“可以。”然后走了。", "他没有回来。"],
        ["“我们很高兴。”他说。", "“这是好事。”"],
        ["他说：“可以。我同意。”", "随后离开。"],
        ["“增速创了新高。”", "经济偏热的程度是实际水平与趋势的差距，专家们对此看法不一。"],
        ["“增速创了新高。”经济学家王某在昨天的会上表示，他对此很乐观。", "大家鼓掌。"],
        ["“第一句。”", "“第二句。”"],
        ["他走了（真的。）然后回来。", "（这是整句。）", "好。"],
        ["《出发！》获奖。", "他看了《你好，朋友！》后说好。"],
        ["我想……算了。", "他走了很远很远的路……", "她哭了。"],
        ["这是第一句.", "这是第二句."],
        ["他说：“她问：‘真的吗？’我说是。”", "大家都笑了。"],
        ["版本 2.5 很快！", "真的？", "是的!", "走吧。"],
        ["若足够多；反之，则不然。", "好。"],
    ],
)
def test_chinese_sentences_end_where_a_reader_would_end_them(sentences):
    assert texts("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Hall of Acme Inc. said so.", "He left at 5 p.m. on Monday."],
        ["He left at 5 p.m.", "The U.S. Senate voted.", "See e.g. this."],
        ["J. K. Rowling wrote No. 5 on Feb. 3.", "It cost $3.5 million.", "OK?", "Yes!"],
        ["Visit https://a.example/b.c for more.", "Node.js runs at example.com today."],
        ['"Really?" Smith asked.', '"We won."', "Then he left."],
        ['He said "go now. Do it." and left.', "Shares of Yahoo! fell."],
        ['A 5" screen.', '"Good," he said.', "The end.[1]", "A new one.[2][3]", "Done."],
        ["iPhone sales rose.", "eBay fell.", "Wait ... what happened?"],
        ["He was born in St. Louis in 1990.", "2020 was bad.", "The price is 3.5."],
        ["Then he said: ‘I don’t know. Maybe.’ and left.", "It's the boys’ house.", "Fine."],
        ["DAVIS, Calif. (AP) — It rained.", "All day."],
        ['He said “go now. Do it" and left.', "„Gut. Danke.“ was all."],
        ["Keep this; drop that.", "Both are fine."],
    ],
)
def test_english_sentences_end_where_a_reader_would_end_them(sentences):
    assert texts(" ".join(sentences)) == sentences


def test_a_name_with_a_full_stop_before_chinese_ends_nothing():
    assert texts("Acme Inc. 发布了新产品。Node.js是工具。") == ["Acme Inc. 发布了新产品。", "Node.js是工具。"]


def test_no_passage_begins_or_ends_inside_a_quotation():
    text = "他说：“第一，要快。第二，要准！第三，要稳？”会议结束。主席又说：“" + "很好。" * 20 + "”大家同意。"
    for passage in split(text):
        assert passage.text.count("“") == passage.text.count("”")


def test_a_quotation_longer_than_a_screen_is_cut_into_its_sentences():
    text = "“" + "这是一个相当长的句子，讲了很多事情。" * 30 + "”"
    assert all(len(passage) <= 40 for passage in texts(text))


def test_an_opened_quotation_that_never_closes_hides_no_sentence_end():
    assert texts("他说：“可以。我同意。大家也同意。") == ["他说：“可以。", "我同意。", "大家也同意。"]


def test_a_forgotten_space_hides_no_sentence_end():
    assert texts("It began on Monday.The mayor was there.police came at example.com.It was late.") == [
        "It began on Monday.",
        "The mayor was there.police came at example.com.It was late.",
    ]


def test_every_line_of_a_chat_is_its_own():
    text = "Ann: hello\nBob: how are you?\nAnn: fine. And you?\n王：好的，明天见"
    assert texts(text) == ["Ann: hello", "Bob: how are you?", "Ann: fine.", "And you?", "王：好的，明天见"]


def test_sentences_on_lines_of_their_own_stay_apart():
    assert texts("第一句话\n第二句话\n第三句话，比较长一点") == ["第一句话", "第二句话", "第三句话，比较长一点"]


def test_lines_folded_to_a_width_are_one_paragraph():
    text = (
        "The council met on Monday evening to talk about the old bridge, which\n"
        "has been closed since the flood. Nobody knows when it will be open for\n"
        "cars again, but people on foot may use it from next week on.\n"
    )
    assert texts(text) == [
        "The council met on Monday evening to talk about the old bridge, which\nhas been closed since the flood.",
        "Nobody knows when it will be open for\ncars again, but people on foot may use it from next week on.",
    ]


def test_paragraphs_are_counted_and_a_heading_has_its_own():
    text = "新规定公布\n\n今天公布了新规定。大家都很高兴。\n\n明天开始实行，记者从会议上得知。"
    assert [(passage.paragraph, passage.kind.value) for passage in split(text)] == [
        (0, "heading"),
        (1, "sentence"),
        (1, "sentence"),
        (2, "sentence"),
    ]


def test_a_short_line_that_stands_alone_is_a_heading_of_what_follows():
    text = (
        "A first sentence of the text is here.\n\nWhat comes next\n\nA second sentence of it is here, and it is longer."
    )
    assert kinds(text)[1] == ("heading", "What comes next")


@pytest.mark.parametrize(
    "line", ["2023年11月23日", "来源：某报", "https://example.com/news", "He left.", "Ann: hi", "- milk", "and more"]
)
def test_a_line_that_is_no_title_is_not_taken_for_one(line):
    text = f"{line}\n\nBob: this is a longer line that says something, and it ends here."
    assert split(text)[0].kind is not PassageKind.HEADING


@pytest.mark.parametrize("label", ["标题：", "Title: ", "TITLE: ", "原标题:", "Headline: "])
def test_a_line_that_says_it_is_the_title_is_a_heading_without_its_label(label):
    assert kinds(f"{label}某市公布新规定\n今天开始实行。")[0] == ("heading", "某市公布新规定")


def test_items_and_quoted_lines_keep_their_kind_and_lose_their_mark():
    text = "We need this:\n- milk and bread\n* eggs\n1. first thing\n2) second thing\n（3）第三件事\n> what she said"
    assert kinds(text) == [
        ("sentence", "We need this:"),
        ("item", "milk and bread"),
        ("item", "eggs"),
        ("item", "first thing"),
        ("item", "second thing"),
        ("item", "第三件事"),
        ("quote", "what she said"),
    ]


def test_a_number_with_decimals_at_the_head_of_a_line_is_no_list_mark():
    assert texts("3.5亿人观看了比赛。") == ["3.5亿人观看了比赛。"]


MARKDOWN = """---
title: cut off
tags: a, b
---

转译：**独家：某公司发布新产品 — 知情人士透露**

11 月 22 日（某社）- 公司今天说了。第二句。

**为什么重要**
因为重要。

## Second *part*

- item one
  goes on here
- item two

| Name | Age |
|------|-----|
| Ann  | 5   |

```
code. More code.
```

[ref]: https://example.com
<!-- a comment. -->

Setext heading
--------------

The last sentence.
"""


def test_the_blocks_of_markdown_are_understood():
    assert kinds(MARKDOWN, markdown=True) == [
        ("heading", "独家：某公司发布新产品 — 知情人士透露"),
        ("sentence", "11 月 22 日（某社）- 公司今天说了。"),
        ("sentence", "第二句。"),
        ("heading", "为什么重要"),
        ("sentence", "因为重要。"),
        ("heading", "Second *part*"),
        ("item", "item one\n  goes on here"),
        ("item", "item two"),
        ("item", "Name | Age"),
        ("item", "Ann  | 5"),
        ("heading", "Setext heading"),
        ("sentence", "The last sentence."),
    ]


def test_a_whole_sentence_in_bold_is_no_heading():
    assert kinds("**他今天没有来。**\n\n别的话。", markdown=True)[0] == ("sentence", "他今天没有来。")


def test_a_fence_that_never_closes_hides_nothing():
    assert texts("Before it.\n\n```\n\nAfter it.", markdown=True) == ["Before it.", "After it."]


@pytest.mark.parametrize("text", ["", "\n\n \t\n", "……", "---\n***\n===", "👍👍", "。！？"])
def test_a_text_without_a_word_has_no_passage(text):
    assert split(text) == ()


HOSTILE = {
    "no punctuation": "字" * 100_000,
    "one word": "a" * 25_000,
    "no sentence end": "word " * 5_000,
    "opened": "“（" * 12_000,
    "nested": "（" * 12_000 + "）" * 12_000,
    "straight marks": '"a' * 12_000,
    "dots": ". " * 12_000,
    "initials": "a." * 12_000,
    "empty lines": "\n" * 25_000,
    "spaces": "x" + " " * 12_000 + "(a.)" * 3_000,
    "stars": "**a " * 6_000,
    "brackets": "[" * 25_000,
    "fences": "```\n" * 6_000,
    "marks": "<|endoftext|>" * 2_000,
    "quotes": ">" * 25_000,
    "pauses": "我…" * 12_000,
    "mixed marks": '“a”‘b’"c"(d)' * 2_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("markdown", [False, True])
def test_a_hostile_text_is_cut_in_time_and_into_pieces_of_a_size(text, markdown):
    started = time.perf_counter()
    passages = split(text, markdown=markdown)
    assert time.perf_counter() - started < 1  # a tenth of it on a quiet machine
    assert_spans(text, passages)
    assert all(len(passage.text) <= 800 for passage in passages)


def test_an_endless_sentence_is_cut_after_a_comma():
    text = "我们今天走了很远的路，" * 100
    assert all(passage.endswith("，") and len(passage) <= 400 for passage in texts(text))


def test_an_endless_sentence_is_not_cut_inside_a_number_or_a_quotation():
    text = "it was 1,000,000 and “one, two, three” " * 60
    assert all(part.count("“") == part.count("”") and not part.endswith("1,") for part in texts(text))


def test_a_hundred_thousand_characters_take_a_moment():
    text = (
        "今天天气很好，他说：“可以。我同意。”随后离开。\nThe dog ran to Mr. Smith at 5 p.m. The cat said no.\n\n"
        * 1_250
    )
    split(text)
    started = time.perf_counter()
    passages = split(text)
    assert time.perf_counter() - started < 0.6  # 0.12 s on a quiet machine
    assert_spans(text, passages)


def test_the_width_of_a_text_counts_han_characters_twice():
    assert columns("abc") == 3
    assert columns("中文") == 4
