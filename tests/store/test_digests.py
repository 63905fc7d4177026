"""Digests are served again, to those who may read their sources."""

from datetime import timedelta

import pytest

from tests.store.conftest import NOW

LATER = NOW + timedelta(minutes=1)


async def test_a_digest_is_served_to_its_audience_and_to_no_other(store):
    await store.digests.put("key", "guild-1", '{"秘": 1}', {}, NOW)
    assert await store.digests.get("key", ["public", "guild-1"]) == '{"秘": 1}'
    assert await store.digests.get("key", ["public", "guild-2"]) is None
    assert await store.digests.get("key", []) is None
    assert await store.digests.get("other", ["guild-1"]) is None


async def test_of_several_the_newest_is_served(store):
    await store.digests.put("key", "guild-1", "newer", {}, LATER)
    await store.digests.put("key", "public", "older", {}, NOW)
    assert await store.digests.get("key", ["public", "guild-1"]) == "newer"
    assert await store.digests.get("key", ["public"]) == "older"


async def test_a_digest_made_again_takes_the_place_of_the_first_and_of_what_it_rested_on(store):
    await store.digests.put("key", "public", "first", {"input": ["a"], "term": ["t"]}, NOW)
    await store.digests.put("key", "public", "second", {"input": ["a", "a"]}, LATER)
    assert await store.digests.get("key", ["public"]) == "second"
    assert await store.digests.drop_resting_on("term", "t") == 0
    assert await store.digests.drop_resting_on("input", "a") == 1


async def test_a_dropped_digest_is_gone_for_everyone(store):
    for audience in ("public", "guild-1"):
        await store.digests.put("key", audience, "{}", {"input": ["a"]}, NOW)
    await store.digests.drop("key")
    assert await store.digests.get("key", ["public", "guild-1"]) is None
    assert await store.digests.drop_resting_on("input", "a") == 0


@pytest.mark.parametrize(
    ("kind", "value", "left"), [("input", "a", ["2"]), ("term", "路透社", ["3"]), ("term", "a", ["1", "2", "3"])]
)
async def test_what_rests_on_an_input_or_a_term_goes_with_it(store, kind, value, left):
    await store.digests.put("1", "public", "{}", {"input": ["a"], "term": ["路透社"]}, NOW)
    await store.digests.put("2", "public", "{}", {"input": ["b"], "term": ["路透社"]}, NOW)
    await store.digests.put("3", "public", "{}", {"input": ["a", "b"]}, NOW)
    assert await store.digests.drop_resting_on(kind, value) == 3 - len(left)
    assert [key for key in "123" if await store.digests.get(key, ["public"])] == left
