import json
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.reading import jsonld
from bot.reading.layout import parsed
from bot.reading.metadata import metadata

URL = "https://www.example.com/2024/story?utm=1"


def said(head, url=URL):
    return metadata(parsed(f"<html><head>{head}</head><body><p>x</p></body></html>"), url)


def script(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Dam &amp; road",
    "datePublished": "2024-03-05T08:00:00+08:00",
    "dateModified": "2024-03-06T09:30:00Z",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
    "publisher": {"@type": "Organization", "name": "The Example"},
    "isAccessibleForFree": "False",
    "articleBody": "One.<br>Two.",
}


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
    ],
)
def test_an_article_is_found_wherever_it_stands_in_json_ld(value):
    found = said(script(value))
    assert (found.title, found.author, found.site) == ("Dam & road", "Jane Doe, John Roe", "The Example")
    assert found.published == datetime(2024, 3, 5, 8, tzinfo=timezone(timedelta(hours=8)))
    assert found.updated == datetime(2024, 3, 6, 9, 30, tzinfo=UTC)
    assert found.free is False
    assert found.is_article


def test_the_body_told_to_machines_is_used_only_where_reading_is_free():
    assert said(script(ARTICLE)).body is None
    assert said(script({**ARTICLE, "isAccessibleForFree": True})).body == "One.\nTwo."


def test_an_author_may_be_told_by_reference():
    people = {"@graph": [{**ARTICLE, "author": {"@id": "#a"}}, {"@type": "Person", "@id": "#a", "name": "Jane Doe"}]}
    assert said(script(people)).author == "Jane Doe"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[[[]]]",
        '{"@type": 5, "author": 7}',
        '{"@type": "Article", "author": [null, 3, {}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_json_ld_tells_nothing_and_breaks_nothing(text):
    assert jsonld.told([text]).author is None


def test_json_ld_in_a_comment_or_with_line_breaks_in_its_texts_is_read():
    assert jsonld.told(['<!-- {"@type": "Article", "headline": "a\nb"} -->']).title == "a b"


def test_a_large_json_ld_is_read_in_time():
    started = time.process_time()
    jsonld.told([json.dumps([{"@type": "Article", "a": [[{}] * 100] * 100}] * 50)])
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (
            '<meta property="article:published_time" content="2024-03-05T08:00:00Z">',
            datetime(2024, 3, 5, 8, tzinfo=UTC),
        ),
        ('<META NAME="PubDate" CONTENT="2024-03-05">', date(2024, 3, 5)),
        ('<meta itemprop="datePublished" content="2024年3月5日">', date(2024, 3, 5)),
        ('<meta name="publishdate" content="soon">', None),
    ],
)
def test_dates_of_meta_elements_are_read(head, published):
    assert said(head).published == published


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://www.example.com/story", "https://www.example.com/story"),
        ("/story", "https://www.example.com/story"),
        ("https://m.example.com/story", "https://m.example.com/story"),
        ("https://attacker.example.net/story", None),
        ("javascript:alert(1)", None),
        ("https://user:pass@www.example.com/", None),
        ("https://[::1", None),
    ],
)
def test_a_page_names_its_own_address_only_on_its_own_site(link, canonical):
    assert said(f'<link rel="canonical" href="{link}">').canonical == canonical


def test_a_date_may_be_a_unix_time():
    assert said(script({**ARTICLE, "datePublished": 1709596800})).published == datetime(2024, 3, 5, tzinfo=UTC)
    head = '<meta property="article:published_time" content="1709596800000">'
    assert said(head).published == datetime(2024, 3, 5, tzinfo=UTC)


def test_an_address_a_page_gives_itself_is_told_without_secrets():
    assert (
        said('<link rel="canonical" href="/story?token=s3cret&amp;id=5">').canonical
        == "https://www.example.com/story?id=5"
    )
