"""Names of a claim held against its source, within a language and across languages."""

import tomllib
from pathlib import Path

import pytest

from bot.core.glossary import Glossary
from bot.core.names import MOST, check, han_score
from bot.core.types import EN, ZH, Reason, Weight
from bot.reading.dictionary import cedict

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    terms = tomllib.loads((ROOT / "config" / "glossary.toml").read_text(encoding="utf-8"))["term"]
    return Glossary(terms, cedict)


def reasons(claim: str, source: str, glossary: Glossary, *, complete: bool = True) -> tuple[Reason, ...]:
    """The languages are told by whether there are Han characters."""
    tags = [ZH if any("\u4e00" <= c <= "\u9fff" for c in text) else EN for text in (claim, source)]
    return check(claim, tags[0], source, tags[1], glossary, complete=complete)


SAME = [
    # kept letters
    ("OpenAI researchers warned of Q*.", "OpenAI 的研究人员就 Q* 发出警告。"),
    ("微软（MSFT.O）进行了投资。", "Microsoft (MSFT.O) invested."),
    ("GPT-4 was released.", "GPT 4 发布了。"),
    ("openai 发布了新模型。", "OpenAI released a new model."),
    ("The C++ code of AT&T works.", "AT&T 的 C++ 代码可以运行。"),
    ("Squadron leader Dilokrit Pattavee died.", "空军中队长迪洛克里 (Dilokrit Pattavee) 遇难。"),
    # known renderings
    ("Reuters reported it.", "路透社报道了此事。"),
    ("路透社报道了此事。", "Reuters reported it."),
    ("The World Health Organization said so.", "世卫组织这样表示。"),
    ("A Chinese broker cut its forecast.", "国内一家券商下调了预测。"),
    ("世界卫生组织这样表示。", "The WHO said so."),
    ("He studied at Stanford University.", "他曾就读于斯坦福大学。"),
    ("The Prime Minister spoke on the Internet.", "首相在互联网上讲话。"),
    ("American and French officials met.", "美国和法国官员会面。"),
    ("U.S. forces left.", "美军撤离。"),
    ("The Iranian economy shrank.", "伊朗经济萎缩。"),
    ("Northern Rock was sold.", "北岩被出售。"),
    ("Tokyo and Osaka will host it.", "東京和大阪將主辦。"),
    # sound
    ("Sam Altman returned.", "萨姆·奥特曼回归。"),
    ("Sam Altman returned.", "萨姆·阿尔特曼回归。"),
    ("特朗普访问了巴黎。", "Trump visited Paris."),
    ("川普访问了巴黎。", "Trump visited Paris."),
    ("Dilokrit Pattavee flew it.", "迪洛克里特·帕塔维驾驶了它。"),
    ("迪洛克里特·帕塔维驾驶了它。", "Dilokrit Pattavee flew it."),
    # Chinese names
    ("Xi Jinping met Li Qiang.", "习近平会见了李强。"),
    ("Zhou Lan told Li Wei about it.", "周岚把这件事告诉了李伟。"),
    ("黄志强说工程会按时完成。", "Huang Zhiqiang said the work would be done in time."),
    # within a language
    ("Altman left.", "Sam Altman left the company."),
    ("Peña won the race.", "Pena won the race."),
    ("WHO said so.", "The World Health Organization said so."),
    ("The European Space Agency said so.", "ESA said so."),
    ("Altman’s critics spoke.", "The critics of Altman spoke."),
    ("American growth slowed.", "Growth in America slowed."),
    ("According to the company, sales rose.", "Sales rose, the company said."),
    ("Sales of the firm rose. Researchers agreed.", "The firm sold more, and the researchers agreed."),
    ("On Monday in March, I met Mr Lee.", "Lee met me."),
    ("路透社和帕塔维都这样说。", "帕塔維和路透社都這樣說。"),
]


@pytest.mark.parametrize(("claim", "source"), SAME)
def test_the_same_name_in_another_rendering_is_no_reason(claim, source, glossary):
    assert reasons(claim, source, glossary) == ()


BLOCKED = [
    ("Anthropic researchers warned of Q*.", "OpenAI 的研究人员就 Q* 发出警告。", "Anthropic", "OpenAI"),
    ("OpenAI researchers warned of X*.", "OpenAI 的研究人员就 Q* 发出警告。", "X*", ""),
    ("OpenAI said it would go on.", "该公司表示会继续。", "OpenAI", ""),
    ("NASA said it would go on.", "该公司表示会继续。", "NASA", ""),
    ("GPT-5 was released.", "GPT-4 发布了。", "GPT-5", "GPT-4"),
    ("The Guardian spoke to Google.", "《卫报》采访了微软。", "Google", "微软"),
    ("Elon Musk returned.", "萨姆·奥特曼回归。", "Musk", ""),
    ("Norwegian officials met in Rome.", "法国官员在罗马会面。", "Norwegian", "法国"),
    ("Zhou Min told Li Wei about it.", "周岚把这件事告诉了李伟。", "Min", ""),
    ("谷歌的 Gemini 发布了。", "Google released Claude.", "Gemini", "Claude"),
    ("微软（GOOG.O）进行了投资。", "Microsoft (MSFT.O) invested.", "GOOG.O", "MSFT.O"),
    ("John Altman left.", "Sam Altman left the company.", "John", ""),
    ("Sam Alteman left.", "Sam Altman left the company.", "Alteman", "Altman"),
    ("Sam Alteman 离开了公司。", "Sam Altman left the company.", "Alteman", "Altman"),
    ("He moved to Norway.", "He moved to Sweden.", "Norway", "Sweden"),
]


