"""Every setting, typed; the only file that reads the environment.

Precedence: command-line option > environment (`DUET_<SECTION>__<NAME>`) > `config/duet.toml`.
"""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
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
EngineChoice = Literal["auto", "local", "extract"]
ENGINES = get_args(EngineChoice)


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


class ModelSection(Section):
    engine: EngineChoice = "auto"
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


class ReadingSection(Section):
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 20
    max_bytes: Annotated[int, Field(gt=0)] = 8_000_000
    max_characters: Annotated[int, Field(ge=1000)] = 400_000
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    allow_private: bool = False
    user_agent: str = "Duet/0.1 (self-hosted summarizer)"


class Settings(BaseSettings):
    """All settings. Build it with `load`, which turns what is wrong into one sentence."""

    model_config = SettingsConfigDict(env_prefix="DUET_", env_nested_delimiter="__", extra="forbid", frozen=True)

    digest: DigestSection = DigestSection()
    model: ModelSection = ModelSection()
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
