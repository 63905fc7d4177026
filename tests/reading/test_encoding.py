import pytest

from bot.reading.encoding import declared_in, decode
from bot.reading.limits import ReadingError

CHINESE = "市政府今天公布了新的规定，大家都说这是一件好事，我们也这样认为。"
TRADITIONAL = "市政府今天公佈了新的規定，大家都說這是一件好事，我們也這樣認為。"
FRENCH = "Le maire a présenté hier le nouveau règlement : « Ça ira très bien », a-t-il déclaré à la presse étonnée."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gbk", "gb18030"])
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "no-such-thing", "gb2312"])
def test_chinese_is_read_whatever_it_is_said_to_be(encoding, declared):
    assert decode(CHINESE.encode(encoding), declared) == CHINESE


def test_traditional_chinese_is_read_undeclared():
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (FRENCH, "cp1252", "iso-8859-1"),
        (FRENCH, "cp1252", None),
        ("Городской совет вчера принял новые правила. " * 5, "koi8-r", "koi8-r"),
        ("これは日本語の文章です。", "shift_jis", "shift_jis"),
        ("안녕하세요 여러분", "euc-kr", "euc-kr"),
    ],
)
def test_other_encodings_are_read(text, encoding, declared):
    assert decode(text.encode(encoding), declared) == text


def test_a_few_broken_bytes_do_not_spoil_a_page():
    body = (CHINESE * 10).encode("gbk") + b"\xff" + "完。".encode("gbk")
    text = decode(body, "gb2312")
    assert text.startswith(CHINESE)
    assert text.count("\ufffd") <= 2


@pytest.mark.parametrize("body", [b"abc\x00def", b"\x89PNG\r\n\x1a\n\x00\x00", bytes(range(1, 32)) * 10])
def test_binary_data_is_no_text(body):
    with pytest.raises(ReadingError) as caught:
        decode(body)
    assert caught.value.reason == "not_text"


def test_bytes_that_decode_as_nothing_are_undecodable():
    body = bytes([0xFF, 0xFE, 0x00, 0xD8]) * 50  # UTF-16 by its mark, and nothing but lone surrogates
    with pytest.raises(ReadingError) as caught:
        decode(body)
    assert caught.value.reason == "undecodable"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<meta charset="gb2312">', "gb2312"),
        (b"<META http-equiv=Content-Type content='text/html; charset=GBK'>", "GBK"),
        (b'<?xml version="1.0" encoding="Big5"?>', "Big5"),
        (b"<html><body>nothing</body>", None),
        (b" " * 5000 + b'<meta charset="gb2312">', None),
    ],
)
def test_the_character_set_a_page_names_is_found_in_its_head(head, name):
    assert declared_in(head) == name
