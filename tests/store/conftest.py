"""A store in a file of its own, and other processes on the same file."""

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


@pytest.fixture
async def store(url):
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
