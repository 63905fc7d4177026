import ast
import re
from pathlib import Path

import pytest

from bot.core import phrases, quantities
from bot.core.types import LANGUAGES

ROOT = Path(__file__).parents[2] / "bot"


def test_every_language_has_the_same_phrases():
    first, *others = (phrases.keys(lang) for lang in LANGUAGES)
    assert all(other == first for other in others)


@pytest.mark.parametrize("key", sorted(phrases.keys("en")))
def test_a_phrase_fills_the_same_places_in_every_language(key):
    assert len({phrases.places(key, lang) for lang in LANGUAGES}) == 1


def test_a_value_with_braces_is_shown_as_it_is():
    assert "{claim}" in phrases.phrase("reason.loop", "en", claim="{claim}")


def strings() -> set[str]:
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_error_and_reason_named_in_the_code_has_a_phrase():
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    errors = re.findall(r"(?:BadUse|NothingRead|NoEngine)\(\s*\"(\w+)\"", code)
    reasons = re.findall(r"(?:Reason|_block)\(\s*\"(\w+)\"", code)
    assert errors
    assert reasons
    known = phrases.keys("en")
    assert {f"error.{key}" for key in errors} <= known
    assert not [kind for kind in {*reasons, *quantities.REASONS} if not {f"reason.{kind}", f"what.{kind}"} & known]


def test_every_phrase_is_used():
    known = strings()
    groups = {key.split(".")[0] for key in known if "." in key} | {"reason", "unread", "error", "what"}
    for key in phrases.keys("en"):
        group, name = key.split(".", 1)
        assert group in groups
        assert (
            key in known
            or name in known
            or any(name.removesuffix("_missing") == one for one in known)
            or any(key.startswith(one) for one in known if one.endswith(("_", ".")))
        ), f"{key} is never used"
