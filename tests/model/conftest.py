import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "model: needs the embedded model's weights; skipped where they are not installed"
    )
