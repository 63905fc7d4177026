import time

import pytest

from bot.core import polarity
from bot.core.types import EN, LANGUAGES, ZH, Weight


def kinds(claim, claim_lang, source, source_lang, *, complete=True):
    return {reason.kind for reason in polarity.check(claim, claim_lang, source, source_lang, complete=complete)}


FAITHFUL = [
    ("The ministry did not publish the figures.", "该部没有公布这些数字。"),
    ("The two reports differ on the cause of the fire.", "两份报告对火灾原因的说法不同。"),
    ("Prices have risen constantly since then.", "此后价格不断上涨。"),
    ("Many people had to leave their homes.", "不少人不得不离开家园。"),
    ("The road is impassable after the flood.", "洪水过后，这条路无法通行。"),
    ("No matter what happens, the match will be played.", "无论发生什么，比赛都会举行。"),
    ("He not only wrote the song but also sang it.", "他不仅写了这首歌，还亲自演唱。"),
    ("The museum did not reopen until 2019.", "博物馆直到2019年才重新开放。"),
    ("Don't forget to bring your ticket.", "别忘了带上门票。"),
    ("The bank refused to lend them money.", "银行拒绝向他们贷款。"),
    ("The disease is not uncommon in Africa.", "这种疾病在非洲并不罕见。"),
    ("Soon afterwards the factory closed.", "不久之后，工厂关闭了。"),
    ("The storm may reach the coast on Friday.", "风暴周五可能抵达海岸。"),
    ("On 9 May the parliament met in Oslo.", "5月9日，议会在奥斯陆开会。"),
    ("He reportedly left the country in March.", "据报道，他已于三月离境。"),
    ("Drivers must wear a seat belt.", "驾驶员必须系好安全带。"),
    ("Only three ships survived the storm.", "只有三艘船在风暴中幸存。"),
    ("Exports fell while imports rose.", "出口下降，进口上升。"),
    ("The new rule is stricter than the old one.", "新规定比旧规定更严格。"),
    ("The unmanned aircraft landed safely.", "无人机安全着陆。"),
    ("A spokesman said the talks had ended.", "发言人表示，会谈已经结束。"),
    ("She told reporters that she was innocent.", "她告诉记者自己是无辜的。"),
    ("Hundreds of people, none of them armed, gathered.", "数百人聚集，他们都没有携带武器。"),
]


@pytest.mark.parametrize(("english", "chinese"), FAITHFUL)
def test_a_faithful_rendering_raises_no_doubt_in_either_direction(english, chinese):
    assert not kinds(english, EN, chinese, ZH)
    assert not kinds(chinese, ZH, english, EN)


CHANGED = [
    # what changed, the kind, the claim, its source
    ("negation dropped", "negation", "The ministry published the figures.", "该部没有公布这些数字。"),
    ("negation added", "negation", "The ministry did not publish the figures.", "该部公布了这些数字。"),
    ("negation dropped", "negation", "该公司承认了这一指控。", "The company did not admit the charge."),
    ("negation added", "negation", "他从未去过巴黎。", "He has been to Paris."),
    ("prefix dropped", "negation", "这一决定合乎宪法。", "The decision is unconstitutional."),
    ("without to with", "negation", "She travelled with a visa.", "她没有签证就出发旅行了。"),
    ("one of two dropped", "negation", "他没有迟到，也签了字。", "He was not late and he did not sign."),
    ("possibility dropped", "hedge", "The drug causes headaches.", "这种药可能引起头痛。"),
    ("possibility dropped", "hedge", "这种药引起头痛。", "The drug may possibly cause headaches."),
    ("hearsay dropped", "hedge", "两家公司已经合并。", "The two companies have reportedly merged."),
    ("seeming dropped", "hedge", "这项技术已经成熟。", "The technology seems to be mature."),
    ("possibility added", "hedge", "The bridge might have collapsed in the night.", "大桥在夜里倒塌。"),
    ("must to may", "modality", "Visitors may register at the gate.", "访客必须在门口登记。"),
    ("duty dropped", "modality", "政府公开数据。", "The government must publish the data."),
    ("only dropped", "scope", "Members enter the hall.", "只有会员能进入大厅。"),
    ("rise to fall", "antonym", "Oil prices fell sharply last week.", "上周油价大幅上涨。"),
    ("fall to rise", "antonym", "失业率上升了。", "The unemployment rate fell."),
    ("support to oppose", "antonym", "The senator opposed the bill.", "这位参议员支持该法案。"),
    ("before to after", "antonym", "The fire broke out after the concert.", "火灾发生在音乐会之前。"),
    ("north to south", "antonym", "台风袭击了该岛北部。", "The typhoon hit the south of the island."),
    ("all to some", "antonym", "Some schools in the city are closed.", "全市所有学校都已停课。"),
    ("who says so dropped", "attribution", "The plant is safe.", "该公司发言人表示，工厂是安全的。"),
    ("who says so dropped", "attribution", "会谈已经破裂。", "The minister said the talks had collapsed."),
]


def language(text):
    return EN if text.isascii() else ZH


@pytest.mark.parametrize(("change", "kind", "claim", "source"), CHANGED)
def test_a_changed_rendering_is_doubted_for_what_was_changed(change, kind, claim, source):
    reasons = polarity.check(claim, language(claim), source, language(source), complete=True)
    assert kind in {reason.kind for reason in reasons}, change
    assert {reason.weight for reason in reasons} == {Weight.DOUBT}


