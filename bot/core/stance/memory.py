"""Who spoke last, for sentences that only say "he", "the person", or nothing but quote."""

import re
from dataclasses import replace

from bot.core.stance.lexicon import cues
from bot.core.stance.sentences import Sentence
from bot.core.stance.speakers import Attribution, Who
from bot.core.stance.subjects import Place
from bot.core.stance.turns import Turn
from bot.core.types import PassageKind, Stance, Voice

REPORTED = Voice(Stance.REPORTED)
OPINION = Voice(Stance.OPINION)

# Paragraphs after which a bare quotation or a pronoun no longer means whoever spoke last.
REACH = 2


class Memory:
    """Gives each sentence its voice, in reading order, and remembers who has spoken or been introduced."""

    def __init__(self) -> None:
        self._last: Voice | None = None
        self._unnamed: Voice | None = None
        self._introduced: Voice | None = None
        self._paragraph = 0
        self._list: Voice | None = None

    def voice(self, sentence: Sentence, turn: Turn | None, *, opinion: bool) -> Voice:
        """The voice of the next sentence; `opinion` is whether it stands in a stretch of commentary."""
        voice = self._decide(sentence, turn, opinion=opinion)
        self._remember(sentence, voice)
        return voice

    def _decide(self, sentence: Sentence, turn: Turn | None, *, opinion: bool) -> Voice:
        if turn:
            return self._in_turn(turn)
        said = _standing(sentence, opinion=opinion)
        if said:
            return self._speaker(said, sentence.passage.paragraph)
        if self._list and sentence.passage.kind is PassageKind.ITEM:
            return replace(self._list, said=False)
        if cues(sentence.tag)["commentary.own_view"].search(sentence.bare):
            return OPINION
        if sentence.is_quotation or sentence.passage.kind is PassageKind.QUOTE:
            recent = self._recent(sentence.passage.paragraph)
            if recent:
                return replace(recent, said=False)
            if sentence.passage.kind is PassageKind.QUOTE:
                return Voice(Stance.ATTRIBUTED)
        return OPINION if opinion else REPORTED

    def _in_turn(self, turn: Turn) -> Voice:
        if turn.asks:
            return REPORTED
        introduced = self._introduced.name if self._introduced else None
        return Voice(Stance.ATTRIBUTED, turn.name or introduced, said=turn.opens and turn.name is not None)

    def _speaker(self, said: Attribution, paragraph: int) -> Voice:
        match said.who:
            case Who.UNNAMED:
                return Voice(Stance.ANONYMOUS, said.name, said=True)
            case Who.UNNAMED_AGAIN:
                name = self._unnamed.name if self._unnamed else said.name
                return Voice(Stance.ANONYMOUS, name, said=True)
            case Who.PRONOUN:
                return replace(self._recent(paragraph) or Voice(Stance.ATTRIBUTED), said=True)
        return Voice(Stance.ATTRIBUTED, said.name, said=True)

    def _recent(self, paragraph: int) -> Voice | None:
        return self._last if paragraph - self._paragraph <= REACH else None

    def _remember(self, sentence: Sentence, voice: Voice) -> None:
        paragraph = sentence.passage.paragraph
        said = sentence.attribution
        publisher = voice.name and cues(sentence.tag)["who.publishers"].fullmatch(voice.name)
        speaks = voice.said and said is not None and not said.document and not publisher
        introduced = None if voice.said else _introduced(sentence)
        if introduced:
            name = sentence.passage.text[slice(*introduced.span("who"))]
            self._last = self._introduced = Voice(Stance.ATTRIBUTED, name)
            self._paragraph = paragraph
        elif speaks:
            self._last, self._paragraph = voice, paragraph
            if voice.stance is Stance.ANONYMOUS:
                self._unnamed = voice
            elif self._introduced is None:
                self._introduced = voice
        elif voice.stance in (Stance.ATTRIBUTED, Stance.ANONYMOUS):
            self._paragraph = paragraph
        if sentence.passage.kind is not PassageKind.ITEM:
            opens = sentence.matched.rstrip(" *").endswith((":", "："))
            self._list = voice if voice.said and opens else None


def _introduced(sentence: Sentence) -> re.Match[str] | None:
    """A person a sentence introduces by name, to whom "he" or a bare quotation behind it belongs."""
    lexicon = cues(sentence.tag)
    return lexicon["who.person"].search(sentence.matched) or lexicon["who.aged"].search(sentence.matched)


def _standing(sentence: Sentence, *, opinion: bool) -> Attribution | None:
    """The attribution of a sentence where it decides: in commentary, only one that is firm and covers the whole."""
    said = sentence.attribution
    if said is None or said.who is Who.AUTHOR:
        return None
    if said.place is not Place.MIDDLE and (said.firm or not opinion):
        return said
    own = cues(sentence.tag)["commentary.own_view"].search(sentence.bare)
    return None if opinion or own else said
