"""The schema of this version of Duet, and how an older database comes to it."""

from pathlib import Path

from sqlalchemy import Connection

from bot.core.errors import BadUse
from bot.store.tables import PREFIX, VERSIONS

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Brings our tables up to date within the connection's transaction. Raises BadUse where they are newer."""
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection, opts={"version_table": VERSIONS}).get_current_heads()
    if not set(found) <= {step.revision for step in scripts.walk_revisions()}:
        raise BadUse("store_is_newer", {"path": connection.engine.url.database})
    if found != tuple(scripts.get_heads()):
        command.upgrade(config, "head")


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic may see a thing of that name: of tables, only ours."""
    return kind != "table" or (name or "").startswith(PREFIX)
