"""What is remembered of an endpoint between processes."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.endpoint import EndpointSettings, Modes
from bot.model.endpoint.modes import BELIEVED

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def settings(**other):
    known = {"provider": "openai", "name": "m", "count": len, "base_url": "https://api.example/v1", "api_key": "sk-1"}
    return EndpointSettings(**{**known, **other})


def test_a_mode_is_remembered_for_its_endpoint_alone(tmp_path):
    modes = Modes(tmp_path / "new" / "endpoints.json")
    assert modes.get(settings(), NOW) is None
    modes.put(settings(), "tool", NOW)
    modes.put(settings(name="other"), "prompted", NOW)
    assert modes.get(settings(api_key="sk-2"), NOW) == "tool"
    assert modes.get(settings(name="other"), NOW) == "prompted"
    assert modes.get(settings(base_url="https://other.example/v1"), NOW) is None


def test_a_mode_is_found_out_anew_after_a_while(tmp_path):
    modes = Modes(tmp_path / "endpoints.json")
    modes.put(settings(), "tool", NOW)
    assert modes.get(settings(), NOW + BELIEVED - timedelta(seconds=1)) == "tool"
    assert modes.get(settings(), NOW + BELIEVED) is None
    assert modes.get(settings(), NOW - timedelta(seconds=1)) is None


def test_the_file_tells_neither_key_nor_address(tmp_path):
    path = tmp_path / "endpoints.json"
    Modes(path).put(settings(), "tool", NOW)
    assert not [word for word in ("sk-1", "api.example") if word in path.read_text()]


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, '{"x": 1}', "\ud800"])
def test_a_file_that_is_none_is_written_anew(tmp_path, content):
    path = tmp_path / "endpoints.json"
    path.write_text(content, errors="surrogatepass")
    modes = Modes(path)
    assert modes.get(settings(), NOW) is None
    modes.put(settings(), "tool", NOW)
    assert modes.get(settings(), NOW) == "tool"


def test_where_nothing_can_be_written_nothing_is_lost(tmp_path):
    (tmp_path / "file").write_text("")
    modes = Modes(tmp_path / "file" / "endpoints.json")
    modes.put(settings(), "tool", NOW)
    assert modes.get(settings(), NOW) is None
