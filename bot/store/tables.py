"""Every table of ours. Their names begin with `duet_`; other tables of the same database are not ours to see."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

PREFIX = "duet_"
VERSIONS = f"{PREFIX}schema"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """A moment. Goes in with any time zone, comes out in UTC; SQLite keeps none. Raises ValueError for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# A digest as JSON, by the hash of what it was made of and of how, and by who may read its sources.
digests = Table(
    f"{PREFIX}digests",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("audience", String(200), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("made", Utc, nullable=False),
)

# What a digest rests on: an input, a term of the glossary. Goes when the digest goes.
grounds = Table(
    f"{PREFIX}grounds",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("audience", String(200), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("value", String(200), primary_key=True),
    ForeignKeyConstraint(
        ["key", "audience"], [f"{PREFIX}digests.key", f"{PREFIX}digests.audience"], ondelete="CASCADE"
    ),
    Index(None, "kind", "value"),
)

# Work under way, or just finished. The primary key is the promise that it is done once; `until` ends it.
flights = Table(
    f"{PREFIX}flights",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("until", Utc, nullable=False, index=True),
    Column("result", Text),
)

# A model's finished answer, for as long as its ask is worked on.
answers = Table(
    f"{PREFIX}answers",
    metadata,
    Column("ask", String(200), primary_key=True),
    Column("request", String(64), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("made", Utc, nullable=False),
)

# What each call came to, without content. Only ever added to; money in billionths of a dollar adds up exactly.
usage = Table(
    f"{PREFIX}usage",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("account", String(200), nullable=False),
    Column("day", String(10), nullable=False),
    Column("ask", String(200), nullable=False, index=True),
    Column("host", String(300), nullable=False),
    Column("engine", String(20), nullable=False),
    Column("model", String(200), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("nanodollars", BigInteger),
    Index(None, "account", "day"),
)

# What is set aside for calls under way. One for each call of an ask.
reservations = Table(
    f"{PREFIX}reservations",
    metadata,
    Column("ask", String(200), primary_key=True),
    Column("call", String(64), primary_key=True),
    Column("account", String(200), nullable=False),
    Column("day", String(10), nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("nanodollars", BigInteger),
    Column("until", Utc, nullable=False),
    Index(None, "account", "day"),
)
