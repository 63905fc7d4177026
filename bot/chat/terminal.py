"""The terminal: digests, documents and verdicts as lines of plain text, and progress on standard error."""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Self

from bot.core import as_json, grounding, phrases, telling
from bot.core.grounding import Verdict
from bot.core.language import UNKNOWN, own_tag, same_language
from bot.core.types import EN, Coverage, Digest, Document, EngineInfo, Point, SourceInfo, Stance
from bot.core.typography import spaced

if TYPE_CHECKING:
    from rich.live import Live

BOLD, DIM, PLAIN = "bold", "dim", ""
Line = tuple[str, str]  # style, text
LEAST_DOLLARS = 0.0001  # that are told: less is told as this


class StderrProgress:
    """Tells each stage of an ask on standard error. In a terminal the points are filled in where they stand, and go
    when the progress is closed: the whole digest comes after."""

    def __init__(self) -> None:
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def stage(self, stage: str, **values: object) -> None:
        print(phrases.line(f"progress.{stage}", **values), file=sys.stderr)

    def partial(self, digest: Digest, done: int, total: int) -> None:
        """The chosen points in their own words as soon as there are any, then each one's rendering as it comes."""
        if not total:
            return
        counted = phrases.line("progress.rendering", done=done, total=total)
        if sys.stderr.isatty():
            self._fill_in([*_so_far(digest), (DIM, counted)])
        else:
            told = [] if done else [text for _, text in _so_far(digest)]
            print(*told, counted, sep="\n", file=sys.stderr)

    def _fill_in(self, styled: Sequence[Line]) -> None:
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        if self._live is None:
            console = Console(stderr=True, highlight=False)
            self._live = Live(console=console, transient=True, auto_refresh=False)
            self._live.start()
        self._live.update(Text("\n").join(Text(text, style=style) for style, text in styled), refresh=True)


def _so_far(digest: Digest) -> Iterator[Line]:
    """Each point in its own words, with what has been rendered of it."""
    for n, point in enumerate(digest.points, 1):
        own, *rendered = point.text.values()
        yield PLAIN, clean(f"{n}. {spaced(own)}")
        yield from ((DIM, clean(f"   {spaced(text)}")) for text in rendered)


def show(digest: Digest) -> None:
    """Prints a digest; bold and dim where standard output is a terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for style, text in lines(digest):
        console.print(Text(text, style=style))


def lines(digest: Digest) -> Iterator[Line]:
    """The digest as styled lines: one block per language, the reading language first, then sources and coverage."""
    first, *others = _shown(digest)
    yield from _block(digest, first, first=True)
    for lang in others:
        if not all(_in_third_language(point) for point in digest.points):
            yield PLAIN, ""
            yield from _block(digest, lang, first=False)
    yield PLAIN, ""
    for source in digest.sources:
        if source.status in ("read", "teaser"):
            yield DIM, clean(_source(source, numbered=len(digest.sources) > 1))
    for missing in digest.coverage.unread:
        yield DIM, clean(" · ".join(telling.unread(missing).values()))
    yield DIM, _coverage(digest)
    if digest.engine.stopped:
        yield DIM, clean(phrases.line(f"error.{digest.engine.why}", **digest.engine.detail))


def _shown(digest: Digest) -> list[str]:
    """The languages asked for; where no point could be told in any of them, the points' own come after."""
    told = any(side(point, lang, first=False) for point in digest.points for lang in digest.languages)
    own = [own_tag(tag) for point in digest.points for tag in point.text]
    return list(dict.fromkeys((*digest.languages, *(tag for tag in own if tag and not told))))


def _block(digest: Digest, lang: str, *, first: bool) -> Iterator[Line]:
    """One language's points, or one line that says there are none."""
    texts = [side(point, lang, first=first) for point in digest.points]
    if not any(texts):
        yield DIM, phrases.phrase("digest.no_rendering", lang)
        return
    if any(lang in point.translated for point in digest.points):
        yield BOLD, phrases.phrase("digest.machine", lang)
        yield DIM, phrases.phrase("digest.compared_local" if digest.engine.kind == "local" else "digest.compared", lang)
    title = side(digest.title, lang, first=first)
    if title:
        yield BOLD, clean(spaced(mark(digest.title, lang) + title))
        yield from _doubts(digest.title, lang, first=first)
    for n, (point, text) in enumerate(zip(digest.points, texts, strict=True), 1):
        yield PLAIN, clean(f"{n}. {mark(point, lang)}{spaced(text or phrases.phrase('digest.side_missing', lang))}")
        yield from _doubts(point, lang, first=first)


def _doubts(point: Point, lang: str, *, first: bool) -> Iterator[Line]:
    """What is doubted of a side a model wrote, once beside the source's own words where no side is those."""
    if not point.doubts or grounding.in_own_words(point, lang):
        return
    for doubt in point.doubts:
        yield DIM, clean("   " + telling.reason(doubt)[lang])
    if first and point.evidence and not any(grounding.in_own_words(point, tag) for tag in point.text):
        words = " … ".join(one.text for one in point.evidence)
        yield DIM, clean("   " + phrases.phrase("digest.in_the_source", lang, text=words))


def side(point: Point, lang: str, *, first: bool) -> str | None:
    """The text of a point for a reader of `lang`. Traditional Chinese as written stands in the Chinese block, a third
    language in the first one."""
    if first and _in_third_language(point):
        return next(iter(point.text.values()))
    return next((text for tag, text in point.text.items() if same_language(tag, lang)), None)


