import time

import pytest

from bot.reading.limits import FetchError
from bot.reading.url import checked, parse


@pytest.mark.parametrize(
    ("link", "host", "port", "target"),
    [
        ("http://example.com", "example.com", 80, "/"),
        ("HTTPS://EXAMPLE.com:443/A?b=c#d", "example.com", 443, "/A?b=c"),
        (" https://例子.测试/路径?q=值 \n", "xn--fsqu00a.xn--0zwm56d", 443, "/%E8%B7%AF%E5%BE%84?q=%E5%80%BC"),
        ("http://a_b.example.com:8080/a/../b", "a_b.example.com", 8080, "/b"),
        ("http://例。com/", "xn--fsq.com", 80, "/"),
        ("http://[::FFFF:7f00:1]/", "::ffff:7f00:1", 80, "/"),
        ("http://1.2.3.4/", "1.2.3.4", 80, "/"),
        ("http://i❤.ws/", "xn--i-7iq.ws", 80, "/"),
        ("http://example.com/a b?c\\d", "example.com", 80, "/a%20b?c\\d"),
        ("http://example.com?x=http://b/", "example.com", 80, "/?x=http://b/"),
    ],
)
def test_a_link_is_read_as_browsers_read_it(link, host, port, target):
    url = checked(link)
    assert (url.host, url.port, url.target) == (host, port, target)


@pytest.mark.parametrize(
    ("link", "authority"),
    [("http://a.com:80/", "a.com"), ("http://a.com:443/", "a.com:443"), ("http://[::1]:81/", "[::1]:81")],
)
def test_the_authority_names_the_port_where_it_is_not_the_usual_one(link, authority):
    assert checked(link).authority == authority


REFUSED = [
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.1./",
    "http://①②⑦.0.0.1/",
    "http://%31%32%37.0.0.1/",
    "http://a.com\\@b.com/",
    "http://a.com\t/",
    "http://a.com/\r\nHost: b",
    "http://a\u0000.com/",
    "http:a.com",
    "http:///a.com",
    "//a.com/",
    "http://user@a.com/",
    "http://:pass@a.com/",
    "http://a..com/",
    "http://-a.com/",
    "http://a%2fb.com/",
    "http://[fe80::1%25eth0]/",
    "http://[::1",
    "http://xn--/",
    "http://xn--pokxncvks/",
    f"http://{'a' * 64}.com/",
    f"http://{'a.' * 127}com/",
    f"http://a.com/{'a' * 8_000}",
    "http://a.com:65536/",
    "ws://a.com/",
    "data:text/html,a",
    "",
]


@pytest.mark.parametrize("link", REFUSED)
def test_a_link_that_has_to_be_guessed_is_refused(link):
    with pytest.raises(FetchError, match="bad_url"):
        checked(link)


@pytest.mark.parametrize(
    "target", ["http://0x7f.1/", "//127.1/", "\\\\b.com", "javascript:alert(1)", "http://u:p@b.com/"]
)
def test_a_redirect_is_judged_no_less_strictly(target):
    with pytest.raises(FetchError, match="bad_url"):
        checked(target, "http://a.com/")


def test_a_relative_redirect_stays_with_a_literal_address():
    assert checked("b", "http://1.2.3.4:81/a").href == "http://1.2.3.4:81/b"


def test_credentials_are_not_part_of_what_is_passed_on():
    assert parse("http://u:p@a.com/b#c").href == "http://a.com/b"


@pytest.mark.parametrize("piece", ["a.", "%", "\\", "@", ":", "[", "xn--a.", "例."])
def test_a_long_link_is_judged_at_once(piece):
    started = time.process_time()
    for link in (f"http://{piece * 5_000}", f"http://a.com/{piece * 200_000}"):
        with pytest.raises(FetchError):
            checked(link)
    assert time.process_time() - started < 0.2
