"""From a page behind a paywall to what a person is told of it."""

from pathlib import Path

import pytest

from bot.chat import terminal
from bot.core import as_json, digest
from bot.core.extract import Extract
from bot.core.glossary import Glossary
from bot.core.types import Given
from bot.reading.reader import Reader

PAGES = Path(__file__).parent.parent / "fixtures" / "walls"


class Nobody:
    def stage(self, stage, **values): ...

    def partial(self, digest, done, total): ...


async def told(page):
    ask = digest.Ask((Given("file", str(PAGES / page)),), ("zh-Hans", "en"), "short")
    readings = await digest.read(ask, Reader(), Nobody())
    return await digest.write(ask, readings, (Extract(),), Glossary(), Nobody())


@pytest.mark.parametrize("page", ["teasers/paywall.gate_below.html", "teasers/paywall.caixin_like.html"])
async def test_a_digest_of_a_free_beginning_says_that_no_more_was_read(page):
    found = await told(page)
    assert found.coverage.teasers == 1
    assert as_json.digest(found)["sources"][0]["status"] == "teaser"
    words = "\n".join(text for _, text in terminal.lines(found))
    assert "only a part could be had" in words
    assert "只得到一部分" in words
    assert "read in full" not in words


async def test_a_digest_of_a_whole_article_says_nothing_of_the_kind():
    found = await told("articles/paywall_study.html")
    assert found.coverage.teasers == 0
    assert "only a part" not in "\n".join(text for _, text in terminal.lines(found))
