"""What is said nearer to the answer wins."""

import itertools

import pytest

from bot.core.ports import Preference
from bot.core.preferences import LAYERS, in_force


@pytest.mark.parametrize(("nearer", "farther"), list(itertools.pairwise(LAYERS)))
def test_each_layer_wins_over_the_next(nearer, farther):
    layers = {farther: {"length": Preference("far", "owner")}, nearer: {"length": Preference("near")}}
    assert in_force("length", layers) == (nearer, Preference("near"))


def test_a_layer_that_says_nothing_of_it_is_passed_over():
    layers = {"option": {"languages": Preference("en")}, "channel": {}, "file": {"length": Preference("short")}}
    assert in_force("length", layers) == ("file", Preference("short"))


def test_what_nobody_set_is_an_error():
    with pytest.raises(KeyError, match="length"):
        in_force("length", {"file": {}})
