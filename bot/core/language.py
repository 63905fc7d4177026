"""What a language needs, from one folder of tables per language, and telling languages apart.

`languages/<tag>/<topic>.toml` holds everything a language adds: adding a third language adds a folder.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(tag: str, topic: str) -> dict[str, Any]:
    """The table `languages/<tag>/<topic>.toml` as parsed. Raises FileNotFoundError for an unknown tag or topic."""
    path = resources.files("bot.core") / "languages" / tag / f"{topic}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
