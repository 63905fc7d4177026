"""The key of a digest changes with everything that decides what the digest says, and with nothing else."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.core import cachekey
from bot.core.digest import Readings
from bot.core.passages import split
from bot.core.types import Document, EngineInfo, Unread

CORE = Path(cachekey.__file__).parent
TEXT = "The ferry stop at Peña Quay opens in May. Reuters says that it costs 3.2 million."
DOCUMENT = Document(TEXT, split(TEXT), "en", "page", title="A ferry stop", url="https://news.example/ferry")
READINGS = Readings((DOCUMENT,), ())
ENGINE = EngineInfo("endpoint", "writer-1")
REUTERS = {"zh-Hans": "路透社", "en": ["Reuters"]}


def key(readings=READINGS, languages=("zh-Hans", "en"), length="short", engine=ENGINE, terms=(), dictionary="1.2"):
    return cachekey.digest_key(readings, languages, length, engine, terms, dictionary)


def of(**changes):
    return Readings((replace(DOCUMENT, **changes),), ())


def test_the_same_has_the_same_key():
    assert key() == key(Readings((Document(TEXT, split(TEXT), "en", "page", "A ferry stop", url=DOCUMENT.url),), ()))


def test_why_an_engine_was_taken_does_not_count():
    assert key(engine=replace(ENGINE, why="asked_for")) == key()


DIFFERENT = {
    "a word": {"readings": of(passages=split(TEXT.replace("May", "June")))},
    "another sentence": {"readings": of(passages=split(TEXT)[:1])},
    "the title": {"readings": of(title="Another")},
    "the date": {"readings": of(published=date(2026, 5, 1))},
    "the link": {"readings": of(url="https://other.example/")},
    "the language read": {"readings": of(language="fr")},
    "the part left out": {"readings": of(cut=10)},
    "twice": {"readings": Readings((DOCUMENT, DOCUMENT), ())},
    "one unread": {"readings": Readings((DOCUMENT,), (Unread("https://a.example/", "needs_login"),))},
    "the reading language": {"languages": ("en", "zh-Hans")},
    "one language": {"languages": ("en",)},
    "the length": {"length": "long"},
    "the engine": {"engine": EngineInfo("local", "writer-1")},
    "the model": {"engine": EngineInfo("endpoint", "writer-2")},
    "a term": {"terms": (REUTERS,)},
    "the dictionary": {"dictionary": "1.3"},
}


@pytest.mark.parametrize("change", DIFFERENT.values(), ids=DIFFERENT)
def test_another_ask_has_another_key(change):
    assert key(**change) != key()


def test_the_order_of_terms_does_not_count_but_what_they_say_does():
    other = {"zh-Hans": "渡口", "en": "ferry stop"}
    assert key(terms=(REUTERS, other)) == key(terms=(other, REUTERS))
    assert key(terms=({**REUTERS, "en": ["Reuters", "Thomson Reuters"]},)) != key(terms=(REUTERS,))


def test_lone_surrogates_have_a_key():
    assert key(of(title="\ud800")) != key()


@pytest.mark.parametrize(
    ("term", "occurs"),
    [
        ({"zh-Hans": "路透社", "en": ["AP", "Reuters"]}, True),
        ({"zh-Hans": "佩尼亚", "en": "PENA QUAY"}, True),
        ({"zh-Hans": "渡轮", "en": "A ferry"}, True),
        ({"zh-Hans": "新华社", "en": "Xinhua"}, False),
    ],
)
def test_terms_count_where_a_name_of_theirs_occurs(term, occurs):
    assert (cachekey.occurring([term], (DOCUMENT,)) == (term,)) is occurs


def test_in_traditional_characters_every_term_counts():
    text = "路透社報導，渡輪碼頭五月啟用，造價三百二十萬元。"
    document = Document(text, split(text), "zh-Hant", "page")
    assert cachekey.occurring([REUTERS, {"zh-Hans": "渡轮", "en": "ferry"}], (document,)) == (
        REUTERS,
        {"zh-Hans": "渡轮", "en": "ferry"},
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    return Path(shutil.copytree(CORE, tmp_path_factory.mktemp("core") / "core"))


def test_the_rules_are_the_files_of_the_core(copy):
    assert cachekey.fingerprint(copy) == cachekey.rules()


@pytest.mark.parametrize(
    "path",
    ["languages/zh-Hans/stance.toml", "texts/prompts/render.toml", "grounding.py", "quantities/common.toml"],
)
def test_a_changed_table_prompt_or_check_is_another_rule(copy, path):
    file = copy / path
    before, content = cachekey.fingerprint(copy), file.read_bytes()
    file.write_bytes(content + b"\n")
    changed = cachekey.fingerprint(copy)
    file.write_bytes(content)
    assert changed != before == cachekey.fingerprint(copy)


def test_a_file_moved_is_another_rule_and_a_compiled_one_is_none(copy):
    before = cachekey.fingerprint(copy)
    (copy / "__pycache__").mkdir(exist_ok=True)
    (copy / "__pycache__" / "grounding.cpython-399.pyc").write_bytes(b"compiled")
    assert cachekey.fingerprint(copy) == before
    (copy / "choose" / "mmr.py").rename(copy / "mmr.py")
    assert cachekey.fingerprint(copy) != before


def test_inputs_are_known_by_their_link_or_their_text():
    pasted = replace(DOCUMENT, url=None)
    linked, by_text = cachekey.input_hashes(Readings((DOCUMENT, pasted), ()))
    assert linked != by_text
    assert cachekey.input_hashes(of(title="Another")) == (linked,)
