"""The dictionary as the installed package brings it."""

import importlib.resources

import pytest

from bot.reading import dictionary


def test_the_dictionary_is_text_with_plain_line_ends():
    text = dictionary.cedict()
    assert "\r" not in text
    assert "路透社 路透社 [Lu4 tou4 she4] /Reuters News Agency/\n" in text
    assert text.count("\n") > 100_000


def test_without_the_package_there_is_no_dictionary(monkeypatch: pytest.MonkeyPatch):
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib.resources, "files", missing)
    assert dictionary.cedict() == ""
