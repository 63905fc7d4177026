"""The schema of this version of Duet, and how an older database comes to it."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.core.errors import BadUse
from bot.store.database import shown
from bot.store.tables import PREFIX, VERSIONS

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Brings our tables up to date within the connection's transaction. Raises BadUse where they are newer."""
    at, known = found(connection), newest()
    if at > known:
        raise BadUse("store_is_newer", {"path": shown(connection.engine.url)})
    if at < known:
        run_steps(connection)


def found(connection: Connection) -> str:
    """The last step the database has taken, "" for none."""
    if not inspect(connection).has_table(VERSIONS):
        return ""
    return connection.scalar(text(f"SELECT version_num FROM {VERSIONS}")) or ""  # noqa: S608  a constant


def newest() -> str:
    """The last step there is: they are numbered in their files' names, so that Alembic is not needed to know."""
    return max(step.name[1:5] for step in (FOLDER / "versions").glob("v*.py"))


def run_steps(connection: Connection, until: str = "head") -> None:
    """Takes the steps the database has not taken yet, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, until)


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic may see a thing of that name: of tables, only ours."""
    return kind != "table" or (name or "").startswith(PREFIX)
