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


WRITTEN = {
    "zh": ("市政府今天公布了新的规定，大家都说这是一件好事，我们也这样认为。", ("gbk", "gb18030", "utf-8")),
    "hant": ("市政府今天公佈了新的規定，大家都說這是一件好事，我們也這樣認為。", ("big5", "gb18030", "utf-8")),
    "hk": ("香港嘅街市好熱鬧，佢哋話呢個係好嘅，我哋都覺得啱。嚟呢度買嘢嘅人好多。", ("big5hkscs", "utf-8")),
    "ja": (
        "市議会は月曜日に古い橋を閉鎖することを決めました。カタカナも入ります。",
        ("shift_jis", "iso2022_jp", "utf-8"),
    ),
    "ko": ("시의회는 월요일에 오래된 다리를 폐쇄하기로 결정했다.", ("euc_kr", "utf-8")),
    "ru": ("Городской совет вчера принял новые правила. Жители против.", ("cp1251", "koi8-r", "iso8859-5", "utf-8")),
    "el": ("Το δημοτικό συμβούλιο ενέκρινε χθες τους νέους κανόνες.", ("cp1253", "utf-8")),
    "fr": (FRENCH, ("cp1252", "utf-8")),
}


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "iso-8859-1", "big5"])
@pytest.mark.parametrize(
    ("text", "encoding"), [(text, encoding) for text, encodings in WRITTEN.values() for encoding in encodings]
)
def test_a_page_is_read_exactly_whatever_character_set_it_names(text, encoding, declared):
    html = (
        f"<html><head><title>x</title></head><body>{'<div><a href=/x>n</a></div>' * 30}<p>{text * 3}</p></body></html>"
    )
    assert decode(html.encode(encoding), declared) == html


@pytest.mark.parametrize("encoding", ["euc_jp", "hz", "cp1250", "iso8859-2", "cp949"])
def test_a_right_declaration_is_believed(encoding):
    text = {"euc_jp": "市議会は古い橋を", "hz": "市政府今天", "cp949": "안녕하세요"}.get(
        encoding, "Żółć, źdźbło i mąka"
    )
    assert decode(text.encode(encoding), encoding) == text


def test_a_page_cut_in_the_middle_of_a_character_is_still_utf_8():
    assert decode((CHINESE * 20).encode()[:-2], "gb2312").startswith(CHINESE)


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


@pytest.mark.parametrize(("text", "encoding"), [("Euro €", "windows-1252"), ("naïve", "iso-8859-1"), ("£5", "latin-1")])
def test_one_byte_that_is_no_utf_8_does_not_overrule_a_declaration(text, encoding):
    assert decode(text.encode(encoding), encoding) == text


@pytest.mark.parametrize("declared", [None, "gb2312", "shift_jis", "utf-8"])
def test_kana_are_no_sign_of_a_chinese_set(declared):
    text = "市議会は月曜日に古い橋を閉鎖することを決めました。新しい橋の建設費は約三億円と見積もられています。"
    assert decode(text.encode("euc_jp"), declared) == text


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("Včera vláda schválila zákon o veřejných zakázkách, který má začít platit příště.", ("cp1250", "iso8859-2")),
        ("Wczoraj rząd przyjął ustawę, która ma wejść w życie; to ważny krok.", ("cp1250", "iso8859-2")),
        ("A fűtés és az erőművek működése később kerül szóba, közölte a felelős miniszter.", ("cp1250", "iso8859-2")),
        ("Hükümet dün yeni yasayı kabul etti; bakan bunun önemli bir adım olduğunu söyledi.", ("cp1254",)),
        ("O governo aprovou ontem uma lei; não há previsão para as administrações.", ("cp1252",)),
        ("Regeringen vedtog i går en ny lov om offentlige indkøb, som træder i kraft næste år.", ("cp1252",)),
        ("El gobierno aprobó ayer una nueva ley de contratación pública en España.", ("cp1252",)),
        ("Es müsste schön sein, größere Straßen für die Städte zu öffnen.", ("cp1252",)),
    ],
)
def test_an_undeclared_text_is_read_in_the_set_its_letters_are_of(text, encodings):
    for encoding in encodings:
        assert decode(text.encode(encoding)) == text
