"""WeChat articles (mp.weixin.qq.com): the text, the account, the day a script names; its own walls."""

import re
from urllib.parse import SplitResult

from bot.core.types import Document
from bot.reading.limits import ReadingError
from bot.reading.markup import element_lines
from bot.reading.places.building import Place, day, first, page, tree_of

GONE = ("已被发布者删除", "内容因违规无法查看", "此内容被投诉", "该公众号已迁移", "此帐号已被屏蔽", "链接已过期")
BARRED = ("环境异常", "完成验证后即可继续访问", "请在微信客户端打开链接")
CHINA = 8 * 3600  # seconds east of Greenwich
_SECONDS = re.compile(rb"""\b(?:var\s{1,3}ct|oriCreateTime|ori_create_time)\s{0,3}[=:]\s{0,3}["']?(\d{9,10})\b""")


def _address(parts: SplitResult) -> str | None:
    return parts.geturl() if parts.path == "/s" or parts.path.startswith("/s/") else None


def _read(body: bytes, _: bytes | None, url: str, longest: int) -> Document:
    tree = tree_of(body)
    article = next(iter(tree.xpath("//*[@id='js_content']")), None)
    lines = element_lines(article) if article is not None else []
    if not lines:
        raise ReadingError(_why(tree.text_content()))
    seconds = _SECONDS.search(body)
    return page(
        lines,
        title=first(tree, "//h1[@id='activity-name']") or first(tree, "//meta[@property='og:title']/@content"),
        site=first(tree, "//*[@id='js_name']") or "WeChat",
        url=url,
        longest=longest,
        author=first(tree, "//*[@id='js_author_name']") or first(tree, "//meta[@name='author']/@content"),
        published=day(int(seconds[1]) + CHINA) if seconds else None,
    )


def _why(shown: str) -> str:
    """The reason why a page shows no article."""
    if any(words in shown for words in GONE):
        return "not_found"
    return "blocked" if any(words in shown for words in BARRED) else "empty_page"


PLACE = Place("WeChat", ("mp.weixin.qq.com",), _address, _read)