def test_spans_are_words_of_the_two_texts_around_the_cues():
    claim, source = "Oil prices fell sharply in the last week of the year.", "在今年的最后一周，国际油价大幅上涨。"
    (reason,) = polarity.check(claim, EN, source, ZH, complete=True)
    assert "fell" in reason.claim
    assert reason.claim in claim
    assert "上涨" in reason.source
    assert reason.source in source


def test_what_is_only_on_one_side_has_an_empty_span_on_the_other():
    (reason,) = polarity.check("该部公布了数字。", ZH, "The ministry never published the figures.", EN, complete=True)
    assert reason.claim == ""
    assert "never" in reason.source


def test_one_cue_gives_one_reason_and_each_kind_at_most_one():
    reasons = polarity.check(
        "The court did not accept the request, and no money was paid.",
        EN,
        "法院接受了请求，也付了钱。",
        ZH,
        complete=True,
    )
    assert [reason.kind for reason in reasons] == ["negation"]


def test_a_negated_pole_is_no_reversal():
    assert not kinds("The party did not support the plan.", EN, "该党反对这项计划。", ZH) & {"antonym"}


def test_double_negation_is_less_suspicious_than_one():
    def worst(claim):
        found = polarity.findings(claim, EN, "他得工作才能生活。", ZH, complete=True)
        return max(one.score for one in found if one.kind == "negation")

    assert worst("He can not live without work.") < worst("He can not live with work.")


def test_a_summary_may_leave_out_what_its_source_says():
    source = "The plan may be delayed, and the mayor said no money had been found for the new bridge."
    assert not kinds("计划或将推迟。", ZH, source, EN, complete=False)
    assert not kinds("The plan may be delayed.", EN, source, EN, complete=False)


def test_a_summary_may_not_add_a_negation():
    assert kinds("他没有签署协议。", ZH, "The president signed the agreement on Monday.", EN, complete=False) == {
        "negation"
    }


WITHIN = [
    (
        "negation",
        "The clifftop was not known as a meeting place.",
        "He fell from a clifftop that was known as a meeting place.",
    ),
    ("negation", "The board approved the merger plan.", "On Monday the board did not approve the merger plan."),
    ("antonym", "The company is decreasing its dividend.", "We announce an increase in the dividend of the company."),
    ("antonym", "公司第三季度利润下降。", "公司公布，第三季度利润上升。"),
    ("negation", "委员会没有批准新的预算方案。", "委员会昨天批准新的预算方案。"),
]


@pytest.mark.parametrize(("kind", "claim", "source"), WITHIN)
def test_within_one_language_a_claim_is_held_against_the_clause_it_speaks_of(kind, claim, source):
    filler = " The weather was fine and many guests came. " if language(claim) == EN else "当天天气晴朗，来宾众多。"
    text = filler * 3 + source + filler * 3
    assert kind in kinds(claim, language(claim), text, language(claim), complete=False)


@pytest.mark.parametrize("text", [english for english, _ in FAITHFUL] + [chinese for _, chinese in FAITHFUL])
def test_a_text_agrees_with_itself(text):
    assert not kinds(text, language(text), text, language(text), complete=False)
    assert not kinds(text, language(text), text, language(text), complete=True)


def test_traditional_chinese_is_read_and_quoted_as_written():
    (reason,) = polarity.check(
        "The ministry published the figures.", EN, "該部並沒有公佈這些數字。", "zh-Hant", complete=True
    )
    assert reason.kind == "negation"
    assert "沒有" in reason.source


@pytest.mark.parametrize(("claim_lang", "source_lang"), [("fr", EN), (EN, "ja"), ("und", "und")])
def test_languages_without_tables_give_no_reasons(claim_lang, source_lang):
    assert polarity.check("Il n'est pas venu.", claim_lang, "He came.", source_lang, complete=True) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_to_compare_gives_no_reasons(lang):
    assert polarity.check("", lang, "没有 not", lang, complete=True) == ()
    assert polarity.check("。…  \n", lang, "，，，", lang, complete=False) == ()


@pytest.mark.parametrize("text", ["不" * 5_000, "not " * 1_500, "more less " * 700, ",，" * 3_000, "n't…" * 1_500])
@pytest.mark.parametrize("complete", [True, False])
def test_hostile_texts_take_time_in_proportion(text, complete):
    started = time.process_time()
    polarity.check(text, EN, text, ZH, complete=complete)
    polarity.check(text, ZH, text[1:], ZH, complete=complete)
    assert time.process_time() - started < 2


SURE = [
    ("It is confirmed beyond doubt that the bank lent them money.", EN, "The bank lent them money.", EN),
    ("The bank undoubtedly lent them money.", EN, "银行向他们发放了贷款。", ZH),
    ("毋庸置疑，银行向他们发放了贷款。", ZH, "The bank lent them money.", EN),
    ("银行确凿地向他们发放了贷款。", ZH, "银行向他们发放了贷款。", ZH),
]


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize(("claim", "claim_lang", "source", "source_lang"), SURE)
def test_a_certainty_the_source_does_not_have_is_doubted_in_summaries_too(
    claim, claim_lang, source, source_lang, complete
):
    assert "hedge" in kinds(claim, claim_lang, source, source_lang, complete=complete)
    assert "hedge" not in kinds(source, source_lang, claim, claim_lang, complete=False)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The bank undoubtedly lent them money.", "银行显然向他们发放了贷款。"),
        ("The police said the name had been confirmed.", "警方已证实该姓名。"),
    ],
)
def test_a_certainty_the_source_has_is_not(claim, source):
    assert "hedge" not in kinds(claim, EN, source, ZH, complete=False)
    assert "hedge" not in kinds(source, ZH, claim, EN, complete=False)
