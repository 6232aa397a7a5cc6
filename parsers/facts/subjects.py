"""Who receives a promise and on what condition, read from the words before the giving."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from parsers.facts.passages import without_brackets
from parsers.facts.subject_words import Subject, subject_words

_ON_WHAT = re.compile(
    "[^，、]{2,16}(?:有|作出|做出|起到)?[^，、]{0,4}(?:贡献|作用)"
)  # 对我市发展有重大贡献的: 对 is its own
_LOCATED = re.compile("在[一-鿿](?=[企高科院机])")  # 在杭企业, 在蓉高校


def read_subject(clauses: Sequence[str]) -> Subject:
    """Read the recipient and the condition from the clauses before the giving, in reading order."""
    rules = subject_words()
    parts = [part for clause in clauses if (part := _on_top().sub("", clause).strip()) and not _aside().fullmatch(part)]
    openers = [index for index, part in enumerate(parts) if rules.opener.match(part)]
    if not openers:
        return _read_doing(parts)
    opened, base = _main_opener(parts, openers)
    lead, main = parts[:opened], [rules.opener.sub("", parts[opened], count=1), *parts[opened + 1 :]]
    found = _read_object(main)
    if found.pointing:
        return found
    outer = _outer_condition(parts[:opened], openers)
    if outer is not None and found.recipient is not None:
        return Subject("，".join(main), outer, base)
    if found.recipient is None and _ON_WHAT.match(found.condition or ""):
        found = Subject(None, f"对{found.condition}", found.base)
    if found.recipient is None:
        return Subject(_doer(lead) or _joined_as(found.condition), found.condition, base or found.base)
    if not found.condition and len(found.recipient) <= 4 and lead and rules.support.match(lead[0]):
        return Subject(found.recipient, rules.support.sub("", "，".join(lead), count=1), found.base)
    return Subject(found.recipient, found.condition, base or found.base)


def whole_condition(clauses: Sequence[str]) -> str | None:
    """Return all clauses of a subject as a condition, its opening word left out."""
    rules = subject_words()
    parts = [part for clause in clauses if (part := _on_top().sub("", clause).strip()) and not _aside().fullmatch(part)]
    opened = next((index for index in reversed(range(len(parts))) if rules.opener.match(parts[index])), 0)
    text = "，".join(parts[opened:])
    opening = rules.opener.match(text) or rules.support.match(text)
    return (text[opening.end() :] if opening else text).removesuffix("的") or None


def read_applicant(clauses: Sequence[str]) -> Subject:
    """Read who may apply from the words under 申报条件, which describe from the first clause on."""
    if subject_words().opener.match(clauses[0]) or subject_words().support.match(clauses[0]):
        return read_subject(clauses)
    return _read_object(clauses)


def split_doer(base: str) -> tuple[str | None, str]:
    """Split the base of a rate that names who spends: 平台建设主体 | 新购置研发设备总价."""
    recipient, remainder = _leading(base)
    if recipient is None or not re.search("(?:主体|企业|机构|单位|公司|高校|院所)$", recipient) or len(remainder) < 4:
        return None, base
    return recipient, remainder


@cache
def _on_top() -> re.Pattern[str]:
    """在省级补助的基础上: what an award comes on top of."""
    return re.compile("在[^，]{2,20}基础上$")


@cache
def _aside() -> re.Pattern[str]:
    """Clauses that say how, not to whom: 采取后补助的形式, 以“一事一议”方式, 其中."""
    return re.compile(
        "其中|无偿|保费|一次性|进行|同时|此外|原则上|具体为?|分级分类|分级|分别|除[^，]{2,30}外|可?通过[^，]{2,20}结合|[^，]*根据[^，]*确定"
        "|(?:采取|采用|以|按照?|根据|视|综合)[^，]{0,30}(?:方式|形式|原则|情况|程度|人数|数量|细则|规定|绩效|能力|类别|贡献|效果)"
    )


def _main_opener(parts: Sequence[str], openers: Sequence[int]) -> tuple[int, str | None]:
    """Return which «对» opens the subject, and the cost that a later one names (对展位费等直接费用, 按…)."""
    rules = subject_words()
    last = openers[-1]
    phrase = rules.opener.sub("", parts[last], count=1)
    pointing = phrase.startswith("其") and not phrase.startswith("其他")
    costs = rules.cost.search(phrase) is not None and _leading(phrase)[0] is None
    if len(openers) > 1 and (pointing or costs):
        return openers[-2], phrase.removeprefix("其") if costs else None
    return last, None


def _outer_condition(lead: Sequence[str], openers: Sequence[int]) -> str | None:
    """对建设平台的, …, 对投资额不低于 500 万的项目: a condition that holds another inside."""
    first = openers[0]
    if first >= len(lead) or not any(part.endswith("的") for part in lead[first:]):
        return None
    return "，".join((subject_words().opener.sub("", lead[first], count=1), *lead[first + 1 :])).removesuffix("的")


def _joined_as(condition: str | None) -> str | None:
    """Return what one becomes by the condition, where that is all that names a recipient: 入选市级领军人才的."""
    found = re.fullmatch(f"新?(?:入选|获评|评为)(?P<np>[^，的]+?{subject_words().head.pattern})", condition or "")
    return found["np"] if found else None


def _doer(lead: Sequence[str]) -> str | None:
    """Return who is supported in the clauses before «对…»: 支持在杭企业建设平台, 对实际投入…的."""
    return next((found for clause in lead if (found := supported(clause)) is not None), None)


def supported(clause: str) -> str | None:
    """Return the recipient that «支持…», «鼓励…» opens with; None where the clause is no such thing."""
    rules = subject_words()
    support = rules.support.match(clause)
    if support is None or len(clause) <= 4:  # 支持标准 is a heading
        return None
    body = clause[support.end() :]
    recipient, _ = _leading(body)
    if recipient is None and rules.head.search(body) and not rules.doing.match(body):
        return body
    return recipient


def _read_doing(parts: Sequence[str]) -> Subject:
    """支持企业开展…, 给予; 经认定的项目, 按; 企业开展…的, 按."""
    rules = subject_words()
    if not parts:
        return Subject()
    last = parts[-1]
    chosen = rules.chosen.search(last)
    supports = [
        index for index, part in enumerate(parts) if (found := rules.support.match(part)) and _says(part, found)
    ]
    if chosen is not None and not (supports and supports[-1] == len(parts) - 1):
        return Subject(chosen["np"], whole_condition(parts))
    if supports and not (supports[-1] < len(parts) - 1 and _names_itself(last)):
        index = supports[-1]
        return _read_object([rules.support.sub("", parts[index], count=1), *parts[index + 1 :]])
    return _read_object([last] if supports else parts)


def _says(part: str, support: re.Match[str]) -> bool:
    """Whether words follow «支持», not just a number (每年支持 10 个)."""
    return not part[support.end() : support.end() + 1].isdecimal()


def _names_itself(part: str) -> bool:
    """Whether a clause is a noun phrase with its own condition: 在临港建设的…平台等."""
    rules = subject_words()
    if part.endswith("的") or "的" not in without_brackets(part) or rules.head.search(part) is None:
        return False
    return rules.doing.match(part) is None or part.startswith("在")


def _read_object(parts: Sequence[str]) -> Subject:
    """Read the phrase that a subject opens with, and the clauses that go on with its condition."""
    rules = subject_words()
    parts = list(_until_procedure(parts))
    first, rest = parts[0].strip(), [part.strip() for part in parts[1:]]
    if first.startswith("其") and not first.startswith("其他"):
        return Subject(base=first.removeprefix("其"), pointing=True)
    if rest and all(rules.head.search(part) and not rules.doing.match(part) for part in (first, *rest)):
        return Subject("，".join((first, *rest)), None)
    if rest and _is_name(first):
        return Subject(first, "，".join(rest).removesuffix("的"))
    found = _read_phrase(first)
    if found.recipient is None and rest:
        return _second_chance(found, [first, *rest])
    condition = "，".join(part for part in (found.condition, *rest) if part)
    return Subject(found.recipient, condition.removesuffix("的") or None, found.base)


def _until_procedure(parts: Sequence[str]) -> Iterator[str]:
    """Leave out the steps of an application that follow a condition (从成立后次年开始, …)."""
    for position, part in enumerate(parts):
        if position and re.match("从[^，]{2,16}(?:开始|起)", part):
            return
        yield part


def _is_name(phrase: str) -> bool:
    """Whether a clause is a noun phrase, which the clauses behind it say the condition of: 新设立的企业, 实缴…的."""
    rules = subject_words()
    return (
        not phrase.endswith("的")
        and rules.head.search(phrase) is not None
        and (rules.doing.match(phrase) is None or phrase.startswith("新"))
        and _leading(phrase)[0] is None
    )


def _second_chance(found: Subject, parts: Sequence[str]) -> Subject:
    """The recipient may stand in a later clause: 采用智能装备, 建设智能工厂的企业."""
    whole = "，".join(parts).removesuffix("的")
    chosen = subject_words().chosen.search(parts[-1])
    if chosen is not None:
        return Subject(chosen["np"], whole, found.base)
    for position in range(len(parts) - 1, 0, -1):
        again = _noun_of(parts[position].removesuffix("的"))
        if again is not None and again.recipient is not None:
            condition = "，".join((*parts[:position], again.condition or "")).strip("，")
            return Subject(again.recipient, condition, found.base)
    return Subject(None, whole, found.base)


def _noun_of(part: str) -> Subject | None:
    """Return the noun that a later clause ends or goes on with: 具有知识产权的装备 | 首次取得市场业绩."""
    cut = without_brackets(part).rfind("的")
    if cut < 0:
        return None
    behind = part[cut + 1 :]
    if subject_words().head.search(behind):
        return Subject(behind, part[:cut])
    recipient, remainder = _leading(behind)
    return Subject(recipient, f"{part[: cut + 1]}{recipient}{remainder}") if recipient else None


def _read_phrase(phrase: str) -> Subject:
    rules = subject_words()
    if phrase.endswith("的"):
        return _read_condition(phrase.removesuffix("的"))
    if rules.cost.search(phrase):
        recipient, remainder = _leading(phrase)
        return Subject(recipient, remainder if recipient else phrase, base=remainder if recipient else phrase)
    plain = without_brackets(phrase)
    second = re.search("的[^的]{1,16}、(?P<next>[^的]{2,40})的[^的]+$", plain)
    if second is not None and rules.doing.match(second["next"]) and rules.head.search(phrase):
        return Subject(phrase, None)  # 列入目录的制造企业、开展产业化的企业: two recipients in a list
    cut = _attributive(plain)
    held = _held().match(phrase) or (rules.prefix.match(phrase) if cut is None else None)
    if held is not None and rules.head.search(phrase):
        return Subject(phrase[held.end() :], held.group())
    if cut is not None:
        return _read_attributive(phrase[:cut], phrase[cut + 1 :], phrase)
    return _read_doer(phrase)


def _read_doer(phrase: str) -> Subject:
    """Read a phrase without 的: a doer and a doing, a name, or a doing alone."""
    rules = subject_words()
    recipient, remainder = _leading(phrase)
    if recipient is not None:
        return Subject(recipient, remainder)
    named = rules.head.search(phrase) is not None and rules.doing.match(phrase) is None
    return Subject(phrase, None) if named or _LOCATED.match(phrase) else Subject(None, phrase)


@cache
def _held() -> re.Pattern[str]:
    """在本地区举办 before what is held there."""
    return re.compile("在(?![一-鿿][企高科院机])[^，的]{1,12}?(?:举办|承办|建设|设立|投资|创办|实施|建立)(?=[^的]*$)")


def _attributive(plain: str) -> int | None:
    """Return where the 的 stands that joins a condition to its noun, brackets already blanked."""
    cut = plain.rfind("的")
    return cut if cut > 0 else None


def _read_attributive(before: str, noun: str, phrase: str) -> Subject:
    """Read «X的Y»: X is a condition where it says a doing or a state, else a part of the name."""
    rules = subject_words()
    recipient, remainder = _leading(f"{before}的")
    if recipient is not None and rules.doing.match(remainder):
        return Subject(recipient, f"{remainder}{noun}")
    if (rules.mark.search(before) or before.startswith("对")) and rules.head.search(noun):
        return Subject(noun, before)
    return Subject(phrase, None) if rules.head.search(noun) else Subject(None, phrase)


def read_noun_phrase(phrase: str) -> Subject:
    """Read a recipient with what stands before it: 入围的应用场景项目."""
    return _read_phrase(phrase)


def _read_condition(body: str) -> Subject:
    """Read «…的» without a noun behind it: a doer and a doing, or a doing alone."""
    recipient, remainder = _leading(body)
    if recipient is not None:
        return Subject(recipient, remainder)
    named = subject_words().named.search(body)
    return Subject(named["np"] if named else None, body)


def _leading(phrase: str) -> tuple[str | None, str]:
    """Split a phrase into the recipient it opens with and what that does; None where it opens with a doing."""
    rules = subject_words()
    if rules.doing.match(phrase) and not _LOCATED.match(phrase) and not phrase.startswith("新"):
        return None, phrase
    found = rules.leading.match(phrase)
    return (found["np"], phrase[found.end() :]) if found else (None, phrase)
