import json
import time
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest

from bot.reading.feed import LATEST, feed_document, parse
from bot.reading.limits import ReadingError

LONG = "The harbour was opened again after a year of work on its two piers. " * 8

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Harbour &amp; Sea</title><link>https://harbour.example/</link><language>en</language>
<item><title>A &lt;b&gt;pier&lt;/b&gt; opens</title><link>/a</link><guid isPermaLink='false'>a-1</guid>
<pubDate>Tue, 05 Mar 2024 08:00:00 +0800</pubDate><description>Short…</description>
<content:encoded><![CDATA[<p>{LONG}</p><ul><li>One</li></ul><script>no()</script>]]></content:encoded></item>
<item><title>A ship sails</title><link>https://harbour.example/b</link><pubDate>Wed, 06 Mar 2024 08:00:00 GMT</pubDate>
<description>It sailed at noon. Read more →</description></item>
<item><description>No title, no link, no date.</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>港口新闻</title><link href="https://h.example/"/>
<entry><id>tag:h.example,2024:1</id><title>码头开放</title><link href="https://h.example/1"/>
<updated>2024-03-05T00:00:00Z</updated><author><name>李明</name></author>
<content type="html">&lt;p&gt;码头在维修一年后重新开放。&lt;/p&gt;</content></entry></feed>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour",
        "home_page_url": "https://h.example/",
        "items": [
            {
                "id": 7,
                "url": "https://h.example/7",
                "title": "A pier",
                "content_text": "It opened <today>.\nPeople came.",
                "date_published": "2024-03-05T08:00:00+08:00",
                "authors": [{"name": "Jane Doe"}],
            },
            {"id": "8", "summary": "Only a teaser"},
            "not an item",
        ],
    }
)


def test_the_entries_of_an_rss_feed_have_what_it_tells_of_them():
    feed = parse(RSS.encode(), "https://harbour.example/feed.xml")
    assert (feed.title, feed.site, feed.language) == ("Harbour & Sea", "https://harbour.example/", "en")
    first, second, third = feed.entries
    assert (first.id, first.title, first.link) == ("a-1", "A pier opens", "https://harbour.example/a")
    assert first.published == datetime(2024, 3, 5, tzinfo=UTC)
    assert [line.kind.value for line in first.lines] == ["sentence", "item"]
    assert first.text == f"{LONG.strip()}\nOne"
    assert [entry.is_teaser for entry in feed.entries] == [False, True, True]
    assert second.id == "https://harbour.example/b"
    assert third.id.startswith("sha256:")


def test_an_atom_feed_and_a_json_feed_are_read_the_same_way():
    [entry] = parse(ATOM.encode()).entries
    assert (entry.id, entry.title, entry.author) == ("tag:h.example,2024:1", "码头开放", "李明")
    assert entry.text == "码头在维修一年后重新开放。"
    assert not entry.is_teaser
    feed = parse(JSON.encode(), content_type="application/feed+json")
    assert feed.site == "https://h.example/"
    assert [(entry.id, entry.is_teaser) for entry in feed.entries] == [("7", False), ("8", True)]
    assert feed.entries[0].text == "It opened <today>.\nPeople came."
    assert feed.entries[0].published == datetime(2024, 3, 5, tzinfo=UTC)
    assert feed.entries[0].author == "Jane Doe"


def test_the_lines_of_an_entry_are_those_its_reader_sees():
    html = "<p>One <b>bold</b>\nword.</p>Two<br>three<pre>four\nfive</pre><blockquote>six</blockquote><style>no</style>"
    feed = json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_html": html}]})
    [entry] = parse(feed.encode()).entries
    assert entry.text.split("\n") == ["One bold word.", "Two", "three", "four", "five", "six"]
    assert entry.lines[-1].kind.value == "quote"


def test_an_entry_without_id_or_link_has_the_same_id_at_every_reading_and_another_one_if_it_says_something_else():
    ids = [parse(text.encode()).entries[-1].id for text in (RSS, RSS, RSS.replace("No title", "No name"))]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("sent", "declared", "told"),
    [
        ("gb18030", "gb2312", ""),
        ("gb18030", "utf-8", ""),
        ("big5hkscs", "big5", ""),
        ("utf-8", "gb2312", ""),
        ("utf-8", "iso-8859-1", "text/xml; charset=us-ascii"),
        ("gb18030", "", "text/xml; charset=GBK"),
        ("utf-16", "utf-16", ""),
    ],
)
def test_a_chinese_feed_is_exact_whatever_it_says_it_is_written_in(sent, declared, told):
    words = "港口在維修一年後重新開放" if sent == "big5hkscs" else "港口在维修一年后重新开放，镕基与喆"
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = f"{prolog}<rss version='2.0'><channel><title>{words}</title></channel></rss>".encode(sent)
    assert parse(body, content_type=told).title == words


