"""A digest comes back from its JSON as it was."""

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core import as_json, from_json, phrases
from bot.core import digest as core
from bot.core.extract import Extract
from bot.core.glossary import Glossary
from bot.core.language import detect
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

ARTICLES = sorted((Path(__file__).parents[1] / "fixtures" / "articles").glob("*.md"))

POINT = Point({"en": "The ferry stop opens in May."}, (), Stance.REPORTED, None, says_who=False, evidence=())
PLAIN = Digest(
    POINT, (POINT,), (SourceInfo(1, "read"),), Coverage(1, 1, 28, 1), ("en",), EngineInfo("extract", "extract")
)

texts = st.text("海州 port “9.1%”\n{}", max_size=12)
tags = st.sampled_from(["zh-Hans", "en", "zh-Hant", "ja"])
counts = st.integers(0, 10**9)
kinds = st.sampled_from(sorted(key.split(".")[1] for key in phrases.keys("en") if key.startswith(("reason.", "what."))))
no_detail = [
    key.split(".")[1]
    for key in sorted(phrases.keys("en"))
    if key.startswith("unread.") and phrases.places(key, "en") <= {"input"}
]

plain = {str: texts, int: counts, int | None: st.none() | counts, str | None: st.none() | texts}


def whole(kind, /, **given):
    """Any record of that kind, with every field it has."""
    hints = get_type_hints(kind)
    others = {
        f.name: plain.get(hints[f.name], st.from_type(hints[f.name])) for f in fields(kind) if f.name not in given
    }
    return st.builds(kind, **others | given)


def some(strategy, most=2):
    return st.lists(strategy, max_size=most).map(tuple)


reasons = whole(Reason, kind=kinds)
points = whole(
    Point,
    text=st.dictionaries(tags, texts),
    translated=some(tags),
    says_who=st.booleans(),
    evidence=some(whole(Evidence)),
    doubts=some(reasons),
)
engines = whole(EngineInfo, before=some(whole(EngineInfo, before=st.just(()))))
digests = whole(
    Digest,
    title=points,
    points=some(points, 3),
    sources=some(whole(SourceInfo, relays=some(texts))),
    coverage=whole(
        Coverage,
        dropped=st.lists(kinds, max_size=3).map(lambda found: tuple(blocked(kind) for kind in sorted(found))),
        unread=some(whole(Unread, reason=st.sampled_from(no_detail), detail=st.just({}))),
        other_languages=some(tags),
    ),
    languages=st.lists(tags, min_size=1, unique=True).map(tuple),
    engine=engines,
    usage=whole(Usage, dollars=st.floats(0, 100)),
)


def blocked(kind):
    return Reason(kind, Weight.BLOCK, "", "")


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(digests)
def test_any_digest_comes_back_as_it_was(digest):
    assert from_json.digest(json.loads(json.dumps(as_json.digest(digest)))) == digest


class Nobody:
    def stage(self, stage, **values):
        pass

    def partial(self, digest, done, total):
        pass


async def written(*paths):
    documents = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        documents.append(Document(text, split(text), detect(text), "page", title=path.stem, published=date(2026, 5, 1)))
    ask = core.Ask((), ("zh-Hans", "en"), "long")
    return await core.write(ask, core.Readings(tuple(documents), ()), [Extract()], Glossary(), Nobody())


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
async def test_the_digest_of_an_article_is_written_again_just_so(path):
    value = as_json.digest(await written(path))
    assert as_json.digest(from_json.digest(value)) == value


def test_who_says_it_and_why_an_input_was_not_read_come_back_where_they_are_written():
    value = as_json.digest(PLAIN)
    value["points"][0]["says_who"] = True
    value["coverage"]["unread"] = [
        {"input": "https://a.example/", "reason": "http_status", "url": None, "detail": {"code": "503"}}
    ]
    found = from_json.digest(value)
    assert found.points[0].says_who
    assert found.coverage.unread == (Unread("https://a.example/", "http_status", None, {"code": "503"}),)


def test_of_what_was_dropped_the_kinds_and_their_number_come_back():
    dropped = (Reason("number", Weight.BLOCK, "90 billion", "9 billion"), Reason("number", Weight.BLOCK, "5", "6"))
    value = as_json.digest(replace(PLAIN, coverage=replace(PLAIN.coverage, dropped=dropped)))
    assert from_json.digest(value).coverage.dropped == (blocked("number"),) * 2


BROKEN = [
    [],
    None,
    {},
    {"points": None},
    {"points": [[]]},
    {"more_points": "3"},
    {"more_points": True},
    {"languages": "en"},
    {"title": {"text": None}},
    {"coverage": {"dropped": {"number": 10**15}}},
    {"coverage": {"dropped": {"no_such_reason": 1}}},
    {"coverage": {"unread": [{"input": "a", "reason": "no_such_reason"}]}},
    {"coverage": {"unread": [{"input": "a", "reason": "http_status"}]}},
    {"sources": [{"n": 1, "status": "read", "published": "in May"}]},
    {"points": [{"text": {"en": 3}}]},
    {"points": [{"text": {}, "stance": "certain"}]},
    {"engine": {"name": None}},
]


@pytest.mark.parametrize("change", BROKEN, ids=str)
def test_what_is_no_digest_is_refused(change):
    value = change
    if change:
        value = as_json.digest(PLAIN)
        for key, part in change.items():
            value[key] = {**value[key], **part} if isinstance(part, dict) else part
    with pytest.raises(ValueError, match=r"."):
        from_json.digest(value)


def test_an_older_digest_without_the_newer_fields_is_read():
    value = as_json.digest(PLAIN)
    for key in ("more_points", "usage"):
        del value[key]
    del value["sources"][0]["relays"]
    assert from_json.digest(value) == PLAIN
