"""Digests, single flight, answers, usage and reservations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _digests()
    _flights()
    _answers()
    _usage()
    _reservations()


def _digests() -> None:
    op.create_table(
        "duet_digests",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", "audience", name="pk_duet_digests"),
    )
    op.create_table(
        "duet_grounds",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("key", "audience", "kind", "value", name="pk_duet_grounds"),
        sa.ForeignKeyConstraint(
            ["key", "audience"],
            ["duet_digests.key", "duet_digests.audience"],
            name="fk_duet_grounds_key_audience_duet_digests",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_duet_grounds_kind_value", "duet_grounds", ["kind", "value"])


def _flights() -> None:
    op.create_table(
        "duet_flights",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("result", sa.Text),
        sa.PrimaryKeyConstraint("key", name="pk_duet_flights"),
    )
    op.create_index("ix_duet_flights_until", "duet_flights", ["until"])


def _answers() -> None:
    op.create_table(
        "duet_answers",
        sa.Column("ask", sa.String(200), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ask", "request", name="pk_duet_answers"),
    )


def _usage() -> None:
    op.create_table(
        "duet_usage",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("ask", sa.String(200), nullable=False),
        sa.Column("host", sa.String(300), nullable=False),
        sa.Column("engine", sa.String(20), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("nanodollars", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_duet_usage"),
    )
    op.create_index("ix_duet_usage_account_day", "duet_usage", ["account", "day"])
    op.create_index("ix_duet_usage_ask", "duet_usage", ["ask"])


def _reservations() -> None:
    op.create_table(
        "duet_reservations",
        sa.Column("ask", sa.String(200), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("tokens", sa.Integer, nullable=False),
        sa.Column("nanodollars", sa.BigInteger),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ask", "call", name="pk_duet_reservations"),
    )
    op.create_index("ix_duet_reservations_account_day", "duet_reservations", ["account", "day"])
