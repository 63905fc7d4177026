"""Every failure of the weights is one sentence in both languages."""

import pytest

from bot.core import phrases
from bot.core.types import LANGUAGES
from bot.model.weights import CannotBeHad, Failure, State, Why


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_and_every_state_has_a_phrase(lang: str) -> None:
    assert {f"weights.{one}" for one in (*Why, *State)} <= phrases.keys(lang)


def test_each_source_is_told_with_its_reason_in_the_readers_language() -> None:
    failures = [Failure("hub.example", Why.REFUSED, 404), Failure("pip", Why.NOT_OFFERED)]
    message = CannotBeHad("tiny", failures).messages[0]
    for lang in LANGUAGES:
        reasons = [phrases.phrase("weights.refused", lang, status=404), phrases.phrase("weights.not_offered", lang)]
        assert f"hub.example: {reasons[0]}; pip: {reasons[1]}" in message[lang]
        assert "tiny" in message[lang]
