"""Opening the store: a fresh file, an old one, a newer one, somebody else's tables, and several processes at once."""

import asyncio
import sqlite3
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, make_url, select

from bot.core.errors import BadUse
from bot.store import schema, tables
from bot.store.store import Store
from tests.store.conftest import NOW


def file(url) -> Path:
    return Path(make_url(url).database)


def run(url, *statements):
    with sqlite3.connect(file(url)) as connection:
        rows = [connection.execute(statement).fetchall() for statement in statements]
    connection.close()
    return rows[-1]


async def test_a_fresh_file_is_made_for_its_owner_only_and_opened_again(url):
    for _ in range(2):
        store = await Store.open(url, NOW)
        assert await store.digests.get("key", ["public"]) is None
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file(url).parent.iterdir()}
        assert set(modes.values()) == {0o600}
        await store.close()


async def test_the_file_is_in_wal_mode_and_every_connection_keeps_foreign_keys(store):
    async with store._database.reading() as connection:
        told = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        ]
    assert told == ["wal", 1, 1, 30_000, 1]


async def test_every_table_is_ours_by_name(store):
    async with store._database.reading() as connection:
        names = (await connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        assert all(name.startswith("duet_") for name in names)


async def test_the_migrations_make_the_tables_the_code_knows_and_leave_others_alone(url, store):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    run(url, "CREATE TABLE dbos_workflows (id TEXT PRIMARY KEY)")
    engine = create_engine(url)
    with engine.connect() as connection:
        options = {"version_table": tables.VERSIONS, "include_name": schema.ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


async def test_an_older_file_is_upgraded_in_one_transaction_or_not_at_all(url):
    file(url).parent.mkdir()
    run(url, "CREATE TABLE duet_reservations (ask TEXT)")
    with pytest.raises(BadUse) as refused:
        await Store.open(url, NOW)
    assert refused.value.key == "store_unusable"
    assert run(url, "SELECT name FROM sqlite_master WHERE type = 'table'") == [("duet_reservations",)]
    run(url, "DROP TABLE duet_reservations")
    await (await Store.open(url, NOW)).close()


async def test_what_a_table_refers_to_survives_when_it_is_altered(url, store, tmp_path, monkeypatch):
    await store.digests.put("key", "public", "{}", {"input": ["a"]}, NOW)
    newer = tmp_path / "migrations"
    (newer / "versions").mkdir(parents=True)
    for step in (schema.FOLDER / "env.py", *(schema.FOLDER / "versions").glob("v*.py")):
        (newer / step.relative_to(schema.FOLDER)).write_text(step.read_text())
    (newer / "versions" / "v9999_longer.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = '9999', {schema._newest()!r}, None, None\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('duet_digests') as table:\n"
        "        table.alter_column('audience', type_=sa.String(300))\n"
    )
    monkeypatch.setattr(schema, "FOLDER", newer)
    await (await Store.open(url, NOW)).close()
    assert run(url, "SELECT count(*) FROM duet_grounds") == [(1,)]


def test_the_number_in_a_step_s_file_name_is_its_revision():
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(schema.FOLDER)).walk_revisions()
    assert all(Path(step.path).name.startswith(f"v{step.revision}_") for step in steps)


async def test_a_file_of_a_newer_duet_is_refused_in_one_sentence(url, store):
    run(url, f"UPDATE {tables.VERSIONS} SET version_num = 'from the future'")
    with pytest.raises(BadUse) as refused:
        await Store.open(url, NOW)
    assert str(file(url)) in refused.value.messages[0]["en"]
    assert refused.value.key == "store_is_newer"


@pytest.mark.parametrize(
    "url", ["", "not a url", "sqlite://", "sqlite:///:memory:", "postgresql://duet:secret@localhost/duet"]
)
async def test_what_is_no_file_of_sqlite_is_refused_without_telling_the_secret(url):
    with pytest.raises(BadUse) as refused:
        await Store.open(url, NOW)
    assert refused.value.key == "bad_store_url"
    assert "secret" not in str(refused.value) + str(refused.value.messages)


async def test_a_file_that_is_no_database_is_refused(url):
    file(url).parent.mkdir()
    file(url).write_text("words, and more words; enough of them to be no header of a database")
    with pytest.raises(BadUse) as refused:
        await Store.open(url, NOW)
    assert "not a database" in refused.value.messages[0]["en"]


async def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadUse) as refused:
        await Store.open(f"sqlite:///{tmp_path}/file/duet.sqlite", NOW)
    assert refused.value.key == "store_unusable"
    assert str(tmp_path) in refused.value.messages[0]["en"]


async def test_what_ended_while_duet_was_off_is_gone_when_it_opens(url, store):
    await store.flights.begin("old", "a", NOW, timedelta(seconds=5))
    await store.flights.begin("young", "a", NOW, timedelta(hours=2))
    await (await Store.open(url, NOW + timedelta(hours=1))).close()
    assert run(url, "SELECT key FROM duet_flights") == [("young",)]


async def test_moments_come_back_in_utc_and_naive_ones_are_refused(store):
    shanghai = datetime(2026, 5, 1, 20, tzinfo=timezone(timedelta(hours=8)))
    await store.digests.put("key", "public", "{}", {}, shanghai)
    async with store._database.reading() as connection:
        found = await connection.scalar(select(tables.digests.c.made))
    assert (found, found.tzinfo) == (NOW, UTC)
    with pytest.raises(Exception, match="time zone"):
        await store.digests.put("key", "public", "{}", {}, datetime(2026, 5, 1, 20))  # noqa: DTZ001


async def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(store):
    async def fails():
        async with store._database.writing() as connection:
            await connection.execute(delete(tables.digests))
            raise RuntimeError

    await store.digests.put("key", "public", "kept", {}, NOW)
    with pytest.raises(RuntimeError):
        await fails()
    await store.digests.put("other", "public", "{}", {}, NOW)
    assert await store.digests.get("key", ["public"]) == "kept"


async def test_a_writer_stopped_in_its_middle_holds_nobody_up(store):
    async def stuck():
        async with store._database.writing():
            await asyncio.sleep(60)

    task = asyncio.create_task(stuck())
    await asyncio.sleep(0.05)
    task.cancel()
    async with asyncio.timeout(5):
        await store.digests.put("key", "public", "{}", {}, NOW)


@pytest.mark.slow
def test_four_processes_open_a_fresh_file_at_once(other):
    processes = [other("opened") for _ in range(4)]
    assert [process.communicate(timeout=60)[0].strip() for process in processes] == ["opened"] * 4
