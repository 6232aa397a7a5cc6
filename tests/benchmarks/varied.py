"""Policies in any number, each unlike the others: those of the corpus with other places, sums, numbers and dates."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
COMPILATION = "004_19fc23e80da6329a.txt"
LONGEST = 8_000  # characters; the corpus's median policy has some four thousand
CITIES = (
    *(
        "北京",
        "上海",
        "天津",
        "重庆",
        "广州",
        "深圳",
        "杭州",
        "南京",
        "苏州",
        "宁波",
        "厦门",
        "福州",
        "青岛",
        "济南",
        "郑州",
    ),
    *(
        "武汉",
        "长沙",
        "成都",
        "西安",
        "合肥",
        "昆明",
        "贵阳",
        "南宁",
        "海口",
        "太原",
        "兰州",
        "沈阳",
        "大连",
        "长春",
        "南昌",
    ),
)
_CITY = re.compile("|".join(CITIES))
_SUM = re.compile(r"(?<![\d.])([1-9]\d{0,3})(?=\s?(?:万元|亿元|万|家|个|名|项|%))")
_NUMBER = re.compile(r"(?<=〕)\d+(?=号)")


@cache
def originals() -> tuple[str, ...]:
    """Return the policies of the corpus that are not too long, in the order of their files."""
    from parsers import parse_document

    found = [path.read_text("utf-8") for path in sorted(CORPUS.glob("*.txt")) if path.name != COMPILATION]
    data = (CORPUS / COMPILATION).read_bytes()
    text = data.decode("utf-8")
    spans = ((row["source_start"], row["source_end"]) for row in parse_document(data).records("documents"))
    return tuple(one for one in (*found, *(text[start:end] for start, end in spans)) if 800 <= len(one) <= LONGEST)


def policy(number: int, most_characters: int = LONGEST) -> str:
    """Return the policy of some number, cut after a line; the same every time, and no other number's."""
    own = random.Random(number)
    text = originals()[number % len(originals())]
    if len(text) > most_characters:
        text = text[: text.rfind("\n", 0, most_characters) + 1 or most_characters]
    here = own.choice(CITIES)
    most = max(_CITY.findall(text), key=_CITY.findall(text).count, default=here)
    text = text.replace(most, here)
    text = _SUM.sub(lambda found: str(max(1, int(found[1]) * own.randint(50, 200) // 100)), text)
    return f"{_NUMBER.sub(lambda _: str(own.randint(1, 999)), text)}\n\n（第 {number} 份）\n"


def write_policies(folder: Path, count: int, most_characters: int = LONGEST) -> int:
    """Write so many policies, a thousand a folder; return their bytes."""
    size = 0
    for number in range(count):
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(policy(number, most_characters).encode())
    return size
