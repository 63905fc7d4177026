"""Renderings of names from a community's terms and from dictionary text."""

import pytest

from bot.core.glossary import Glossary, fold, key

DICTIONARY = """\
# CC-CEDICT
#! version=1
東京 东京 [Dong1 jing1] /Tokyo, capital of Japan/Tonkin (northern Vietnam during the French colonial period)/
斯坦福 斯坦福 [Si1 tan3 fu2] /Stanford (University)/
羅斯 罗斯 [Luo2 si1] /Roth, Ross, Rose or Rossi (name)/
大學 大学 [Da4 xue2] /the Great Learning, one of the Four Books/
大學 大学 [da4 xue2] /university/college/CL:所[suo3]/
首席執行官 首席执行官 [shou3 xi2 zhi2 xing2 guan1] /chief executive officer (CEO)/
上高 上高 [Shang4 gao1] /Shanggao county in Yichun/
中國 中国 [Zhong1 guo2] /China/
東 东 [dong1] /east/
學 学 [xue2] /to learn/
後 后 [hou4] /back/behind/rear/
后 后 [hou4] /empress/queen/
寧 宁 [Ning2] /abbr. for Ningxia/
宁 㝉 [zhu4] /to store/
斯 斯 [si1] /this/
李 李 [Li3] /surname Li/
李 李 [li3] /plum/
衝擊 冲击 [chong1 ji1] /attack/impact/
綠 绿 [lu:4] /green/
"""
TERMS = [
    {"zh-Hans": "路透社", "en": "Reuters"},
    {"zh-Hans": ["世界卫生组织", "世卫组织"], "en": ["World Health Organization", "WHO"]},
]


@pytest.fixture
def glossary() -> Glossary:
    return Glossary(TERMS, lambda: DICTIONARY)


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("Peña", "Pena"),
        ("OPENAI", "OpenAI"),
        ("U.S.", "US"),
        ("Altman’s", "Altman"),
        ("Łódź", "Lodz"),
        ("Straße", "Strasse"),
    ],
)
def test_words_are_folded_without_case_diacritics_dots_and_possessive(word, same):
    assert fold(word) == fold(same)


@pytest.mark.parametrize(
    ("form", "base"),
    [("French", "France"), ("Americans", "America"), ("U.S.", "America"), ("cities", "city"), ("Northern", "north")],
)
def test_forms_of_a_word_have_one_key(form, base):
    assert key(form) == key(base)


def test_different_names_have_different_keys():
    assert len({key(name) for name in ("France", "Finland", "Iran", "Iraq", "Austria", "Australia")}) == 6


def test_the_dictionary_is_read_when_it_is_first_needed():
    reads = []

    def read() -> str:
        reads.append(1)
        return DICTIONARY

    glossary = Glossary(TERMS, read)
    assert glossary.siblings("WHO") == ("World Health Organization", "WHO")
    assert not reads
    assert "东京" in glossary
    assert len(reads) == 1


def test_a_community_term_is_a_word_with_its_renderings_as_senses(glossary):
    assert "路透社" in glossary
    assert "reuter" in glossary.senses("路透社")
    assert {"who", "health", "+who"} <= glossary.senses("世卫组织")
    assert glossary.proper("世卫组织")


def test_a_sense_keeps_the_name_and_not_what_is_said_about_it(glossary):
    assert "tokyo" in glossary.senses("东京")
    assert "japan" not in glossary.senses("东京")
    assert {"roth", "ross", "rose", "rossi"} <= glossary.senses("罗斯")


def test_initials_and_acronyms_are_senses(glossary):
    assert {"ceo", "+ceo", "chief"} <= glossary.senses("首席执行官")


def test_a_measure_word_note_is_no_sense(glossary):
    assert "cl" not in glossary.senses("大学")


def test_a_word_is_proper_only_if_every_entry_is_capitalised(glossary):
    assert glossary.proper("东京")
    assert not glossary.proper("大学")
    assert not glossary.proper("没有")


def test_a_name_the_dictionary_must_explain_is_minor(glossary):
    assert glossary.minor("上高")
    assert not glossary.minor("中国")
    assert not glossary.minor("路透社")


def test_a_single_character_counts_only_with_senses_of_one_word(glossary):
    assert glossary.senses("李") == frozenset({"plum"})


def test_traditional_characters_are_folded_one_by_one(glossary):
    assert glossary.simplified("東京大學後") == "东京大学后"


def test_a_character_that_is_also_simplified_stays(glossary):
    assert glossary.simplified("寧宁") == "宁宁"


def test_readings_are_pinyin_without_tones(glossary):
    assert glossary.readings("绿") == ("lv",)
    assert glossary.readings("李") == ("li",)
    assert glossary.readings("帕") == ()


def test_an_english_word_leads_to_the_characters_that_mean_it(glossary):
    assert glossary.characters("impact") == frozenset("冲击")
    assert glossary.characters("stone") == frozenset()


def test_the_dictionary_knows_english_words_in_their_case(glossary):
    assert glossary.knows("Stanford")
    assert not glossary.knows("stanford")


def test_without_a_dictionary_the_terms_still_count():
    glossary = Glossary(TERMS)
    assert len(glossary) == 3
    assert "who" in glossary.senses("世卫组织")
    assert glossary.simplified("東京") == "東京"
