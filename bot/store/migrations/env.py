"""Alembic runs this for every command; the connection and its transaction are the caller's."""

from alembic import context

from bot.store.schema import ours
from bot.store.tables import VERSIONS, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSIONS,
    include_name=ours,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
