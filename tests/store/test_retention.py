"""Everything goes when it is old enough, and not before."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.store import tables
from bot.store.retention import Retention
from tests.store.conftest import NOW
from tests.store.planted import PLACE, ask, outgoing, plant, posted

KEPT = Retention(
    text=timedelta(hours=24),
    chat=timedelta(days=14),
    page=timedelta(days=90),
    asks=timedelta(days=30),
    digests=timedelta(days=7),
    proof=timedelta(days=400),
)


async def rows(store) -> dict[str, int]:
    async with store._database.reading() as connection:
        names = {table.name.removeprefix("duet_"): table for table in tables.metadata.sorted_tables}
        return {name: await connection.scalar(select(func.count()).select_from(table)) for name, table in names.items()}


@pytest.mark.parametrize(
    ("kind", "age"),
    [
        ("documents", KEPT.text),
        ("answers", KEPT.text),
        ("digests", KEPT.digests),
        ("grounds", KEPT.digests),
        ("posted", KEPT.chat),
        ("rests", KEPT.chat),
        ("asks", KEPT.asks),
        ("outbox", KEPT.asks),
        ("usage", KEPT.proof),
        ("flights", timedelta(days=2)),
    ],
)
async def test_a_kind_stays_until_its_time_and_then_goes(store, kind, age):
    await plant(store)
    there = (await rows(store))[kind]
    await store.sweep(NOW + age - timedelta(seconds=1), KEPT)
    assert (await rows(store))[kind] == there > 0
    await store.sweep(NOW + age, KEPT)
    assert (await rows(store))[kind] == 0


async def test_what_people_chose_stays(store):
    await plant(store)
    await store.sweep(NOW + timedelta(days=5000), KEPT)
    left = {name for name, n in (await rows(store)).items() if n}
    assert left == {"vault", "instances", "preferences", "glossary", "opt_outs"}


async def test_an_ask_forgotten_for_a_day_loses_its_words_and_is_not_open_any_more(store):
    await store.asks.add(ask("1"))
    await store.asks.add(ask("2"))
    await store.asks.end("discord:2", "done")
    gone = await store.sweep(NOW + KEPT.text, KEPT)
    first, second = [await store.asks.get(f"discord:{n}") for n in "12"]
    assert (first.state, first.asker, first.reply, first.inputs) == ("expired", None, None, None)
    assert second.state == "done"
    assert gone["asks_text"] == 1


async def test_a_message_that_never_went_out_loses_its_words_and_is_given_up(store):
    await store.outbox.begin(outgoing(part="1"), NOW)
    await store.outbox.begin(outgoing(part="2"), NOW)
    await store.outbox.close("discord:1", "2", "m-2")
    assert (await store.sweep(NOW + KEPT.text, KEPT))["outbox_text"] == 1
    first, second = await store.outbox.of("discord:1")
    assert (first.state, first.outgoing.payload, first.outgoing.destination) == ("given_up", None, None)
    assert (second.state, second.message) == ("closed", "m-2")


async def test_the_proof_that_a_recap_went_out_outlives_asks(store):
    await store.outbox.begin(outgoing("recap:1:2026-05-01"), NOW)
    await store.outbox.close("recap:1:2026-05-01", "digest", "m-1")
    await store.sweep(NOW + KEPT.proof - timedelta(days=1), KEPT)
    assert len(await store.outbox.of("recap:1:2026-05-01")) == 1
    await store.sweep(NOW + KEPT.proof, KEPT)
    assert await store.outbox.of("recap:1:2026-05-01") == []


async def test_evidence_from_pages_is_kept_longer_than_from_chats(store):
    await store.posted.put(posted("m-1", kind="chat"))
    await store.posted.put(posted("m-2", kind="page"))
    await store.sweep(NOW + KEPT.page - timedelta(seconds=1), KEPT)
    assert await store.posted.get(PLACE, "m-1") is None
    assert await store.posted.get(PLACE, "m-2")
    await store.sweep(NOW + KEPT.page, KEPT)
    assert await store.posted.get(PLACE, "m-2") is None
