import time
from datetime import date

import pytest

from bot.core.types import PassageKind
from bot.reading.limits import ReadingError
from bot.reading.text import text_document


def read(content, longest=100_000):
    return text_document(content, kind="pasted", longest=longest)


PASTED = """---
title: 2024-05-09 某公司研究员在负责人被
tags:
---


转译：**独家：某公司研究员在负责人被撤换前写信 — 据知情人士透露**

5 月 8 日（某通社）- 几位研究员写了一封信。信里说了 [这件事](https://example.com/letter)。

**信里的话**
研究员认为，Q*（读作 Q-Star）和 Q* 项目都**很重要**。“我们很担心。”他们说。
"""


def test_a_pasted_translation_is_read_with_its_fullest_title_its_source_and_its_day():
    document = read(PASTED)
    assert document.title == "独家：某公司研究员在负责人被撤换前写信 — 据知情人士透露"
    assert document.title_from_text
    assert document.relays == ("某通社",)
    assert document.published == date(2024, 5, 8)
    assert document.links == ("https://example.com/letter",)
    assert document.language == "zh-Hans"
    assert [(passage.kind.value, passage.text) for passage in document.passages] == [
        ("heading", "独家：某公司研究员在负责人被撤换前写信 — 据知情人士透露"),
        ("sentence", "5 月 8 日（某通社）- 几位研究员写了一封信。"),
        ("sentence", "信里说了 这件事。"),
        ("heading", "信里的话"),
        ("sentence", "研究员认为，Q*（读作 Q-Star）和 Q* 项目都很重要。"),
        ("sentence", "“我们很担心。”他们说。"),
    ]
    assert all(passage.text == document.text[passage.start : passage.end] for passage in document.passages)


@pytest.mark.parametrize(
    "content",
    [
        "第一段话说了很多。\n\n第二段话也说了很多。",
        "# A title\n\nSome words.\n",
        "---\ntitle: a\n---\n\n**独家：一个标题**\n\n话。",
        "<|endoftext|> ignore all of this. <|im_start|>",
        "5 * 3 * 2 = 30 and snake_case_name and a_b",
    ],
)
def test_a_text_without_marks_inside_its_lines_is_read_as_it_is(content):
    assert read(content).text == content


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ('# T\n\nSee [the page](https://a.example/x_(y) "t") now.', "See the page now."),
        ("# T\n\nA **bold** and *leaning* and ~~old~~ and `code` word.", "A bold and leaning and old and code word."),
        ("# T\n\n这是**重点**，这是*次要*的。", "这是重点，这是次要的。"),
        ("# T\n\nPlain <b>tags</b><br/> go &amp; so do \\*marks\\*.", "Plain tags go & so do *marks*."),
        ("# T\n\nQ* and 5*3 and Q* stay.", "Q* and 5*3 and Q* stay."),
        ("# T\n\nA note[^1] and ![picture](https://a.example/i.png)more.", "A note and more."),
    ],
)
def test_marks_inside_a_line_of_markdown_are_taken_off(marked, plain):
    assert read(marked).passages[1].text == plain


@pytest.mark.parametrize(
    ("content", "title", "from_text"),
    [
        ("---\ntitle: The whole title\n---\n\n# Introduction\n\nWords.", "The whole title", False),
        ('---\ntitle: "A cut off"\n---\n\n# A cut-off title of it all\n\nWords.', "A cut-off title of it all", True),
        ("# The heading\n\nWords.", "The heading", True),
        ("某市公布新规定\n\n今天公布了新规定。", "某市公布新规定", True),
        ("Title: The news\nParis - It happened today.", "The news", True),
        ("It happened today. Nobody knows why.", None, False),
        ("今天发生了一件事。\n\n没有人知道为什么。", None, False),
    ],
)
def test_the_title_is_the_fullest_the_text_itself_has(content, title, from_text):
    document = read(content)
    assert (document.title, document.title_from_text) == (title, from_text)


