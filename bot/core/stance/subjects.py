"""The subject of a verb of speech: where it stands, and where in its sentence.

The subject is the end of the clause before its verb ("Jane Wu, the chief executive, said"), or stands behind the verb
("…,” said Jane Wu"). Every window is bounded, so a verb takes constant time.
"""

import re
from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from bot.core.stance.lexicon import Cues

WINDOW = 160  # characters before its verb in which a subject is looked for
LONGEST_OPENER = 110
LONGEST_ASIDE = 10
MOST_LEADS = 4  # words and phrases taken off the beginning of a subject

Span = tuple[int, int]


class Place(Enum):
    """Where in its sentence an attribution stands. The first of these decides whose word the sentence is."""

    BEHIND = auto()  # it is about the sentence before: "this was told to us by …"
    LAST = auto()
    FIRST = auto()
    MIDDLE = auto()


@dataclass(frozen=True, slots=True)
class Subjects:
    """Finds subjects in one sentence, as folded for matching."""

    matched: str
    cues: Cues

    def of(self, verb: re.Match[str]) -> tuple[Span, Place] | None:
        """Where the subject of a verb is and how its attribution stands, None if it has none that can speak."""
        return self._behind(verb) or self._before(verb)

    def _behind(self, verb: re.Match[str]) -> tuple[Span, Place] | None:
        """The subject of “…,” said X."""
        before = self.matched[max(0, verb.start() - 3) : verb.start()].rstrip()
        who = self.cues["speaker.inverted"].match(self.matched, verb.end())
        if verb.lastgroup not in ("plain", "strict") or not who or not before.endswith((",", "”", '"', "'", "?", "!")):
            return None
        if before[-1] == "," and not self._inverts(verb, who.span("who")):
            return None
        end = self.cues["speaker.right_end"].search(self.matched, *who.span("who"))
        span = self.trimmed((who.start("who"), end.start() if end else who.end("who")))
        return (span, Place.LAST) if span else None

    def _inverts(self, verb: re.Match[str], span: Span) -> bool:
        """Whether what follows a comma and a verb of speech is its subject rather than what was said."""
        who = self.matched[slice(*span)]
        speaker = who != who.lower() or any(self.cues[f"who.{key}"].search(who) for key in ("unnamed", "body", "class"))
        clause = self.cues["speaker.finite"].search(self.matched, *span)
        return bool(speaker and not clause and self.cues["speaker.after_comma"].match(verb.group()))

    def _before(self, verb: re.Match[str]) -> tuple[Span, Place] | None:
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
            # A piece with a verb of its own behind its subject: only a pronoun can be told from the rest.
            pronoun = skipped and self.cues["speaker.pronoun"].match(self.matched, start)
            if not pronoun and self.cues["speaker.invalid"].search(self._words(start, end)):
                return None
            span = (start, start + 1) if pronoun else self._within(start, end)
            if not span or (skipped and pieces and self.cues["speaker.appositive"].match(self.matched, span[0])):
                skipped = True
                continue
            return span, self._place(start, verb.end())
        return None

    def _words(self, start: int, end: int) -> str:
        return self.matched[slice(*_stripped(self.matched, start, end))]

    def _within(self, start: int, end: int) -> Span | None:
        """The subject in one piece between commas."""
        compound = self.cues["speaker.compound"].match(self.matched, *_stripped(self.matched, start, end))
        return self.trimmed(compound.span("who") if compound else (start, end))

    def _pieces(self, end: int) -> list[Span]:
        """The parts between commas of the clause that ends at `end`."""
        start = max(0, end - WINDOW)
        edges = list(self.cues["speaker.boundary"].finditer(self.matched, start, end))
        while len(edges) > 1 and self._is_aside(edges[-2], edges[-1]):
            del edges[-2:]
        start = edges[-1].end() if edges else start
        commas = [match.start() for match in COMMA.finditer(self.matched, start, end)]
        return list(zip([start, *(comma + 1 for comma in commas)], [*commas, end], strict=True))

    def _is_aside(self, opening: re.Match[str], closing: re.Match[str]) -> bool:
        """Whether two marks hold a word or two in quotation marks, which are no speech."""
        introduced = (
            self.matched[max(0, opening.start() - 2) : opening.start()].rstrip().endswith((",", "，", ":", "："))
        )
        quoted = opening.group() in "“「" and closing.group() in "”」"
        return quoted and not introduced and closing.start() - opening.end() <= LONGEST_ASIDE

    def trimmed(self, span: Span) -> Span | None:
        """The span without what leads to a subject and what follows it; None if no subject is left."""
        start, end = _stripped(self.matched, *span)
        title = self.cues["speaker.titled"].search(self.matched, start, end)
        if title:
            return _stripped(self.matched, *title.span())
        for _ in range(MOST_LEADS):
            lead = self.cues["speaker.lead"].match(self.matched, start, end)
            if not lead:
                break
            start, end = _stripped(self.matched, lead.end(), end)
        if self.cues["speaker.trail"].match(self.matched, start, end):
            modifier = self.cues["speaker.modifier"].match(self.matched, start, end)
            return self.trimmed((modifier.end(), end)) if modifier else None
        least = start + (1 if self.cues["speaker.pronoun"].match(self.matched, start) else 2)
        trail = self.cues["speaker.trail"].search(self.matched, min(least, end), end)
        start, end = _stripped(self.matched, start, trail.start() if trail else end)
        who = self.matched[start:end]
        one_character = len(who) == 1 and not who.isascii() and not self.cues["who.pronoun"].fullmatch(who)
        if one_character or not any(c.isalpha() for c in who) or self.cues["speaker.invalid"].search(who):
            return None
        return start, end + (_INITIALS.search(who) is not None and self.matched[end : end + 1] == ".")

    def _place(self, start: int, verb_end: int) -> Place:
        before = self.matched[max(0, start - LONGEST_OPENER - 1) : start].strip(" *#>")
        if before.endswith(("”", '"', "」")):
            return Place.LAST
        if len(before) > 8 and before[-1] in ",，'—" and self.cues["speaker.tail"].match(self.matched, verb_end):
            return Place.LAST
        pieces = COMMA.split(before.strip(",， “\"'「"))
        opens = pieces == [""] or all(self.cues["speaker.opener"].match(piece.strip(' "“')) for piece in pieces)
        return Place.FIRST if opens and len(before) <= LONGEST_OPENER else Place.MIDDLE


COMMA = re.compile("[,，]")
_INITIALS = re.compile(r"\b[A-Z]\.[A-Z]$")
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
