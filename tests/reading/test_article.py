import time
from contextlib import suppress
from datetime import date

import pytest

from bot.reading.article import article
from bot.reading.limits import ReadingError

SENTENCES = (
    "市政府今天公布了新的停车规定，市中心的停车时间将从两小时延长到四小时。",
    "“这是为了方便居民。”市长说，他在会上回答了记者的提问。",
    "新规定将从下个月开始实行，罚款数额不变，居民可以在网上提出意见。",
    "商会表示欢迎，但是一些居民担心车位会更加难找，他们希望多建几个停车场。",
)
PARAGRAPHS = (
    "The city council voted on Monday to close the old bridge for good, after engineers found new cracks in its piers.",
    'Dr. Hall, who led the inspection, said it "could not be saved." It was built in 1921 and carried two lanes.',
    "A ferry will take people across the river from next week on, the council said, and a new bridge is to follow.",
    "Shop owners on both banks fear for their trade; they asked for the ferry to run at least every ten minutes.",
)


def page(body, head="<title>The page</title>"):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def read(html, url="https://news.example.com/2024/story", longest=100_000):
    return article(html, kind="page", url=url, longest=longest)


def paragraphs(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


NEWS = page(
    f"""<nav><a href="/">Home</a> <a href="/city">City</a></nav>
    <article><h1>Old bridge to close for good</h1><p>By Jane Doe</p>
    {paragraphs(PARAGRAPHS[:2])}
    <h2>What comes next</h2>
    {paragraphs(PARAGRAPHS[2:])}
    <ul><li>Ferry: from Monday at six</li><li>New bridge: not before 2030</li></ul>
    <blockquote><p>We will miss it very much, all of us here.</p></blockquote>
    <p>Related: The history of the bridge</p>
    <p>{PARAGRAPHS[0].replace("Monday", "Tuesday")}</p>
    <p>Sign up for our newsletter.</p><p>© 2024 The Example Times. All rights reserved.</p></article>
    <footer>Contact us</footer>""",
    """<title>Old bridge to close for good - The Example Times</title>
    <meta property="og:site_name" content="The Example Times">
    <meta property="article:published_time" content="2024-05-06T10:00:00Z">
    <script>var x = "Not part of it.";</script><style>p {color: red}</style>""",
)


def test_an_article_is_read_with_its_title_author_day_and_site():
    document = read(NEWS)
    assert document.title == "Old bridge to close for good"
    assert (document.author, document.published) == ("Jane Doe", date(2024, 5, 6))
    assert (document.site, document.url) == ("The Example Times", "https://news.example.com/2024/story")
    assert (document.language, document.kind, document.cut) == ("en", "page", 0)


def test_headings_items_and_quotes_of_an_article_keep_their_kind():
    kinds = {passage.text: passage.kind.value for passage in read(NEWS).passages}
    assert kinds["Old bridge to close for good"] == "heading"
    assert kinds["What comes next"] == "heading"
    assert kinds["Ferry: from Monday at six"] == "item"
    assert kinds["We will miss it very much, all of us here."] == "quote"
    assert kinds["It was built in 1921 and carried two lanes."] == "sentence"


def test_what_stands_around_an_article_is_not_read():
    words = "\n".join(passage.text for passage in read(NEWS).passages)
    for other in (
        "Home",
        "Contact us",
        "newsletter",
        "©",
        "Related:",
        "By Jane Doe",
        "Not part of it",
        "Example Times",
    ):
        assert other not in words


def test_the_title_is_the_first_passage_and_every_passage_lies_where_it_says():
    document = read(NEWS)
    assert document.title_from_text
    assert document.passages[0].text == document.title
    assert all(passage.text == document.text[passage.start : passage.end] for passage in document.passages)


def test_a_page_laid_out_in_tables_keeps_its_paragraphs():
    cells = "<br><br>".join(SENTENCES * 2)
    html = page(
        f"""<table><tr><td><table><tr><td><a href=1>首页</a></td><td><a href=2>论坛</a></td></tr></table></td></tr>
        <tr><td width=600>{cells}</td><td><a href=3>热门话题</a></td></tr></table>""",
        "<title>新的停车规定_某某网</title>",
    )
    document = read(html)
    assert document.title == "新的停车规定"
    assert document.language == "zh-Hans"
    assert {SENTENCES[0], SENTENCES[2]} <= {passage.text for passage in document.passages}
    assert "热门话题" not in document.text


def test_a_table_of_data_is_read_row_by_row():
    table = "<table><tr><th>Year</th><th>Cars</th></tr><tr><td>1921</td><td>300</td></tr></table>"
    document = read(page(f"<article>{paragraphs(PARAGRAPHS)}{table}<p>{PARAGRAPHS[0]}</p></article>"))
    assert ("item", "1921 | 300") in [(passage.kind.value, passage.text) for passage in document.passages]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("本报记者 李明 发自某市", "李明"),
        ("作者：王小明", "王小明"),
        ("文/张三", "张三"),
        ("（李四）", "李四"),
        ("楼主：小舟", "小舟"),
        ("本贴由小舟于2005年8月12日16:12:21发表", "小舟"),
        ("xiaozhou 发表于 2005-9-15 11:46:00", "xiaozhou"),
        ("发布时间 2005/05/17 22:11:42 by 小舟", "小舟"),
        ("发文机关： 某某市人民政府", "某某市人民政府"),
    ],
)
def test_a_chinese_byline_names_the_author_without_the_words_before_it(line, author):
    html = page(f"<div><h1>市政府公布停车规定</h1>{paragraphs((line, *SENTENCES))}</div>")
    document = read(html)
    assert document.author == author
    assert line not in document.text


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("发布时间：2022-02-11 08:52　来源：某某日报", "2022-02-11T08:52:00", None),
        ("2005-02-06 13:26 某某网", "2005-02-06T13:26:00", None),
        ("发布时间：2022-02-11 更新时间：2022-02-12 09:30", None, "2022-02-12T09:30:00"),
        ("Published 5 May 2020 · Updated 6 May 2020 at 7:15", None, "2020-05-06T07:15:00"),
    ],
)
def test_the_lines_around_an_article_say_when_it_was_published_and_changed(line, published, updated):
    document = read(page(f"<div><h1>市政府公布停车规定</h1>{paragraphs((line, *SENTENCES))}</div>"), url=None)
    assert document.published is not None
    assert (document.published_at and document.published_at.isoformat()) == published
    assert (document.updated_at and document.updated_at.isoformat()) == updated
    assert line not in document.text


