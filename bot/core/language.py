"""What a language needs, from one folder of tables per language, and telling languages apart.

`languages/<tag>/<topic>.toml` holds everything a language adds: adding a third language adds a folder.
`languages/others.toml` names the languages that are recognised only.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from bot.core.types import EN, LANGUAGES, ZH

UNKNOWN = "und"
TRADITIONAL = "zh-Hant"

SAMPLE = 12_000  # characters; the head and the tail of a text tell its language as well as the whole
FUNCTION_WORD = 2.0  # a word only this language has, against one Han character
LOOSE_WORD = 0.3  # any other word in Latin letters: in a Chinese text, mostly a name
LETTERS_A_WORD = 4  # of an alphabet, so that alphabets weigh like Latin words
KANA_SHARE = 0.1  # a Japanese text has more kana than this; a Chinese one quoting Japanese has less
RARE = 100  # words to one function word: with fewer of them a text is in none of the languages that have any
SHORT = 12  # words; a shorter text without function words, in plain ASCII, is taken for English

# Han characters per English word in full translations, Latin words and digits counted as themselves: mean 1.72,
# standard deviation 0.39 over the 997 sentence pairs of FLORES-200 dev.
HAN_PER_WORD = 1.72

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_SPACED = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


@cache
def table(tag: str, topic: str) -> dict[str, Any]:
    """The table `languages/<tag>/<topic>.toml` as parsed. Raises FileNotFoundError for an unknown tag or topic."""
    return _parsed(f"{tag}/{topic}.toml")


def _parsed(path: str) -> dict[str, Any]:
    file = resources.files("bot.core") / "languages" / path
    return tomllib.loads(file.read_text(encoding="utf-8"))


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, however it is written: zh-Hant and zh-Hans are both Chinese."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def own_tag(tag: str) -> str | None:
    """The tag under which Duet knows the language of `tag`, in whatever script; None for one it does not render."""
    return next((own for own in LANGUAGES if same_language(own, tag)), None)


def size(text: str) -> float:
    """Length of a text in English words, Han characters and kana counted as the English they would become."""
    dense = len(_DENSE.findall(text))
    return dense / HAN_PER_WORD + len(_SPACED.findall(_DENSE.sub(" ", text)))


def detect(text: str) -> str:
    """The BCP 47 tag of the language most of `text` is in, "und" where nothing can be told.

    Scripts are counted first; Latin letters are told apart by function words. Chinese text full of Latin names is
    still Chinese, and English text that quotes some Han characters is still English.
    """
    sample = _sample(text)
    latin, weight = _latin(sample)
    weights = {latin: weight, **_scripts(sample)}
    best = max(weights, key=lambda tag: weights[tag])
    if not weights[best]:
        return UNKNOWN
    return _written(sample) if best == ZH else _second(sample, best)


def _sample(text: str) -> str:
    if len(text) > SAMPLE:
        text = f"{text[: SAMPLE // 2]} {text[-SAMPLE // 2 :]}"
    return re.sub(r"\b(?:https?://|www\.)[^\s<>]+", " ", text, flags=re.IGNORECASE)


def _scripts(sample: str) -> dict[str, float]:
    if sample.isascii():
        return {ZH: 0}
    found: dict[str, float] = {tag: len(script.findall(sample)) for tag, script in _script_patterns().items()}
    kana, han = found["ja"], found[ZH]
    if kana > KANA_SHARE * (kana + han):
        found["ja"], found[ZH] = kana + han, 0
    for tag in found.keys() - {ZH, "ja", "ko"}:
        found[tag] /= LETTERS_A_WORD
    return found


def _written(sample: str) -> str:
    simplified, traditional = _ways_of_writing()
    counts = Counter(sample)
    lead = sum(n if c in traditional else -n for c, n in counts.items() if c in traditional or c in simplified)
    return TRADITIONAL if lead > 0 else ZH


@cache
def _ways_of_writing() -> tuple[frozenset[str], frozenset[str]]:
    chinese = table(ZH, "detection")
    return frozenset(chinese["simplified"]), frozenset(chinese["traditional"])


def _second(sample: str, tag: str) -> str:
    counts = Counter(sample.casefold())
    for other, (first, letters) in _others()["letters"].items():
        if first == tag and any(counts[letter] for letter in letters):
            return str(other)
    return tag


def _latin(sample: str) -> tuple[str, float]:
    words = [word.casefold() for word in _word_pattern().findall(sample)]
    hits = Counter(tag for word in words for tag in _speakers(word))
    best = max(hits, key=lambda tag: (hits[tag], tag == EN), default=None)
    if best is None or hits[best] * RARE < len(words):
        plain = len(words) <= SHORT and all(word.isascii() for word in words)
        return EN if plain else UNKNOWN, LOOSE_WORD * len(words)
    return best, FUNCTION_WORD * hits[best] + LOOSE_WORD * len(words)


def _speakers(word: str) -> Iterator[str]:
    yield from _function_words().get(word, ())


@cache
def _others() -> dict[str, Any]:
    return _parsed("others.toml")


@cache
def _script_patterns() -> dict[str, re.Pattern[str]]:
    han = {ZH: r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"}
    return {tag: re.compile(f"[{ranges}]") for tag, ranges in (han | _others()["scripts"]).items()}


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    speakers: dict[str, tuple[str, ...]] = {}
    lists = {EN: table(EN, "detection")["words"], **_others()["words"]}
    for tag, words in lists.items():
        for word in words.split():
            speakers[word] = (*speakers.get(word, ()), tag)
    return speakers
