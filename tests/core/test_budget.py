"""Cutting a document into parts, in whole passages."""

import pytest

from bot.core import budget
from bot.core.passages import split
from bot.core.types import Document, Passage


def document(n=100, sentence="The council met on day {n} and voted for the new ferry stop."):
    text = "\n\n".join(sentence.format(n=i) for i in range(n))
    return Document(text, split(text), "en", "file")


class Count:
    def __init__(self):
        self.asked = []

    def __call__(self, text):
        self.asked.append(text)
        return len(text) // 3 + 1


@pytest.mark.parametrize("window", [40, 100, 333, 2000, 100_000])
def test_every_passage_is_in_one_part_in_order_and_each_part_fits(window):
    found = document()
    parts = budget.parts(found, window, Count())
    numbered = [one for part in parts for one in part.passages]
    assert [n for n, _ in numbered] == list(range(1, 101))
    assert [passage for _, passage in numbered] == list(found.passages)
    assert all(part.tokens <= window for part in parts)
    assert budget.left_out(found, parts) == 0


def test_parts_are_of_about_the_same_size():
    sizes = [part.tokens for part in budget.parts(document(), 1000, Count())]
    assert len(sizes) == 3
    assert max(sizes) < 1.3 * min(sizes)


def test_a_passage_is_counted_once():
    count = Count()
    budget.parts(document(1000), 500, count)
    assert len(count.asked) == 1000


def test_a_passage_longer_than_a_part_is_left_out_and_counted():
    words = ["Short one here.", "long " * 1000, "Short two here."]
    text = " ".join(words)
    starts = [text.index(word) for word in words]
    passages = tuple(
        Passage(str(n), word, start, start + len(word), n)
        for n, (word, start) in enumerate(zip(words, starts, strict=True), 1)
    )
    found = Document(text, passages, "en", "file")
    parts = budget.parts(found, 100, Count())
    assert [n for part in parts for n, _ in part.passages] == [1, 3]
    assert budget.left_out(found, parts) == 5000


def test_a_text_nothing_of_which_fits_has_no_parts():
    assert budget.parts(document(), 5, Count()) == ()


@pytest.mark.parametrize("n", [2, 3, 50])
def test_halves_hold_the_whole_part_and_neither_is_empty(n):
    (part,) = budget.parts(document(n), 100_000, Count())
    first, second = budget.halves(part)
    assert (*first.passages, *second.passages) == part.passages
    assert first.passages
    assert second.passages
    assert first.tokens + second.tokens == part.tokens
    assert abs(first.characters - second.characters) <= 2 * max(len(p.text) for _, p in part.passages)