def test_an_author_told_in_the_head_of_the_page_is_taken():
    html = page(f"<div>{paragraphs(SENTENCES)}</div>", '<title>规定</title><META NAME="AUTHOR" CONTENT="记者 李明">')
    assert read(html).author == "李明"


def test_whom_a_page_passes_on_is_told():
    html = page(f"<div>{paragraphs((*SENTENCES, '来源：某某日报'))}</div>")
    document = read(html)
    assert document.relays == ("某某日报",)
    assert "来源" not in document.text


def test_a_day_that_only_stands_somewhere_on_the_page_is_not_its_day():
    html = page(f"<div>{paragraphs(SENTENCES)}</div><footer>网站建于2003年1月1日</footer>")
    assert read(html, url=None).published is None


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "empty_page"),
        ("   ", "empty_page"),
        ("<!-- nothing -->", "empty_page"),
        (page("<div id=root></div><script>render()</script>"), "needs_script"),
        (
            page("<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>"),
            "needs_script",
        ),
        (
            page("<h1>Just a moment...</h1><p>Checking your browser before you go on to the site you asked for.</p>"),
            "blocked",
        ),
        (
            page(
                "<p>请启用JavaScript后继续浏览本页面，正在进行安全验证，请稍候片刻，完成后将自动跳转到您访问的页面。</p>"
            ),
            "blocked",
        ),
        (page("<p>Too short.</p>"), "empty_page"),
        (page("<form><p>Welcome back</p><input name=u><input type=password></form>"), "needs_login"),
        (page("<h1>请登录</h1><p>请先登录后查看全文。</p><a>注册</a>"), "needs_login"),
        (
            page(f"<p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading. Already a subscriber? Log in.</p>"),
            "paywall",
        ),
        (
            page(
                f"<div><p>您尚未登录，请输入您的用户名、密码。忘记密码？{SENTENCES[0]}</p><input type='password'></div>"
            ),
            "needs_login",
        ),
    ],
)
def test_a_page_that_shows_no_article_is_never_read_as_one(html, reason):
    with pytest.raises(ReadingError) as caught:
        read(html)
    assert caught.value.reason == reason


