"""Opening the store: a fresh one, an old one, a newer one, somebody else's tables, and several processes at once."""

import asyncio
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, make_url, select
from sqlalchemy.exc import IntegrityError

from bot.core.errors import BadUse
from bot.store import schema, tables
from bot.store.database import location, shown
from bot.store.store import Store
from tests.store.conftest import BOTH, KEY, NOW, SQLITE

in_a_file = pytest.mark.parametrize("kind", [SQLITE], indirect=True)
on_a_server = pytest.mark.parametrize("kind", BOTH[1:], indirect=True)


def file(url) -> Path:
    return Path(make_url(url).database)


def sync(url):
    """The same place, for a driver that waits."""
    return location(url).set(drivername="sqlite" if url.startswith("sqlite") else "postgresql+psycopg")


def run(url, *statements):
    """Runs statements in a database, each by itself, and says what the last one found."""
    engine = create_engine(sync(url))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        results = [connection.exec_driver_sql(statement) for statement in statements]
        rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return rows


async def reopened(url, now=NOW, keys=(KEY,)):
    await (await Store.open(url, now, keys)).close()


async def refusal(url, keys=(KEY,)) -> BadUse:
    with pytest.raises(BadUse) as refused:
        await Store.open(url, NOW, keys)
    return refused.value


@in_a_file
async def test_a_fresh_file_is_made_for_its_owner_only_and_opened_again(new_url):
    for _ in range(2):
        store = await Store.open(new_url, NOW)
        assert await store.digests.get("key", ["public"]) is None
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file(new_url).parent.iterdir()}
        assert set(modes.values()) == {0o600}
        assert {"duet.sqlite", "duet.key"} <= modes.keys()
        await store.close()


@in_a_file
async def test_the_file_is_in_wal_mode_and_every_connection_keeps_foreign_keys(store):
    async with store._database.reading() as connection:
        told = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        ]
    assert told == ["wal", 1, 1, 30_000, 1]


async def test_the_migrations_make_the_tables_the_code_knows_and_all_are_ours_by_name(url, store):
    names, differences = compared(url)
    assert differences == []
    assert names == {*tables.metadata.tables, tables.VERSIONS}


