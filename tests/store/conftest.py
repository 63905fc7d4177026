"""A store in a file of its own, and other processes on the same file."""

import asyncio
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.store import Store

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'duet.sqlite'}"


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """An empty database, up to date, to be copied: making one takes longer than most tests."""
    file = tmp_path_factory.mktemp("store") / "duet.sqlite"

    async def make():
        await (await Store.open(f"sqlite:///{file}", NOW)).close()

    asyncio.run(make())
    return file


@pytest.fixture
async def store(url, made, tmp_path):
    (tmp_path / "data").mkdir()
    shutil.copy(made, tmp_path / "data")
    opened = await Store.open(url, NOW)
    yield opened
    await opened.close()


@pytest.fixture
def other(url):
    """Starts `python -m tests.store.others <what> <url> …` and, at the end, ends it."""
    started = []

    def start(what: str, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.store.others", what, url, *words]
        root = Path(__file__).parents[2]
        started.append(subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
