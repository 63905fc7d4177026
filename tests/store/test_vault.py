"""Words, names and tokens cannot be read in the database; keys fit, are changed, are missing or are wrong."""

import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import make_url

from bot.core.errors import BadUse
from bot.store.store import Store
from bot.store.vault import Vault, person
from tests.store.conftest import BOTH, KEY, NOW, SQLITE
from tests.store.planted import NAME, PLANTED, SENTENCE, plant

OTHER = "another instance key, which is long enough too"
KEY_A, KEY_B = (b"A" * 43 + b"=", b"E" * 43 + b"=")


def raw(url, request) -> bytes:
    """Everything an administrator could copy: the files of SQLite, a dump of PostgreSQL."""
    if url.startswith("sqlite"):
        return b"".join(path.read_bytes() for path in Path(make_url(url).database).parent.glob("duet.sqlite*"))
    dump = request.getfixturevalue("postgres").programs / "pg_dump"
    return subprocess.run([dump, url], capture_output=True, check=True).stdout


async def test_nothing_planted_can_be_read_while_it_is_kept_or_after(store, url, request):
    await plant(store)
    there = raw(url, request)
    assert b"guild-1" in there
    assert b"discord:1" in there
    assert [one for one in PLANTED if one.encode() in there] == []
    await store.asks.end("discord:1", "done")
    await store.outbox.close("discord:1", "digest", "m-1")
    await store.close()
    assert [one for one in PLANTED if one.encode() in raw(url, request)] == []


def test_what_is_sealed_is_another_each_time_and_opens_with_its_own_key_only():
    vault = Vault(KEY_A)
    once, again = vault.seal(SENTENCE), vault.seal(SENTENCE)
    assert once != again
    assert vault.unseal(once) == vault.unseal(again) == SENTENCE
    for wrong in (lambda: Vault(KEY_B).unseal(once), lambda: vault.unseal(once[:-9] + "AAAAAAAA=")):
        with pytest.raises(InvalidToken):
            wrong()


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "𠮷" * 100_000])
def test_any_text_can_be_sealed(text):
    assert Vault(KEY_A).unseal(Vault(KEY_A).seal(text)) == text


def test_a_trace_is_the_same_for_the_same_and_for_nothing_else():
    vault = Vault(KEY_A)
    assert person(vault, "discord", "1") == person(vault, "discord", "1")
    traces = {
        person(vault, "discord", "1"),
        person(vault, "slack", "1"),
        person(vault, "discord", "11"),
        person(Vault(KEY_B), "discord", "1"),
        vault.trace("person", "discord1", ""),
        vault.trace("discord", "1"),
    }
    assert len(traces) == 6


async def wrong(url, *keys) -> str:
    with pytest.raises(BadUse) as refused:
        await Store.open(url, NOW, keys)
    return refused.value.key


async def test_a_wrong_key_is_refused_and_nothing_is_changed(store, url):
    await plant(store)
    assert await wrong(url, OTHER) == "store_wrong_key"
    again = await Store.open(url, NOW, (KEY,))
    assert (await again.asks.get("discord:1")).inputs == SENTENCE
    await again.close()


async def test_a_key_is_changed_by_naming_both_once_and_a_running_process_notices_nothing(store, url):
    await store.opt_outs.add("discord", NAME, NOW)
    await (await Store.open(url, NOW, (OTHER, KEY))).close()
    assert await wrong(url, KEY) == "store_wrong_key"
    after = await Store.open(url, NOW, (OTHER,))
    await store.documents("1").put(1, SENTENCE, NOW)
    assert await after.documents("1").all() == {1: SENTENCE}
    assert await after.opt_outs.among("discord", [NAME]) == {NAME}
    await after.close()


@pytest.mark.parametrize("kind", BOTH[1:], indirect=True)
async def test_a_server_s_database_needs_a_key(url):
    assert await wrong(url) == "store_needs_key"


async def test_a_key_too_short_is_refused(url):
    assert await wrong(url, "short") == "store_short_key"


@pytest.mark.parametrize("kind", [SQLITE], indirect=True)
async def test_a_file_has_its_own_key_which_gives_way_to_one_that_is_set(new_url):
    await (await Store.open(new_url, NOW)).close()
    key = Path(make_url(new_url).database).with_suffix(".key")
    first = key.read_text()
    await (await Store.open(new_url, NOW)).close()
    assert key.read_text() == first
    await (await Store.open(new_url, NOW, (KEY,))).close()
    key.unlink()
    assert await wrong(new_url) == "store_wrong_key"
    await (await Store.open(new_url, NOW, (KEY,))).close()


async def test_where_a_key_is_set_no_file_is_made(new_url, tmp_path):
    await (await Store.open(new_url, NOW, (KEY,))).close()
    assert not list(tmp_path.rglob("*.key"))