def test_a_login_field_on_the_page_of_a_real_article_does_no_harm():
    html = page(f"<form><input type=password></form><article>{paragraphs(PARAGRAPHS * 2)}</article>")
    assert len(read(html).passages) > 4


def test_a_short_article_about_logging_in_is_read():
    text = "Users who log in from a new device will get a message, the company said on Monday. " * 2
    html = page(f"<article><h1>New rule</h1>{paragraphs(PARAGRAPHS)}<p>{text}</p></article>")
    assert "new device" in read(html).text


def test_an_article_that_is_too_long_is_cut_and_the_rest_counted():
    document = read(page(f"<article>{paragraphs(PARAGRAPHS * 20)}</article>"), longest=1000)
    assert len(document.text) == 1000
    assert document.cut > 1000
    assert document.passages[-1].end <= 1000


def test_a_page_that_is_one_large_table_is_read_in_time():
    row = "<tr>" + "<td>cell of data</td>" * 8 + "</tr>"
    started = time.process_time()
    document = read(page(f"<h1>Figures</h1><p>{PARAGRAPHS[0]}</p><table>{row * 3200}</table>"), url=None)
    assert document.text.count("cell of data | cell of data") > 1000
    assert time.process_time() - started < 8  # under 2 s on a quiet machine


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5000 + "text " * 50,
        "<b>" * 20_000 + "text " * 50,
        "<table><tr><td>" * 300 + "text " * 50,
        "<<<<>>>>" * 3_000,
        "<a " + "x=y " * 50_000 + ">t</a>",
        "<title>" + "a - " * 20_000,
        "<p>" + "&#0;&#xD800;" * 500 + PARAGRAPHS[0],
    ],
)
def test_a_hostile_page_is_read_or_refused_in_time(html):
    started = time.process_time()
    with suppress(ReadingError):
        document = read(html)
        assert all(passage.text == document.text[passage.start : passage.end] for passage in document.passages)
    assert time.process_time() - started < 5  # under 1 s on a quiet machine


HEADLINES = "".join(
    f'<li><a href="/{n}">Headline number {n} of those that people read today</a></li>' for n in range(900)
)


def test_a_page_of_links_is_read_or_counted():
    document = read(
        page(f"<h1>All of today</h1><p>Every headline of the day, in order, as we had them.</p>{HEADLINES}")
    )
    assert "Headline number 12 of" in document.text
    assert len(document.text) + document.cut > len("Headline number 0 of those that people read today") * 900


def test_a_list_below_what_stands_in_the_place_of_an_article_is_not_taken_for_it():
    with pytest.raises(ReadingError) as caught:
        read(page(f"<h1>Page not found</h1><p>The page you requested does not exist.</p><ul>{HEADLINES}</ul>"))
    assert caught.value.reason == "not_found"


def test_the_day_is_that_of_the_place_the_page_is_of():
    head = '<title>Dam</title><meta property="article:published_time" content="2024-03-04T22:15:40Z">'
    document = read(page(f"<article><h1>堤坝</h1><p>2024-03-05 06:15</p>{paragraphs(SENTENCES)}</article>", head))
    assert document.published == date(2024, 3, 5)
    assert document.published_at.isoformat() == "2024-03-05T06:15:40+08:00"
