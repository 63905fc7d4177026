"""Every setting, typed; the only file that reads the environment.

Precedence: command-line option > environment (`DUET_<SECTION>__<NAME>`) > `config/duet.toml`.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.core.errors import BadUse

Language = Literal["zh-Hans", "en"]
Length = Literal["short", "medium", "long"]
EngineChoice = Literal["auto", "endpoint", "local", "extract"]
ENGINES = get_args(EngineChoice)
Provider = Literal["openai", "anthropic", "gemini"]


def _comma_separated(value: object) -> object:
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


Languages = Annotated[
    tuple[Language, ...], NoDecode, BeforeValidator(_comma_separated), Field(min_length=1, max_length=2)
]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DigestSection(Section):
    languages: Languages = ("zh-Hans", "en")
    length: Length = "short"


class EndpointSection(Section):
    """One model behind an API. Empty values are the provider's own; `section` is where it is set, for messages."""

    provider: Provider = "openai"
    name: str = ""
    base_url: str = ""
    api_key: SecretStr = SecretStr("")
    window: Annotated[int, Field(ge=2048, le=10_000_000)] = 32_768
    mode: Literal["auto", "json_schema", "tool", "prompted"] = "auto"
    call_seconds: Annotated[float, Field(gt=0, le=3600)] = 120
    section: str = ""


class ModelSection(EndpointSection):
    engine: EngineChoice = "auto"
    endpoints: tuple[EndpointSection, ...] = ()
    verify: Literal["off", "model"] = "off"
    ask_seconds: Annotated[float, Field(gt=0, le=3600)] = 120
    ask_tokens: Annotated[int, Field(ge=1000)] = 300_000
    weights: str = "qwen2.5-coder-1.5b-instruct-q4_k_m"
    file: str = ""
    cache: str = ""
    hub: str = "https://huggingface.co"
    context: Annotated[int, Field(ge=1024, le=131072)] = 4096
    threads: Annotated[int, Field(ge=0, le=64)] = 0
    queue: Annotated[int, Field(ge=1, le=1000)] = 32
    idle_minutes: Annotated[float, Field(gt=0)] = 15
    seconds: Annotated[float, Field(gt=0, le=3600)] = 120


class NetSection(Section):
    proxy: Annotated[str, Field(pattern=r"^(https?://.+)?$")] = ""


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_separated)]


class PolicySection(Section):
    """Which engines may see what: kinds of engine, or names of endpoints."""

    links: Names = ("endpoint", "local", "extract")
    public_channels: Names = ("endpoint", "local", "extract")
    private_channels: Names = ("local", "extract")
    texts: Names = ("endpoint", "local", "extract")
    files: Names = ("endpoint", "local", "extract")
    never_read: Names = ()


class BudgetSection(Section):
    dollars_a_day: Annotated[float, Field(ge=0)] = 1.0
    tokens_a_day: Annotated[int, Field(ge=0)] = 1_000_000


class StoreSection(Section):
    url: str = ""
    key: SecretStr = SecretStr("")


class RetentionSection(Section):
    """How long things are kept. Text being worked on is gone within a day whatever is set."""

    text_hours: Annotated[float, Field(gt=0, le=24)] = 24
    chat_days: Annotated[float, Field(gt=0, le=3650)] = 14
    page_days: Annotated[float, Field(gt=0, le=3650)] = 90
    ask_days: Annotated[float, Field(ge=1, le=3650)] = 30
    digest_days: Annotated[float, Field(gt=0, le=3650)] = 7
    proof_days: Annotated[float, Field(ge=30, le=3650)] = 400


class PoolSection(Section):
    processes: Annotated[int, Field(ge=1, le=64)] = 2
    memory: Annotated[int, Field(ge=200_000_000)] = 512_000_000


class ReadingSection(Section):
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 20
    max_bytes: Annotated[int, Field(gt=0)] = 8_000_000
    max_characters: Annotated[int, Field(ge=1000)] = 400_000
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    allow_private: bool = False
    allow_hosts: Names = ()
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = (80, 443)
    first_byte_seconds: Annotated[float, Field(gt=0, le=600)] = 10
    max_wire_bytes: Annotated[int, Field(gt=0)] = 8_000_000
    per_host: Annotated[int, Field(ge=1, le=100)] = 2
    work_seconds: Annotated[float, Field(gt=0, le=600)] = 20
    user_agent: str = "Duet/0.1 (self-hosted summarizer)"


class Settings(BaseSettings):
    """All settings. Build it with `load`, which turns what is wrong into one sentence."""

    model_config = SettingsConfigDict(env_prefix="DUET_", env_nested_delimiter="__", extra="forbid", frozen=True)

    digest: DigestSection = DigestSection()
    model: ModelSection = ModelSection()
    policy: PolicySection = PolicySection()
    budget: BudgetSection = BudgetSection()
    store: StoreSection = StoreSection()
    pool: PoolSection = PoolSection()
    retention: RetentionSection = RetentionSection()
    net: NetSection = NetSection()
    reading: ReadingSection = ReadingSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the two have no part here, but the library passes them
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, toml_file=config_folder() / "duet.toml")
        return init_settings, env_settings, toml


