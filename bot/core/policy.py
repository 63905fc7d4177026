"""What the operator allows: which engines may see what is to be read, and which sites are never read. No I/O.

Extracts are made here and shown nowhere else, so they may always be made: a digest is never refused for its kind.
"""

import ipaddress
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core import phrases
from bot.core.errors import BadUse
from bot.core.ports import Engine
from bot.core.types import LANGUAGES, Texts


class Content(StrEnum):
    """What is to be read, by who could read it before."""

    LINK = "links"
    PUBLIC_CHANNEL = "public_channels"
    PRIVATE_CHANNEL = "private_channels"
    TEXT = "texts"
    FILE = "files"


ENDPOINT, LOCAL, EXTRACT = "endpoint", "local", "extract"
KINDS = (ENDPOINT, LOCAL, EXTRACT)

# Nobody who writes in a private channel was asked: another company's machine sees it only where it was chosen by name.
BY_NAME_ONLY = frozenset({Content.PRIVATE_CHANNEL})

DEFAULTS: Mapping[Content, tuple[str, ...]] = {
    content: (LOCAL, EXTRACT) if content in BY_NAME_ONLY else KINDS for content in Content
}


BLOCKED = "blocked_by_policy"  # the reason of an input that is never read

LONGEST_HOST, LONGEST_LABEL = 253, 63  # characters, RFC 1035; decoding a longer label takes quadratic time


@dataclass(frozen=True, slots=True)
class Policy:
    """`allowed`: for each content the kinds of engine and the names of endpoints that may see it. `never_read`:
    hosts, as `host_key` writes them."""

    allowed: Mapping[Content, frozenset[str]]
    never_read: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An engine that may not see what is to be read, by the operator's name for it, and what of it that is. `after`
    counts the engines that may be asked and come before it."""

    name: str
    contents: tuple[Content, ...]
    kind: str = ENDPOINT
    after: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """The engines that may be asked, in their order, and those that may not."""

    engines: tuple[Engine, ...]
    left_out: tuple[LeftOut, ...]


def policy(
    allowed: Mapping[Content, Sequence[str]], never_read: Sequence[str] = (), endpoints: Collection[str] = ()
) -> Policy:
    """The policy of the settings: what `allowed` leaves out has its default; `endpoints` are the names there are.

    Raises BadUse for a name nothing has, for private channels opened to every endpoint, and for what is no domain.
    """
    rules = {content: frozenset(allowed.get(content, DEFAULTS[content])) for content in Content}
    for content, names in rules.items():
        _check(content, names, endpoints)
    return Policy(rules, frozenset(_domain(entry) for entry in never_read))


def decide(contents: Collection[Content], engines: Mapping[str, Engine], rules: Policy) -> Decision:
    """Which of `engines`, in order and by the operator's names for them, may see everything that is to be read."""
    hidden = {
        name: tuple(one for one in Content if one in contents and not _may_see(name, engine.info.kind, rules, one))
        for name, engine in engines.items()
    }
    asked: list[Engine] = []
    left_out: list[LeftOut] = []
    for name, engine in engines.items():
        if hidden[name]:
            left_out.append(LeftOut(name, hidden[name], engine.info.kind, len(asked)))
        else:
            asked.append(engine)
    return Decision(tuple(asked), tuple(left_out))


def told(one: LeftOut) -> Texts:
    """Why an engine was left out, in every language."""
    said = {}
    for lang in LANGUAGES:
        words = (phrases.phrase(f"policy.{content}", lang) for content in one.contents)
        what = phrases.phrase("policy.and", lang).join(words)
        said[lang] = phrases.phrase("policy.left_out", lang, name=one.name, what=what)
    return said


def is_never_read(host: str, rules: Policy) -> bool:
    """Whether `host` or a domain above it is one that is never read. To be asked for every host a link leads to."""
    known = host_key(host)
    if _is_address(known) or len(known) > LONGEST_HOST:
        return known in rules.never_read
    labels = known.split(".")
    return any(".".join(labels[at:]) in rules.never_read for at in range(len(labels)))


def host_key(host: str) -> str:
    """One spelling of a host for all that lead to it: lower case, compatibility forms folded and invisible characters
    gone as UTS 46 does it, Punycode (RFC 3492) decoded, no dot at the end, an IP address in its short form."""
    bare = host.strip().removeprefix("[").removesuffix("]")
    if _is_address(bare):
        ip = ipaddress.ip_address(bare)
        return str(getattr(ip, "ipv4_mapped", None) or ip)
    return ".".join(_folded(_decoded(label)) for label in _folded(bare).split(".")).strip(".")


def _may_see(name: str, kind: str, rules: Policy, content: Content) -> bool:
    allowed = rules.allowed[content]
    return kind == EXTRACT or kind in allowed or (kind == ENDPOINT and name in allowed - set(KINDS))


def _check(content: Content, names: Collection[str], endpoints: Collection[str]) -> None:
    if content in BY_NAME_ONLY and ENDPOINT in names:
        raise BadUse("policy_by_name", {"name": f"policy.{content}"})
    unknown = sorted(set(names) - set(KINDS) - set(endpoints))
    if unknown:
        raise BadUse("policy_unknown_engine", {"name": f"policy.{content}", "engine": unknown[0]})


def _domain(entry: str) -> str:
    known = host_key(entry.strip().removeprefix("*").removeprefix("."))
    if not known or set(known) & set("/:@?#* \\") - (set(":") if _is_address(known) else set()):
        raise BadUse("policy_no_domain", {"entry": entry})
    return known


def _folded(text: str) -> str:
    compatible = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).replace("。", ".")
    return "".join(char for char in compatible if unicodedata.category(char) != "Cf")


def _decoded(label: str) -> str:
    if not label.startswith("xn--") or len(label) > LONGEST_LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
