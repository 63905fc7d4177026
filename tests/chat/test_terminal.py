"""What a digest looks like in the terminal."""

import io
from dataclasses import replace
from datetime import date

import pytest

from bot.chat import terminal
from bot.core.passages import split
from bot.core.types import (
    Coverage,
    Digest,
    Document,
    EngineInfo,
    Evidence,
    Point,
    Reason,
    SourceInfo,
    Stance,
    Unread,
    Usage,
    Weight,
)

SAID = (Evidence(1, "1", "端口将于五月开放。", 0, 9),)


def point(
    text="端口将于五月开放。", lang="zh-Hans", stance=Stance.REPORTED, says_who=False, voice=None, doubts=(), **sides
):
    evidence = (Evidence(1, "1", text, 0, len(text)),)
    return Point({lang: text, **sides}, tuple(sides), stance, voice, says_who, evidence, doubts)


def digest(*points, languages=("zh-Hans", "en"), coverage=None, sources=None, more=0):
    return Digest(
        title=point("标题在此"),
        points=points,
        sources=sources or (SourceInfo(1, "read", title="标题在此", site="日报", url="https://example.org/a"),),
        coverage=coverage or Coverage(inputs=1, read=1, characters=100, passages=4),
        languages=languages,
        engine=EngineInfo("extract", "extract"),
        more_points=more,
    )


def shown(one):
    return [text for _, text in terminal.lines(one)]


def test_the_reading_language_comes_first_and_the_other_says_that_it_is_missing():
    lines = shown(digest(point()))
    assert lines[:2] == ["标题在此", "1. 端口将于五月开放。"]
    assert lines[3].startswith("No English yet")


def test_the_block_that_has_no_points_is_one_line_also_when_it_comes_first():
    lines = shown(digest(point("The port opens in May.", "en"), languages=("zh-Hans", "en")))
    assert lines[0].startswith("暂无中文")
    assert "1. The port opens in May." in lines


def test_points_that_none_of_the_languages_asked_for_has_are_shown_in_their_own():
    lines = shown(digest(point(), languages=("en",)))
    assert lines[0].startswith("No English yet")
    assert "1. 端口将于五月开放。" in lines


def test_opinion_and_unnamed_sources_are_a_word_at_the_start_of_the_point():
    lines = shown(digest(point(stance=Stance.OPINION), point(stance=Stance.ANONYMOUS)))
    assert lines[1].startswith("1. 观点 · ")
    assert lines[2].startswith("2. 匿名 · ")


def test_no_mark_stands_where_the_sentence_says_who_speaks_or_where_it_is_plain_reporting():
    lines = shown(digest(point(stance=Stance.ANONYMOUS, says_who=True), point()))
    assert lines[1:3] == ["1. 端口将于五月开放。", "2. 端口将于五月开放。"]


def test_both_languages_carry_the_same_points_under_the_same_numbers():
    lines = shown(digest(point(en="The port opens in May."), point("第二点。")))
    assert "1. The port opens in May." in lines
    assert any(line.startswith("2. (in the other language") for line in lines)


DOUBT = Reason("residue", Weight.DOUBT, "wifi", "wifi")


def test_a_doubt_about_a_translation_is_told_under_it_and_not_under_the_sources_own_words():
    lines = shown(digest(point(en="The port opens wifi in May.", doubts=(DOUBT,))))
    assert lines[lines.index("1. The port opens wifi in May.") + 1].strip().startswith("“wifi”")
    assert sum("wifi" in line for line in lines) == 2


def test_a_doubt_about_what_a_model_wrote_is_told_in_every_language_and_the_sources_words_with_it():
    claim = replace(point("海港五月开 wifi。", en="The harbour opens wifi in May.", doubts=(DOUBT,)), evidence=SAID)
    lines = shown(digest(claim))
    at = lines.index("1. 海港五月开 wifi。")
    assert "wifi" in lines[at + 1]
    assert lines[at + 2].strip() == "原文：“端口将于五月开放。”"
    assert "wifi" in lines[lines.index("1. The harbour opens wifi in May.") + 1]


