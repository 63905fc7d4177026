"""Make one small error of sense in one side of good English-Chinese sentence pairs, and measure how much of it shows.

`python -m tests.eval.polarity_corrupt PAIRS.tsv > corrupted.jsonl`          PAIRS.tsv holds "English<TAB>Chinese" lines
`python -m tests.eval.polarity_corrupt --measure corrupted.jsonl [0|1]`      all pairs, or those of even or odd number

The same pairs give the same corruptions. A line is {"i", "side", "kind", "en", "zh", "clean"}: `side` was changed and
`clean` is its text before; every pair also stands there unchanged, with the kind "none". Measured is what share of the
changed pairs is caught where 1, 2 and 5 % of the unchanged ones are accused by findings of the same kind, the changed
side being the claim (for "none", each side in turn); then what all kinds do together at the thresholds of the product.
"""

import json
import math
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.core import polarity
from bot.core.types import EN, ZH

SEED = 20261124

Change = Callable[[str, random.Random], str | None]

EN_OPPOSITES = """
grow shrink | grew shrank | grown shrunk | expand shrink | improve worsen | improved worsened | gain lose |
gained lost | strengthen weaken | strengthened weakened | arrive depart | arrived departed | begin end |
began ended | start finish | started finished | enter leave | entered left | buy sell | bought sold |
expensive cheap | early late | easy difficult | easily hardly | many few | strong weak | stronger weaker |
hot cold | warm cool | young old | younger older | safe dangerous | rich poor | success failure |
successful unsuccessful | friends enemies | inside outside | near far | long short | longer shorter | fast slow |
faster slower | deep shallow | including excluding | legal illegal | positive negative | public private |
domestic foreign | import export | imports exports | always never | often rarely | true false | same different |
rising falling | increased decreased | increasing decreasing | growth decline | raised lowered | up down |
survived died | alive dead | remember forget | love hate | create destroy | built demolished | attack defend |
victory defeat | wet dry | heavy light | wide narrow | new old | left right | male female | men women |
son daughter | husband wife | father mother | parents children | day night | morning evening | peace war |
question answer | simple complex | normal abnormal | better worse | good bad | high low | more fewer |
encourage discourage | agree disagree | agreed disagreed | guilty innocent | connected disconnected |
visible invisible | friendly hostile | majority minority | urban rural | modern ancient | full empty |
clean dirty | thick thin | sharp blunt | active passive | protect harm
"""
ZH_OPPOSITES = """
增长 下降 | 提高 降低 | 上涨 下跌 | 扩大 缩小 | 改善 恶化 | 加强 削弱 | 到达 离开 | 抵达 离开 | 开始 结束 |
进入 离开 | 购买 出售 | 昂贵 便宜 | 早期 晚期 | 容易 困难 | 许多 少数 | 很多 很少 | 大量 少量 | 强大 弱小 |
强烈 微弱 | 炎热 寒冷 | 温暖 寒冷 | 年轻 年老 | 安全 危险 | 富裕 贫穷 | 成功 失败 | 朋友 敌人 | 内部 外部 |
附近 远处 | 更长 更短 | 快速 缓慢 | 迅速 缓慢 | 包括 不包括 | 合法 非法 | 积极 消极 | 公共 私人 | 国内 国外 |
进口 出口 | 总是 从不 | 经常 很少 | 通常 很少 | 真实 虚假 | 相同 不同 | 相似 不同 | 增多 减少 | 活着 死去 |
出生 去世 | 记得 忘记 | 喜欢 讨厌 | 建造 拆除 | 攻击 防御 | 胜利 失败 | 潮湿 干燥 | 男性 女性 | 男子 女子 |
儿子 女儿 | 丈夫 妻子 | 父亲 母亲 | 父母 孩子 | 白天 夜晚 | 早上 晚上 | 和平 战争 | 问题 答案 | 简单 复杂 |
正常 异常 | 更好 更差 | 最好 最差 | 更高 更低 | 更多 更少 | 鼓励 劝阻 | 同意 反对 | 有罪 无罪 | 连接 断开 |
友好 敌对 | 多数 少数 | 城市 农村 | 现代 古代 | 巨大 微小 | 大型 小型 | 干净 肮脏 | 保护 破坏 | 左侧 右侧 |
首次 最后一次 | 以上 以下 | 西北 东南 | 东北 西南 | 以前 以后 | 此前 此后 | 明显 隐蔽 | 直接 间接 | 自愿 强制 |
完整 残缺 | 稳定 动荡 | 逮捕 释放 | 击败 输给
"""

