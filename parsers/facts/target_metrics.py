"""What a number counts or measures: the noun phrase before it, behind it, or of the number before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.late import LatePattern
from parsers.lexicon import mapping, read_lexicon, words
from parsers.quantities.patterns import alternation, preceded_by, refusals
from schemas.records import Quantity

_WHOLE = r"[（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]|“[^”]*”|《[^》]*》"
_YEAR = (
    r"(?:(?:到|至|截至|截止|于|在|比|较)?\s*(?:(?:19|20)[0-9]{2}\s*年?\s*[-—–~至到]\s*)?(?:(?:19|20)[0-9]{2}|[上去今本当])\s*年"
    r"年?(?:底前|底|末|初|前|度)?(?:[，,]|的?基础上|的)?|“?十[一二三四五六]五”?(?:时期|期间|末)[，,]?"
    r"|(?:[0-9]{1,2}|[一二两三四五十])\s*年(?:之?内|来|间|时间)?(?:累计|共)?)"
)
_BASELINE = re.compile(
    r"(?:由|从)(?:[^，。；、由从]{0,3}?(?:19|20)[0-9]{2}\s*年(?:底|末)?|“?十[一二三四五六]五”?(?:时期|期间|末)?|上年(?:底|末)?|目前|原来|过去|当前)?的?$"
)
_JOINTS = "、和及与以并或"
_TAIL = re.compile(
    r"\s*(?:[/／·](?:[A-Za-z]{1,3}|[一-龥]{1,5}?)(?=以|左右|上下|[，。；、）)的\s]|$))*"
    r"(?:[（(](?:不?含[^（）()]{0,6}|[一-龥]{1,2})[）)])?\s*(?:(?:及其?|或者?)?以[上下内]|之内|左右|上下|起步)?\s*"
)
_OTHERS = "(?:全国|全省|全市|全区|同期|上年|去年|年初|预期|目标)?(?:平均)?(?:水平)?"
_THAN = re.compile(
    f"(?:(?<!不)[快高低多少优]于{_OTHERS}"
    "|(?:高出|超出|高于|低于|快于|慢于)[^，、]{2,12}(?:水平|平均|均值|增速)"
    "|[比较]“?十[一二三四五六]五”?(?:时期|期间|末)?|比(?![例重率值])[^，、]{2,14}[高低快慢多少]|[比较](?:上年|去年|全国|全省|全市|同期|年初|规划|计划)[^，、。；]{0,8})$"
)
_ATTRIBUTIVE = re.compile("的(?=[一-龥“]{2})")
_NEXT_NUMBER = re.compile("、(?=[0-9０-９])")
_FIELD = re.compile("[^，]*(?:领域|行业|方面|环节)")
_BUILDING = "新?[改扩迁续重翻修]{1,3}建"  # 新改扩建, 改扩建, 迁建
_BECOMES = LatePattern("(?<=[一-龥]{2})成为[^，；]*$")  # 工业总量成为全区第四个突破2000亿元的
_EACH_PLACE = re.compile(
    "每个?(?:省|市|区|县|旗|乡|镇|街道|村|社区)(?:[（(][^（）()]*[)）])?(?:至少|应)?$"
)  # 老年大学每个县至少1所
_ADVERBS = re.compile(
    "(?:已经?|将|都|均)?(?:基本|初步|全面|普遍|率先|正式|整体|逐步)$"
)  # before a verb that is cut off
_SHARE_OF = LatePattern("(?<=[一-龥]{2})(?:达到|不低于|不少于|超过)[^，；、]{2,20}的$")  # 新车销售量达到销售总量的20%
_OF_ALL = re.compile("(?:分别)?占到?(?:全[国省市区县州]|总数|总量|同期)?")  # 占全国的25%: of what stands before
_PER_HEAD = LatePattern("每(?:[0-9十百千万亿]+)?[一-龥]{1,8}$")  # 每千名老人拥有床位40张
_NEW = ("新建", "新增", "更新")
_SHARES = ("占比", "比例", "比重", "率")
_ACTOR = re.compile("由(?=[^的]*$)")  # 50%以上的专利由企业申请
_STRAY = re.compile("个(?![人体])|的")
_SHORTEST = 2
_SHORT = ("村", "镇", "乡", "县", "市", "区")  # 98%的村


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric, the half-open span (in its clause) it takes, and whether it stands behind its number."""

    text: str
    start: int
    end: int
    behind: bool = False


@cache
def _not_before() -> dict[str, str]:
    return refusals(mapping("targets", "metric.not_before"))


def _opening_verbs(shortest: int = 1) -> str:
    """Return the verbs that a metric begins with, of so many characters at least.

    Most may not stand before what a metric is measured by (修复面积), which is looked for behind all of them at once.
    """
    light = words("targets", "metric.light")
    verbs = [verb for verb in words("targets", "metric.opening") if len(verb) >= shortest]
    heavy = [verb for verb in verbs if len(verb) > 1 and verb not in light]
    measured = f"(?!{alternation(words('targets', 'metric.measured'))}$)"
    others = alternation((verb for verb in verbs if verb not in heavy), _not_before())
    return f"(?:{alternation(heavy, _not_before())}{measured}|{others})"


