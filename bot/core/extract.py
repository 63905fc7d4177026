"""The engine without a model: the chosen passages, verbatim. It always answers when there is something to choose."""

from collections.abc import AsyncIterator, Sequence

from bot.core.choose import choose
from bot.core.grounding import own_words
from bot.core.ports import Draft, Task
from bot.core.types import Claim, Document, EngineInfo


class Extract:
    """Points are the sources' own sentences; no language is added."""

    def __init__(self, why: str | None = None) -> None:
        self.info = EngineInfo(kind="extract", name="extract", why=why)

    async def drafts(self, task: Task) -> AsyncIterator[Draft]:
        """Claims that are verbatim passages, the task's count shared among its documents as evenly as it goes."""
        claims: list[Claim] = []
        more = 0
        for n, (document, count) in enumerate(zip(task.documents, shares(task), strict=True), 1):
            choice = choose(document, task.voices[n - 1], count)
            more += choice.more
            claims += [_claim(document, n, chosen.passages) for chosen in choice.chosen]
        yield Draft(headline=own_headline(task.documents), claims=tuple(claims), engine=self.info, more=more)


def own_headline(documents: Sequence[Document]) -> Claim | None:
    """The only document's own title; several documents have none in common."""
    if len(documents) != 1 or not documents[0].title:
        return None
    return Claim(text={documents[0].language: documents[0].title}, source=1, passages=())


def shares(task: Task) -> list[int]:
    """How many points each document may have: at least one each, the rest to the first ones."""
    each, rest = divmod(task.count, len(task.documents))
    return [each + (n < rest) for n in range(len(task.documents))]


def _claim(document: Document, n: int, ids: tuple[str, ...]) -> Claim:
    wanted = [passage for passage in document.passages if passage.id in ids]
    return Claim(text={document.language: own_words(wanted)}, source=n, passages=ids)