NOT_ZH = re.compile(r"不|没|未(?!来)|无|非(?!洲|常)|别(?=再|忘|让)|否")
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]{2,})(?: [A-Z][a-z]{2,})*")


def pairs_of(text: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in (entry.split() for entry in text.split("|"))]


def bounded(word: str) -> str:
    return rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" if word.isascii() else re.escape(word)


def rewrite(*rules: tuple[str, str]) -> Change:
    """The first rule that applies, at its first place."""

    def change(text: str, _: random.Random) -> str | None:
        for pattern, replacement in rules:
            changed, count = re.subn(pattern, replacement, text, count=1)
            if count:
                return changed
        return None

    return change


def unless(hindrance: re.Pattern[str], change: Change) -> Change:
    return lambda text, chance: None if hindrance.search(text) else change(text, chance)


def opposites(pairs: Sequence[tuple[str, str]]) -> Change:
    """One word, chosen by chance among those that stand in the text, becomes its opposite."""
    both_ways = [*pairs, *((b, a) for a, b in pairs)]

    def change(text: str, chance: random.Random) -> str | None:
        there = [(a, b) for a, b in both_ways if re.search(bounded(a), text)]
        if not there:
            return None
        word, opposite = chance.choice(there)
        return re.sub(bounded(word), opposite, text, count=1)

    return change


def swap_names(text: str, chance: random.Random) -> str | None:
    """Two names of an English sentence change places."""
    names = list(NAME.finditer(text))
    distinct = [(a, b) for a in names for b in names if a.end() < b.start() and a[0] != b[0]]
    if not distinct:
        return None
    one, other = chance.choice(distinct)
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def swap_passive(text: str, _: random.Random) -> str | None:
    """Who acts and who suffers change places around 被 in a Chinese clause."""
    changed = re.sub(r"([\u4e00-\u9fff]{2,6})被([\u4e00-\u9fff]{2,4})(?=[\u4e00-\u9fff]{2})", r"\2被\1", text, count=1)
    return changed if changed != text else None


CHANGES_EN: Mapping[str, Change] = {
    "hedge added": rewrite(
        (r"\b(?:is|are)\b(?! (?:not|likely|possible))", "may be"),
        (r"\b(?:was|were)\b(?! not)", "may have been"),
        (r"\b(has|have) (?=\w+ed\b)", r"\1 reportedly "),
    ),
    "must to may": rewrite((r"\b(?:must|should)\b", "may"), (r"\b(?:has|have|had|need|needs) to\b", "may")),
    "all to some": rewrite(
        (r"\b[Aa]ll (?=(?:the |of the |other |these |those )?[a-z]+s\b)", "some "),
        (r"\b[Ee]very\b|\b[Ee]ach\b", "some"),
    ),
    "attribution dropped": rewrite(
        (r"^[A-Z][^,.]{2,60} (?:said|says|announced|claimed|stated|reported|argued|told \w+) that (\w)", r"\1"),
        (r"^According to [^,]{2,60}, (\w)", r"\1"),
        (r", according to [^,.]{2,60}\.", "."),
        (r",?[”\"]? (?:said|says) [A-Z][^.”\"]{2,60}\.", "."),
        (r",[”\"]? [A-Z][^,.”\"]{2,40} (?:said|says|added)\.", "."),
        (r"^[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:said|says) ", ""),
    ),
    "only dropped": rewrite((r"\b(?:only|merely|solely|exclusively) ", "")),
    "opposite": opposites(pairs_of(EN_OPPOSITES)),
    "roles swapped": swap_names,
}
CHANGES_ZH: Mapping[str, Change] = {
    "negation added": unless(
        NOT_ZH,
        rewrite(
            (
                r"(?<=[\u4e00-\u9fff])(?<![教国社大议协机工学晚聚集委员])(?=会(?!议|员|面|上)|能够|可以|应该|应当|需要|愿意|知道|同意|允许|支持|接受)",
                "不",
            ),
            (r"(?<![没具拥所只含持享还占])有(?!的|关|效|些|人|时|限|利|力|名|害|趣|可能|助)", "没有"),
            (r"(?<=[\u4e00-\u9fff])是(?!否|因|指)", "不是"),
            (r"(?<=[\u4e00-\u9fff])已经?", "尚未"),
        ),
    ),
    "hedge added": rewrite(
        (r"(?<![可只就还但而正总都于教国社大议协机工学晚聚集员])(?=会(?!议|员|面|上)|导致|造成|是(?!否|因))", "可能"),
        (r"(?<=，)(?=[\u4e00-\u9fff]{4})", "据称"),
    ),
    "must to may": rewrite((r"必须|务必|应该|应当|需要", "可以")),
    "all to some": rewrite((r"所有|全部", "部分"), (r"每个|每一个", "某个"), (r"一切", "一些")),
    "attribution dropped": rewrite(
        (r"^据[^，。]{1,30}，", ""),
        (r"^(?!对于|虽然|因此)[^，。]{2,30}(?:表示|称|指出|宣布|透露|报道说|报道称|说)[，：]\s*", ""),
        (r"[，。]?[”\"]?[^，。”\"]{2,25}(?:表示|说道|说|称)。[”\"]?$", "。"),
        (r"(?<=[，。])[^，。]{2,20}(?:表示|称|指出)，", ""),
    ),
    "only dropped": rewrite((r"仅仅|只(?=有|能|是|会|在|需|允许)|(?<!不)仅(?!仅|次|剩)", ""), (r"唯一的?", "")),
    "opposite": opposites(pairs_of(ZH_OPPOSITES)),
    "roles swapped": swap_passive,
}


