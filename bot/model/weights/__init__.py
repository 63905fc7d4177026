"""The embedded model's weights: which there are, and how they are installed, verified, listed and removed."""

from bot.model.weights.catalogue import Model, find, read
from bot.model.weights.download import Reach
from bot.model.weights.errors import CannotBeHad, Failure, WeightsError, Why
from bot.model.weights.installation import Listed, State, install, listing, ready, remove, verify
from bot.model.weights.place import Progress, check_gguf, default_folder

__all__ = [
    "CannotBeHad",
    "Failure",
    "Listed",
    "Model",
    "Progress",
    "Reach",
    "State",
    "WeightsError",
    "Why",
    "check_gguf",
    "default_folder",
    "find",
    "install",
    "listing",
    "read",
    "ready",
    "remove",
    "verify",
]
