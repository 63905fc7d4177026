"""Many words as one regular expression that finds the longest of them without trying each."""

import re
from collections.abc import Iterable
from typing import Any

_GAP = r"[\s-]{1,3}"  # a space inside a phrase: also a hyphen, a line break


_MANY = 16  # branches tried one by one; more of them are first narrowed down by their first character


def pattern(words: Iterable[str]) -> str:
    """A pattern matching the longest of `words`; a space in a word matches any short gap."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _join(root)


def one_of(characters: Iterable[str]) -> str:
    """A pattern matching any one of the characters."""
    return f"[{''.join(map(re.escape, sorted(set(characters))))}]"


def _join(node: dict[str, Any]) -> str:
    branches = {char: _escape(char) + _join(rest) for char, rest in node.items() if char}
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return next(iter(branches.values()))
    return f"(?:{_either(branches)})" + ("?" if "" in node else "")


def _either(branches: dict[str, str]) -> str:
    chars = sorted(branches)
    if len(chars) <= _MANY:
        return "|".join(branches[char] for char in chars)
    groups = [chars[n : n + _MANY] for n in range(0, len(chars), _MANY)]
    return "|".join(f"(?={one_of(group)})(?:{'|'.join(branches[char] for char in group)})" for group in groups)


def _escape(char: str) -> str:
    return _GAP if char == " " else re.escape(char)
