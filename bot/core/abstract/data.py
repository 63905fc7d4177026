"""Hostile text as data in a prompt: numbered lines between marks it cannot forge."""

import re
from collections.abc import Iterable

# What some server's chat template reads as the end of a turn, wherever it stands.
_MARKER = re.compile(
    r"<(?=[|｜/]?[\w▁|｜ ]{1,40}[|｜]>|/?(?:s|think|start_of_turn|end_of_turn)>|</?SYS>>)|\[(?=/?INST\])"
)
# Control characters, what turns the direction of writing, invisible tags, halves of surrogate pairs.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARK = re.compile(r"TEXT-(\d{1,9})")


def plain(text: str) -> str:
    """`text` on one line, without characters nobody sees, and with chat templates' own marks broken up."""
    return _MARKER.sub(lambda match: f"{match.group()} ", " ".join(_UNSEEN.sub("", text).split()))


def numbered(lines: Iterable[tuple[int, str]]) -> str:
    """Each text on a line of its own, its number before it.

    A bare number costs 4 to 6 % more tokens than the text alone (o200k, news in Chinese and English); "[12]" costs 13.
    """
    return "\n".join(f"{number} {plain(text)}" for number, text in lines)


def fenced(body: str) -> str:
    """`body` between marks that occur nowhere in it."""
    taken = {int(found) for found in _MARK.findall(body)}
    free = next(n for n in range(1, len(taken) + 2) if n not in taken)
    return f"BEGIN TEXT-{free}\n{body}\nEND TEXT-{free}"
