"""Who a sentence says is speaking.

Verbs of speech are looked for with their subjects; "according to X", "X could not verify" and "X: “…”" need no verb.
Windows are bounded and so are the verbs, so a sentence takes time linear in its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from bot.core.stance.lexicon import Cues, cues
from bot.core.stance.subjects import COMMA, Place, Span, Subjects

AHEAD = 120  # characters behind a verb that decide whether it reports speech
LONGEST_NAME = 60
SHORT_NAME = 4  # a name in Han characters is no longer
MOST_VERBS = 30  # looked at in one sentence; more are no sentence
NEAR_START = 4  # "It is rumoured that" speaks for its whole sentence from here


class Who(Enum):
    """How a speaker is spoken of."""

    NAMED = auto()
    UNNAMED = auto()
    PRONOUN = auto()  # whoever spoke last
    UNNAMED_AGAIN = auto()  # "the person": whoever without a name spoke last
    AUTHOR = auto()


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
    matched = lexicon["speaker.abbreviation"].sub(lambda short: short.group()[:-1] + "_", matched)
    shielded = bool(lexicon["who.shield"].search(matched))
    sentence = _Sentence(text, matched, lexicon, publishers, Subjects(matched, lexicon), shielded)
    return min(sentence.attributions(), key=lambda one: one.place.value, default=None)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    matched: str
    cues: Cues
    publishers: frozenset[str]
    subjects: Subjects
    shielded: bool  # it says that somebody would not be named

    def attributions(self) -> list[Attribution]:
        hearsay = self.cues["speaker.hearsay"].search(self.matched)
        found = [*self._by_verb(hearsay.span() if hearsay else (0, 0)), *self._without_verb()]
        if hearsay and (not found or hearsay.start() < NEAR_START):
            found.insert(0, Attribution(None, Who.UNNAMED, Place.FIRST))
        return found

    def _without_verb(self) -> Iterator[Attribution]:
        for name in ("behind", "according", "figures", "learned"):
            place = Place.BEHIND if name == "behind" else Place.LAST
            for match in self.cues[f"speaker.{name}"].finditer(self.matched):
                yield from self._made(self.subjects.trimmed(match.span("who")), place)
        for match in islice(self.cues["speaker.unverified"].finditer(self.matched), MOST_VERBS):
            span, _ = self.subjects.of(match) or (None, None)
            if span and self._publishes(span, match.group()):
                yield from self._made(span, Place.FIRST)
        for name in ("label", "headline", "interview", "participle"):
            yield from self._opening(name)

    def _opening(self, name: str) -> Iterator[Attribution]:
        """A speaker the sentence begins with: "X: “…”", "Sources: …", "X denied it, saying …"."""
        start = len(self.matched) - len(self.matched.lstrip("*#> "))
        match = self.cues[f"speaker.{name}"].match(self.matched, start)
        if match and not self.cues["speaker.label_lead"].match(match["who"]):
            yield from self._made(self.subjects.trimmed(match.span("who")), Place.FIRST)

    def _publishes(self, span: Span, claim: str) -> bool:
        name = self.matched[slice(*span)]
        known = self.cues["who.publishers"].fullmatch(name) or name.lower() in self.publishers
        return bool(known or self.cues["speaker.independently"].search(claim))

    def _by_verb(self, hearsay: Span) -> Iterator[Attribution]:
        for verb in islice(self.cues["verbs"].finditer(self.matched), MOST_VERBS):
            if hearsay[0] <= verb.start() < hearsay[1]:
                continue
            if self.cues["speaker.reject"].search(self.matched, max(0, verb.start() - 40), verb.start()):
                continue
            span, place = self.subjects.of(verb) or (None, Place.MIDDLE)
            if span and self._speaks(verb, span, place):
                firm = verb.lastgroup not in ("belief", "forecast") and not self.cues["weak"].fullmatch(verb.group())
                yield from self._made(span, place, firm=firm)

    def _speaks(self, verb: re.Match[str], span: Span, place: Place) -> bool:
        """Whether this use of the verb reports speech of that subject."""
        who = self.matched[slice(*span)]
        clause = self.cues["speaker.clause"].match(self.matched, verb.end(), verb.end() + AHEAD)
        match verb.lastgroup:
            case "belief":
                return bool(self.cues["who.thinker"].fullmatch(who))
            case "forecast":
                near = not COMMA.search(self.matched, span[1], verb.start())
                name = who.isascii() or (clause is not None and len(who) <= SHORT_NAME)
                return near and (name or bool(self.cues["who.speakers"].search(who)))
            case "show":
                return bool(self.cues["who.document"].search(self.matched[span[0] : verb.start()].strip()))
            case "quoting":
                named = self.cues["who.thinker"].fullmatch(who)
                return bool(named and _QUOTE.search(self.matched, verb.end(), verb.end() + AHEAD))
            case "short":
                ends = self.cues["speaker.tail"].match(self.matched, verb.end())
                first = self.matched[verb.start() - 1 : verb.start()] in ",，"
                return bool(clause or ends or first or self.cues["who.speakers"].search(who))
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
        if head and self.cues["who.proper"].search(head.group()):
            return Who.NAMED
        if not few or not head or any(self.cues[f"who.{key}"].search(head.group()) for key in ("body", "document")):
            return Who.NAMED
        several = not self.cues["who.one"].match(who)
        return Who.NAMED if several and self.cues["who.class"].search(who) else Who.UNNAMED


_ASIDE = re.compile(r"[（(][^（）()\n]{0,60}[）)]")
_QUOTE = re.compile('["“「‘]')
_PROPER = re.compile(r"(?:[A-Z][\w.'’-]+ ?)+$")


def _name(written: str) -> str | None:
    """A speaker's name as written; of an overlong description only what names the speaker."""
    if len(written) <= LONGEST_NAME:
        return written
    proper = _PROPER.search(written)
    short = proper.group() if proper else written.rpartition("的")[2]
    return short if len(short) <= LONGEST_NAME else None
