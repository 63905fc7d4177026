import base64
import json
from datetime import date

import pytest

from bot.core.types import Document, Given
from bot.reading import places
from bot.reading.fetch import Fetched
from bot.reading.limits import FetchError, ReadingError
from bot.reading.reader import Reader
from tests.sims.paper import paper

API = "https://api.github.com"
OEMBED = "https://publish.twitter.com/oembed?omit_script=1&dnt=1"
WIKI = "action=query&prop=extracts%7Cinfo&explaintext=1&redirects=1&converttitles=1&format=json&formatversion=2"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://arxiv.org/abs/2301.00001", "https://arxiv.org/abs/2301.00001"),
        ("https://www.arxiv.org/pdf/2301.00001v2.pdf", "https://arxiv.org/abs/2301.00001v2"),
        ("https://arxiv.org/pdf/math/0211159", "https://arxiv.org/abs/math/0211159"),
        ("https://arxiv.org/list/cs.CL/recent", None),
        ("https://en.wikipedia.org/wiki/Sea_port", f"https://en.wikipedia.org/w/api.php?{WIKI}&titles=Sea%20port"),
        ("https://en.m.wikipedia.org/wiki/Port#See", f"https://en.wikipedia.org/w/api.php?{WIKI}&titles=Port"),
        (
            "https://zh.wikipedia.org/zh-cn/%E6%B8%AF%E5%8F%A3",
            f"https://zh.wikipedia.org/w/api.php?{WIKI}&variant=zh-cn&titles=%E6%B8%AF%E5%8F%A3",
        ),
        ("https://en.wikipedia.org/wiki/Special:Random", None),
        ("https://en.wikipedia.org/", None),
        ("https://github.com/owner/name", f"{API}/repos/owner/name/readme"),
        ("https://github.com/owner/name.git", f"{API}/repos/owner/name/readme"),
        ("https://github.com/owner/name/issues/12#issuecomment-1", f"{API}/repos/owner/name/issues/12"),
        ("https://github.com/owner/name/pull/12/files", f"{API}/repos/owner/name/issues/12"),
        ("https://github.com/owner/name/releases/tag/v1.0", f"{API}/repos/owner/name/releases/tags/v1.0"),
        ("https://github.com/owner/name/releases/latest", f"{API}/repos/owner/name/releases/latest"),
        (
            "https://github.com/owner/name/blob/main/docs/a%20b.md",
            "https://raw.githubusercontent.com/owner/name/main/docs/a%20b.md",
        ),
        ("https://github.com/owner/name/blob/main/../../x.md", None),
        ("https://github.com/owner/name/blob/main/a.py", None),
        ("https://github.com/topics/python", None),
        ("https://github.com/owner", None),
        ("https://gist.github.com/owner/0123456789abcdef0123", f"{API}/gists/0123456789abcdef0123"),
        ("https://news.ycombinator.com/item?id=8863", "https://hn.algolia.com/api/v1/items/8863"),
        ("https://news.ycombinator.com/newest", None),
        (
            "https://old.reddit.com/r/ports/comments/abc123/a_title/",
            "https://www.reddit.com/comments/abc123.json?raw_json=1&sort=top&limit=60",
        ),
        ("https://redd.it/abc123", "https://www.reddit.com/comments/abc123.json?raw_json=1&sort=top&limit=60"),
        ("https://www.reddit.com/r/ports/", None),
        ("https://mp.weixin.qq.com/s/Abc-123", "https://mp.weixin.qq.com/s/Abc-123"),
        ("https://mp.weixin.qq.com/s?__biz=M&mid=1&idx=1&sn=a", "https://mp.weixin.qq.com/s?__biz=M&mid=1&idx=1&sn=a"),
        ("https://mp.weixin.qq.com/mp/profile_ext", None),
        (
            "https://x.com/harbour/status/20?s=20",
            f"{OEMBED}&url=https%3A%2F%2Ftwitter.com%2Fharbour%2Fstatus%2F20",
        ),
        (
            "https://twitter.com/i/web/status/20",
            f"{OEMBED}&url=https%3A%2F%2Ftwitter.com%2Fi%2Fstatus%2F20",
        ),
        ("https://x.com/harbour", None),
        ("https://youtu.be/abcdefghijk?t=3", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("https://m.youtube.com/watch?v=abcdefghijk&list=x", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("https://www.youtube.com/shorts/abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("https://www.youtube.com/@harbour", None),
        ("https://notarxiv.org/abs/2301.00001", None),
        ("https://arxiv.org.example/abs/2301.00001", None),
        ("https://[broken/abs/2301.00001", None),
    ],
)
def test_a_link_to_a_known_place_is_fetched_another_way(url, address):
    visit = places.find(url)
    assert (visit.address if visit else None) == address


def read(url, body, extra=None, longest=10_000):
    return places.find(url).document(body, extra, longest)


def said(**found):
    return json.dumps(found).encode()


ABSTRACT = b"""<html><head><meta name="citation_title" content="A Paper on Harbours"/>
<meta name="citation_author" content="Doe, Jane"/><meta name="citation_author" content="Roe, Richard"/>
<meta name="citation_date" content="2023/01/05"/>
<meta name="citation_pdf_url" content="https://arxiv.org/pdf/2301.00001"/>
<meta name="citation_abstract" content="We count the ships of a harbour."/></head>
<body><h1>Title: A Paper</h1></body></html>"""


def test_a_paper_of_arxiv_has_its_facts_from_one_page_and_its_words_from_the_other():
    visit = places.find("https://arxiv.org/pdf/2301.00001")
    assert visit.more(ABSTRACT) == "https://arxiv.org/pdf/2301.00001"
    lines = ["The harbour of the town was built in a year.", "It has two piers and a lighthouse."]
    found = visit.document(ABSTRACT, paper("A Paper on Harbours", lines), 10_000)
    assert (found.title, found.author, found.published) == (
        "A Paper on Harbours",
        "Jane Doe, Richard Roe",
        date(2023, 1, 5),
    )
    assert "two piers" in found.text
    assert not found.teaser
    assert found.passages[-1].page == 1
    alone = visit.document(ABSTRACT, None, 10_000)
    assert alone.teaser
    assert [passage.text for passage in alone.passages] == ["A Paper on Harbours", "We count the ships of a harbour."]


def test_an_address_a_page_names_is_followed_only_where_it_should_lead():
    elsewhere = ABSTRACT.replace(b"https://arxiv.org/pdf/2301.00001", b"https://evil.example/pdf/2301.00001")
    assert places.find("https://arxiv.org/abs/2301.00001").more(elsewhere) is None
    issue = said(comments=2, comments_url="https://evil.example/repos/o/n/issues/1/comments")
    assert places.find("https://github.com/o/n/issues/1").more(issue) is None


def test_an_article_of_wikipedia_is_read_without_its_lists_of_works():
    beside = "== References ==\nA book.\n=== Web ===\nA page.\n\n"
    extract = f"A port is a place.\n\n\n== History ==\nIt is old.\n\n\n{beside}== Use ==\nShips."
    body = said(query={"pages": [{"title": "Port", "extract": extract}]})
    found = read("https://en.wikipedia.org/wiki/Port", body)
    assert [(p.kind.value, p.text) for p in found.passages] == [
        ("heading", "Port"),
        ("sentence", "A port is a place."),
        ("heading", "History"),
        ("sentence", "It is old."),
        ("heading", "Use"),
        ("sentence", "Ships."),
    ]
    assert (found.title, found.site) == ("Port", "Wikipedia")


def test_a_repository_of_github_is_its_readme():
    content = base64.encodebytes(b"# Harbour\n\nA tool that counts **ships** in ports.").decode()
    found = read("https://github.com/o/n", said(name="README.md", content=content, encoding="base64"))
    assert (found.title, found.site, found.passages[1].text) == (
        "Harbour",
        "GitHub",
        "A tool that counts ships in ports.",
    )


def test_an_issue_of_github_is_told_with_its_comments():
    visit = places.find("https://github.com/o/n/issues/1")
    issue = said(
        title="Ships are counted twice",
        body="When two ships meet, four are counted.",
        user={"login": "jane"},
        created_at="2024-03-05T08:00:00Z",
        comments=1,
        comments_url=f"{API}/repos/o/n/issues/1/comments",
    )
    assert visit.more(issue) == f"{API}/repos/o/n/issues/1/comments?per_page=50"
    comments = json.dumps([{"user": {"login": "richard"}, "body": "It is fixed now."}, {"body": None}]).encode()
    found = visit.document(issue, comments, 10_000)
    assert (found.title, found.author, found.published) == ("Ships are counted twice", "jane", date(2024, 3, 5))
    assert "richard: It is fixed now." in found.text


def test_a_release_and_a_gist_of_github_are_read():
    body = said(
        tag_name="v2", name=None, body="Counts *faster*.", author={"login": "jane"}, published_at="2024-03-05T0:0:0Z"
    )
    found = read("https://github.com/o/n/releases/tag/v2", body)
    assert (found.title, found.author, found.passages[-1].text) == ("v2", "jane", "Counts faster.")
    body = said(description="On ships", owner={"login": "jane"}, files={"a.md": {"content": "Ships sail on the sea."}})
    found = read("https://gist.github.com/jane/0123456789abcdef0123", body)
    assert (found.title, found.passages[-1].text) == ("On ships", "Ships sail on the sea.")


def test_an_item_of_hacker_news_has_its_comments_by_level():
    deep = {"author": "c", "text": "Deep.", "children": []}
    item = {
        "type": "story",
        "title": "Ships",
        "url": "https://ships.example/",
        "author": "a",
        "created_at": "2024-03-05T08:00:00.000Z",
        "text": None,
        "children": [
            {"author": "b", "text": "<p>First &amp; best.<p>More.", "children": [deep]},
            {"author": None, "text": None, "children": []},
            {"author": "d", "text": "Second.", "children": []},
        ],
    }
    found = read("https://news.ycombinator.com/item?id=1", json.dumps(item).encode())
    assert found.text.split("\n\n") == ["Ships", "b: First & best.", "More.", "d: Second.", "c: Deep."]
    assert found.links == ("https://ships.example/",)
    assert found.published == date(2024, 3, 5)


def test_a_post_of_reddit_is_told_with_its_comments():
    post = {
        "title": "Ships",
        "selftext": "I saw **two** ships.",
        "author": "a",
        "subreddit": "ports",
        "created_utc": 1709625600.0,
    }
    comment = {"kind": "t1", "data": {"author": "b", "body": "I saw three."}}
    more = {"kind": "more", "data": {"children": ["x"]}}
    listing = [{"data": {"children": [{"kind": "t3", "data": post}]}}, {"data": {"children": [comment, more]}}]
    found = read("https://www.reddit.com/r/ports/comments/abc123/ships/", json.dumps(listing).encode())
    assert (found.title, found.site, found.author, found.published) == (
        "Ships",
        "Reddit r/ports",
        "a",
        date(2024, 3, 5),
    )
    assert [passage.text for passage in found.passages] == ["Ships", "I saw two ships.", "b: I saw three."]


WECHAT = """<html><head><meta property="og:title" content="码头开放"/><meta name="author" content="李明"/></head><body>
<h1 class="rich_media_title" id="activity-name"> 码头开放 </h1><a id="js_name"> 港口日报 </a>
<div class="rich_media_content" id="js_content" style="visibility: hidden;"><section>
<p><span>码头</span><span>重新开放。</span></p>
<p>它有两座栈桥。<br/>还有灯塔。</p></section><script>alert(1)</script></div>
<script>var ct = "1709654400";</script></body></html>"""


def test_an_article_of_wechat_has_its_account_and_its_day_in_china():
    found = read("https://mp.weixin.qq.com/s/Abc-123", WECHAT.encode())
    assert [p.text for p in found.passages] == ["码头开放", "码头重新开放。", "它有两座栈桥。", "还有灯塔。"]
    assert (found.title, found.site, found.author, found.published) == (
        "码头开放",
        "港口日报",
        "李明",
        date(2024, 3, 6),
    )


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("环境异常 当前环境异常，完成验证后即可继续访问。 去验证", "blocked"),
        ("该内容已被发布者删除", "not_found"),
        ("此内容因违规无法查看", "not_found"),
        ("<div id='js_content'></div>", "empty_page"),
    ],
)
def test_a_wall_of_wechat_is_no_article(shown, reason):
    with pytest.raises(ReadingError) as caught:
        read("https://mp.weixin.qq.com/s/Abc-123", f"<html><body>{shown}</body></html>".encode())
    assert caught.value.reason == reason


