"""Everything a written claim must stand: its wording, whether it rests on what it names, and grounding."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import grounding
from bot.core.abstract import wording
from bot.core.abstract.citing import Citations
from bot.core.glossary import Glossary
from bot.core.grounding import own_words
from bot.core.language import same_language
from bot.core.ports import Task
from bot.core.salience import FAINT, Survey, survey
from bot.core.salience.terms import width
from bot.core.types import Claim, Document, Passage, Point, Reason, Weight

WIDEST = 150.0  # Han characters that a source's own words may take as one point


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim and every reason against it; `title` marks the rendering of the document's own title."""

    claim: Claim
    reasons: tuple[Reason, ...]
    title: bool = False

    @property
    def blocked(self) -> bool:
        return any(reason.weight is Weight.BLOCK for reason in self.reasons)

    @property
    def badness(self) -> tuple[bool, int]:
        """What to compare two attempts by; the lesser is the better."""
        return self.blocked, len(self.reasons)


class Source:
    """One document of the task with what is known of its passages; `n` counts from 1."""

    def __init__(self, document: Document, n: int) -> None:
        self.document = document
        self.n = n
        self.survey: Survey = survey(document)
        self.citations = Citations(document)
        self.places = {passage.id: at for at, passage in enumerate(document.passages)}

    def named(self, claim: Claim) -> list[tuple[int, Passage]]:
        """The passages a claim names, each with its number, in reading order."""
        places = sorted({self.places[one] for one in claim.passages if one in self.places})
        return [(at + 1, self.document.passages[at]) for at in places]

    def worth(self, claim: Claim) -> float:
        """How much the best passage of a claim says of the whole."""
        return max((self.survey.worth[n - 1] for n, _ in self.named(claim)), default=0.0)

    def says_nothing(self, passage: Passage) -> bool:
        """Whether a passage is an order to a model or belongs to the page around the text."""
        sign = self.survey.signs[self.places[passage.id]]
        return sign.order or sign.furniture


class Checks:
    """Holds claims against the task's documents."""

    def __init__(self, task: Task, sources: Sequence[Source], glossary: Glossary) -> None:
        self._task = task
        self._sources = sources
        self._glossary = glossary

    def claim(self, claim: Claim) -> Checked:
        """A written claim. One that names an unknown passage, or only orders to a model, rests on nothing."""
        source = self._sources[claim.source - 1]
        named = [passage for _, passage in source.named(claim) if not source.says_nothing(passage)]
        text = next(iter(claim.text.values()), "")
        if "" in claim.passages or not named:
            return Checked(claim, (Reason("no_passage", Weight.BLOCK, text[:60], ""),))
        claim = replace(claim, passages=tuple(passage.id for passage in named))
        grounded = grounding.ground(claim, self._task.documents, self._task.voices, self._glossary)
        reasons = [*self._wording(claim, own_words(named)), *self._citing(claim, source)]
        reasons += grounded.doubts if isinstance(grounded, Point) else grounded.reasons
        return Checked(claim, tuple(dict.fromkeys(reasons)))

    def title(self, claim: Claim) -> Checked:
        """The document's own title with its renderings, which alone are checked."""
        document = self._sources[claim.source - 1].document
        title = document.title or ""
        reasons: list[Reason] = []
        for lang, text in claim.text.items():
            if text != title:
                reasons += grounding.compare(text, lang, title, document.language, self._glossary)
                reasons += [one for one in wording.check(text, lang, title) if one.kind != "too_long"]
        return Checked(claim, tuple(dict.fromkeys(reasons)), title=True)

    def own_words(self, claim: Claim) -> Claim | None:
        """What a failed claim comes down to: its passages as written, else the best one alone; None for nothing fit."""
        source = self._sources[claim.source - 1]
        named = [(n, passage) for n, passage in source.named(claim) if source.survey.scores[n - 1] >= FAINT]
        if not named or "" in claim.passages:
            return None
        best = max(named, key=lambda one: source.survey.scores[one[0] - 1])
        for chosen in (named, [best]):
            words = own_words([passage for _, passage in chosen])
            if width(words) <= WIDEST:
                ids = tuple(passage.id for _, passage in chosen)
                return Claim({source.document.language: words}, claim.source, ids)
        return None

    def _wording(self, claim: Claim, words: str) -> list[Reason]:
        return [reason for lang, text in claim.text.items() for reason in wording.check(text, lang, words)]

    def _citing(self, claim: Claim, source: Source) -> tuple[Reason, ...]:
        own = (text for lang, text in claim.text.items() if same_language(lang, source.document.language))
        return next((source.citations.check(text, claim.passages) for text in own), ())
