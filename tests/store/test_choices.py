"""What communities and people chose: settings, terms of a glossary, staying out."""

import asyncio
from datetime import timedelta

from bot.core.ports import Place, Preference
from tests.store.conftest import NOW
from tests.store.planted import ELSEWHERE, PLACE

LATER = NOW + timedelta(minutes=1)
GUILD = Place("discord", "guild-1")
TERM = {"zh-Hans": ["路透社", "路透"], "en": "Reuters"}


async def test_a_setting_is_a_place_s_own_and_says_who_set_it(store):
    await store.preferences.put(PLACE, "length", '"long"', "manager", NOW)
    await store.preferences.put(GUILD, "length", '"short"', "owner", NOW)
    assert await store.preferences.of(PLACE) == {"length": Preference('"long"', "manager", NOW)}
    assert await store.preferences.of(GUILD) == {"length": Preference('"short"', "owner", NOW)}
    assert await store.preferences.of(ELSEWHERE) == {}


async def test_a_setting_set_again_has_its_last_value_and_can_be_unset(store):
    for value, who, when in (('"long"', "manager", NOW), ('"medium"', "owner", LATER)):
        await store.preferences.put(PLACE, "length", value, who, when)
    assert await store.preferences.of(PLACE) == {"length": Preference('"medium"', "owner", LATER)}
    assert await store.preferences.drop(PLACE, "length")
    assert not await store.preferences.drop(PLACE, "length")
    assert await store.preferences.of(PLACE) == {}


async def test_many_who_set_one_setting_leave_one_value(store):
    await asyncio.gather(*(store.preferences.put(PLACE, "length", str(n), f"m{n}", NOW) for n in range(20)))
    (found,) = (await store.preferences.of(PLACE)).values()
    assert found.by == f"m{found.value}"


async def test_a_term_is_its_community_s_and_one_of_the_same_names_takes_its_place(store):
    entry = await store.glossary.put(GUILD, TERM, "manager", NOW)
    await store.glossary.put(GUILD, {"zh-Hans": "汤姆", "en": "Tom"}, "manager", LATER)
    assert await store.glossary.put(GUILD, {**TERM, "zh-Hans": "路透社"}, "owner", NOW) == entry
    first, second = await store.glossary.of(PLACE)
    assert (first.id, first.term, first.by, first.at) == (entry, {"zh-Hans": "路透社", "en": "Reuters"}, "owner", NOW)
    assert second.term["en"] == "Tom"
    assert await store.glossary.of(ELSEWHERE) == []
    assert await store.glossary.drop(GUILD, entry)
    assert not await store.glossary.drop(GUILD, entry)
    assert [one.id for one in await store.glossary.of(GUILD)] == [second.id]


async def test_a_term_s_names_come_back_as_they_were(store):
    await store.glossary.put(GUILD, TERM, "manager", NOW)
    assert [one.term for one in await store.glossary.of(GUILD)] == [TERM]


async def test_who_stays_out_is_found_among_many_on_their_own_platform_only(store):
    assert await store.opt_outs.add("discord", "7", NOW)
    assert not await store.opt_outs.add("discord", "7", LATER)
    await store.opt_outs.add("discord", "1203", NOW)
    people = [str(n) for n in range(1500)]
    assert await store.opt_outs.among("discord", people) == {"7", "1203"}
    assert await store.opt_outs.among("slack", people) == frozenset()
    assert await store.opt_outs.among("discord", []) == frozenset()
    assert await store.opt_outs.remove("discord", "7")
    assert not await store.opt_outs.remove("discord", "7")
    assert await store.opt_outs.among("discord", people) == {"1203"}
