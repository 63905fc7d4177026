"""Who a sentence says is speaking.

A verb of speech is looked for first; its subject is the end of the clause before it ("Jane Wu, the chief executive,
said"), or stands behind it ("…,” said Jane Wu"). "According to X", "X could not verify" and "X: “…”" need no verb.
Every window is bounded, so a sentence takes time linear in its length.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from bot.core.stance.lexicon import Cues, cues

WINDOW = 160  # characters before its verb in which a subject is looked for
AHEAD = 120  # characters behind a verb that decide whether it reports speech
LONGEST_NAME = 60
MOST_VERBS = 30  # looked at in one sentence; more are no sentence
LONGEST_OPENER = 110
NEAR_START = 4  # "It is rumoured that" speaks for its whole sentence from here

Span = tuple[int, int]


class Who(Enum):
    """How a speaker is spoken of."""

    NAMED = auto()
    UNNAMED = auto()
    PRONOUN = auto()  # whoever spoke last
    UNNAMED_AGAIN = auto()  # "the person": whoever without a name spoke last
    AUTHOR = auto()


class Place(Enum):
    """Where in its sentence an attribution stands. The first of these decides whose word the sentence is."""

    BEHIND = auto()  # it is about the sentence before: "this was told to us by …"
    LAST = auto()
    FIRST = auto()
    MIDDLE = auto()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody speaking in a sentence. `firm` is false where the verb only says what somebody thinks or maintains."""

    name: str | None
    who: Who
    place: Place
    firm: bool = True
    document: bool = False


