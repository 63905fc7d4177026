"""Latin-script names heard in Chinese characters."""

import pytest

from bot.core.transliteration import distance, ear, units

WRITTEN = [
    ("Pattavee", "pa ta wei"),
    ("Altman", "a er te man"),
    ("Altman", "ao te man"),
    ("Trump", "te lang pu"),
    ("Musk", "ma si ke"),
    ("Zelensky", "ze lian si ji"),
    ("Macron", "ma ke long"),
    ("Schwarzenegger", "shi wa xin ge"),
    ("Khrushchev", "he lu xiao fu"),
    ("Javier", "ha wei er"),
    ("Qatar", "ka ta er"),
    ("Peña", "pei ni ya"),
    ("Beijing", "bei jing"),
]
OTHERS = [
    ("Pattavee", "a er te man"),
    ("Altman", "te lang pu"),
    ("Trump", "bai deng"),
    ("Musk", "ze lian si ji"),
    ("Zelensky", "pu jing"),
    ("Macron", "shuo er ci"),
    ("Merkel", "sa er ke qi"),
    ("Qatar", "a man"),
    ("Bloomberg", "lu tou she"),
]
NOTHING_ODD = (0.0,) * 40


def heard(name: str, pinyin: str) -> float:
    syllables = pinyin.split()
    return distance(ear(name), syllables, NOTHING_ODD[: len(syllables)])[0]


@pytest.mark.parametrize(("name", "pinyin"), WRITTEN)
def test_a_name_is_near_the_characters_it_is_usually_written_with(name, pinyin):
    assert heard(name, pinyin) <= 0.2


@pytest.mark.parametrize(("name", "pinyin"), OTHERS)
def test_a_name_is_far_from_the_characters_of_another(name, pinyin):
    assert heard(name, pinyin) > 0.24


def test_a_name_is_found_inside_a_sentence_and_its_end_is_told():
    syllables = ["jin", "tian", "ao", "te", "man", "hui", "dao", "gong", "si"]
    cost, end = distance(ear("Altman"), syllables, NOTHING_ODD[: len(syllables)])
    assert cost <= 0.2
    assert syllables[end - 1] == "man"


def test_characters_unusual_in_names_cost_extra():
    syllables = ["ma", "si", "ke"]
    plain, _ = distance(ear("Musk"), syllables, (0.0, 0.0, 0.0))
    odd, _ = distance(ear("Musk"), syllables, (0.3, 0.3, 0.3))
    assert odd > plain


def test_a_letter_that_is_never_heard_makes_no_difference():
    assert heard("Alteman", "a er te man") <= heard("Altman", "a er te man") + 0.05


def test_a_name_without_anything_to_hear_has_no_weight():
    assert ear("123").weight == 0
    assert ear("Io").weight < 1


@pytest.mark.parametrize(("pinyin", "parts"), [("si", 2), ("wang", 3), ("er", 1), ("a", 1), ("lv", 2), ("", 1)])
def test_a_syllable_has_an_initial_a_final_and_what_it_ends_in(pinyin, parts):
    assert len(units(pinyin)) == parts
