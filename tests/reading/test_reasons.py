import re
from pathlib import Path

import pytest

from bot import reading
from bot.core.phrases import keys
from bot.core.types import LANGUAGES
from bot.reading.walls import REASONS

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(reading.__file__).parent.glob("*.py"))
RAISED = set(re.findall(r'(?:Reading|Fetch)Error\(\s*(?:wall or )?"(\w+)"', SOURCES)) | {*REASONS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_that_reading_gives_has_a_phrase(lang):
    assert len(RAISED) > 15
    assert {f"unread.{reason}" for reason in RAISED} <= keys(lang)
