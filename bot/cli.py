"""The command line. Heavy parts are imported by the commands that need them, so that `duet --help` is quick."""

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import __version__
from bot.core.errors import BadUse, NothingRead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.digest import Ask
    from bot.core.types import Digest, Given

app = typer.Typer(
    name="duet",
    help="Short bilingual digests (简体中文 + English) in which every point is checked against its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

model_app = typer.Typer(help="The embedded model: install, list, verify, remove.", no_args_is_help=True)
app.add_typer(model_app, name="model")

data_app = typer.Typer(help="What is kept about a community, a channel or a person.", no_args_is_help=True)
app.add_typer(data_app, name="data")

SAMPLE = Path(__file__).parent / "samples" / "harbour.md"

MESSAGE = 10_000  # bytes of standard input that may be a message with links in it; more is a text

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"duet {__version__}")
        raise typer.Exit


@app.callback()
def duet(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = (
        False
    ),
) -> None:
    """The options that stand before a command."""


@app.command()
def demo() -> None:
    """Digest a sample article: no key, no account."""
    from bot import models
    from bot.core import phrases
    from bot.core.types import Given

    models.install_once()
    _show(_digest(_ask([Given("file", str(SAMPLE))]), again=True))
    typer.echo()
    for n in (1, 2, 3):
        typer.echo(phrases.line(f"demo.next_{n}"))


