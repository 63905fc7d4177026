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


def _place(*, primary_key: bool = False) -> list[Column[str]]:
    """Where on a platform something belongs; "" where there is no community (a direct message) or no one channel."""
    widths = {"platform": 20, "community": 100, "channel": 100}
    return [Column(name, String(n), nullable=False, primary_key=primary_key) for name, n in widths.items()]


# A digest as JSON, sealed, by the hash of what it was made of and of how, and by who may read its sources.
digests = Table(
    f"{PREFIX}digests",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("audience", String(200), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("made", Utc, nullable=False),
)

# What a digest rests on: traces of inputs, terms of the glossary, authors. Goes when the digest goes.
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

# Work under way, or just finished, its result sealed. The primary key is the promise that it is done once; `until`
# ends it.
flights = Table(
    f"{PREFIX}flights",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("until", Utc, nullable=False, index=True),
    Column("result", Text),
)

# A model's finished answer, sealed, for as long as its ask is worked on.
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

# The data key, sealed by the instance key. One row.
vault = Table(
    f"{PREFIX}vault",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
)

# What people asked for. The id is the platform's own for the event: the primary key is the promise that none is
# answered twice. What identifies or was written is sealed, and gone when the ask is done; `person` finds it again.
asks = Table(
    f"{PREFIX}asks",
    metadata,
    Column("id", String(200), primary_key=True),
    *_place(),
    Column("person", String(64), nullable=False),
    Column("asker", Text),
    Column("reply", Text),
    Column("inputs", Text),
    Column("languages", String(100), nullable=False),
    Column("length", String(20), nullable=False),
    Column("visibility", String(20), nullable=False),
    Column("deadline", Utc, nullable=False),
    Column("state", String(20), nullable=False),
    Column("created", Utc, nullable=False, index=True),
    Index(None, "person", "created"),
    Index(None, "state", "deadline"),
)

# Text being worked on, sealed; gone when its ask is done.
documents = Table(
    f"{PREFIX}documents",
    metadata,
    Column("ask", String(200), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("made", Utc, nullable=False),
)

# One row for each message that goes out, written before it does: the primary key is the promise that it does once.
# `mark` stands in the message, so that one sent before a crash can be found; where to and what is sealed, and gone
# when the row is not open any more.
outbox = Table(
    f"{PREFIX}outbox",
    metadata,
    Column("workflow", String(200), primary_key=True),
    Column("part", String(50), primary_key=True),
    *_place(),
    Column("destination", Text),
    Column("payload", Text),
    Column("mark", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("message", String(100)),
    Column("attempts", Integer, nullable=False),
    Column("made", Utc, nullable=False, index=True),
)

# The processes at work. The primary key is the promise that no two go by one name; `holder` names one start of one.
instances = Table(
    f"{PREFIX}instances",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("holder", String(100), nullable=False),
    Column("heartbeat", Utc, nullable=False),
)

# What was set for a community (no channel) or a channel: a JSON value, and who set it, sealed.
preferences = Table(
    f"{PREFIX}preferences",
    metadata,
    *_place(primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
    Column("person", String(64)),
    Column("set_by", Text),
    Column("at", Utc, nullable=False),
)

# A community's own renderings of names, sealed. `id` is the trace of its first names: one entry for each pair.
glossary = Table(
    f"{PREFIX}glossary",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("community", String(100), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("term", Text, nullable=False),
    Column("person", String(64)),
    Column("set_by", Text),
    Column("at", Utc, nullable=False),
)

# Who is to be left out of everything.
opt_outs = Table(
    f"{PREFIX}opt_outs",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("since", Utc, nullable=False),
)

# Our messages that are still ours to edit, with what they show and its evidence, sealed. `kind` is "chat" or "page".
posted = Table(
    f"{PREFIX}posted",
    metadata,
    *_place(primary_key=True),
    Column("message", String(100), primary_key=True),
    Column("workflow", String(200), nullable=False, index=True),
    Column("person", String(64), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("digest", Text, nullable=False),
    Column("made", Utc, nullable=False, index=True),
)

# What a posted message rests on: traces of messages, their channels and their authors. Goes when it goes.
rests = Table(
    f"{PREFIX}rests",
    metadata,
    *_place(primary_key=True),
    Column("message", String(100), primary_key=True),
    Column("trace", String(64), primary_key=True, index=True),
    ForeignKeyConstraint(
        ["platform", "community", "channel", "message"],
        [f"{PREFIX}posted.{name}" for name in ("platform", "community", "channel", "message")],
        name=f"fk_{PREFIX}rests_{PREFIX}posted",
        ondelete="CASCADE",
    ),
)