@cache
def _opening() -> re.Pattern[str]:
    places = alternation(words("targets", "metric.right.places"))  # 全州完成地区生产总值, but 全省生产总值
    return re.compile(
        rf"(?:{_YEAR}|{places}(?=共|累计|完成|实现|已|将|20[0-9]{{2}}年)|[一二三四五六七八九十]是|{_BUILDING}|{_opening_verbs()}了?|新[（(][^（）()]{{1,6}}[）)]建|[\s、：:]|其(?!他))+"
    )


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(f"{_WHOLE}|(?P<verb>{alternation(words('targets', 'metric.strong'), _not_before())})")


@cache
def _closing() -> re.Pattern[str]:
    not_after = mapping("targets", "metric.closing_not_after")
    longest_first = words("targets", "metric.closing")
    verbs = "|".join(preceded_by(not_after.get(word, "")) + word for word in longest_first)
    return re.compile(f"(?:{verbs}|{_YEAR}|[\\s≥≤＞＜><])+$")


@cache
def _planned() -> re.Pattern[str]:
    """What is done of a plan: 税收收入 | 完成年度预算的102%."""
    return re.compile(f"(?<=[一-龥]{{2}})(?:完成|达到|为|占){alternation(words('targets', 'metric.right.planned'))}的$")


@cache
def _predicates() -> re.Pattern[str]:
    verbs = alternation(words("targets", "metric.right.predicates"), _not_before())
    return re.compile(f"{_WHOLE}|(?<![{read_lexicon('targets')['metric']['right']['attributes']}])(?P<verb>{verbs})")


def tail_of(text: str, quantity: Quantity, limit: int) -> int:
    """Return where the words that belong to a number end: 以上, 左右, （含）, /人."""
    found = _TAIL.match(text, quantity.end, limit)
    return found.end() if found else quantity.end


def is_baseline(left: str) -> bool:
    """Return whether the words before a number make it the start of a change: 从 2.77% 提高到 3.3%."""
    return _BASELINE.search(left.rstrip()) is not None


def baseline_start(left: str) -> int:
    """Return where 从 or 由 stands that makes a number the start of a change."""
    found = _BASELINE.search(left.rstrip())
    return found.start() if found else len(left)


def metric_before(left: str) -> tuple[str, int]:
    """Return the noun phrase at the end of the words before a number, and where it starts in them; "" for none."""
    end = len(_without_verbs(left))
    start = _start(left[:end])
    name = left[start:end].strip().rstrip("、")
    return ("" if name in _no_names() or _OF_ALL.fullmatch(name) else name), start


@cache
def _no_names() -> frozenset[str]:
    """Words that name nothing by themselves: where (全省), and verbs (今年先 | 发行1万亿元)."""
    return frozenset(word for key in ("right.places", "verbs", "opening") for word in words("targets", f"metric.{key}"))


def _without_verbs(left: str) -> str:
    """Take off what stands between a metric and its number."""
    previous = None
    while left != previous:
        previous = left
        left = _BASELINE.sub("", left) if "从" in left or "由" in left else left
        left = _THAN.sub("", left)
        left = _BECOMES.sub("", left) if "成为" in left else left
        left = _EACH_PLACE.sub("", left) if "每" in left else left
        left = _planned().sub("", _SHARE_OF.sub("", left)) if left.endswith("的") else left
        left = _closing().sub("", left)
    return left.rstrip("的 ")


def _start(left: str) -> int:
    """Return where the metric starts in the words before a number."""
    start = _skip_place(left)
    for match in _strong().finditer(left, start):
        rest = left[match.end() :]
        if (
            match["verb"]
            and _is_main(match["verb"], rest, started=start > 0)
            and len(rest) >= _SHORTEST
            and rest not in words("targets", "metric.right.bare")
            and not _is_done_by(left[start : match.start()], match["verb"], rest)
            and not _is_held_by_each(left[start : match.start()], match["verb"])
            and not _is_listed_kind(left, match.start())
        ):
            start = _skip_opening(left, match.end())
    return _last_piece(left, start)


def _is_done_by(subject: str, verb: str, rest: str) -> bool:
    """Return whether what a verb reaches is somebody's: 民营经济实现增加值, but 全市实现增加值."""
    named = len(subject) >= _SHORTEST and subject not in _no_names()
    return named and verb == "实现" and rest in words("targets", "metric.right.measures")


def _is_listed_kind(left: str, start: int) -> bool:
    """Return whether a verb behind 、 says of what kind the next things are: 大型企业、新建园区铁路专用线接入比例."""
    return left.startswith(_NEW, start) and left.endswith(_SHARES) and left[:start].endswith("、")