@app.command()
def summarize(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT…", help="A URL, a file (.txt, .md, .html), or - for standard input.")
    ],
    lang: Annotated[
        str | None, typer.Option(help="Languages, the reading language first: zh-Hans,en or one of them.")
    ] = None,
    length: Annotated[str | None, typer.Option(help="short (3 points), medium (5) or long (7).")] = None,
    engine: Annotated[
        str | None,
        typer.Option(help="auto (the best there is), endpoint (a model behind an API), local (embedded) or extract."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Make the digest anew where it was made before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Digest links, files or pasted text."""
    digest = _digest(_ask([given for one in inputs for given in _givens(one)], lang, length), engine, again=again)
    if as_json:
        from bot.core import as_json as shapes

        _print_json(shapes.digest(digest))
    else:
        _show(digest)


@app.command()
def read(
    given: Annotated[str, typer.Argument(metavar="INPUT", help="A URL, a file, or - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Show what reading makes of an input: title, date, language, passages, or why it could not be read."""
    from bot import checking
    from bot.chat import terminal
    from bot.core import as_json as shapes
    from bot.core.types import Document

    found = asyncio.run(checking.read(_given(given)))
    if isinstance(found, Document):
        _print_json(shapes.document(found)) if as_json else typer.echo(terminal.document(found))
        return
    if as_json:
        _print_json({"status": "unread", **shapes.unread(found)})
    raise NothingRead([found])


@app.command()
def check(
    source: Annotated[str | None, typer.Option(help="The source: a file, a URL, or - for standard input.")] = None,
    claim: Annotated[str | None, typer.Option(help="The sentence to hold against the source.")] = None,
    lang: Annotated[str | None, typer.Option(help="The claim's language; found out if not given.")] = None,
    claim_other: Annotated[str | None, typer.Option(help="The same claim in the other language.")] = None,
    lang_other: Annotated[str | None, typer.Option(help="The other claim's language.")] = None,
    batch: Annotated[
        str | None,
        typer.Option(
            help='A JSONL file (or -), one {"source", "claim", "lang"?, "claim_other"?, "lang_other"?} a line.'
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold a claim against its source: numbers, dates, names, negation, hedging, attribution, quotations."""
    from bot import checking
    from bot.chat import terminal

    if batch is not None:
        if not as_json or source or claim:
            raise BadUse("batch_needs_json")
        bad = False
        for line in checking.batch(_lines(batch)):
            bad |= "error" in line
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        raise typer.Exit(BadUse.exit_code if bad else 0)
    if not source or not claim:
        raise BadUse("check_needs_both")
    verdict = checking.one(_given(source), claim, lang, claim_other, lang_other)
    if as_json:
        from bot.core import as_json as shapes

        _print_json(shapes.verdict(verdict))
    else:
        typer.echo(terminal.verdict(verdict))


@app.command()
def doctor() -> None:
    """Tell whether this installation is sound, which engine would write a digest, and why."""
    from bot import checkup
    from bot.chat import terminal

    findings = checkup.findings()
    typer.echo(terminal.findings(findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(BadUse.exit_code)


ModelName = Annotated[str | None, typer.Argument(help="A name of models.toml; the one set if not given.")]


@model_app.command("install")
def model_install(name: ModelName = None) -> None:
    """Fetch a model and verify it; goes on where it was stopped."""
    from bot import models

    models.install(name)


@model_app.command("list")
def model_list() -> None:
    """Every model of models.toml, and whether it is here."""
    from bot import models

    for line in models.lines():
        typer.echo(line)


@model_app.command("verify")
def model_verify(name: ModelName = None) -> None:
    """Compare a model's file with its pinned hash."""
    from bot import models

    models.verify(name)


@model_app.command("remove")
def model_remove(name: ModelName = None) -> None:
    """Delete a model's file."""
    from bot import models

    models.remove(name)


@app.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    from bot import data

    data.migrate()


Community = Annotated[str | None, typer.Option(help="A server or workspace, as in discord:123456.")]
Channel = Annotated[str | None, typer.Option(help="A channel, as in discord:123456.")]
Person = Annotated[str | None, typer.Option(help="A person, as in discord:123456.")]


@data_app.command("export")
def data_export(community: Community = None, channel: Channel = None, person: Person = None) -> None:
    """Print everything kept, as JSON."""
    from bot import data

    data.export(data.scope(community, channel, person))


@data_app.command("delete")
def data_delete(
    community: Community = None,
    channel: Channel = None,
    person: Person = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Delete everything kept."""
    from bot import data
    from bot.core import phrases

    whose = data.scope(community, channel, person)
    if not yes:
        typer.confirm(phrases.line("data.confirm", whose=f"{whose.platform}:{whose.id}"), abort=True)
    data.delete(whose)


def _ask(given: "list[Given]", lang: str | None = None, length: str | None = None) -> "Ask":
    from bot import settings
    from bot.core.digest import LENGTHS, Ask
    from bot.core.types import LANGUAGES

    defaults = settings.load().digest
    languages = tuple(part.strip() for part in lang.split(",")) if lang else defaults.languages
    for tag in languages:
        if tag not in LANGUAGES:
            raise BadUse("unknown_language", {"lang": tag})
    if length is not None and length not in LENGTHS:
        raise BadUse("unknown_length", {"length": length})
    return Ask(tuple(given), tuple(dict.fromkeys(languages)), length or defaults.length)


def _digest(ask: "Ask", engine: str | None = None, *, again: bool = False) -> "Digest":
    """The digest, with progress on standard error."""
    from bot import asking
    from bot.chat import terminal

    with terminal.StderrProgress() as progress:
        return asyncio.run(asking.answer(ask, engine, progress, again=again))


def _givens(text: str) -> "list[Given]":
    """What a person gives as one INPUT: of a message that hardly says more than its links, the links."""
    from bot.core import links
    from bot.core.types import Given

    if "://" in text[:12] and text.isascii() and not text.split()[1:]:
        return [Given("link", text)]
    content = sys.stdin.buffer.read() if text == "-" else None
    if content is None and Path(text).exists():
        return [Given("file", text)]
    message = text if content is None else content[:MESSAGE].decode("utf-8", "replace")
    if content is None or len(content) < MESSAGE:
        found = links.meant(message).links
        if found:
            return [Given("link", url) for url in found]
    return [Given("file", text) if content is None else Given("text", "-", content)]


def _given(text: str) -> "Given":
    return _givens(text)[0]


def _show(digest: "Digest") -> None:
    from bot.chat import terminal

    terminal.show(digest)


def _print_json(value: "Mapping[str, Any]") -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _lines(path: str) -> "Iterator[str]":
    try:
        if path == "-":
            yield from sys.stdin
            return
        with Path(path).open(encoding="utf-8") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise BadUse("unreadable_file", {"path": path}) from error
