"""The engine that renders chosen sentences with the embedded model: what it asks, keeps and gives up."""

import pytest

from bot.core.glossary import Glossary
from bot.core.language import detect
from bot.core.passages import split
from bot.core.ports import Task
from bot.core.types import Document
from bot.model.local import TRIES, Local
from bot.model.process import ModelUnavailable
from bot.model.wire import Answer

SOURCE = "海州港集团已决定将二期工程推迟至少 18 个月，总投资约 90 亿元。"
RIGHT = "Haizhou Port Group has decided to put off the second phase, at about 9 billion yuan, by at least 18 months."
WRONG = RIGHT.replace("9 billion", "90 billion")


class Model:
    """Answers with what it was given, one after the other, the last one for ever; remembers the requests."""

    def __init__(self, *answers):
        self.answers, self.requests = list(answers), []

    async def generate(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Answer) else Answer(answer, tokens=10)


def task(text=SOURCE, count=1, languages=("zh-Hans", "en"), title=None):
    document = Document(text, split(text), detect(text), "pasted", title=title)
    return Task((document,), ({},), languages, count)


async def last(model, asked=None):
    drafts = [draft async for draft in Local(model.generate, "small", Glossary(), 60).drafts(asked or task())]
    return drafts[-1]


async def test_the_sources_own_words_come_first_and_the_rendering_after():
    drafts = [draft async for draft in Local(Model(RIGHT).generate, "small", Glossary(), 60).drafts(task())]
    assert drafts[0].claims[0].text == {"zh-Hans": SOURCE}
    assert drafts[-1].claims[0].text == {"zh-Hans": SOURCE, "en": RIGHT}
    assert [draft.pending for draft in drafts] == [(0, 1), (1, 1)]
    assert drafts[-1].engine.kind == "local"


async def test_figures_stand_in_the_request_as_they_are_to_be_said():
    model = Model(RIGHT)
    await last(model)
    assert "9 billion yuan" in model.requests[0].messages[-1][1]
    assert "90 亿" not in model.requests[0].messages[-1][1]


async def test_a_wrong_rendering_is_asked_for_again_with_what_was_wrong():
    model = Model(WRONG, RIGHT)
    draft = await last(model)
    assert draft.claims[0].text["en"] == RIGHT
    assert "90 billion" in model.requests[1].messages[-1][1]
    assert model.requests[1].temperature > model.requests[0].temperature


async def test_what_stays_wrong_is_left_out_and_not_asked_for_without_end():
    model = Model(WRONG, WRONG + " ", WRONG.replace("90", "900"), WRONG)
    draft = await last(model)
    assert "en" not in draft.claims[0].text
    assert len(model.requests) <= TRIES * 2


@pytest.mark.parametrize(
    "answer", ["", "  ", Answer(RIGHT[:40], whole=False), "二期工程推迟。", f"Take care: x\n{RIGHT}"]
)
async def test_an_answer_that_is_no_rendering_is_left_out(answer):
    assert "en" not in (await last(Model(answer))).claims[0].text


async def test_a_model_that_stops_leaves_what_was_rendered_and_says_so():
    text = SOURCE + "发言人周岚周四表示，工程仍在按计划评审之中。"
    model = Model(RIGHT, Answer("Yes"), Answer("Yes"), ModelUnavailable("model_died"))
    draft = await last(model, task(text, count=2))
    assert draft.engine.why == "model_died"
    assert [len(claim.text) for claim in draft.claims] == [2, 1]


async def test_a_model_that_never_answers_leaves_the_extracts():
    draft = await last(Model(ModelUnavailable("model_no_memory")))
    assert draft.claims[0].text == {"zh-Hans": SOURCE}
    assert draft.engine.why == "model_no_memory"


async def test_nothing_is_asked_where_only_the_sources_language_is_wanted():
    model = Model(RIGHT)
    await last(model, task(languages=("zh-Hans",)))
    assert model.requests == []


async def test_a_text_in_a_third_language_is_not_rendered():
    model = Model(RIGHT)
    text = "Le conseil municipal a voté mardi soir la fermeture du pont pendant six mois."
    draft = await last(model, task(text))
    assert model.requests == []
    assert list(draft.claims[0].text) == ["fr"]


async def test_the_title_is_rendered_too():
    model = Model("The second phase is put off", RIGHT)
    draft = await last(model, task(title="二期工程推迟"))
    assert draft.headline.text == {"zh-Hans": "二期工程推迟", "en": "The second phase is put off"}


async def test_the_tokens_are_counted():
    assert (await last(Model(WRONG, RIGHT, Answer("Yes", tokens=1)))).usage.output_tokens == 22


def sure(text, yes=-0.1, no=-3.0):
    return Answer(text, first={"Yes": yes, "No": no, " maybe": -9.0})


async def test_a_rendering_the_model_itself_is_unsure_of_is_made_again_and_the_surer_one_kept():
    other = RIGHT.replace("put off", "delay")
    unsure = sure("No", yes=-2.0, no=-0.2)
    model = Model(RIGHT, unsure, unsure, other, sure("Yes"), sure("Yes"))
    claim = (await last(model)).claims[0]
    assert claim.text["en"] == other
    assert claim.doubts == ()


async def test_a_rendering_that_stays_unsure_is_kept_and_marked():
    unsure = sure("No", yes=-2.0, no=-0.2)
    model = Model(RIGHT, unsure, unsure, RIGHT.replace("put off", "delay"), unsure, unsure, RIGHT, unsure, unsure)
    claim = (await last(model)).claims[0]
    assert "en" in claim.text
    assert {doubt.kind for doubt in claim.doubts} == {"unsure"}


async def test_the_second_look_asks_both_ways_and_one_no_is_enough():
    model = Model(RIGHT, sure("Yes"), sure("No", yes=-2.0, no=-0.2))
    claim = (await last(model)).claims[0]
    there, back = (request.messages[-1][1] for request in model.requests[1:3])
    assert there.startswith(f"Chinese: {SOURCE}\nEnglish: {RIGHT}\n")
    assert back.startswith(f"English: {RIGHT}\nChinese: {SOURCE}\n")
    assert {doubt.kind for doubt in claim.doubts} == {"unsure"}


async def test_a_rendering_as_sure_as_most_is_kept_and_one_less_sure_than_half_is_marked():
    surer, most = sure("Yes", yes=-0.1, no=-1.65), sure("Yes", yes=-0.1, no=-1.4)
    assert (await last(Model(RIGHT, surer, surer))).claims[0].doubts == ()
    model = Model(RIGHT, most, most)
    assert {doubt.kind for doubt in (await last(model)).claims[0].doubts} == {"unsure"}
    assert len(model.requests) == 3, "it is not tried again"


async def test_a_name_that_was_to_stay_as_it_is_and_did_not_is_doubted():
    text = "Iceland's chief negotiator, Sigrun Helgadottir, said on Sunday that the talks had failed."
    kept = "冰岛首席谈判代表 Sigrun Helgadottir 周日表示，谈判已经失败。"
    wrong = "冰岛首席谈判代表斯里格努·赫尔加达特里克周日表示，谈判已经失败。"
    claim = (await last(Model(wrong, kept, sure("Yes"), sure("Yes")), task(text))).claims[0]
    assert claim.text["zh-Hans"] == kept
    claim = (await last(Model(wrong), task(text))).claims[0]
    assert "name_lost" in {doubt.kind for doubt in claim.doubts}


async def test_a_rendering_that_leaves_half_out_is_doubted():
    claim = (await last(Model("The second phase of about 9 billion yuan: 18 months."))).claims[0]
    assert "en" not in claim.text or claim.doubts
