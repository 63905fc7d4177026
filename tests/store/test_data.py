"""What is kept about a community, a channel or a person can be had and be deleted; everybody else's stays."""

import asyncio
import json
import sys

import pytest

from bot import __main__, settings
from bot.core.ports import Place
from bot.store.data import Scope
from bot.store.store import Store
from tests.store.conftest import KEY, NOW, SQLITE
from tests.store.planted import ELSEWHERE, NAME, PLACE, SENTENCE, SHOWN, TOKEN, plant, posted
from tests.store.test_retention import rows

SCOPES = [
    Scope("community", "discord", "guild-1"),
    Scope("channel", "discord", "channel-1"),
    Scope("person", "discord", NAME),
]
ids = pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.kind)
NOT_A_CHANNEL_S = {"glossary"}


@pytest.fixture
async def two(store):
    """The planted person at one place, somebody else at another."""
    await plant(store)
    await plant(store, "2", ELSEWHERE, "somebody else")
    return store


def expected(scope):
    return SHOWN - (NOT_A_CHANNEL_S if scope.kind == "channel" else set())


@ids
async def test_everything_of_a_scope_is_told_in_clear_but_for_what_would_let_others_speak_for_us(two, scope):
    told = await two.data.export(scope)
    text = json.dumps(told, ensure_ascii=False)
    assert {name for name, found in told.items() if found} - {"opt_outs"} == expected(scope)
    assert all(len(found) == 1 for found in told.values() if found)
    assert text.count(SENTENCE) == len(expected(scope) - {"preferences"})
    assert NAME in text
    assert TOKEN not in text
    assert "somebody else" not in text


@ids
async def test_what_is_deleted_is_counted_and_not_told_any_more_and_everybody_else_s_stays(two, scope):
    before = await two.data.export(Scope("community", "discord", "guild-2"))
    gone = await two.data.delete(scope)
    deleted = expected(scope) - ({"preferences", "glossary"} if scope.kind == "person" else set())
    assert {name for name, n in gone.items() if n} == deleted
    told = await two.data.export(scope)
    assert {name for name, found in told.items() if found} == ({"opt_outs"} if scope.kind == "person" else set())
    assert await two.data.export(Scope("community", "discord", "guild-2")) == before
    assert (await rows(two))["rests"] == 3


async def test_settings_and_terms_of_a_deleted_person_stay_without_their_name_and_they_stay_out(two):
    await two.data.delete(SCOPES[2])
    assert (await two.preferences.of(PLACE))["length"].by is None
    assert [entry.by for entry in await two.glossary.of(PLACE)] == [None]
    assert await two.opt_outs.among("discord", [NAME]) == {NAME}


async def test_what_rests_on_a_person_s_or_a_channel_s_messages_goes_with_them_wherever_it_was_posted(store):
    said = (("channel-1", "s-1"),)
    for scope in SCOPES[1:]:
        await store.posted.put(posted("m-1", ELSEWHERE, asker="other", messages=said, authors=(NAME, "b")))
        await store.posted.put(posted("m-2", ELSEWHERE, asker="other", authors=("b",)))
        assert (await store.data.delete(scope))["posted"] == 1
        assert await store.posted.get(ELSEWHERE, "m-2")


async def test_ids_are_compared_as_they_are_written(store):
    await plant(store, "1", Place("discord", "guildX1", "channelX1"), "someone")
    for kind in ("community", "channel"):
        for pattern in ("%", "_", "guild_1", "channel_1", ""):
            assert not any((await store.data.delete(Scope(kind, "discord", pattern))).values())


async def test_data_is_deleted_while_others_write(store):
    """Nobody waits for one who waits for them."""
    for n in range(10):
        await plant(store, str(n))

    async def work(n):
        await store.asks.end(f"discord:{n}", "done")
        await store.outbox.close(f"discord:{n}", "digest", "m")

    deleting = [store.data.delete(scope) for scope in SCOPES]
    async with asyncio.timeout(30):
        await asyncio.gather(*deleting, *map(work, range(10)))
    assert await store.asks.get("discord:1") is None


@pytest.fixture
def duet(monkeypatch, capsys, url):
    """Runs the command line in this process: (arguments) → exit code, standard output, standard error."""

    def run(*arguments):
        monkeypatch.setenv("DUET_STORE__URL", url)
        monkeypatch.setenv("DUET_STORE__KEY", KEY)
        monkeypatch.setattr(sys, "argv", ["duet", *arguments])
        settings.load.cache_clear()
        code = __main__.run()
        settings.load.cache_clear()
        return code, *capsys.readouterr()

    return run


def planted_at(url):
    async def make():
        store = await Store.open(url, NOW, (KEY,))
        await plant(store)
        await store.close()

    asyncio.run(make())


def test_on_the_command_line_data_is_exported_as_json_and_deleted_with_counts(duet, url):
    planted_at(url)
    code, out, err = duet("data", "export", "--person", f"discord:{NAME}")
    assert code == 0
    assert json.loads(out)["asks"][0]["inputs"] == SENTENCE
    assert "asks: 1" in err
    code, out, err = duet("data", "delete", "--channel", "discord:channel-1", "--yes")
    assert (code, out) == (0, "")
    assert "deleted, asks: 1" in err
    assert "1 messages posted from this are on their platform still" in err
    assert "nothing is kept" in duet("data", "delete", "--channel", "discord:channel-1", "--yes")[2]


@pytest.mark.parametrize("kind", [SQLITE], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Exactly one of"),
        (("--person", "discord:1", "--channel", "discord:1"), "Exactly one of"),
        (("--person", "1"), "“1” names nobody"),
        (("--person", ":1"), "names nobody"),
        (("--person", "discord:"), "names nobody"),
        (("--person", ""), "names nobody"),
    ],
)
def test_whose_data_it_is_must_be_said_plainly(duet, arguments, told):
    for command in ("export", "delete"):
        code, _, err = duet("data", command, *arguments)
        assert code == 2
        assert told in err


@pytest.mark.parametrize("kind", [SQLITE], indirect=True)
def test_nothing_is_deleted_without_a_yes(duet, url, monkeypatch):
    planted_at(url)
    monkeypatch.setattr("typer.confirm", lambda text, abort: (_ for _ in ()).throw(__import__("typer").Abort))
    assert duet("data", "delete", "--community", "discord:guild-1")[0] == 130
    assert json.loads(duet("data", "export", "--community", "discord:guild-1")[1])["asks"]


def test_the_database_is_brought_up_to_date_and_said_to_be(duet):
    code, _, err = duet("migrate")
    assert code == 0
    assert "database up to date: " in err
