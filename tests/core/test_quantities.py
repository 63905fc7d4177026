"""Finding quantities, their canonical form, and what a comparison says of them."""

import time
from fractions import Fraction
from itertools import chain

import pytest

from bot.core.language import table
from bot.core.quantities import (
    REASONS,
    Bound,
    Kind,
    Quantity,
    check,
    compare,
    counts,
    find,
    measures,
    moments,
    numbers,
    shares,
)
from bot.core.quantities.lexicon import lexicon
from bot.core.quantities.numerals import parse
from bot.core.quantities.parts import in_unit
from bot.core.quantities.units import common
from bot.core.types import EN, LANGUAGES, ZH, Weight

# text, language, kind, low, high, unit, bound
FOUND = [
    ("$9bn", EN, Kind.MONEY, 9 * 10**9, 9 * 10**9, "$", None),
    ("九十亿", ZH, Kind.NUMBER, 9 * 10**9, 9 * 10**9, None, None),
    ("90億", ZH, Kind.NUMBER, 9 * 10**9, 9 * 10**9, None, None),
    ("4500万澳元", ZH, Kind.MONEY, 45 * 10**6, 45 * 10**6, "AUD", None),
    ("1.2万亿美元", ZH, Kind.MONEY, 12 * 10**11, 12 * 10**11, "USD", None),
    ("0.3", EN, Kind.NUMBER, Fraction(3, 10), Fraction(3, 10), None, None),
    ("1.234.567,8", EN, Kind.NUMBER, Fraction(12345678, 10), Fraction(12345678, 10), None, None),
    ("12'500", EN, Kind.NUMBER, 12500, 12500, None, None),
    ("三分之一", ZH, Kind.NUMBER, Fraction(1, 3), Fraction(1, 3), None, None),
    ("3½ miles", EN, Kind.MEASURE, Fraction(7, 2), Fraction(7, 2), "mi", None),
    ("5 percentage points", EN, Kind.POINTS, 5, 5, None, None),
    ("百分之五", ZH, Kind.PERCENT, 5, 5, None, None),
    ("三成五", ZH, Kind.PERCENT, 35, 35, None, None),
    ("七五折", ZH, Kind.PERCENT, 25, 25, None, None),
    ("400多万", ZH, Kind.NUMBER, 4 * 10**6, 4 * 10**6, None, Bound.MORE),
    ("近200人", ZH, Kind.NUMBER, 200, 200, None, Bound.UNDER),
    ("about 60", EN, Kind.NUMBER, 60, 60, None, Bound.ABOUT),
    ("dozens of", EN, Kind.NUMBER, 12, 99, None, Bound.VAGUE),
    ("二三十人", ZH, Kind.NUMBER, 20, 30, None, None),
    ("10–20万", ZH, Kind.NUMBER, 10**5, 2 * 10**5, None, None),
    ("两年半", ZH, Kind.DURATION, Fraction(5, 2), Fraction(5, 2), "year", None),
    ("an hour and a half", EN, Kind.DURATION, Fraction(3, 2), Fraction(3, 2), "hour", None),
    ("每小时 105 英里", ZH, Kind.MEASURE, 105, 105, "mi/hour", None),
    ("minus 5 °C", EN, Kind.MEASURE, -5, -5, "degC", None),
    ("11 月 22 日", ZH, Kind.DATE, 1122, 1122, None, None),
    ("22 Nov.", EN, Kind.DATE, 1122, 1122, None, None),
    ("公元前 356 年", ZH, Kind.YEAR, -356, -356, None, None),
    ("上世纪90年代", ZH, Kind.DECADE, 1990, 1990, None, None),
    ("19th century", EN, Kind.CENTURY, 19, 19, None, None),
    ("星期三", ZH, Kind.WEEKDAY, 3, 3, None, None),
    ("下午3点半", ZH, Kind.TIME, 930, 930, "24h", None),
    ("at 9:30", EN, Kind.TIME, 570, 570, None, None),
    ("第三季度", ZH, Kind.QUARTER, 3, 3, None, None),
    ("第三", ZH, Kind.ORDINAL, 3, 3, None, None),
    ("twice", EN, Kind.MULTIPLE, 2, 2, None, None),
    ("21比20", ZH, Kind.SCORE, 20, 21, None, None),
    ("GPT-4", EN, Kind.NAME, 4, 4, "gpt", None),
]