def test_a_post_of_x_is_read_from_what_it_lets_others_show():
    html = (
        '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Two ships met.<br>Nobody sank &amp; all is well'
        ' <a href="https://t.co/a">pic.twitter.com/a</a></p>&mdash; The Harbour (@harbour)'
        ' <a href="https://twitter.com/harbour/status/20">March 5, 2024</a></blockquote>'
    )
    found = read("https://x.com/harbour/status/20", said(html=html, author_name="The Harbour"))
    assert found.text.startswith("Two ships met.\n\nNobody sank & all is well")
    assert (found.author, found.site, found.published, found.teaser) == ("The Harbour", "X", date(2024, 3, 5), False)
    long = html.replace("all is well", "all is…").replace(' <a href="https://t.co/a">pic.twitter.com/a</a>', "")
    assert read("https://x.com/harbour/status/20", said(html=long, author_name="The Harbour")).teaser


TRACK = "https://www.youtube.com/api/timedtext?v=abcdefghijk&lang="


def watch(description="A film about ships.", tracks=()):
    told = {
        "playabilityStatus": {"status": "OK"},
        "videoDetails": {"title": "Ships", "shortDescription": description, "author": "The Harbour"},
        "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": list(tracks)}},
    }
    return (
        '<html><meta itemprop="datePublished" content="2024-03-05T00:00:00-08:00">'
        f"<script>var ytInitialPlayerResponse = {json.dumps(told)};var meta = {{}};</script></html>"
    ).encode()


