"""Messages that are ours to edit, and whose words they rest on."""

from dataclasses import replace
from datetime import timedelta

from tests.store.conftest import NOW
from tests.store.planted import ELSEWHERE, NAME, PLACE, posted

SAID = (("channel-1", "s-1"), ("channel-9", "s-2"))


async def numbers(found):
    return [one.message for one in await found]


async def test_a_message_comes_back_without_what_it_rests_on(store):
    whole = posted(messages=SAID, authors=("author",))
    await store.posted.put(whole)
    assert await store.posted.get(PLACE, "m-1") == replace(whole, asker=None, messages=(), authors=())
    assert await store.posted.get(ELSEWHERE, "m-1") is None
    assert await store.posted.is_by(PLACE, "m-1", NAME)
    assert not await store.posted.is_by(PLACE, "m-1", "another")


async def test_messages_are_found_by_what_they_rest_on(store):
    await store.posted.put(posted("m-1", messages=SAID, authors=("a", "b")))
    await store.posted.put(posted("m-2", ELSEWHERE, messages=SAID[1:], authors=("b",), made=NOW + timedelta(1)))
    said_in = replace(PLACE, channel="channel-9")
    assert await numbers(store.posted.resting_on_message(PLACE, "s-1")) == ["m-1"]
    assert await numbers(store.posted.resting_on_message(said_in, "s-2")) == ["m-1", "m-2"]
    assert await numbers(store.posted.resting_on_message(said_in, "s-1")) == []
    assert await numbers(store.posted.resting_on_author("discord", "b")) == ["m-1", "m-2"]
    assert await numbers(store.posted.resting_on_author("slack", "b")) == []


async def test_a_message_put_again_shows_and_rests_on_the_new_only(store):
    await store.posted.put(posted(messages=SAID, authors=("a",)))
    await store.posted.put(posted(digest="corrected", authors=("b", "b")))
    assert (await store.posted.get(PLACE, "m-1")).digest == "corrected"
    assert await numbers(store.posted.resting_on_author("discord", "a")) == []
    assert await numbers(store.posted.resting_on_author("discord", "b")) == ["m-1"]


async def test_a_dropped_message_is_not_found_by_anything(store):
    await store.posted.put(posted(messages=SAID))
    assert await store.posted.drop(PLACE, "m-1")
    assert not await store.posted.drop(PLACE, "m-1")
    assert await numbers(store.posted.resting_on_message(PLACE, "s-1")) == []