@pytest.mark.parametrize(("text", "lang", "kind", "low", "high", "unit", "bound"), FOUND, ids=[row[0] for row in FOUND])
def test_a_quantity_has_one_canonical_form(text, lang, kind, low, high, unit, bound) -> None:
    first = find(text, lang)[0]
    assert (first.kind, first.low, first.high, first.unit, first.bound) == (kind, low, high, unit, bound)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("一百零三", 103, 103),
        ("百零三", 103, 103),
        ("一千二", 1200, 1200),
        ("三万五", 35000, 35000),
        ("廿五", 25, 25),
        ("二〇二三", 2023, 2023),
        ("一亿三千五百万", 135 * 10**6, 135 * 10**6),
        ("1亿2000万", 12 * 10**7, 12 * 10**7),
        ("十七八", 17, 18),
        ("三四百万", 3 * 10**6, 4 * 10**6),
        ("十几", 11, 19),
        ("数十万", 10**5, 999_999),
        ("壹佰贰拾", 120, 120),
        ("三点一四", Fraction(157, 50), Fraction(157, 50)),
    ],
)
def test_han_numerals_are_read(written: str, low: int, high: int) -> None:
    number = parse(written, table(ZH, "quantities"))
    assert number is not None
    assert (number.low, number.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("一些人一样一起，一旦统一，唯一，万一，一方面十分", ZH),
        ("千万别去五角大楼吃三明治", ZH),
        ("二氧化碳和百万富翁", ZH),
        ("她来自四川，第一次来", ZH),
        ("No one might say one of the first ones", EN),
        ("It may march on, at first, one day", EN),
        ("see https://example.com/2023/11/22/a-12 or mail a1@b22.org", EN),
        ("<@123456789> and <#987>", EN),
    ],
)
def test_words_that_hold_a_number_without_meaning_one_accuse_nobody(text: str, lang: str) -> None:
    assert [quantity.text for quantity in find(text, lang) if not quantity.weak] == []


def test_a_quantity_points_into_the_text_as_written() -> None:
    text = "目前約 ９０億 美元，超過 1,234 人（5 km）。"
    for quantity in find(text, ZH):
        assert text[quantity.start : quantity.end] == quantity.text
    assert [quantity.text for quantity in find(text, ZH)] == ["約 ９０億 美元", "超過 1,234", "5 km"]


def test_rounded_says_that_the_text_itself_is_not_exact() -> None:
    assert [find(text, EN)[0].rounded for text in ("about 9 billion", "dozens of", "9 billion", "over 9")] == [
        True,
        True,
        False,
        False,
    ]


def test_in_an_unknown_language_figures_are_found_and_words_are_not() -> None:
    assert [(q.kind, q.low) for q in find("trois chats, 12 km, 5 %, 2023-11-22", "fr")] == [
        (Kind.MEASURE, 12),
        (Kind.PERCENT, 5),
        (Kind.DATE, 1122),
        (Kind.YEAR, 2023),
    ]


def test_traditional_characters_and_tags_are_read_as_chinese() -> None:
    assert find("兩萬五千個", "zh-Hant")[0].low == 25_000


@pytest.mark.parametrize(
    ("claim", "source", "kind", "weight"),
    [
        ("It costs $45m.", "花费4500万澳元。", "currency", Weight.DOUBT),
        ("It costs US$45m.", "花费4500万澳元。", "currency", Weight.BLOCK),
        ("It costs $45m.", "花费4500万。", "currency", Weight.DOUBT),
        ("It is 8 km away.", "距离 5 英里。", "converted", Weight.DOUBT),
        ("Some 80 were held.", "超过80人被拘留。", "bound", None),
        ("80 were held.", "超过80人被拘留。", "bound", Weight.DOUBT),
        ("Fewer than 80 were held.", "超过80人被拘留。", "bound", Weight.BLOCK),
        ("OpenAI released GPT.", "OpenAI发布GPT-4。", "name_number", Weight.DOUBT),
        ("OpenAI released GPT-4.", "OpenAI发布GPT。", "name_number", Weight.DOUBT),
        ("9 people were held.", "80人被拘留。", "number", Weight.BLOCK),
    ],
)
def test_what_may_be_right_is_only_doubted(claim: str, source: str, kind: str, weight: Weight | None) -> None:
    found = {reason.kind: reason.weight for reason in check(claim, EN, source, ZH, complete=True)}
    assert found == ({kind: weight} if weight else {})


@pytest.mark.parametrize(
    ("claim", "source", "spans"),
    [
        ("It is worth $90bn.", "价值90亿美元，成立于1998年。", ("$90bn", "90亿美元")),
        ("It grew 5%.", "增长了5个百分点，共3项。", ("5%", "5个百分点")),
        ("It is 5 miles long, with 3 lanes.", "长5公里，有3条车道。", ("5 miles", "5公里")),
        ("They met on Friday.", "他们周三见了5个人。", ("Friday", "周三")),
        ("They met 12 people.", "他们见面了。", ("12", "")),
    ],
)
def test_a_reason_shows_the_two_spans_that_disagree(claim: str, source: str, spans: tuple[str, str]) -> None:
    reason = check(claim, EN, source, ZH, complete=False)[0]
    assert (reason.claim, reason.source) == spans


