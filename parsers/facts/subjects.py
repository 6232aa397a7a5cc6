"""Who receives a promise and on what condition, read from the words before the giving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.facts.noun_phrases import does, is_plain_name, read_phrase, split_leading
from parsers.facts.passages import without_brackets
from parsers.facts.subject_clauses import subject_clauses, until_procedure
from parsers.facts.subject_words import Subject, subject_words

_ON_WHAT = re.compile(
    "[^，、]{2,16}(?:有|作出|做出|起到)?[^，、]{0,4}(?:贡献|作用)"
)  # 对我市发展有重大贡献的: 对 is its own


def read_subject(clauses: Sequence[str]) -> Subject:
    """Read the recipient and the condition from the clauses before the giving, in reading order."""
    rules = subject_words()
    parts = subject_clauses(clauses)
    openers = [index for index, part in enumerate(parts) if rules.opener.match(part)]
    if not openers:
        return _read_doing(parts)
    opened, base = _main_opener(parts, openers)
    lead, main = parts[:opened], [rules.opener.sub("", parts[opened], count=1), *parts[opened + 1 :]]
    found = _read_object(main)
    if found.pointing or (found.recipient is None and main[0].startswith(_THIS)):
        return _pointed_at(lead, found)
    if found.recipient is None and len(main) == 1 and is_plain_name(main[0]):
        found = Subject(main[0], None)
    outer = _outer_condition(parts[:opened], openers)
    if outer is not None and found.recipient is not None:
        return Subject("，".join(main), outer, base)
    if found.recipient is None and _ON_WHAT.match(found.condition or ""):
        found = Subject(None, f"对{found.condition}", found.base)
    if found.recipient is None and lead and lead[-1].endswith("的") and _doer(lead) is None:
        case = _read_doing(lead)  # 规上企业产值增长 20% 以上的，对新增贷款…
        if case.recipient is not None and not case.pointing:
            return Subject(case.recipient, "，".join(filter(None, (case.condition, main[0]))), base or found.base)
    if found.recipient is None:
        return Subject(_doer(lead) or _joined_as(found.condition), found.condition, base or found.base)
    return Subject(found.recipient, found.condition or _condition_in(lead, found.recipient), base or found.base)


def _condition_in(lead: Sequence[str], recipient: str) -> str | None:
    """Return the condition that the clauses before «对…» say, where what it points at has none."""
    if lead and len(recipient) <= 4 and subject_words().support.match(lead[0]):
        return subject_words().support.sub("", "，".join(lead), count=1)
    return "，".join(lead).removesuffix("的") if lead and _says_which(lead) else None


def _says_which(lead: Sequence[str]) -> bool:
    """Whether clauses before «对…» say in what case (由另一方建设的项目, 对提供方…), not what is aimed at (支持…)."""
    return "的" in lead[-1] and not any(subject_words().support.match(clause) for clause in lead)


def _pointed_at(lead: Sequence[str], found: Subject) -> Subject:
    """在我区注册的企业，对其租金的 50% 给予补贴: who 其 or 该 is stands in the clauses before, else before them."""
    own = _read_doing(lead)
    if own.recipient is None or own.pointing:
        return found
    return Subject(own.recipient, own.condition, found.base)


_THIS = ("该", "此", "上述")


def whole_condition(clauses: Sequence[str]) -> str | None:
    """Return all clauses of a subject as a condition, its opening word left out."""
    rules = subject_words()
    parts = subject_clauses(clauses)
    opened = next((index for index in reversed(range(len(parts))) if rules.opener.match(parts[index])), 0)
    text = "，".join(parts[opened:])
    if _ON_WHAT.match(rules.opener.sub("", text, count=1)):
        return text.removesuffix("的")
    opening = rules.opener.match(text) or rules.support.match(text)
    return (text[opening.end() :] if opening else text).removesuffix("的") or None


def read_applicant(clauses: Sequence[str]) -> Subject:
    """Read who may apply from the words under 申报条件, which describe from the first clause on."""
    if subject_words().opener.match(clauses[0]) or subject_words().support.match(clauses[0]):
        return read_subject(clauses)
    return _read_object(clauses)


def split_doer(base: str) -> tuple[str | None, str]:
    """Split the base of a rate that names who spends: 平台建设主体 | 新购置研发设备总价."""
    recipient, remainder = split_leading(base)
    if recipient is None or not re.search("(?:主体|企业|机构|单位|公司|高校|院所)$", recipient) or len(remainder) < 4:
        return None, base
    return recipient, remainder


def _main_opener(parts: Sequence[str], openers: Sequence[int]) -> tuple[int, str | None]:
    """Return which «对» opens the subject, and the cost that a later one names (对展位费等直接费用, 按…)."""
    rules = subject_words()
    last = openers[-1]
    phrase = rules.opener.sub("", parts[last], count=1)
    pointing = phrase.startswith("其") and not phrase.startswith("其他")
    costs = rules.cost.search(phrase) is not None and split_leading(phrase)[0] is None
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
    found = _becoming().fullmatch(condition or "")
    return found["np"] if found else None


@cache
def _becoming() -> re.Pattern[str]:
    head = subject_words().head.pattern.removesuffix("$")
    return re.compile(f"新?(?:入选|获评|评为)(?P<np>[^，的]+?{head})(?:的，.*)?")


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
    recipient, _ = split_leading(body)
    if recipient is None and rules.head.search(body) and not rules.doing.match(body):
        return body
    return recipient


def _read_doing(parts: Sequence[str]) -> Subject:
    """支持企业开展…, 给予; 经认定的项目, 按; 企业开展…的, 按."""
    rules = subject_words()
    if not parts:
        return Subject()
    last = parts[-1]
    if len(parts) == 1 and rules.prefix.match(last) and rules.head.search(last) and "的" not in last:
        return read_phrase(last)  # 新认定市级示范企业
    chosen = None if last.startswith("经") else rules.chosen.search(last)
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
    behind = part[support.end() : support.end() + 1]
    return not behind.isdecimal() and behind not in ("该", "其")


def _names_itself(part: str) -> bool:
    """Whether a clause is a noun phrase with its own condition: 在临港建设的…平台等."""
    rules = subject_words()
    if part.endswith("的") or "的" not in without_brackets(part) or rules.head.search(part) is None:
        return False
    return rules.doing.match(part) is None or part.startswith("在")


def _read_object(parts: Sequence[str]) -> Subject:
    """Read the phrase that a subject opens with, and the clauses that go on with its condition."""
    parts = list(until_procedure(parts))
    first, rest = parts[0].strip(), [part.strip() for part in parts[1:]]
    if first.startswith("其") and not first.startswith("其他"):
        return Subject(base=first.removeprefix("其").removesuffix("的"), pointing=True)
    if rest and "的" in first and _is_bare_name(rest[-1]):  # 对不裁员的企业，中小微企业按…返还
        return Subject(rest[-1], read_phrase(first).condition)
    if rest and all(_is_listed(part) for part in (first, *rest)):
        return Subject("，".join((first, *rest)), None)
    if rest and _is_name(first) and not all(_EXAMINED.fullmatch(part) for part in rest):
        return Subject(first, "，".join(rest).removesuffix("的"))
    found = read_phrase(first)
    if rest and (found.recipient is None or _is_done_by(first, found.recipient, rest[-1])):
        return _second_chance(found, [first, *rest])
    condition = "，".join(part for part in (found.condition, *rest) if part)
    return Subject(found.recipient, condition.removesuffix("的") or None, found.base)


_EXAMINED = re.compile("经[^，的]{2,8}(?<!后)")  # 经评审: how it is chosen, no condition of its own


def _is_listed(part: str) -> bool:
    """Whether a clause is a name in a list, with no condition that counts (注册资本 1 亿元以上的机构 has one)."""
    rules = subject_words()
    named = rules.head.search(part) is not None and rules.doing.match(part) is None
    return named and _COUNTED.search(without_brackets(part)) is None


_COUNTED = re.compile(r"\d[^的]*以[上下][^的]*的")


def _is_bare_name(phrase: str) -> bool:
    """Whether a clause is nothing but the name of who receives: 中小微企业."""
    rules = subject_words()
    named = rules.body.search(phrase) is not None and rules.doing.match(phrase) is None
    return named and "的" not in phrase and "、" not in phrase and split_leading(phrase)[0] is None


def _is_name(phrase: str) -> bool:
    """Whether a clause is a noun phrase, which the clauses behind it say the condition of: 新设立的企业, 实缴…的."""
    rules = subject_words()
    return bool(
        not phrase.endswith("的")
        and "以上的" not in phrase
        and "以下的" not in phrase
        and rules.head.search(phrase) is not None
        and (re.match("新[^的]{0,3}的|新(?!.*的)", phrase) if phrase[0] == "新" else not does(phrase))
        and split_leading(phrase)[0] is None
    )


def _is_done_by(first: str, thing: str, last: str) -> bool:
    """组织 100 人以上的会议团，年度累计用房 5000 间夜的 | 旅行社: who does the first is behind the last, no thing."""
    rules = subject_words()
    _, relative, noun = without_brackets(last).rpartition("的")
    acts = rules.doing.match(first) is not None and rules.body.search(thing) is None
    return bool(relative) and acts and rules.body.search(noun) is not None and split_leading(noun)[0] is None


def _second_chance(found: Subject, parts: Sequence[str]) -> Subject:
    """The recipient may stand in a later clause: 采用智能装备, 建设智能工厂的企业."""
    whole = "，".join(parts).removesuffix("的")
    chosen = subject_words().chosen.search(parts[-1])
    if chosen is not None:
        return Subject(chosen["np"], whole, found.base)
    for position in range(len(parts) - 1, 0, -1):
        again = _noun_of(parts[position].removesuffix("的"))
        if again is not None and again.recipient is not None:
            condition = "，".join(filter(None, (*parts[:position], again.condition, *parts[position + 1 :])))
            return Subject(again.recipient, condition.removesuffix("的"), found.base)
    return Subject(None, whole, found.base)


def _noun_of(part: str) -> Subject | None:
    """Return the noun that a later clause ends or goes on with: 具有知识产权的装备 | 首次取得市场业绩."""
    cut = without_brackets(part).rfind("的")
    if cut < 0:
        return None
    behind = part[cut + 1 :]
    if subject_words().head.search(behind):
        return Subject(behind, part[:cut])
    recipient, remainder = split_leading(behind)
    return Subject(recipient, f"{part[: cut + 1]}{recipient}{remainder}") if recipient else None