def config_folder() -> Path:
    """Where the settings lie: `DUET_CONFIG`, else `config/` beside the package."""
    return Path(os.environ.get("DUET_CONFIG") or Path(__file__).parent.parent / "config")


def cache_folder() -> Path | None:
    """The user's own folder for what can be made again (`XDG_CACHE_HOME`), where one is named."""
    named = os.environ.get("XDG_CACHE_HOME")
    return Path(named) if named else None


def data_folder() -> Path:
    """Where the database lies if no other is set: a folder of the user's own (`XDG_DATA_HOME`)."""
    named = os.environ.get("XDG_DATA_HOME")
    return (Path(named) if named else Path.home() / ".local" / "share") / "duet"


def store_url() -> str:
    """The database, with its password where it has one: `DUET_STORE__URL` or the file's, else `DATABASE_URL`, else an
    SQLite file in the data folder."""
    return load().store.url or os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'duet.sqlite'}"


def store_keys() -> tuple[str, ...]:
    """The instance keys, the one in force first; none where none is set."""
    keys = load().store.key.get_secret_value().split(",")
    return tuple(key.strip() for key in keys if key.strip())


# The keys' and addresses' own names, which lose to DUET_…, and the model asked of a provider where none is named.
STANDARD: Mapping[Provider, tuple[str, str, str]] = {
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL", "gpt-5.4-mini"),
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "claude-haiku-4-5"),
    "gemini": ("GEMINI_API_KEY", "GEMINI_BASE_URL", "gemini-3.5-flash-lite"),
}


def endpoints() -> list[EndpointSection]:
    """The endpoints set, in the order they are asked: `[model]`, its `endpoints`, then those with a key or an address
    in the environment. Raises BadUse for one that names no model where there is no usual one."""
    model = load().model
    found = [_own(model)] if model.name or model.base_url or _secret(model) else []
    found += [
        one.model_copy(update={"section": one.section or f"model.endpoints[{n}]"})
        for n, one in enumerate(model.endpoints)
    ]
    set_here = {one.provider for one in found}
    found += [one for one in _standard() if one.provider not in set_here]
    return [_whole(one) for one in found]


def _own(model: ModelSection) -> EndpointSection:
    """The endpoint of `[model]`; where it only names a model, the provider is the one there is a key for."""
    values = {name: getattr(model, name) for name in EndpointSection.model_fields}
    if not (model.base_url or _secret(model) or "provider" in model.model_fields_set):
        values["provider"] = next((one.provider for one in _standard()), model.provider)
    return EndpointSection(**values | {"section": "model"})


def _standard() -> Iterator[EndpointSection]:
    for provider, (key, address, _) in STANDARD.items():
        found = next((name for name in (key, address) if os.environ.get(name)), None)
        if found:
            yield EndpointSection(provider=provider, section=found)


def _whole(one: EndpointSection) -> EndpointSection:
    """The endpoint with what it leaves to the environment and to its provider. A key named for a provider is sent to
    that provider's address, or the one named beside it, and to no other."""
    key, address, usual = STANDARD[one.provider]
    secret = _secret(one) or ("" if one.base_url else os.environ.get(key, ""))
    base_url = one.base_url or os.environ.get(address, "")
    name = one.name or ("" if base_url else usual)
    if not name:
        raise BadUse("endpoint_without_model", {"section": one.section})
    return one.model_copy(update={"api_key": SecretStr(secret), "base_url": base_url, "name": name})


def setting_names(one: EndpointSection) -> dict[str, str]:
    """What the settings of an endpoint are called that is known from the environment alone."""
    key, address, _ = STANDARD[one.provider]
    if one.section not in (key, address):
        return {}
    return {"api_key": key, "base_url": address, "name": "DUET_MODEL__NAME", "window": "DUET_MODEL__WINDOW"}


def _secret(one: EndpointSection) -> str:
    return one.api_key.get_secret_value()


def hub() -> str:
    """Where published models are fetched from: `HF_ENDPOINT` counts unless the setting was changed."""
    chosen = load().model.hub
    return (os.environ.get("HF_ENDPOINT") or chosen) if chosen == ModelSection().hub else chosen


@cache
def load() -> Settings:
    """The settings in force. Raises BadUse, naming the first wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadUse("bad_setting", {"name": name, "why": first["msg"]}) from error
    except (ValueError, OSError) as error:
        raise BadUse("bad_settings_file", {"path": config_folder() / "duet.toml", "why": error}) from error


def glossary_terms() -> list[dict[str, Any]]:
    """The community's own renderings, from `glossary.toml`; none where there is no such file. Raises BadUse."""
    path = config_folder() / "glossary.toml"
    if not path.exists():
        return []
    try:
        terms = tomllib.loads(path.read_text(encoding="utf-8")).get("term", [])
    except (ValueError, OSError) as error:
        raise BadUse("bad_settings_file", {"path": path, "why": error}) from error
    if not all(isinstance(term, dict) and {"zh-Hans", "en"} <= term.keys() for term in terms):
        raise BadUse("bad_settings_file", {"path": path, "why": 'every [[term]] needs "zh-Hans" and en'})
    return list(terms)
