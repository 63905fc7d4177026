import pytest

from bot.core.language import table
from bot.core.polarity.cues import OPPOSITES, TOPICS, clean, inflected, scan, units
from bot.core.polarity.words import aligned, clauses, index, stem
from bot.core.types import EN, LANGUAGES, ZH


def found(text, lang, topic):
    return [text[cue.start : cue.end] for cue in scan(text, lang, topic) if cue.need]


@pytest.mark.parametrize(
    ("text", "lang", "topic", "cues"),
    [
        ("It wasn’t there.", EN, "negation", ["n’t"]),
        ("Nobody unhappy came, regardless of cost.", EN, "negation", ["Nobody", "unhappy", "regardless"]),
        ("Under the United Nations, no. 5 was unanimous.", EN, "negation", ["Under"]),
        ("It was not until noon", EN, "negation", ["not until"]),
        ("They did not reopen it until noon", EN, "negation", ["not reopen it until"]),
        ("They did not reopen it, until noon", EN, "negation", ["not"]),
        ("他不得不走，并未回来。", ZH, "negation", ["不得不", "并未"]),
        ("从未来看，非洲不久会好。", ZH, "negation", ["不久"]),
        ("He may go in May 2020.", EN, "hedge", ["may"]),
        ("或许可以", ZH, "hedge", ["或许"]),
        ("据报道，他称病", ZH, "attribution", ["据报道", "称"]),
        ("他们称之为数据", ZH, "attribution", []),
    ],
)
def test_the_longest_entry_of_a_topic_is_the_cue(text, lang, topic, cues):
    assert found(text, lang, topic) == cues


def test_a_word_may_be_a_pole_of_several_axes_and_hides_only_shorter_ones_of_its_own():
    keys = {cue.key for cue in scan("最大", ZH, OPPOSITES) if cue.need > 0.5}
    assert {"size+", "extreme+"} <= keys


def test_units_keep_their_places_in_the_text_as_given():
    text = "İt  isn’t “1,200” 元。"
    for unit, start, end in units(text, EN):
        assert unit == "#" or unit == clean(text[start:end])


@pytest.mark.parametrize(
    ("word", "form"),
    [("rise", "rising"), ("drop", "dropped"), ("deny", "denies"), ("reject", "rejected"), ("push", "pushes")],
)
def test_marked_words_are_found_in_their_regular_forms(word, form):
    assert form in inflected(word)


def test_every_axis_has_both_poles_in_every_language():
    first, *others = (table(lang, "antonyms") for lang in LANGUAGES)
    for other in others:
        assert first.keys() == other.keys()
    for lang in LANGUAGES:
        for axis, poles in table(lang, "antonyms").items():
            assert poles["plus"], axis
            assert poles["minus"], axis
            assert not set(poles["plus"]) & set(poles["minus"]), axis


def test_each_language_has_two_hundred_words_on_either_side():
    for lang in LANGUAGES:
        for pole in ("plus", "minus"):
            assert sum(len(poles[pole]) for poles in table(lang, "antonyms").values()) >= 200


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_needs_and_services_are_shares(lang, topic):
    for part in table(lang, "polarity")[topic]:
        assert 0 <= part["need"] <= 1
        assert 0 <= part["serve"] <= 1


def test_what_is_formed_from_one_root_compares_equal():
    for one, other in [("implementing", "implement"), ("asked", "asks"), ("planning", "plans"), ("cheaper", "cheap")]:
        assert stem(one, EN) == stem(other, EN)


def test_clauses_end_at_marks_and_lines_and_hold_content_words():
    text = "The red boat sank,\nand then\na storm came"
    assert [text[one.start : one.end] for one in clauses(text, EN)] == ["The red boat sank", "a storm came"]


def test_words_that_run_together_are_compared_by_pairs_of_characters_that_are_no_words_of_grammar():
    (clause,) = clauses("委员们批准了预算", ZH)
    assert [word.stem for word in clause.words] == ["委员", "批准", "预算"]


def test_the_clause_that_shares_most_is_found_first():
    source = index("The harbour froze. The committee approved the harbour budget. Nobody came.", EN)
    (claim,) = clauses("committee approves budget", EN)
    best = aligned(claim, source)[0]
    assert best.share == pytest.approx(1)
    assert best.clause is source.clauses[1]
