"""The second chance: what a check found wrong goes back once, with its lines and the exact reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.abstract import asking, shape
from bot.core.abstract.calls import Calls
from bot.core.abstract.checking import Checked, Checks, Source
from bot.core.errors import NoEngine
from bot.core.ports import Answers
from bot.core.types import Passage

SHARE = 0.3  # of the documents' own tokens: what a repair may send at most,
SMALL = 1_000  # of a text that is counted as having so many

Numbered = list[tuple[int, str]]


class Repair:
    """Asks for failed claims again, within `tokens` of input."""

    def __init__(self, answers: Answers, calls: Calls, checks: Checks, tokens: int) -> None:
        self._answers = answers
        self._calls = calls
        self._checks = checks
        self._room = min(int(SHARE * max(tokens, SMALL)), answers.window // 2)

    async def repaired(
        self, found: Sequence[Checked], sources: Sequence[Source], languages: Sequence[str]
    ) -> list[Checked]:
        """The claims, each failed one replaced by what was written instead where fewer reasons stand against that.

        Blocked claims go first, as many as there is room for, and one in any case. Without an answer all stay as they
        are.
        """
        entries = self._entries(found, sources, languages)
        if not entries:
            return list(found)
        prompt = asking.rewrite(list(entries.values()), languages)
        try:
            value = await self._calls.ask(self._answers, prompt)
        except NoEngine:
            return list(found)
        rows = {row["point"]: row for row in reversed(value["points"])}
        again = [
            self._again(one, rows.get(n), sources[one.claim.source - 1]) if n in entries else one
            for n, one in enumerate(found, 1)
        ]
        return [min(pair, key=lambda one: one.badness) for pair in zip(again, found, strict=True)]

    def _entries(
        self, found: Sequence[Checked], sources: Sequence[Source], languages: Sequence[str]
    ) -> Mapping[int, str]:
        empty = asking.rewrite((), languages)
        room = self._room - sum(self._answers.count(text) for _, text in empty.messages)
        entries: dict[int, str] = {}
        failed = [(n, one) for n, one in enumerate(found, 1) if one.reasons]
        for n, one in sorted(failed, key=lambda pair: not pair[1].blocked):
            source = sources[one.claim.source - 1]
            entry = asking.entry(n, one, self._lines(one, source), source)
            cost = self._answers.count(entry)
            if cost <= (room if entries else max(room, SMALL)):
                entries[n] = entry
                room -= cost
        return entries

    def _lines(self, failed: Checked, source: Source) -> Numbered:
        """The lines a claim is written from again: those it names, and the one it seems to be about."""
        if failed.title:
            return [(0, source.document.title or "")]
        named = source.named(failed.claim)
        if any(reason.kind in asking.UNPLACED for reason in failed.reasons):
            named += [self._likely(failed, source)]
        return [(n, passage.text) for n, passage in sorted(dict(named).items())]

    def _likely(self, failed: Checked, source: Source) -> tuple[int, Passage]:
        best = source.citations.best(" ".join(failed.claim.text.values()))
        return source.places[best.id] + 1, best

    def _again(self, failed: Checked, row: shape.Json | None, source: Source) -> Checked:
        document, title = source.document, source.document.title or ""
        kept = {document.language: title} if failed.title else {}
        languages = [lang for lang in failed.claim.text if lang not in kept]
        if row is None or not all(row.get(lang, "").strip() for lang in languages):
            return failed
        if failed.title:
            written = {lang: row[lang].strip() for lang in languages}
            return self._checks.title(replace(failed.claim, text=kept | written))
        shown = frozenset(n for n, _ in self._lines(failed, source))
        return self._checks.claim(shape.claim(row, languages, source.n, document, shown))
