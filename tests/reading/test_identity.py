import pytest

from bot.reading.identity import identity, is_secret, one_time, shown

SAME = [
    ("https://example.com/a", "http://example.com/a"),
    ("https://example.com/a", "https://www.example.com/a/"),
    ("https://example.com/a", "https://m.example.com/a"),
    ("https://example.com/a", "https://EXAMPLE.com:443/a#part"),
    ("https://example.com/a", "https://example.com/a?utm_source=x&utm_medium=y&fbclid=z"),
    ("https://example.com/a", "https://example.com/a?spm=1.2.3&from=timeline&isappinstalled=0"),
    ("https://example.com/a", "https://example.com/a/amp"),
    ("https://example.com/a", "https://example.com/a/amp/"),
    ("https://example.com/a", "https://example.com/amp/a"),
    ("https://example.com/a", "https://amp.example.com/a"),
    ("https://example.com/a", "https://example.com/a?amp=1"),
    ("https://example.com/a.html", "https://example.com/a.amp.html"),
    ("https://example.com/a", "https://www.google.com/amp/s/example.com/a"),
    ("https://example.com/a", "https://example-com.cdn.ampproject.org/c/s/www.example.com/a/amp"),
    ("https://example.com/a?b=1&c=2", "https://example.com/a?c=2&b=1"),
    ("https://example.com/a", "https://example.com/a;jsessionid=1A2B"),
    ("https://example.com/a", "https://example.com/a?PHPSESSID=1a2b"),
    ("https://en.wikipedia.org/wiki/A", "https://en.m.wikipedia.org/wiki/A"),
    ("https://x.com/a/status/1", "https://twitter.com/a/status/1?s=46&t=x"),
    ("https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b", "http://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b&chksm=c&scene=21"),
    ("https://www.youtube.com/watch?v=a", "https://m.youtube.com/watch?v=a&t=10s&si=b"),
    ("https://例子.测试/路", "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page_has_one_identity(one, other):
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a?from=beijing", "https://example.com/a?from=shanghai"),
        ("https://example.com/a?code=600519", "https://example.com/a?code=600520"),
        ("https://example.com/a", "https://example.com:8080/a"),
        ("https://m.com/a", "https://example.com/a"),
        ("https://a.example.com/", "https://b.example.com/"),
        ("https://example.com/amplifier", "https://example.com/lifier"),
        ("https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b", "https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=2&sn=b"),
        ("not a link", "no link"),
    ],
)
def test_two_pages_have_two(one, other):
    assert identity(one) != identity(other)


@pytest.mark.parametrize("url", ["https://example.com/a?token=abcdef", "https://u:abcdef@example.com/"])
def test_an_identity_gives_no_secret_away(url):
    assert "abcdef" not in identity(url)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.com/a?b=1&c=%E5%8C%97", "https://example.com/a?b=1&c=%E5%8C%97"),
        ("https://example.com/a?b=1&token=x", "https://example.com/a?b=1"),
        ("https://example.com/a?access_token=x", "https://example.com/a"),
        ("https://example.com/a?X-Amz-Signature=x&X-Amz-Credential=y&b=1", "https://example.com/a?b=1"),
        ("https://example.com/a?apiKey=x&sig=y&code=z&session=w&password=v&key=u", "https://example.com/a"),
        ("https://example.com/a#access_token=x", "https://example.com/a"),
        ("https://user:x@example.com/a", "https://example.com/a"),
        ("https://example.com/a?utm_source=b&id=1", "https://example.com/a?id=1"),
        ("https://example.com/reset/abcdef123", "https://example.com/reset"),
        ("https://example.com/api/webhooks/1/abcdef", "https://example.com/api/webhooks"),
        ("https://example.com/a;jsessionid=x?b=1", "https://example.com/a?b=1"),
        ("https://example.com/a?keyword=b&tokens=c", "https://example.com/a?keyword=b&tokens=c"),
        ("ftp://user:x@example.com/a?token=x", "ftp://example.com/a"),
        ("see this", "see this"),
    ],
)
def test_what_is_shown_has_no_secret(url, safe):
    assert shown(url) == safe


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/?token=x",
        "https://example.com/a?code=x",
        "https://example.com/confirm/abc",
        "https://example.com/reset-password?u=1",
        "https://example.com/users/password/reset",
        "https://example.com/invite/abc",
        "https://example.com/a?action=unsubscribe",
        "https://example.com/unsubscribe?u=1",
        "https://example.com/a?unsubscribe=1",
        "https://example.com/a?confirmationToken=1",
        "https://example.com/a?Signature=1&Expires=2",
        "https://example.com/%E9%80%80%E8%AE%A2",
        "https://discord.gg/abc",
        "https://drive.google.com/file/d/abc/view",
        "https://www.dropbox.com/s/abc/a.pdf",
        "https://acme.sharepoint.com/:w:/s/x",
        "https://pan.baidu.com/s/abc",
        "https://user:pass@example.com/",
        "javascript:alert(1)",
    ],
)
def test_a_link_that_does_something_once_is_known(url):
    assert one_time(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/how-to-reset-your-password-safely",
        "https://example.com/news/court-confirms-ruling",
        "https://example.com/2024/05/invitation-to-the-fair.html",
        "https://example.com/a?id=1&page=2&keyword=x",
        "https://github.com/a/b/blob/main/token.py",
        "https://mp.weixin.qq.com/s/ab-Cd_ef",
        "https://example.com/verification-of-programs-explained",
        "https://example.com/",
    ],
)
def test_an_article_about_such_a_thing_is_not(url):
    assert not one_time(url)


@pytest.mark.parametrize(
    "name", ["token", "access_token", "X-Amz-Signature", "apiKey", "sessionId", "authCode", "pass_ticket"]
)
def test_a_secret_is_known_by_its_name(name):
    assert is_secret(name)


@pytest.mark.parametrize("name", ["id", "page", "keyword", "country_code", "passage", "author", "significant"])
def test_another_parameter_is_not(name):
    assert not is_secret(name)
