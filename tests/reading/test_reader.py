import time

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.core.types import Document, Given, Unread
from bot.reading.reader import Reader, ReadingSettings

TEXT = "市政府今天公布了新的停车规定。“这是为了方便居民。”市长说。罚款数额不变，居民可以在网上提出意见。"
PAGE = f"<html><head><title>停车规定</title></head><body><article><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
SETTINGS = ReadingSettings(timeout_seconds=5, max_bytes=1_000_000, max_characters=50_000, allow_private=True)


def reader(**changes):
    return Reader(ReadingSettings(**{**{name: getattr(SETTINGS, name) for name in SETTINGS.__slots__}, **changes}))


async def read_file(tmp_path, name, body, **changes):
    path = tmp_path / name
    path.write_bytes(body)
    return await reader(**changes).read(Given("file", str(path)))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.txt", TEXT.encode()),
        ("a.md", f"# 停车规定\n\n{TEXT}".encode()),
        ("a.txt", TEXT.encode("gbk")),
        ("a.text", TEXT.encode("utf-16")),
        ("README", TEXT.encode()),
        ("a.html", PAGE.encode()),
        ("a.HTM", PAGE.replace("<head>", "<head><meta charset=gb2312>").encode("gbk")),
    ],
)
async def test_a_file_of_text_is_read_whatever_its_kind(tmp_path, name, body):
    document = await read_file(tmp_path, name, body)
    assert isinstance(document, Document)
    assert (document.kind, document.language) == ("file", "zh-Hans")
    assert "“这是为了方便居民。”市长说。" in [passage.text for passage in document.passages]


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.txt", b"", "empty_file"),
        ("a.txt", b" \n\n ", "empty_file"),
        ("a.txt", b"***\n---", "empty_file"),
        ("a.txt", b"abc\x00\x01\x02", "not_text"),
        ("a.txt", b"%PDF-1.7 abc", "pdf_broken"),
        ("a.txt", b"PK\x03\x04abc", "unsupported"),
        ("a.docx", b"PK\x03\x04abc", "unsupported"),
        ("a.PDF", b"%PDF-1.7", "pdf_broken"),
        ("a.jpeg", b"\xff\xd8\xff", "unsupported"),
        ("a.html", b"<html><body></body></html>", "empty_page"),
        ("a.txt", b"a" * 2_000_000, "too_large_file"),
    ],
)
async def test_a_file_that_cannot_be_read_has_its_reason(tmp_path, name, body, reason):
    unread = await read_file(tmp_path, name, body)
    assert isinstance(unread, Unread)
    assert unread.reason == reason
    assert unread.input == str(tmp_path / name)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/no/such/file.txt", "no_such_file"),
        ("/", "is_directory"),
        ("/dev/zero", "no_such_file"),
        ("a\0b", "no_such_file"),
    ],
)
async def test_a_path_that_leads_to_no_file_has_its_reason(path, reason):
    unread = await reader().read(Given("file", path))
    assert unread.reason == reason


async def test_a_file_that_may_not_be_read_has_its_reason(tmp_path, monkeypatch):
    def forbidden(*_):
        raise PermissionError

    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("bot.reading.files.Path.open", forbidden)
    assert (await reader().read(Given("file", str(path)))).reason == "unreadable_file"


async def test_a_text_is_read_as_pasted_and_its_words_stay_out_of_the_reason():
    document = await reader().read(Given("text", "-", TEXT))
    assert (document.kind, document.url) == ("pasted", None)
    assert await reader().read(Given("text", "-", "  ")) == Unread("-", "empty_text")


async def test_bytes_of_a_text_are_decoded_first():
    document = await reader().read(Given("text", "-", TEXT.encode("gbk")))
    assert document.text == TEXT
    assert (await reader().read(Given("text", "-", b"\x00\x01"))).reason == "not_text"
    assert (await reader(max_bytes=10).read(Given("text", "-", TEXT.encode()))).reason == "too_large_file"


async def test_the_pasted_source_of_a_page_is_read_as_that_page():
    document = await reader().read(Given("text", "-", "\n<!DOCTYPE html>" + PAGE))
    assert (document.kind, document.title) == ("pasted", "停车规定")
    assert "<" not in document.text


async def test_an_uploaded_file_is_read_from_its_bytes():
    document = await reader().read(Given("file", "notes.txt", TEXT.encode()))
    assert document.kind == "file"


async def test_five_megabytes_are_cut_to_what_is_allowed_in_a_few_seconds(tmp_path):
    started = time.perf_counter()
    document = await read_file(tmp_path, "a.txt", b"The dog ran. " * 400_000, max_bytes=8_000_000)
    assert time.perf_counter() - started < 3  # 0.1 s on a quiet machine
    assert (len(document.text), document.cut) == (50_000, 5_150_000)


@pytest.fixture
async def site():
    app = web.Application()
    answers = {
        "/page": (PAGE.encode("gbk"), "text/html"),
        "/wrong": (PAGE.encode("gbk"), "text/html; charset=utf-8"),
        "/text": (TEXT.encode(), "text/plain; charset=utf-8"),
        "/markdown": (f"# 停车规定\n\n{TEXT}".encode(), "text/markdown"),
        "/untold": (PAGE.encode(), "application/octet-stream"),
        "/source": (PAGE.encode(), "text/plain"),
        "/empty": (b"", "text/html"),
        "/binary": (b"\x89PNG\r\n\x00\x00", "application/octet-stream"),
        "/pdf": (b"%PDF-1.7 abc", "text/html"),
        "/login": (b"<html><body><form>Sign in<input type=password></form></body></html>", "text/html"),
    }

    async def answer(request):
        body, kind = answers[request.path]
        return web.Response(body=body, headers={"Content-Type": kind})

    app.router.add_get("/{name}", answer)
    server = TestServer(app)
    await server.start_server()
    yield lambda path: str(server.make_url(path))
    await server.close()


@pytest.mark.parametrize("path", ["/page", "/wrong", "/text", "/markdown", "/untold", "/source"])
async def test_a_link_to_a_page_or_a_text_is_read(site, path):
    document = await reader().read(Given("link", site(path)))
    assert isinstance(document, Document)
    assert (document.kind, document.url, document.language) == ("page", site(path), "zh-Hans")
    assert any("“这是为了方便居民。”市长说。" in passage.text for passage in document.passages)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/empty", "empty_page"), ("/binary", "unsupported"), ("/pdf", "pdf_broken"), ("/login", "needs_login")],
)
async def test_a_link_that_shows_no_article_has_its_reason(site, path, reason):
    unread = await reader().read(Given("link", site(path)))
    assert (unread.reason, unread.url, unread.input) == (reason, site(path), site(path))


async def test_without_leave_no_private_address_is_asked(site):
    unread = await reader(allow_private=False).read(Given("link", site("/page")))
    assert unread == Unread(site("/page"), "private_address", site("/page"))
