"""What every test may ask for."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import settings, wiring
from bot.store.store import Store


@pytest.fixture(scope="session")
def new_database(tmp_path_factory) -> Path:
    """A database as the first start makes it."""
    path = tmp_path_factory.mktemp("store") / "new.sqlite"

    async def make() -> None:
        await (await Store.open(f"sqlite:///{path}", datetime.now(UTC))).close()

    asyncio.run(make())
    return path


@pytest.fixture(autouse=True)
def apart(monkeypatch, tmp_path_factory, new_database) -> None:
    """Every test has a database of its own, and no key: none can reach a paid model."""
    for name in (name for names in settings.STANDARD.values() for name in names[:2]):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path_factory.mktemp("own") / "duet.sqlite"
    shutil.copy(new_database, path)
    shutil.copy(new_database.with_suffix(".key"), path.with_suffix(".key"))
    monkeypatch.setenv("XDG_DATA_HOME", str(path.parent))
    monkeypatch.setenv("DUET_STORE__URL", f"sqlite:///{path}")


@pytest.fixture(scope="session")
def weights() -> Path:
    """The embedded model's file; the test is skipped where it is not installed."""
    from bot.model import weights as installed

    try:
        return installed.ready(wiring.chosen_weights(), wiring.model_folder())
    except installed.WeightsError:
        pytest.skip("the embedded model is not installed")