CHANNEL = "<channel><title>T</title><item><title>One</title>"


@pytest.mark.parametrize(
    "text",
    [
        f"<rss version='2.0'>{CHANNEL}<description>AT&T &nbsp; & so on",
        f"\x0b <rss version='2.0'>{CHANNEL}\x0c</item></channel></rss>",
        f"\n\n<?xml version='1.0'?><rss version='2.0'>{CHANNEL}</item></channel></rss>",
        f"<rss>{CHANNEL}<pubDate>yesterday</pubDate></item></channel>",
        f"<rss version='2.0'>{CHANNEL}</item></wrong></channel></rss> rubbish",
    ],
)
def test_broken_xml_is_read_as_far_as_it_goes(text):
    feed = parse(text.encode())
    assert (feed.title, feed.entries[0].title) == ("T", "One")


TITLED = "<rss version='2.0'><channel><title>{}</title></channel></rss>"


def laughs(depth=9):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(depth))
    return f"<!DOCTYPE rss [{entities}]>{TITLED.format(f'&l{depth - 1};')}"


@pytest.mark.parametrize(
    "text",
    [
        laughs(),
        f"<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>{TITLED.format('x&e;')}",
        f"<!DOCTYPE r SYSTEM 'http://127.0.0.1:9/x.dtd'>{TITLED.format('x')}",
    ],
)
def test_entities_are_not_expanded(text):
    assert len(parse(text.encode()).title or "") < 20


@pytest.mark.parametrize(
    "text", ["<html><p>words</p></html>", "http://127.0.0.1:9/", "/etc/passwd", "{}", "{[", "[" * 9_999]
)
def test_what_is_no_feed_says_so(text):
    with pytest.raises(ReadingError) as caught:
        parse(text.encode())
    assert caught.value.reason == "not_feed"


def test_the_document_of_a_feed_is_its_latest_entries_under_their_titles():
    document = feed_document(
        parse(RSS.encode(), "https://harbour.example/feed.xml"), url="https://harbour.example/feed.xml", longest=10_000
    )
    assert [p.text for p in document.passages if p.kind.value == "heading"] == ["A ship sails", "A pier opens"]
    assert (document.kind, document.title, document.site) == ("feed", "Harbour & Sea", "harbour.example")
    assert document.published == date(2024, 3, 6)
    assert document.links == ("https://harbour.example/b", "https://harbour.example/a")
    assert not document.teaser
    assert all(passage.text == document.text[passage.start : passage.end] for passage in document.passages)


def test_entries_beyond_the_latest_are_counted_as_left_out():
    items = "".join(f"<item><title>T{n}</title><description>{n:05d} words</description></item>" for n in range(25))
    feed = parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    document = feed_document(feed, url=None, longest=10_000)
    assert document.cut == (25 - LATEST) * len("00000 words")
    assert document.teaser


def test_a_feed_without_entries_is_no_document():
    with pytest.raises(ReadingError) as caught:
        feed_document(parse(b"<rss version='2.0'><channel><title>T</title></channel></rss>"), url=None, longest=10_000)
    assert caught.value.reason == "empty_feed"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "<rss version='2.0'><channel>" + "<item><title>a</title></item>" * 20_000,
        "<rss version='2.0'><channel><title>" + "<" * 200_000,
        "<rss version='2.0'><channel><title>" + "&" * 200_000,
        "<rss version='2.0'><channel>" + "<item>" * 50_000,
        "<rss version='2.0'><channel><item><description>" + "&lt;div&gt;" * 50_000,
        "<!DOCTYPE [" * 50_000 + "<rss>",
    ],
)
def test_hostile_feeds_take_no_longer_than_their_length(text):
    began = time.process_time()
    with suppress(ReadingError):
        parse(text.encode())
    assert time.process_time() - began < 10


def test_a_secret_in_an_entry_s_link_is_not_among_the_links_told():
    entry = "<item><title>One of many</title><link>https://e.com/a?token=s3cret&amp;n=1</link></item>"
    feed = parse(f"<rss version='2.0'><channel><title>F</title>{entry}</channel></rss>".encode())
    assert feed.entries[0].link.endswith("token=s3cret&n=1")
    assert feed_document(feed, url=None, longest=1000).links == ("https://e.com/a?n=1",)