def _in_third_language(point: Point) -> bool:
    return not any(own_tag(tag) for tag in point.text)


def mark(point: Point, lang: str) -> str:
    """The word before a point that tells opinion, unnamed sources or another's words where the sentence does not."""
    if point.says_who or point.stance is Stance.REPORTED:
        return ""
    if point.stance is Stance.ATTRIBUTED:
        return phrases.phrase("stance.attributed" if point.voice else "stance.quoted", lang, name=point.voice)
    return phrases.phrase(f"stance.{point.stance.value}", lang)


def _source(source: SourceInfo, *, numbered: bool) -> str:
    title = source.title or phrases.line(f"title.{source.kind}")
    facts = [title, source.site, source.author, source.published and source.published.isoformat()]
    others = [name for name in source.relays if name != source.site]
    relays = phrases.line("digest.relays", who="、".join(others)) if others else None
    head = f"[{source.n}]" if numbered else phrases.line("digest.source")
    return f"{head} " + " · ".join(str(fact) for fact in (*facts, relays, source.url) if fact)


def _coverage(digest: Digest) -> str:
    coverage = digest.coverage
    told = [*_what_was_read(coverage)]
    if digest.more_points:
        told.append(phrases.line("digest.more_points", n=digest.more_points))
    if coverage.dropped:
        told.append(phrases.line("digest.dropped", n=len(coverage.dropped)))
    told += [_not_used(before) for before in digest.engine.before]
    told.append(phrases.line(f"engine.{digest.engine.kind}", name=digest.engine.name))
    told += [*_what_it_took(digest)]
    return " · ".join(told)


def _what_it_took(digest: Digest) -> Iterator[str]:
    """Which points an endpoint's model could not write, and what was paid for it; nothing where that is nothing."""
    own = sum(all(grounding.in_own_words(p, tag) or tag in p.translated for tag in p.text) for p in digest.points)
    if digest.engine.kind == "endpoint" and own:
        yield phrases.line("digest.own_words", n=own)
    dollars, tokens = digest.usage.dollars, f"{digest.usage.tokens:,}"
    if dollars is None:
        yield phrases.line("digest.cost_unknown", tokens=tokens)
    elif dollars:
        yield phrases.line("digest.cost", tokens=tokens, dollars=f"{max(dollars, LEAST_DOLLARS):.4f}")


def _not_used(engine: EngineInfo) -> str:
    key = f"why.{engine.why}"
    why = phrases.both(key if key in phrases.keys(EN) else "why.other", **{"setting": "model", **engine.detail})
    told = (phrases.phrase("engine.before", lang, name=engine.name, why=words) for lang, words in why.items())
    return " · ".join(told)


def _what_was_read(coverage: Coverage) -> Iterator[str]:
    if coverage.read < coverage.inputs:
        yield phrases.line("digest.read_some", read=coverage.read, inputs=coverage.inputs)
    if coverage.left_out:
        yield phrases.line("digest.cut", read=coverage.characters, whole=coverage.characters + coverage.left_out)
    if coverage.pages_read < coverage.pages:
        yield phrases.line("digest.pages", read=coverage.pages_read, whole=coverage.pages)
    if coverage.read == coverage.inputs and not (coverage.left_out or coverage.pages or coverage.teasers):
        yield phrases.line("digest.read_all")
    if coverage.teasers:
        yield phrases.line("digest.teasers" if coverage.read > 1 else "digest.teaser", n=coverage.teasers)
    if coverage.other_languages:
        known = [tag for tag in coverage.other_languages if tag != UNKNOWN]
        key = "digest.other_language" if known else "digest.unknown_language"
        yield phrases.line(key, languages=", ".join(known))


def document(one: Document) -> str:
    """What was read, for a person: what is known about it, then each passage with its id."""
    passages = [f"[{p.id}] {'# ' if p.kind == 'heading' else ''}{p.text}" for p in one.passages]
    return clean("\n".join([*_facts(one), "", *passages]))


def _facts(one: Document) -> list[str]:
    """What is known about a document, a line each: how much of it was read only where that is not all."""
    told = as_json.document(one)
    shown = {
        **{key: told[key] for key in ("title", "author")},
        "published": told["published_at"] or told["published"],
        "updated": told["updated_at"] or told["updated"],
        **{key: told[key] for key in ("site", "url")},
        "canonical": one.canonical if one.canonical != one.url else None,
        "language": one.language,
        "teaser": "the free beginning only" if one.teaser else None,
        "pages": f"{one.pages_read} of {one.pages} read" if one.pages else None,
        "left out": f"{one.cut} characters" if one.cut else None,
    }
    return [f"{key}: {value}" for key, value in shown.items() if value]


def verdict(one: Verdict) -> str:
    """The verdict in words, in both languages."""
    if one.supported:
        return "\n".join(phrases.both("check.agrees").values())
    told = [text for reason in one.reasons for text in telling.reason(reason).values()]
    return clean("\n".join(told))


def clean(text: str) -> str:
    """Text without the characters that steer a terminal or turn its direction: what we print was written by anyone."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))


def findings(found: Sequence[tuple[bool, str]]) -> str:
    """The doctor's findings, one a line."""
    return "\n".join(f"{'✓' if ok else '✗'} {text}" for ok, text in found)