def corrupted(rows: Sequence[tuple[str, str]]) -> Iterator[dict[str, object]]:
    chance = random.Random(SEED)
    for i, (en, zh) in enumerate(rows):
        yield {"i": i, "side": None, "kind": "none", "en": en, "zh": zh, "clean": None}
        for side, text, kinds in (("en", en, CHANGES_EN), ("zh", zh, CHANGES_ZH)):
            for kind, change in kinds.items():
                bad = change(text, chance)
                if bad and bad != text:
                    yield {"i": i, "side": side, "kind": kind, "en": en, "zh": zh, side: bad, "clean": text}


Scores = dict[str, float]

ALARMS = (0.01, 0.02, 0.05)
TAGS = {"en": EN, "zh": ZH}
KIND_OF = {
    "negation": "negation",
    "hedge": "hedge",
    "must": "modality",
    "only": "scope",
    "attribution": "attribution",
    "antonym": "antonym",
    "opposite": "antonym",
    "all": "antonym",
}


def scores(row: dict[str, str]) -> Scores:
    """The highest score of each kind, over both directions for an unchanged pair; "" is 1 where any is a reason."""
    best: Scores = defaultdict(float)
    for side in [row["side"]] if row["side"] else ["en", "zh"]:
        other = "zh" if side == "en" else "en"
        pair = row[side], TAGS[side], row[other], TAGS[other]
        for found in polarity.findings(*pair, complete=True):
            best[found.kind] = max(best[found.kind], found.score)
        best[""] = max(best[""], float(bool(polarity.check(*pair, complete=True))))
    return best


def measure(path: str, half: str = "") -> None:
    """Prints one line for each kind of change and side."""
    groups: dict[tuple[str, str], list[Scores]] = defaultdict(list)
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if half in ("", str(row["i"] % 2)):
            groups[row["kind"], row["side"] or ""].append(scores(row))
    clean = groups.pop(("none", ""))
    print(f"accused of {len(clean)} unchanged pairs: {share(clean, '', 1):.1f} % at the product's thresholds")
    for (kind, side), changed in sorted(groups.items()):
        sense = KIND_OF.get(kind.split()[0])
        if sense:
            caught = "  ".join(
                f"{alarm:.0%}: {share(changed, sense, limit(clean, sense, alarm)):5.1f}" for alarm in ALARMS
            )
            print(f"{kind:<22}{side} n={len(changed):<5}{caught}   any reason: {share(changed, '', 1):5.1f}")


def limit(clean: Sequence[Scores], sense: str, alarm: float) -> float:
    """The score just above the one that would accuse more than this share of the unchanged pairs."""
    ordered = sorted((one[sense] for one in clean), reverse=True)
    return math.nextafter(ordered[int(len(ordered) * alarm)], math.inf)


def share(rows: Sequence[Scores], sense: str, least: float) -> float:
    return 100 * sum(row[sense] >= least for row in rows) / max(1, len(rows))


def generate(path: str) -> None:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    rows = [(en, zh) for en, _, zh in (line.partition("\t") for line in lines) if zh]
    for record in corrupted(rows):
        print(json.dumps(record, ensure_ascii=False))


def main(first: str, *rest: str) -> None:
    path = rest[0] if first == "--measure" else first
    if not Path(path).is_file():
        print(f"{path} is not there; nothing measured")
    elif first == "--measure":
        measure(*rest)
    else:
        generate(first)


if __name__ == "__main__":
    main(*sys.argv[1:])
