"""The vault and everything sealed in it; asks, documents, the outbox, instances; what communities and people chose;
posted messages. What was kept unsealed until now can be made again, and goes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table in ("duet_grounds", "duet_digests", "duet_flights", "duet_answers"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608  constants
    _vault()
    _asks()
    _documents()
    _outbox()
    _instances()
    _preferences()
    _glossary()
    _opt_outs()
    _posted()
    _rests()


def _place() -> list[sa.Column[str]]:
    widths = {"platform": 20, "community": 100, "channel": 100}
    return [sa.Column(name, sa.String(width), nullable=False) for name, width in widths.items()]


def _vault() -> None:
    op.create_table(
        "duet_vault",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duet_vault"),
    )


def _asks() -> None:
    op.create_table(
        "duet_asks",
        sa.Column("id", sa.String(200), nullable=False),
        *_place(),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("asker", sa.Text),
        sa.Column("reply", sa.Text),
        sa.Column("inputs", sa.Text),
        sa.Column("languages", sa.String(100), nullable=False),
        sa.Column("length", sa.String(20), nullable=False),
        sa.Column("visibility", sa.String(20), nullable=False),
        sa.Column("deadline", MOMENT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duet_asks"),
    )
    op.create_index("ix_duet_asks_created", "duet_asks", ["created"])
    op.create_index("ix_duet_asks_person_created", "duet_asks", ["person", "created"])
    op.create_index("ix_duet_asks_state_deadline", "duet_asks", ["state", "deadline"])


def _documents() -> None:
    op.create_table(
        "duet_documents",
        sa.Column("ask", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ask", "number", name="pk_duet_documents"),
    )


def _outbox() -> None:
    op.create_table(
        "duet_outbox",
        sa.Column("workflow", sa.String(200), nullable=False),
        sa.Column("part", sa.String(50), nullable=False),
        *_place(),
        sa.Column("destination", sa.Text),
        sa.Column("payload", sa.Text),
        sa.Column("mark", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("message", sa.String(100)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workflow", "part", name="pk_duet_outbox"),
    )
    op.create_index("ix_duet_outbox_made", "duet_outbox", ["made"])


def _instances() -> None:
    op.create_table(
        "duet_instances",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("holder", sa.String(100), nullable=False),
        sa.Column("heartbeat", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_duet_instances"),
    )


def _preferences() -> None:
    op.create_table(
        "duet_preferences",
        *_place(),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("person", sa.String(64)),
        sa.Column("set_by", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "channel", "key", name="pk_duet_preferences"),
    )


def _glossary() -> None:
    op.create_table(
        "duet_glossary",
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("community", sa.String(100), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("term", sa.Text, nullable=False),
        sa.Column("person", sa.String(64)),
        sa.Column("set_by", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "id", name="pk_duet_glossary"),
    )


def _opt_outs() -> None:
    op.create_table(
        "duet_opt_outs",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_duet_opt_outs"),
    )


def _posted() -> None:
    op.create_table(
        "duet_posted",
        *_place(),
        sa.Column("message", sa.String(100), nullable=False),
        sa.Column("workflow", sa.String(200), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "channel", "message", name="pk_duet_posted"),
    )
    for column in ("workflow", "person", "made"):
        op.create_index(f"ix_duet_posted_{column}", "duet_posted", [column])


def _rests() -> None:
    message = ["platform", "community", "channel", "message"]
    op.create_table(
        "duet_rests",
        *_place(),
        sa.Column("message", sa.String(100), nullable=False),
        sa.Column("trace", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint(*message, "trace", name="pk_duet_rests"),
        sa.ForeignKeyConstraint(
            message,
            [f"duet_posted.{name}" for name in message],
            name="fk_duet_rests_duet_posted",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_duet_rests_trace", "duet_rests", ["trace"])
