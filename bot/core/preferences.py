"""Which of several values of a setting is in force. Pure: who asks brings the values."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from bot.core.ports import Preference

Layer = Literal["option", "subscription", "channel", "community", "environment", "file"]

# What is said nearer to the answer wins.
LAYERS: tuple[Layer, ...] = ("option", "subscription", "channel", "community", "environment", "file")


class InForce(NamedTuple):
    """A value, and where it was set."""

    layer: Layer
    preference: Preference


def in_force(key: str, layers: Mapping[Layer, Mapping[str, Preference]]) -> InForce:
    """The value of `key` in the strongest layer that has one. Raises KeyError where none has."""
    for layer in LAYERS:
        found = layers.get(layer, {}).get(key)
        if found:
            return InForce(layer, found)
    raise KeyError(key)
