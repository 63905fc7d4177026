"""No two processes go by one name; the work of one that is gone is taken over by one other."""

import asyncio
from datetime import timedelta

import pytest

from bot.store.instances import SILENT
from bot.store.store import Store
from tests.store.conftest import BOTH, KEY, NOW, SQLITE

JUST_BEFORE = NOW + SILENT - timedelta(seconds=1)


@pytest.fixture
async def second(url):
    """The same database in another process, as far as names are concerned."""
    opened = await Store.open(url, NOW, (KEY,))
    yield opened
    await opened.close()


async def test_a_name_is_one_process_s_until_it_gives_it_back(store, second):
    assert await store.instances.take("run", "a", NOW)
    assert await store.instances.take("run", "a", NOW)
    assert not await second.instances.take("run", "b", NOW)
    assert await second.instances.take("worker", "b", NOW)
    await store.instances.release("run", "a")
    assert await second.instances.take("run", "b", NOW)


async def test_of_many_who_want_a_name_at_once_one_has_it(store):
    tried = [store.instances.take("run", f"start-{n}", NOW) for n in range(20)]
    assert sum(await asyncio.gather(*tried)) == 1


@pytest.mark.parametrize("kind", BOTH[1:], indirect=True)
async def test_on_a_server_a_name_is_free_after_a_minute_of_silence_and_its_first_holder_is_told(store, second):
    await store.instances.take("run", "a", NOW)
    assert not await second.instances.take("run", "b", JUST_BEFORE)
    assert await second.instances.take("run", "b", NOW + SILENT)
    assert not await store.instances.renew("run", "a", NOW + SILENT)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [SQLITE], indirect=True)
async def test_on_one_machine_a_name_is_free_as_soon_as_its_process_is_gone(store, url, other):
    first = other("name", url, "run")
    assert (await asyncio.to_thread(first.stdout.readline)).strip() == "True"
    assert not await store.instances.take("run", "b", NOW + 2 * SILENT)
    first.kill()
    first.wait()
    assert await store.instances.take("run", "b", NOW)


async def test_one_that_renews_its_name_is_not_silent(store):
    await store.instances.take("alive", "a", NOW)
    await store.instances.take("gone", "b", NOW)
    assert await store.instances.renew("alive", "a", NOW + SILENT / 2)
    assert not await store.instances.renew("alive", "b", NOW)
    assert await store.instances.silent(JUST_BEFORE) == []
    assert await store.instances.silent(NOW + SILENT) == ["gone"]


async def test_a_silent_name_is_buried_by_one_and_its_holder_must_stop(store):
    await store.instances.take("gone", "a", NOW)
    assert not await store.instances.bury("gone", JUST_BEFORE)
    buried = await asyncio.gather(*(store.instances.bury("gone", NOW + SILENT) for _ in range(10)))
    assert sum(buried) == 1
    assert not await store.instances.renew("gone", "a", NOW + SILENT)