def _is_held_by_each(subject: str, verb: str) -> bool:
    return verb == "拥有" and _PER_HEAD.search(subject) is not None


def _is_main(verb: str, rest: str, *, started: bool) -> bool:
    """Return whether a verb begins the metric: neither in 企业提供的材料 nor, behind another, in 拥有核心技术的企业.

    Nor does it where the share of those is measured that do it: 开展研发活动的企业占比.
    """
    if rest.startswith("的") or ("的" in rest and rest.endswith(_SHARES)):
        return False
    return not (started and "的" in rest and verb in words("targets", "metric.attributive"))


def _skip_place(left: str) -> int:
    """每年分别在甲领域、乙领域布局项目: behind the field that 在 names the metric begins with a verb."""
    start = _skip_opening(left, 0)
    by = _by().match(left, start)
    if by is not None:
        return _skip_opening(left, by.end())
    field = _FIELD.match(left, start) if left[:start].endswith("在") else None
    if field is None:
        return start
    skipped = _skip_opening(left, field.end())
    return skipped if skipped > field.end() else start


@cache
def _by() -> re.Pattern[str]:
    """The words that say where or with what, up to the verb they go with: 依托重点片区 | 布局建设园区."""
    means = alternation(words("targets", "refused.by"))
    return re.compile(f"{means}[^，、的]{{2,14}}?(?:等[^，、的]{{0,6}})?(?={_opening_verbs(shortest=2)})")


def _skip_opening(left: str, start: int) -> int:
    found = _opening().match(left, start)
    end = found.end() if found else start
    return end if len(left) - end >= _SHORTEST or not left[end:] else start


def _last_piece(left: str, start: int) -> int:
    """After 、 a verb begins a new phrase: 建设外贸优品库、精准服务企业."""
    for match in re.finditer(rf"{_WHOLE}|(?P<joint>[、])", left[start:]):
        at = start + match.end()
        if match["joint"] and not _is_listed_kind(left, at):
            skipped = _skip_opening(left, at)
            if skipped > at and len(left) - skipped >= _SHORTEST:
                return _last_piece(left, skipped)
    return start


def metric_behind(right: str, *, followed: bool, share: bool = False) -> tuple[str, int]:
    """Return the noun phrase at the start of the words behind a number, and where it ends; "" for none.

    Args:
        right: the words from the number's end to the next number or the clause's end.
        followed: another number follows them whose own metric may stand before it.
        share: the number is a share of those named, of which a verb says what they do.
    """
    skipped = len(right) - len(right.lstrip("的 "))
    phrase = _to_actor(right[skipped:]) if share else _to_predicate(right[skipped:])
    if followed:
        phrase = _without_verbs(_to_joint(phrase))
    phrase = phrase.rstrip(" ").rstrip("、和及与以并或的中：: ")
    domain = _domain().match(phrase)
    phrase = domain[1] if domain else phrase
    described = phrase.startswith("以") and "的" in phrase  # 1所以失能人员照护为主的机构
    if (
        (len(phrase) < _SHORTEST and phrase not in _SHORT)
        or (phrase[0] in f"{_JOINTS}，。；：:（）()" and not described)
        or _STRAY.match(phrase)
        or phrase in words("targets", "refused.doings")
    ):
        return "", 0
    return phrase, skipped + len(phrase)


@cache
def _domain() -> re.Pattern[str]:
    """3-5个领域的应用场景 counts fields."""
    return re.compile(f"({alternation(words('targets', 'metric.domains'))})的")


def _to_predicate(right: str) -> str:
    """Return the words up to the first verb that has them for its subject; 引领全国的 only describes what follows."""
    right = _NEXT_NUMBER.split(right, maxsplit=1)[0]
    described = max((match.end() for match in _ATTRIBUTIVE.finditer(right)), default=0)
    for match in _predicates().finditer(right):
        if match["verb"] and match.end() > described:
            return _ADVERBS.sub("", right[: match.start()])
    return right


def _to_actor(right: str) -> str:
    """Return who does what the first verb says, whatever it has for its object: 80%的区 | 达到创建的目标."""
    right = _NEXT_NUMBER.split(right, maxsplit=1)[0]
    verbs = (match.start() for match in _predicates().finditer(right) if match["verb"])
    acts = next((start for start in verbs if start >= _SHORTEST or right[:start] in _SHORT), None)
    actor = _ACTOR.search(right)
    ends = [end for end in (acts, actor.start() if actor else None) if end]
    return _ADVERBS.sub("", right[: min(ends)]) if ends else _to_predicate(right)


def _to_joint(phrase: str) -> str:
    """Leave out the last of several phrases: it belongs to the next number."""
    joints = [match.start() for match in re.finditer(rf"{_WHOLE}|(?P<joint>、)", phrase) if match["joint"]]
    return phrase[: joints[-1]] if joints else phrase