def compared(url):
    """The tables there are, and where those Alembic may see differ from what the code says."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import inspect

    engine = create_engine(sync(url))
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        options = {"version_table": tables.VERSIONS, "include_name": schema.ours, "compare_type": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), tables.metadata)
    engine.dispose()
    return names, differences


@pytest.mark.slow
@pytest.mark.parametrize("ours_first", [True, False])
async def test_the_workflow_engine_s_tables_in_the_same_database_are_not_seen(new_url, ours_first):
    engine = pytest.importorskip("dbos").DBOS
    if new_url.startswith("sqlite"):
        file(new_url).parent.mkdir()
    if ours_first:
        await reopened(new_url)
    await asyncio.to_thread(engine.migrate, new_url)
    await reopened(new_url)
    schema_s = "" if new_url.startswith("sqlite") else "dbos."
    assert run(new_url, f"SELECT count(*) FROM {schema_s}workflow_status") == [(0,)]
    assert compared(new_url)[1] == []


async def test_what_an_older_duet_kept_unsealed_is_gone(new_url):
    if new_url.startswith("sqlite"):
        file(new_url).parent.mkdir()
    engine = create_engine(sync(new_url))
    with engine.begin() as connection:
        schema.run_steps(connection, "0001")
        old = {"key": "k", "audience": "cli", "digest": "the planted sentence", "made": NOW}
        connection.execute(tables.digests.insert().values(old))
    engine.dispose()
    await reopened(new_url)
    assert run(new_url, "SELECT count(*) FROM duet_digests") == [(0,)]


async def test_an_older_database_is_upgraded_in_one_transaction_or_not_at_all(new_url):
    if new_url.startswith("sqlite"):
        file(new_url).parent.mkdir()
    run(new_url, "CREATE TABLE duet_vault (ask TEXT)")
    assert (await refusal(new_url)).key == "store_unusable"
    assert compared(new_url)[0] == {"duet_vault"}
    run(new_url, "DROP TABLE duet_vault")
    await reopened(new_url)


async def test_what_a_table_refers_to_survives_when_it_is_altered(url, store, tmp_path, monkeypatch):
    await store.digests.put("key", "public", "{}", {"input": ["a"]}, NOW)
    await store.close()
    newer = tmp_path / "migrations"
    (newer / "versions").mkdir(parents=True)
    for step in (schema.FOLDER / "env.py", *(schema.FOLDER / "versions").glob("v*.py")):
        (newer / step.relative_to(schema.FOLDER)).write_text(step.read_text())
    (newer / "versions" / "v9999_longer.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = '9999', {schema.newest()!r}, None, None\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('duet_digests') as table:\n"
        "        table.alter_column('audience', type_=sa.String(300))\n"
    )
    monkeypatch.setattr(schema, "FOLDER", newer)
    await reopened(url)
    assert run(url, "SELECT count(*) FROM duet_grounds") == [(1,)]


def test_the_number_in_a_step_s_file_name_is_its_revision():
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(schema.FOLDER)).walk_revisions()
    assert all(Path(step.path).name.startswith(f"v{step.revision}_") for step in steps)


async def test_a_database_of_a_newer_duet_is_refused_in_one_sentence_and_a_running_process_can_tell(url, store):
    assert not await store.is_outdated()
    run(url, f"UPDATE {tables.VERSIONS} SET version_num = 'from the future'")
    assert await store.is_outdated()
    refused = await refusal(url)
    assert refused.key == "store_is_newer"
    assert store.where in refused.messages[0]["en"]


@pytest.mark.parametrize("url", ["", "not a url", "sqlite://", "sqlite:///:memory:", "mysql://duet:secret@host/duet"])
async def test_what_is_no_database_of_ours_is_refused_without_telling_the_secret(url):
    refused = await refusal(url)
    assert refused.key == "bad_store_url"
    assert "secret" not in str(refused) + str(refused.messages)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2"])
def test_a_server_s_address_is_taken_as_hosts_write_it_and_told_without_what_opens_it(scheme):
    place = location(f"{scheme}://duet:secret@db.example:5433/news?sslmode=require")
    assert place.drivername == "postgresql+psycopg"
    assert place.query == {"sslmode": "require"}
    assert shown(place) == "postgresql://db.example:5433/news"


async def test_a_server_that_is_not_there_is_told_of_without_the_password():
    refused = await refusal("postgres://duet:secret@127.0.0.1:1/news")
    assert refused.key == "store_unusable"
    assert "127.0.0.1:1/news" in refused.messages[0]["en"]
    assert "refused" in refused.messages[0]["en"]
    assert "secret" not in str(refused) + str(refused.messages)


@in_a_file
async def test_a_file_that_is_no_database_is_refused(new_url):
    file(new_url).parent.mkdir()
    file(new_url).write_text("words, and more words; enough of them to be no header of a database")
    assert "not a database" in (await refusal(new_url)).messages[0]["en"]


async def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    refused = await refusal(f"sqlite:///{tmp_path}/file/duet.sqlite")
    assert refused.key == "store_unusable"
    assert str(tmp_path) in refused.messages[0]["en"]


async def test_what_ended_while_duet_was_off_is_gone_when_it_opens(url, store):
    await store.flights.begin("old", "a", NOW, timedelta(seconds=5))
    await store.flights.begin("young", "a", NOW, timedelta(hours=2))
    await reopened(url, NOW + timedelta(hours=1))
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


async def test_an_error_s_text_holds_no_values(store):
    row = {"ask": "1", "number": 1, "document": "the planted sentence", "made": NOW}
    async with store._database.writing() as connection:
        await connection.execute(tables.documents.insert().values(row))
        with pytest.raises(IntegrityError) as told:
            await connection.execute(tables.documents.insert().values(row))
    assert "INSERT INTO duet_documents" in str(told.value)
    assert "planted" not in str(told.value)


@on_a_server
async def test_a_connection_the_server_ended_is_replaced(url, store):
    await store.digests.put("key", "public", "{}", {}, NOW)
    ours = "pid <> pg_backend_pid() AND datname = current_database()"
    run(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")
    assert await store.digests.get("key", ["public"]) == "{}"


@on_a_server
async def test_those_who_write_about_different_things_do_not_wait_for_each_other(store):
    async with store._database.writing(alone="one"), asyncio.timeout(5):
        async with store._database.writing(alone="another"):
            pass
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), store._database.writing(alone="one"):
                pass


@pytest.mark.slow
def test_of_four_processes_that_open_a_fresh_database_at_once_one_makes_it(new_url, other):
    processes = [other("opened", new_url) for _ in range(4)]
    assert [process.communicate(timeout=120)[0].strip() for process in processes] == ["opened"] * 4
    assert run(new_url, "SELECT count(*) FROM duet_vault") == [(1,)]
    assert run(new_url, f"SELECT version_num FROM {tables.VERSIONS}") == [(schema.newest(),)]
