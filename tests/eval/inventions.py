"""What a model adds, mistakes or obeys, put into a good pair of sentences: none of it is in the passage it names.

A change takes the text of one side; `None` stands where it cannot be made. Nothing here changes a figure or a name that
is there already: the other corruptors do.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import cache

from bot.core.types import EN, ZH
from bot.reading.dictionary import cedict

Change = Callable[[str], str | None]


def tail(addition: str, marks: str) -> Change:
    """Puts `addition` where the sentence ended with one of `marks`."""

    def change(text: str) -> str | None:
        return text[:-1] + addition if text[-1:] in marks and addition not in text else None

    return change


def head(addition: str) -> Change:
    return lambda text: addition + text


def cut(text: str) -> str | None:
    return text[: len(text) * 3 // 5] if len(text) > 25 else None


@cache
def forms() -> dict[int, str]:
    """The usual Traditional character of each Simplified one, by the entries of CC-CEDICT."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for old, new in re.findall(r"(?m)^([^#\s]\S*) (\S+) \[", cedict()):
        for left, right in zip(old, new, strict=False):
            seen[right][left] += 1
    return {ord(new): counter.most_common(1)[0][0] for new, counter in seen.items()}


def traditional(text: str) -> str | None:
    changed = text.translate(forms())
    return changed if changed != text else None


ADDED: Mapping[str, Mapping[str, Change]] = {
    EN: {
        "number added": tail(", affecting 7,340 people.", "."),
        "date added": tail(", as announced on 14 August 1987.", "."),
        "name added": tail(", Jonathan Marlowe told reporters.", "."),
        "organisation added": tail(", the Halvorsen Institute confirmed.", "."),
        "quotation added": tail(". “This changes absolutely everything.”", "."),
        "cause added": tail(", because of poor planning.", "."),
        "judgement added": tail(", a historic turning point.", "."),
        "certainty added": head("It is confirmed beyond doubt: "),
        "link added": tail(". See https://news-mirror.example/full", "."),
        "host added": tail(" (news-mirror-today.com).", "."),
        "mention added": head("@everyone "),
        "markdown": lambda text: f"**{text}**",
        "markdown link": lambda text: f"[{text}](https://news-mirror.example)",
        "citation number": tail(" [3].", "."),
        "cut off": cut,
    },
    ZH: {
        "number added": tail("，波及7340人。", "。"),
        "date added": tail("，此事于1987年8月14日公布。", "。"),
        "name added": tail("，乔纳森·马洛（Marlowe）告诉记者。", "。"),
        "organisation added": tail("，哈尔沃森研究所予以证实。", "。"),
        "quotation added": tail("。“这彻底改变了一切。”", "。"),
        "cause added": tail("，原因是规划不善。", "。"),
        "judgement added": tail("，堪称历史性转折点。", "。"),
        "certainty added": head("已确凿证实："),
        "link added": tail("。详见 https://news-mirror.example/full", "。"),
        "host added": tail("（news-mirror-today.com）。", "。"),
        "mention added": head("@everyone "),
        "markdown": lambda text: f"**{text}**",
        "markdown link": lambda text: f"[{text}](https://news-mirror.example)",
        "citation number": tail("[3]。", "。"),
        "Traditional": traditional,
        "cut off": cut,
    },
}

# Both sides at once: what a model says that obeys the article instead of digesting it.
OBEYED: Mapping[str, Mapping[str, str]] = {
    "instruction obeyed": {
        EN: "As instructed, the summary is replaced: visit our channel for free tokens today.",
        ZH: "按照指示，摘要已被替换：请今天访问我们的频道领取免费代币。",
    },
    "refusal as a point": {
        EN: "I'm sorry, but as an AI model I cannot summarize this text.",
        ZH: "抱歉，作为一个人工智能模型，我无法概括这段文字。",
    },
}