@pytest.mark.parametrize(
    ("tracks", "chosen"),
    [
        (
            [{"baseUrl": f"{TRACK}fr", "languageCode": "fr"}, {"baseUrl": f"{TRACK}en", "languageCode": "en"}],
            f"{TRACK}en",
        ),
        (
            [
                {"baseUrl": f"{TRACK}en", "languageCode": "en", "kind": "asr"},
                {"baseUrl": f"{TRACK}fr", "languageCode": "fr"},
            ],
            f"{TRACK}fr",
        ),
        ([{"baseUrl": "https://evil.example/api/timedtext?v=1", "languageCode": "en"}], None),
        ([], None),
    ],
)
def test_captions_that_a_person_made_come_before_those_a_machine_heard(tracks, chosen):
    address = places.find("https://youtu.be/abcdefghijk").more(watch(tracks=tracks))
    assert address == (f"{chosen}&fmt=json3" if chosen else None)


@pytest.mark.parametrize(
    "captions",
    [
        json.dumps({"events": [{"segs": [{"utf8": "Two ships "}, {"utf8": "met."}]}, {"segs": [{"utf8": "\n"}]}, {}]}),
        '<?xml version="1.0"?><transcript><text start="0">Two ships</text><text start="2">met.</text></transcript>',
    ],
)
def test_a_video_is_its_description_and_its_captions(captions):
    found = read("https://youtu.be/abcdefghijk", watch(), captions.encode())
    assert [passage.text for passage in found.passages] == ["Ships", "A film about ships.", "Two ships met."]
    assert (found.title, found.author, found.published) == ("Ships", "The Harbour", date(2024, 3, 5))
    assert not found.teaser


