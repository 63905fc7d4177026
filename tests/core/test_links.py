import time
from html import unescape

import pytest

from bot.core.links import MOST, Link, Meant, links, meant, shared, urls


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("看这个https://a.com/b。很好", ["https://a.com/b"]),
        ("看这个https://a.com/b很好", ["https://a.com/b"]),
        ("https://a.com很好", ["https://a.com"]),
        ("https://a.com，https://b.com/？", ["https://a.com", "https://b.com/"]),
        ("《https://a.com/b》“https://b.com/c”", ["https://a.com/b", "https://b.com/c"]),
        ("（https://a.com/b）", ["https://a.com/b"]),
        ("https://a.com/%E5%8C%97%E4%BA%AC好", ["https://a.com/%E5%8C%97%E4%BA%AC"]),
        ("https://a.com/b?c=d&e=f#g，", ["https://a.com/b?c=d&e=f#g"]),
        ("See https://a.com/b.", ["https://a.com/b"]),
        ("See https://a.com/b...", ["https://a.com/b"]),
        ("Is it https://a.com/b?", ["https://a.com/b"]),
        ("(see https://a.com/b)", ["https://a.com/b"]),
        ("(https://en.wikipedia.org/wiki/A_(b))", ["https://en.wikipedia.org/wiki/A_(b)"]),
        ("https://a.com/b?c[]=1&d[]=2 e", ["https://a.com/b?c[]=1&d[]=2"]),
        ("[https://a.com/b]", ["https://a.com/b"]),
        ("**https://a.com/b**", ["https://a.com/b"]),
        ("`https://a.com/b`", ["https://a.com/b"]),
        ("'https://a.com/b'", ["https://a.com/b"]),
        ("HTTP://A.com", ["HTTP://A.com"]),
        ("http://localhost:8080/x", ["http://localhost:8080/x"]),
        ("http://[::1]:80/x", ["http://[::1]:80/x"]),
        ("http://a.com:80。", ["http://a.com:80"]),
        ("https://user:pass@a.com/b", ["https://user:pass@a.com/b"]),
        ("https://a.com/b\u200b\u200bc", ["https://a.com/b"]),
        ("https://a.com/bかな", ["https://a.com/b"]),
        ("https://a.com/café x", ["https://a.com/café"]),
        ("https://a.com/b https://a.com/b", ["https://a.com/b"]),
        ("https://例子.测试/a", []),
        ("https:// a.com", []),
        ("https://。", []),
        ("ftp://a.com", []),
        ("", []),
    ],
)
def test_a_bare_link_ends_where_the_text_goes_on(text, found):
    assert list(urls(text)) == found


@pytest.mark.parametrize(
    ("text", "markup", "link"),
    [
        ("<https://a.com/b>", "discord", Link("https://a.com/b", 0, 17, hidden=True)),
        ("<https://a.com/b>", "slack", Link("https://a.com/b", 0, 17)),
        ("<https://a.com/b?c=1&amp;d=2|a &lt;b&gt;>", "slack", Link("https://a.com/b?c=1&d=2", 0, 41, "a <b>")),
        ("<https://a.com/b|标签>", "plain", Link("https://a.com/b", 0, 20, "标签")),
        ("<https://例子.测试/路>", "discord", Link("https://例子.测试/路", 0, 17, hidden=True)),
        ("[a](https://a.com/b)", "plain", Link("https://a.com/b", 0, 20, "a")),
        ('[a](https://a.com/b "c")', "plain", Link("https://a.com/b", 0, 24, "a")),
        ("[a](https://a.com/b_(c))", "plain", Link("https://a.com/b_(c)", 0, 24, "a")),
        ("[a](https://a.com/北京)", "plain", Link("https://a.com/北京", 0, 21, "a")),
        ("[https://b.com](https://a.com)", "plain", Link("https://a.com", 0, 30, "https://b.com")),
        ("](https://a.com/b", "plain", Link("https://a.com/b", 2, 17)),
        ("<https://a.com/b", "discord", Link("https://a.com/b", 1, 16)),
        ("<https://a.com/b c>", "discord", Link("https://a.com/b", 1, 16)),
        ("||https://a.com/b||", "discord", Link("https://a.com/b", 2, 17, spoiler=True)),
        ("||a||https://a.com/b||c||", "discord", Link("https://a.com/b", 5, 20)),
        ("||a <https://a.com/b> c||", "discord", Link("https://a.com/b", 4, 21, hidden=True, spoiler=True)),
        ("||https://a.com/b", "discord", Link("https://a.com/b", 2, 17)),
        ("||https://a.com/b||", "plain", Link("https://a.com/b", 2, 17)),
    ],
)
def test_a_marked_link_says_where_it_stands_and_how_it_was_set(text, markup, link):
    assert links(text, markup) == (link,)
    assert link.url in unescape(text[link.start : link.end])