def test_a_value_is_not_rounded_by_the_check() -> None:
    assert check("about 9 billion people", EN, "89.7亿人", ZH, complete=True)
    assert check("about 9 billion people", EN, "约90亿人", ZH, complete=True) == ()
    assert check("12.34 million people", EN, "1,234万人", ZH, complete=True) == ()


def test_either_of_two_systems_renders_a_measure_given_in_both() -> None:
    source = "The storm is 645 miles (1040 km) away."
    assert check("风暴距离645英里。", ZH, source, EN, complete=True) == ()
    assert check("风暴距离1040公里。", ZH, source, EN, complete=True) == ()
    assert check("风暴距离645英里（1140公里）。", ZH, source, EN, complete=True)


def test_one_quantity_of_the_claim_renders_one_of_the_source() -> None:
    assert check("He had 2 goals and assists.", EN, "他有2个进球和2次助攻。", ZH, complete=True)
    assert check("Of 9, 3 and 3 survived.", EN, "9人中3人和4人幸存。", ZH, complete=True)


def test_a_summary_may_leave_out_but_not_change() -> None:
    source = "超过 700 名员工周二威胁辞职，公司估值 860 亿美元。"
    assert check("Employees threatened to resign on Tuesday.", EN, source, ZH, complete=False) == ()
    assert [r.kind for r in check("Employees resigned.", EN, source, ZH, complete=True)] == ["number_missing"] * 3
    assert [r.kind for r in check("The firm is worth $860bn.", EN, source, ZH, complete=False)] == ["magnitude"]


def test_small_words_raise_no_alarm_in_either_direction() -> None:
    for complete in (True, False):
        assert check("一名男子开了一枪", ZH, "A man fired a shot", EN, complete=complete) == ()
        assert check("One man fired a single shot", EN, "男子开枪", ZH, complete=complete) == ()


def test_compare_takes_quantities_from_anywhere() -> None:
    five = Quantity(Kind.MEASURE, 5, 5, "km", None, rounded=False, text="5 km", start=0, end=4)
    metres = Quantity(Kind.MEASURE, 5000, 5000, "m", None, rounded=False, text="5,000 m", start=0, end=7)
    assert compare([five], [metres], complete=True) == ()
    assert [reason.kind for reason in compare([five], [], complete=False)] == ["number"]
    assert compare([], [], complete=True) == ()


HOSTILE = {
    "figures": "7" * 20_000,
    "magnitudes": "万" * 20_000,
    "separators": "1," * 1000,
    "dots": "1.." * 700,
    "one one": "一" * 4000,
    "hyphens": "1-" * 1000,
    "slashes": "1/0" * 700,
    "millions": "million " * 500,
    "addresses": "a@" * 2000,
    "domains": "a." * 2000,
    "brackets": "<@" * 2000,
    "names": "a1" * 1000,
    "other digits": "٣²Ⅷ" * 1400,
    "alone": "\ud800",
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_neither_raises_nor_takes_long(text: str) -> None:
    began = time.process_time()
    for lang in (EN, ZH):
        assert check(text, lang, text, lang, complete=True) == ()
    assert time.process_time() - began < 3


def test_absurd_numbers_are_codes_to_be_kept_not_values() -> None:
    assert find("1" * 5_000, EN)[0].kind is Kind.NAME
    assert find("一" + "万" * 39, ZH) == ()


def test_every_shape_of_the_tables_has_a_maker() -> None:
    makers = {"number": numbers.MAKERS, "range": numbers.MAKERS}
    makers["quantity"] = counts.MAKERS | shares.MAKERS | measures.MAKERS | moments.MAKERS
    for rows in (common(), *(table(tag, "quantities") for tag in LANGUAGES)):
        for group, known in makers.items():
            assert {row["make"] for row in rows.get(group, [])} <= set(known)


def test_every_unit_of_the_tables_is_known() -> None:
    words = chain.from_iterable(lexicon(tag).words.items() for tag in LANGUAGES)
    for word, (kind, value) in words:
        if kind == "unit":
            assert all(reading.unit for reading in in_unit(value, 1, 1)), word
            assert {reading.kind for reading in in_unit(value, 1, 1)} <= {Kind.MEASURE, Kind.DURATION, Kind.MONEY}, word


def test_reasons_are_short_names_a_phrase_can_be_written_for() -> None:
    assert all(name.isidentifier() and name.islower() for name in REASONS)