def test_a_video_without_captions_is_only_a_teaser_or_nothing():
    assert read("https://youtu.be/abcdefghijk", watch()).teaser
    with pytest.raises(ReadingError) as caught:
        read("https://youtu.be/abcdefghijk", watch(description=""))
    assert caught.value.reason == "no_captions"


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2301.00001",
        "https://en.wikipedia.org/wiki/Port",
        "https://github.com/o/n",
        "https://github.com/o/n/issues/1",
        "https://gist.github.com/o/0123456789abcdef0123",
        "https://news.ycombinator.com/item?id=1",
        "https://redd.it/abc123",
        "https://mp.weixin.qq.com/s/Abc-123",
        "https://x.com/harbour/status/20",
        "https://youtu.be/abcdefghijk",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"[[]]",
        b"null",
        b"{",
        b"<html></html>",
        b"\xff\xfe\x00",
        b'{"query": 1, "html": [], "type": 2}',
    ],
)
def test_an_answer_of_another_shape_is_a_reason_and_nothing_worse(url, body):
    visit = places.find(url)
    with pytest.raises(ReadingError):
        visit.document(body, None, 10_000)
    try:
        assert visit.more(body) is None
    except ReadingError as error:
        assert error.reason in ("not_as_known", "empty_page")  # noqa: PT017


def test_the_preview_of_a_chat_is_a_teaser():
    found = places.preview_document("https://x.com/a/status/1", "A on X", "Two ships met.\n\nNobody sank.", "X", 10_000)
    assert found.teaser
    assert found.text == "A on X\n\nTwo ships met.\n\nNobody sank."


class Answers:
    """Stands where links are opened: a place's own addresses cannot be had on loopback."""

    def __init__(self, **known):
        self.known = known
        self.asked = []

    async def fetch(self, url, **_):
        self.asked.append(url)
        for part, body in self.known.items():
            if part in url:
                return Fetched(body, url, "text/html", "utf-8")
        raise FetchError("blocked", code="403")


async def visited(url, **known):
    reader = Reader()
    reader._fetcher = Answers(**known)
    return await reader.read(Given("link", url)), reader._fetcher.asked


async def test_what_a_place_needs_is_fetched_one_after_the_other():
    found, asked = await visited("https://arxiv.org/pdf/2301.00001", abs=ABSTRACT)
    assert asked == ["https://arxiv.org/abs/2301.00001", "https://arxiv.org/pdf/2301.00001"]
    assert isinstance(found, Document)
    assert (found.url, found.teaser) == ("https://arxiv.org/pdf/2301.00001", True)


async def test_where_an_api_does_not_answer_the_page_itself_is_read():
    html = f"<html><body><h1>Ships</h1><p>{'Two ships met in the harbour of the town. ' * 9}</p></body></html>".encode()
    found, asked = await visited("https://github.com/o/n/issues/1", **{"github.com/o/n": html})
    assert asked == [f"{API}/repos/o/n/issues/1", "https://github.com/o/n/issues/1"]
    assert isinstance(found, Document)


async def test_a_post_that_x_does_not_let_be_shown_needs_a_login():
    found, _ = await visited("https://x.com/harbour/status/20")
    assert found.reason == "needs_login"