@pytest.mark.parametrize("text", ["<@U123>", "<#C1|general>", "<!date^1^x|y>", "<mailto:a@b.c|a@b.c>", "<:wave:123>"])
def test_what_else_stands_in_angle_brackets_is_no_link(text):
    assert links(text, "slack") == links(text, "discord") == ()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (
            "张三 (@zhang) on X: 今天天气很好 https://x.com/zhang/status/12?s=46&t=ab",
            "https://x.com/zhang/status/12?s=46&t=ab",
        ),
        ("“好。” / X https://t.co/abc https://twitter.com/a/status/1", "https://twitter.com/a/status/1"),
        ("【停车新规】https://mp.weixin.qq.com/s/ab_C-d", "https://mp.weixin.qq.com/s/ab_C-d"),
        ("停车新规http://t.cn/A6abc 来自 @某报 https://weibo.com/1/Na?x=1", "https://weibo.com/1/Na?x=1"),
        ("停车新规 http://t.cn/A6abc", "http://t.cn/A6abc"),
        (
            "如何看待停车新规？ - 李四的回答 - 知乎\nhttps://www.zhihu.com/question/1/answer/2",
            "https://www.zhihu.com/question/1/answer/2",
        ),
        ("停车新规 https://m.toutiao.com/is/abC/ - 今日头条", "https://m.toutiao.com/is/abC/"),
        ("https://mp.weixin.qq.com/s/ab。复制链接打开微信", "https://mp.weixin.qq.com/s/ab"),
    ],
)
def test_a_share_text_gives_its_one_link(text, url):
    assert shared(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "没有链接的文字",
        "https://a.com/b",
        "https://notx.com/a/status/1",
        "https://x.com/a/status/1 https://x.com/b/status/2",
        "这是一篇长文。" * 100 + "https://x.com/a/status/1",
    ],
)
def test_another_text_gives_none(text):
    assert shared(text) is None


def test_no_more_links_are_given_than_allowed():
    assert len(links(" ".join(f"https://a.com/{n}" for n in range(MOST + 50)))) == MOST


HOSTILE = [
    "https://",
    "https://a)",
    "https://a(",
    "https://-a",
    "https://a@",
    "](https://a",
    "[https://a](",
    "<https://a|",
    "<https://",
    "||https://",
    "[",
    "||",
    "https://a..",
    "https://[:",
    "https://a/" + "(" * 30,
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("markup", ["slack", "discord"])
def test_hostile_text_is_searched_in_linear_time(piece, markup):
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    links(text, markup)
    assert time.process_time() - started < 1


LONG = (
    "The council voted nine to four on Tuesday for the new ferry stop, which is to cost $3.2 million over five years. "
    * 3
)


@pytest.mark.parametrize(
    ("message", "markup", "wanted"),
    [
        ("https://a.com/b", "plain", Meant(links=("https://a.com/b",))),
        ("看这个https://a.com/b。很好", "plain", Meant(links=("https://a.com/b",))),
        (
            "these two please: https://a.com/b and https://c.com/d",
            "plain",
            Meant(("https://a.com/b", "https://c.com/d")),
        ),
        ("<https://a.com/b|a title of some words> thoughts?", "slack", Meant(("https://a.com/b",))),
        ("“好。” / X https://t.co/abc https://x.com/a/status/1", "plain", Meant(("https://x.com/a/status/1",))),
        ("https://a.com/b https://a.com/b", "plain", Meant(("https://a.com/b",))),
        (LONG + "https://a.com/b", "plain", Meant(text=LONG + "https://a.com/b")),
        ("没有链接的一句话", "plain", Meant(text="没有链接的一句话")),
        ("", "plain", Meant()),
    ],
)
def test_a_message_means_its_links_unless_it_is_a_text_of_its_own(message, markup, wanted):
    assert meant(message, markup) == wanted