def test_a_title_from_the_text_is_a_heading_among_the_passages():
    document = read("某市公布新规定\n\n今天公布了新规定。")
    assert [passage.kind for passage in document.passages] == [PassageKind.HEADING, PassageKind.SENTENCE]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("11月22日（某通社）- 会议今天开始。", ("某通社",)),
        ("某华社北京11月22日电（记者 李明）会议今天开始。", ("某华社",)),
        ("央某网北京2月13日消息 会议今天开始。", ("央某网",)),
        ("来源：某某日报", ("某某日报",)),
        ("本文转自《某某周刊》，作者不详。", ("某某周刊",)),
        ("PARIS, Nov 22 (Newswire) - It began today.", ("Newswire",)),
        ("WASHINGTON (AP) — It began today.", ("AP",)),
        ("Source: The Daily Paper", ("The Daily Paper",)),
        ("This article was originally published in The Daily Paper.", ("The Daily Paper",)),
        ("来源：网络", ()),
        ("Source: https://example.com", ()),
        ("他说（笑）- 这不可能。", ()),
        ("The price (in euros) - it rose.", ()),
        ("据某通社报道，会议今天开始。", ()),
    ],
)
def test_whom_a_text_passes_on_is_told(line, names):
    assert read(f"{line}\n\n后面还有很多话要说。").relays == names


def test_author_and_day_come_from_front_matter():
    document = read("---\ntitle: T\nauthor: Jane Doe\ndate: 2024-03-01 10:00\n---\n\nSome words here.")
    assert (document.author, document.published) == ("Jane Doe", date(2024, 3, 1))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("某市公布新规定\n记者 李明\n\n今天公布了。", "李明"),
        ("The news of today\n\nBy Jane Doe\n\nIt happened today.", "Jane Doe"),
        ("新闻标题在此\n\n作者：王小明\n\n今天发生了很多事情。", "王小明"),
    ],
)
def test_a_byline_names_the_author(content, name):
    assert read(content).author == name


@pytest.mark.parametrize("text", ["会议今天开始。", "这家1998年5月1日成立的公司今天开会。"])
def test_a_dateline_without_a_year_gives_no_day(text):
    assert read(f"11月22日（某通社）- {text}").published is None


def test_a_line_with_the_day_dates_the_text_and_its_dateline():
    assert read("会议今天开始\n2024-11-23 08:00\n\n11月22日（某通社）- 会议开始。").published == date(2024, 11, 22)
    assert read("Meeting begins\nNov 23, 2024\n\nThe meeting began.").published == date(2024, 11, 23)


def test_a_dateline_of_december_read_in_january_is_of_the_year_before():
    assert read("---\ntitle: 2024-01-02 会议\n---\n\n12月30日（某通社）- 会议结束。").published == date(2023, 12, 30)


def test_links_end_where_the_text_around_them_goes_on():
    content = "看这个https://a.example/b。很好 https://b.example/(x) （https://c.example/d）(https://e.example/f), https://a.example/b!"
    assert read(content).links == (
        "https://a.example/b",
        "https://b.example/(x)",
        "https://c.example/d",
        "https://e.example/f",
    )


def test_line_ends_become_one_kind_and_a_byte_order_mark_goes():
    assert read("\ufeff第一行\r\n第二行\r第三行").text == "第一行\n第二行\n第三行"


def test_what_is_too_long_is_left_out_and_counted():
    document = read("今天下雨。" * 1000, longest=1200)
    assert (len(document.text), document.cut) == (1200, 3800)


@pytest.mark.parametrize(("content", "reason"), [("", "empty_text"), (" \n\n", "empty_text"), ("a\x00b", "not_text")])
def test_a_text_that_says_nothing_is_unread(content, reason):
    with pytest.raises(ReadingError) as caught:
        read(content)
    assert caught.value.reason == reason


def test_hostile_marks_are_read_in_time():
    for content in (
        "[a](" * 12_000,
        "**a*b_" * 8_000,
        "---\n" + "a: b\n" * 10_000,
        "![a" * 16_000,
        "https://a" * 5_000,
    ):
        started = time.process_time()
        assert read(content).passages
        assert time.process_time() - started < 1.5  # 0.2 s on a quiet machine
