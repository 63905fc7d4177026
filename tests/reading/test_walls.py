from pathlib import Path

import pytest

from bot.reading.article import article
from bot.reading.limits import ReadingError

BEGGING = (
    "Subscribe",
    "subscribe",
    "Log in",
    "Register",
    "full story",
    "订阅",
    "購買",
    "购买",
    "登录",
    "開通",
    "开通",
    "APP",
)
PAGES = Path(__file__).parent.parent / "fixtures" / "walls"


def pages(folder):
    return sorted((PAGES / folder).glob("*.html"), key=lambda path: path.name)


def read(path):
    return article(path.read_text(encoding="utf-8"), kind="page", url="https://news.example.com/story", longest=100_000)


@pytest.mark.parametrize("path", pages("walls"), ids=lambda path: path.stem)
def test_a_page_in_the_place_of_an_article_is_named_by_its_reason(path):
    with pytest.raises(ReadingError) as caught:
        read(path)
    assert caught.value.reason == path.name.split(".")[0]


@pytest.mark.parametrize("path", pages("teasers"), ids=lambda path: path.stem)
def test_the_free_beginning_of_an_article_is_read_as_no_more_than_that(path):
    document = read(path)
    assert document.teaser
    assert not [word for word in BEGGING if word in document.text]


@pytest.mark.parametrize("path", pages("articles"), ids=lambda path: path.stem)
def test_an_article_about_walls_or_beside_a_form_is_read_whole(path):
    document = read(path)
    assert not document.teaser
    assert len(document.passages) >= 3


def test_there_are_as_many_near_misses_as_kinds_of_walls():
    assert len(pages("articles")) >= 30
    assert len({path.name.split(".")[0] for path in pages("walls")}) == 7