def test_a_doubt_about_a_headline_is_told_under_it():
    found = replace(digest(point()), title=replace(point("五月开 wifi", doubts=(DOUBT,)), evidence=SAID))
    assert "wifi" in shown(found)[1]


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        (Usage(1200, 300, 0.0123), "1,500 tokens, 0.0123 US dollars"),
        (Usage(1200, 300, 0.00000004), "0.0001 US dollars"),
        (Usage(1200, 300, None), "1,500 tokens, at a price not known here"),
    ],
)
def test_what_was_paid_for_is_told_in_tokens_and_dollars(usage, told):
    assert told in shown(replace(digest(point()), usage=usage))[-1]


def test_what_costs_nothing_is_not_told():
    assert "token" not in shown(replace(digest(point()), usage=Usage(1200, 300)))[-1]


def test_points_an_endpoints_model_could_not_write_are_counted():
    written = replace(point("海港五月开放。", en="The harbour opens in May."), evidence=SAID)
    found = replace(digest(written, point()), engine=EngineInfo("endpoint", "writer"))
    assert "1 in the source's own words" in shown(found)[-1]


def test_an_engine_that_was_not_used_is_told_with_the_setting_that_may_mend_it():
    before = EngineInfo("endpoint", "writer", "wrong_key", {"setting": "model.api_key"})
    found = replace(digest(point()), engine=EngineInfo("extract", "extract", before=(before,)))
    assert "writer was not used: its key is not accepted (setting model.api_key)" in shown(found)[-1]


def test_what_could_not_be_read_is_told():
    missing = Unread("x.md", "no_such_file", detail={})
    coverage = Coverage(inputs=2, read=1, characters=100, passages=4, unread=(missing,))
    lines = shown(digest(point(), coverage=coverage))
    assert any("1 of 2" in line for line in lines)


def test_characters_that_steer_a_terminal_are_not_shown():
    hostile = "端口\x1b[2J\x1b]0;x\x07将于\u202e五月\u200b开放。"
    (line,) = [line for line in shown(digest(point(hostile))) if line.startswith("1.")]
    assert not set(line) & set("\x1b\x07\u202e\u200b")


def test_text_that_looks_like_markup_is_shown_as_it_is(capsys):
    terminal.show(digest(point("[bold]端口[/bold] [link=https://evil.example]开放[/link]。")))
    assert "[bold]端口[/bold] [link=https://evil.example]" in capsys.readouterr().out


class Screen(io.StringIO):
    """A terminal that keeps all that is written to it."""

    def isatty(self):
        return True


def test_in_a_terminal_renderings_are_filled_in_where_the_points_stand_and_go_when_the_digest_is_whole(monkeypatch):
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with terminal.StderrProgress() as progress:
        progress.partial(digest(point()), 0, 1)
        progress.partial(digest(point(en="The port opens in May.")), 1, 1)
        filled = screen.getvalue()
    assert "1. 端口将于五月开放。" in filled
    assert "The port opens in May." in filled
    assert filled.count("\x1b[2K") >= 2, "the first lines are written over"
    assert screen.getvalue()[len(filled) :].count("\x1b[2K") >= 3, "all of it is wiped at the end"


def test_where_progress_is_no_terminal_each_step_is_a_line(capsys):
    with terminal.StderrProgress() as progress:
        progress.partial(digest(point()), 0, 1)
        progress.partial(digest(point(en="The port opens in May.")), 1, 1)
    told = capsys.readouterr().err
    assert told.splitlines() == [
        "1. 端口将于五月开放。",
        "译文 0/1 …… · Translating 0/1 …",
        "译文 1/1 …… · Translating 1/1 …",
    ]


def test_a_document_is_told_with_its_dates_its_address_and_how_much_of_it_was_read():
    text = "The council voted for the new ferry stop."
    one = Document(
        text,
        split(text),
        "en",
        "page",
        title="Ferry",
        published=date(2024, 3, 5),
        updated=date(2024, 3, 6),
        url="https://m.e.com/a",
        canonical="https://e.com/a",
        teaser=True,
        pages=512,
        pages_read=300,
        cut=17,
    )
    told = terminal.document(one)
    for line in (
        "published: 2024-03-05",
        "updated: 2024-03-06",
        "canonical: https://e.com/a",
        "teaser: the free beginning only",
        "pages: 300 of 512 read",
        "left out: 17 characters",
    ):
        assert line in told.splitlines()
    assert "canonical" not in terminal.document(replace(one, canonical=one.url))
