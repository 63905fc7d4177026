import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from bot.model import prices

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
OPENAI = "https://api.openai.com/v1"


def price(model, url, tokens=(1_000_000, 1_000_000)):
    return prices.price(model, url, *tokens, AT)


@pytest.mark.parametrize(
    ("model", "url"),
    [
        ("gpt-4o", OPENAI),
        ("claude-sonnet-4-5", "https://api.anthropic.com"),
        ("gemini-2.5-flash", "https://generativelanguage.googleapis.com"),
        ("deepseek-chat", "https://api.deepseek.com"),
        ("deepseek/deepseek-chat", "https://openrouter.ai/api/v1"),
        ("gpt-4o", "https://newsroom.openai.azure.com/openai/v1"),
        ("gpt-oss-20b", OPENAI),
    ],
)
def test_a_listed_model_has_a_price(model, url):
    assert 0.1 < price(model, url) < 200


def test_the_price_is_in_dollars_for_the_tokens_given():
    """2.50 and 10.00 dollars a million, as published for this model."""
    assert price("gpt-4o", OPENAI, (1000, 200)) == pytest.approx(0.0025 + 0.002)
    assert price("gpt-4o", OPENAI, (0, 0)) == 0


@pytest.mark.parametrize(
    ("model", "url"),
    [
        ("no-such-model", OPENAI),
        ("", OPENAI),
        ("gpt-4o", "https://models.example.org/v1"),
        ("qwen-plus", "https://nobody.example/compatible-mode/v1"),
        ("gpt-4o", ""),
        ("gpt-4o", "https://[bad"),
        ("gemma-3", "https://generativelanguage.googleapis.com"),  # listed, without a price
        ("gpt-4o", "http://litellm:4000/v1"),
        ("openai/gpt-4o", "http://127.0.0.1:4000"),
        ("claude-sonnet-5", "http://10.1.2.3/v1"),
        ("gpt-oss:120b-cloud", "http://127.0.0.1:11434/v1"),
    ],
)
def test_what_is_not_known_has_no_price(model, url):
    assert price(model, url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:11434/v1",
        "http://localhost:8080",
        "http://[::1]:8080/v1",
        "http://192.168.1.20/v1",
        "http://[fd00::1]/v1",
        "http://ollama:11434/v1",
        "http://gpu.lan./v1",
        "http://host.docker.internal:11434",
        "http://STUDIO.local:1234/v1",
    ],
)
def test_a_model_at_home_costs_nothing(url):
    assert price("qwen2.5:7b", url) == 0
    assert price("gpt-oss-20b", url) == 0


@pytest.mark.parametrize(
    "url", ["https://local.example.org", "https://8.8.8.8/v1", "https://mylan.com", "", "https://"]
)
def test_what_only_sounds_like_home_is_not(url):
    assert not prices.own_machine(url)


def test_the_network_is_never_asked(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert price("gpt-5-mini", OPENAI) > 0


def test_the_list_is_imported_only_when_asked_for():
    code = "import sys, bot.model.prices; sys.exit('genai_prices' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