def attribution(text: str, matched: str, tag: str, publishers: frozenset[str] = frozenset()) -> Attribution | None:
    """The voice behind the sentence `text` (`matched` is it as folded for matching), None if it names none."""
    lexicon = cues(tag)
    matched = _ASIDE.sub(lambda aside: " " * len(aside.group()), matched)
    shielded = bool(lexicon["who.shield"].search(matched))
    sentence = _Sentence(text, matched, lexicon, publishers, shielded)
    return min(sentence.attributions(), key=lambda one: one.place.value, default=None)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    matched: str
    cues: Cues
    publishers: frozenset[str]
    shielded: bool

    def attributions(self) -> list[Attribution]:
        found = [*self._without_verb(), *self._by_verb()]
        hearsay = self.cues["speaker.hearsay"].search(self.matched)
        if hearsay and (not found or hearsay.start() < NEAR_START):
            found.insert(0, Attribution(None, Who.UNNAMED, Place.FIRST))
        return found

    def _without_verb(self) -> Iterator[Attribution]:
        for name, place in (("behind", Place.BEHIND), ("according", Place.LAST), ("figures", Place.LAST)):
            for match in self.cues[f"speaker.{name}"].finditer(self.matched):
                yield from self._made(self._trimmed(match.span("who")), place)
        for match in self.cues["speaker.unverified"].finditer(self.matched):
            span = self._trimmed(match.span("who"))
            if span and self._publishes(span, match.group()):
                yield from self._made(span, Place.FIRST)
        for name in ("label", "headline", "interview", "participle"):
            yield from self._opening(name)

    def _opening(self, name: str) -> Iterator[Attribution]:
        """A speaker the sentence begins with: "X: “…”", "Sources: …", "X denied it, saying …"."""
        start = len(self.matched) - len(self.matched.lstrip("*#> "))
        match = self.cues[f"speaker.{name}"].match(self.matched, start)
        if match and not self.cues["speaker.label_lead"].match(match["who"]):
            yield from self._made(self._trimmed(match.span("who")), Place.FIRST)

    def _publishes(self, span: Span, claim: str) -> bool:
        name = self.matched[slice(*span)]
        known = self.cues["who.publishers"].fullmatch(name) or name.lower() in self.publishers
        return bool(known or self.cues["speaker.independently"].search(claim))

    def _by_verb(self) -> Iterator[Attribution]:
        for verb in islice(self.cues["verbs"].finditer(self.matched), MOST_VERBS):
            if self.cues["speaker.reject"].search(self.matched, max(0, verb.start() - 40), verb.start()):
                continue
            span, place = self._behind_verb(verb) or self._before_verb(verb) or (None, Place.MIDDLE)
            if span and self._speaks(verb, span, place):
                firm = verb.lastgroup != "belief" and not self.cues["weak"].fullmatch(verb.group())
                yield from self._made(span, place, firm=firm)

    def _behind_verb(self, verb: re.Match[str]) -> tuple[Span, Place] | None:
        """The subject of “…,” said X."""
        before = self.matched[max(0, verb.start() - 3) : verb.start()].rstrip()
        who = self.cues["speaker.inverted"].match(self.matched, verb.end())
        if verb.lastgroup not in ("plain", "strict") or not who or not before.endswith((",", "”", '"', "'", "?", "!")):
            return None
        if before[-1] == "," and self.cues["speaker.finite"].search(self.matched, *who.span("who")):
            return None
        end = self.cues["speaker.right_end"].search(self.matched, *who.span("who"))
        span = self._trimmed((who.start("who"), end.start() if end else who.end("who")))
        return (span, Place.LAST) if span else None

    def _before_verb(self, verb: re.Match[str]) -> tuple[Span, Place] | None:
        pieces = self._pieces(verb.start())
        skipped = False
        while pieces:
            start, end = pieces.pop()
            relative = self.cues["speaker.relative"].search(self.matched, start, end)
            end = relative.start() if relative else end
            word = _last(self.cues["speaker.conjunction"], self.matched, start, end)
            scene = _last(self.cues["speaker.subordinate"], self.matched, start, end)
            if scene and (not word or scene.start() > word.start()):
                return None
            start = word.end() if word else start
            span = self._trimmed((start, end))
            if not span or (skipped and pieces and self.cues["speaker.appositive"].match(self.matched, span[0])):
                skipped = True
                continue
            return span, self._place(start, verb.end())
        return None

    def _pieces(self, end: int) -> list[Span]:
        """The parts between commas of the clause that ends at `end`."""
        start = max(0, end - WINDOW)
        edge = _last(self.cues["speaker.boundary"], self.matched, start, end)
        start = edge.end() if edge else start
        commas = [match.start() for match in _COMMA.finditer(self.matched, start, end)]
        return list(zip([start, *(comma + 1 for comma in commas)], [*commas, end], strict=True))

    def _trimmed(self, span: Span) -> Span | None:
        """The span without what leads to a subject and what follows it; None if no subject is left."""
        start, end = _stripped(self.matched, *span)
        title = self.cues["speaker.titled"].search(self.matched, start, end)
        if title:
            return _stripped(self.matched, *title.span())
        for _ in range(4):
            lead = self.cues["speaker.lead"].match(self.matched, start, end)
            if not lead:
                break
            start, end = _stripped(self.matched, lead.end(), end)
        if self.cues["speaker.trail"].match(self.matched, start, end):
            modifier = self.cues["speaker.modifier"].match(self.matched, start, end)
            return self._trimmed((modifier.end(), end)) if modifier else None
        least = start + (1 if self.cues["speaker.pronoun"].match(self.matched, start) else 2)
        trail = self.cues["speaker.trail"].search(self.matched, min(least, end), end)
        start, end = _stripped(self.matched, start, trail.start() if trail else end)
        who = self.matched[start:end]
        one_character = len(who) == 1 and not who.isascii() and not self.cues["who.pronoun"].fullmatch(who)
        return (start, end) if any(c.isalpha() for c in who) and not one_character else None

    def _place(self, start: int, verb_end: int) -> Place:
        before = self.matched[max(0, start - LONGEST_OPENER - 1) : start].strip(" *#>")
        if before.endswith(("”", '"', "」")):
            return Place.LAST
        if len(before) > 8 and before[-1] in ",，'—" and self.cues["speaker.tail"].match(self.matched, verb_end):
            return Place.LAST
        pieces = _COMMA.split(before.strip(",， “\"'「"))
        opens = pieces == [""] or all(self.cues["speaker.opener"].match(piece.strip(' "“')) for piece in pieces)
        return Place.FIRST if opens and len(before) <= LONGEST_OPENER else Place.MIDDLE

    def _speaks(self, verb: re.Match[str], span: Span, place: Place) -> bool:
        """Whether this use of the verb reports speech of that subject."""
        who = self.matched[slice(*span)]
        clause = self.cues["speaker.clause"].match(self.matched, verb.end(), verb.end() + AHEAD)
        match verb.lastgroup:
            case "show":
                return bool(self.cues["who.document"].search(self.matched[span[0] : verb.start()].strip()))
            case "quoting":
                return bool(_QUOTE.search(self.matched, verb.end(), verb.end() + AHEAD))
            case "short":
                ends = self.cues["speaker.tail"].match(self.matched, verb.end())
                return bool(clause or ends or self.cues["who.speakers"].search(who))
            case "strict":
                return bool(clause) or span[0] > verb.start() or self._closes(verb, span, place)
        return True

    def _closes(self, verb: re.Match[str], span: Span, place: Place) -> bool:
        """Whether subject and verb stand at the very end, behind what was said."""
        if place is not Place.LAST or not self.cues["speaker.tail"].match(self.matched, verb.end()):
            return False
        quoted = self.matched[max(0, span[0] - 3) : span[0]].rstrip().endswith(("”", "」", '"'))
        return quoted or bool(self.cues["who.closers"].search(self.matched[slice(*span)]))

    def _made(self, span: Span | None, place: Place, *, firm: bool = True) -> Iterator[Attribution]:
        if span:
            who = self.matched[slice(*span)]
            yield Attribution(
                _name(self.text[slice(*span)]),
                self._kind(who),
                place,
                firm,
                bool(self.cues["who.document"].search(who)),
            )

    def _kind(self, who: str) -> Who:
        kinds = {"own": Who.AUTHOR, "pronoun": Who.PRONOUN, "back_unnamed": Who.UNNAMED_AGAIN}
        for key, kind in kinds.items():
            if self.cues[f"who.{key}"].fullmatch(who):
                return kind
        if self.shielded or self.cues["who.unnamed"].search(who):
            return Who.UNNAMED
        few = self.cues["who.few"].match(who)
        head = self.cues["who.head"].match(who)
        if not few or not head or any(self.cues[f"who.{key}"].search(head.group()) for key in ("body", "document")):
            return Who.NAMED
        several = not self.cues["who.one"].match(who)
        return Who.NAMED if several and self.cues["who.class"].search(who) else Who.UNNAMED


_ASIDE = re.compile(r"[（(][^（）()\n]{0,60}[）)]")
_COMMA = re.compile("[,，]")
_QUOTE = re.compile('["“「‘]')
_PROPER = re.compile(r"(?:[A-Z][\w.'’-]+ ?)+$")
_EDGES = " \t\n,，.。:：*#>—–-'\"“”"


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = deque(pattern.finditer(text, start, end), maxlen=1)
    return found[0] if found else None


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _name(written: str) -> str | None:
    """A speaker's name as written; of an overlong description only what names the speaker."""
    if len(written) <= LONGEST_NAME:
        return written
    proper = _PROPER.search(written)
    short = proper.group() if proper else written.rpartition("的")[2]
    return short if len(short) <= LONGEST_NAME else None
