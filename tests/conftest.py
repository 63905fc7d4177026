"""What every test may ask for."""

from pathlib import Path

import pytest

from bot import wiring


@pytest.fixture(scope="session")
def weights() -> Path:
    """The embedded model's file; the test is skipped where it is not installed."""
    from bot.model import weights as installed

    try:
        return installed.ready(wiring.chosen_weights(), wiring.model_folder())
    except installed.WeightsError:
        pytest.skip("the embedded model is not installed")
