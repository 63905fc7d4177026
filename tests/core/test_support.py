import time

import pytest

from bot.core import support
from bot.core.types import EN, ZH, Weight

SOURCE = (
    "The insurance agent offered three policies on Monday. The client asked about the premium and the waiting period. "
    "The agent explained the benefits of each policy and mailed the contract to the client."
)


def words(claim, source=SOURCE, lang=EN):
    return [claim[one.word.start : one.word.end] for one in support.missing(claim, source, lang)]


@pytest.mark.parametrize(
    "claim",
    [
        "The agent offered the client three insurance policies.",
        "The client inquired about the premium.",  # asked
        "An agent sent the contract to the client.",  # mailed
        "The agent described the benefits of each policy.",  # explained
        "The conversation discusses insurance policies and their benefits.",  # words of summarising
        "On Tuesday Miller offered 12 policies.",  # names and figures are compared elsewhere
    ],
)
def test_what_the_source_says_in_other_words_is_not_missing(claim):
    assert words(claim) == []


def test_a_word_nothing_in_the_source_stands_for_is_missing():
    assert words("The client asked about the dentist and the waiting period.") == ["dentist"]


def test_the_surer_the_rest_of_the_clause_the_more_a_missing_word_counts():
    (one,) = support.missing("The client asked about the dentist and the waiting period.", SOURCE, EN)
    (other,) = support.missing("The client asked a dentist", SOURCE, EN)
    assert one.score > other.score


def test_a_missing_negative_word_among_known_ones_is_a_reason():
    (reason,) = support.check("The agent fails to mail the contract to the client.", SOURCE, EN)
    assert (reason.kind, reason.weight, reason.claim) == ("unsupported", Weight.DOUBT, "fails")
    assert reason.source in SOURCE
    assert "contract" in reason.source


def test_a_missing_plain_word_is_mostly_a_paraphrase_and_no_reason():
    assert support.check("The client asked about the dentist and the waiting period.", SOURCE, EN) == ()


def test_chinese_is_compared_by_pairs_of_characters():
    source = "保险公司周一公布了三种方案，客户询问了保费。"
    assert words("保险公司公布了方案。", source, ZH) == []
    assert "医院" in words("保险公司医院公布了方案。", source, ZH)


def test_a_claim_about_something_else_gives_no_reason():
    assert support.check("Penguins never fly.", SOURCE, EN) == ()


@pytest.mark.parametrize("lang", ["fr", "ja", "und"])
def test_a_language_without_tables_gives_no_reasons(lang):
    assert support.check("Rien ne va plus", "Tout va bien", lang) == ()


def test_a_long_source_takes_little_time():
    source = SOURCE * 150
    started = time.process_time()
    support.check("The agent fails to mail the contract to the client.", source, EN)
    assert time.process_time() - started < 2