@pytest.mark.parametrize(("claim", "source", "span", "instead"), BLOCKED)
def test_another_name_in_latin_script_blocks_and_names_both_spans(claim, source, span, instead, glossary):
    blocking = [reason for reason in reasons(claim, source, glossary) if reason.weight is Weight.BLOCK]
    assert ("name", span) in [(reason.kind, reason.claim) for reason in blocking]
    if instead:
        assert instead in [reason.source for reason in blocking if reason.claim == span]


DOUBTED = [
    ("拜登访问了巴黎。", "Trump visited Paris.", "拜登"),
    ("特朗普訪問了倫敦。", "Trump visited Paris.", "倫敦"),
    ("安倍在东京会见了默克尔。", "Abe met Merkel in Hamburg.", "东京"),
    ("周岚把这件事告诉了王涛。", "Zhou Lan told Li Wei about it.", "王涛"),
    ("克里斯托夫·佩雷拉辞职。", "Dilokrit Pattavee resigned.", "佩雷拉"),
    ("路透社报道了此事。", "法新社报道了此事。", "路透社"),
]


@pytest.mark.parametrize(("claim", "source", "span"), DOUBTED)
def test_another_name_in_han_characters_is_a_doubt(claim, source, span, glossary):
    found = reasons(claim, source, glossary)
    assert ("han_name", span) in [(reason.kind, reason.claim) for reason in found]
    assert all(reason.weight is Weight.DOUBT for reason in found)


def test_a_name_that_may_be_translated_by_its_meaning_does_not_block(glossary):
    found = reasons("The pilot of the Gripen survived.", "这架鹰狮的飞行员幸存。", glossary)
    assert all(reason.weight is Weight.DOUBT for reason in found)


def test_an_ordinary_word_in_capitals_does_not_block_alone(glossary):
    found = reasons("He went to the Central Booking office.", "他去了拘留所。", glossary)
    assert all(reason.weight is Weight.DOUBT for reason in found)


def test_a_name_of_the_source_may_be_missing_unless_the_claim_renders_all_of_it(glossary):
    claim, source = "Microsoft invested.", "微软在 OpenAI 离开后投资。"
    assert reasons(claim, source, glossary, complete=False) == ()
    (lost,) = reasons(claim, source, glossary)
    assert (lost.kind, lost.weight, lost.source) == ("name_lost", Weight.DOUBT, "OpenAI")


def test_a_headline_in_capitals_is_read_as_words(glossary):
    claim = "Company Unveils Larger Screen And Raises Prices At Microsoft"
    assert reasons(claim, "The company unveils a larger screen and raises prices at Microsoft.", glossary) == ()


def test_the_span_is_as_written_where_characters_are_folded(glossary):
    (reason,) = reasons("特朗普訪問了倫敦。", "Trump visited Paris.", glossary)
    assert reason.claim == "倫敦"


def test_web_addresses_are_no_names(glossary):
    assert reasons("See https://Example.org/Some/Path for more.", "The report has more.", glossary) == ()


def test_english_against_english_needs_no_dictionary():
    def unread() -> str:
        raise AssertionError

    assert (
        check("Altman met Murati.", EN, "Sam Altman met Mira Murati.", EN, Glossary((), unread), complete=False) == ()
    )


def test_without_a_dictionary_only_kept_letters_are_compared():
    bare = Glossary()
    assert check("Sam Altman met Reuters.", EN, "萨姆·奥特曼会见了路透社。", ZH, bare, complete=True) == ()
    assert check("萨姆·奥特曼会见了路透社。", ZH, "Sam Altman met Reuters.", EN, bare, complete=True) == ()
    (reason,) = check("谷歌的 Gemini 发布了。", ZH, "Google released Claude.", EN, bare, complete=False)
    assert (reason.kind, reason.claim) == ("name", "Gemini")


def test_the_more_there_is_against_a_han_name_the_higher_its_score(glossary):
    right = han_score("特朗普访问了巴黎。", ZH, "Trump visited Paris.", EN, glossary)
    unsure = han_score("特朗普访问了法国巴黎。", ZH, "Trump visited Paris.", EN, glossary)
    wrong = han_score("特朗普访问了伦敦。", ZH, "Trump visited Hamburg.", EN, glossary)
    assert right == 0 < unsure < wrong


HOSTILE = {
    "letters": "A" * 99_999,
    "words": "Ab " * 9_999,
    "hyphens": "Ab-" * 9_999,
    "quotes": "A'" * 9_999,
    "characters": "阿" * 9_999,
    "dots": "阿·" * 9_999,
    "run": "a" * 99_999 + "1a B2B",
}


@pytest.mark.parametrize("claim", HOSTILE.values(), ids=HOSTILE)
def test_hostile_claims_end_soon_and_with_few_reasons(claim, glossary):
    assert len(reasons(claim, "萨姆·奥特曼离开了 OpenAI。", glossary)) <= 3 * MOST
