"""The words of subjects: who may receive, what they do, what opens a subject, compiled from the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import mapping, words
from parsers.quantities.patterns import Patterns, alternation, one_of, preceded_by, refusals
from schemas.vocabulary import RECIPIENT_TYPES

PURSE = "财政"  # who pays, with the words around it: 市财政资金
JOINTS = "(?:其中[，,]?|同时|此外|另外?|并)?"  # what may join a subject to the one before it
_OF_A_YEAR = (
    "(?:20[0-9]{2}年|上一?年度?|当年)[^，。；的]{0,8}(?:产值|收入|销售额|税收|增加值)"  # 企业 | 2019 年工业产值
)
_BUILT = ("项目", "工程", "平台", "基地", "中心", "园区")  # …的产业项目 | 建设
_HONOURED = ("enterprise", "institution", "organisation", "platform", "talent")  # whom a title makes what they are
_BODIES = ("enterprise", "institution", "organisation", "talent")  # who has sales, staff and costs of its own


@dataclass(frozen=True, slots=True)
class Subject:
    """The recipient and the condition as printed.

    `base` is a cost that a rate may be of; `pointing` says that 其 refers to the subject of the promise before.
    """

    recipient: str | None = None
    condition: str | None = None
    base: str | None = None
    pointing: bool = False


class SubjectWords(Patterns):
    """The patterns of subjects, from config/lexicon/incentives.toml."""

    opener: re.Pattern[str]
    giver: re.Pattern[str]
    giving_body: re.Pattern[str]
    support: re.Pattern[str]
    leading: re.Pattern[str]
    doing: re.Pattern[str]
    deed: re.Pattern[str]
    verb: re.Pattern[str]
    head: re.Pattern[str]
    mark: re.Pattern[str]
    attribute: re.Pattern[str]
    no_receiver: re.Pattern[str]
    body: re.Pattern[str]
    talent: re.Pattern[str]
    state: re.Pattern[str]
    bearer: re.Pattern[str]
    owner: re.Pattern[str]
    prefix: re.Pattern[str]
    cost: re.Pattern[str]
    chosen: re.Pattern[str]
    named: re.Pattern[str]
    won: re.Pattern[str]
    built: re.Pattern[str]
    naming: re.Pattern[str]
    named_alone: re.Pattern[str]
    award: re.Pattern[str]


@cache
def subject_words() -> SubjectWords:
    """Return the patterns that the lexicon gives."""
    kinds = {kind: words("incentives", f"recipients.{kind}") for kind in RECIPIENT_TYPES[:-1]}
    tail = '[”"]?(?:[（(][^（）()]*[）)])?(?:等)?'
    head = f"{alternation(word for listed in kinds.values() for word in listed)}{tail}"
    actor = f"{alternation(word for kind, listed in kinds.items() if kind != 'project' for word in listed)}{tail}"
    doing = _doing()
    not_undergone = alternation(words("incentives", "doings.not_of_projects"))
    supports = alternation(words("incentives", "subject.supports"))
    furthers = f"{alternation(words('incentives', 'subject.furthers'))}(?![^，]*的$)"
    choice = alternation(words("incentives", "doings.choices"))
    giving = alternation(words("incentives", "give.verbs"))
    giving_body = (
        f"(?:由各[省市州区县镇、和]+(?=对|按|{giving})"
        f"|由?[^，。；的对在\\d]{{1,16}}?(?:委员会|(?<![餐展大])厅|[委局]|政府)(?:将(?=对|按|{giving})|(?={giving})|$))"
    )
    openers = subject_openers()
    changes = alternation(words("incentives", "doings.changes"))
    bodies = alternation(word for kind in _BODIES for word in words("incentives", f"recipients.{kind}"))
    return SubjectWords(
        opener=f"{JOINTS}{openers}",
        giver=(
            f"由?(?:(?:中央|[省市区县州镇级各两本、和与及])*{PURSE}(?:资金|部门|专项资金)?)+各?(?={giving}|按照?|对|$)"
            f"|^{giving_body}"
        ),
        giving_body=giving_body,
        support=f"(?:[^，]{{0,6}}(?=鼓励|支持))?(?:{supports}|{furthers})+(?!的)",
        leading=(  # doings are many and stand once for both; `acts` says that an actor was read, not a project
            f"(?P<np>[^，。；]{{0,60}}?(?:{actor}(?P<acts>)|{alternation(kinds['project'])}{tail}(?!{not_undergone}))"
            f"(?:(?={doing})|(?(acts)(?=拟)|(?!))))"
        ),
        doing=doing,
        deed=alternation(words("incentives", "doings.deeds")),
        verb=f"{doing}|[在为获]|{openers}",
        head=f"{head}$",
        mark=alternation(words("incentives", "doings.marks")),
        attribute=f"(?:{alternation(words('incentives', 'doings.attributes'))}|{head})$",
        no_receiver=f"{alternation(words('incentives', 'subject.no_receivers'))}$",
        body=f"{bodies}$",
        talent=f"{alternation(kinds['talent'])}{tail}$",
        state=alternation(words("incentives", "doings.states")),
        bearer=(
            f"(?P<np>[^，。；的]{{0,30}}?{bodies})(?=(?!{bodies}|[、和及与或（(])[^，。；的]{{1,16}}?{changes}|{_OF_A_YEAR})"
        ),
        owner=(
            f"(?P<np>[^，。；的、]{{0,8}}?{bodies})(?!{bodies})[^，。；的、]{{2,12}}$"
            f"|(?P<thing>[^，。；的、]{{0,12}}?{one_of(_BUILT)})(?:建设|实施)$"
        ),
        prefix=alternation(words("incentives", "doings.prefixes")),
        cost=f"{alternation(words('incentives', 'doings.costs'))}$",
        chosen=(
            f"{choice}(?![的为])(?:出|若干|一批|不超过|不少于|最多|\\d+|[—–~-])*[个家名项批类]?(?:[^，。；的]{{0,30}}的)?(?P<np>[^，。；的]{{0,30}}{head})$"
        ),
        built=(
            f"{alternation(words('incentives', 'doings.eagerly'))}*"
            f"(?P<doing>{alternation(words('incentives', 'doings.builds'))})"
            f"(?P<np>[^，。；的]*?{alternation(kinds['platform'])}{tail})"
        ),
        naming=_naming("naming", "naming_by"),
        named_alone=_naming("naming"),
        award=f"{alternation(words('incentives', 'give.awards'))}$",
        won=(
            f"(?:[^，。；的]{{2,20}}领域)?(?:当年|首次|新|成功|被|年度)*"
            f"{alternation(words('incentives', 'doings.wins'))}"
            f"(?P<np>[^，。；的]{{0,40}}?{alternation(word for kind in _HONOURED for word in kinds[kind])}{tail}"
            f"(?:[或和、及与][^，。；的]{{2,12}})?){alternation(words('incentives', 'doings.honours'))}?(?:的?$|的，)"
        ),
        named=(
            f"(?:(?:认定|评定|评选|确定|升级|创建|晋级|评|入选)(?:成)?为|获评(?:为)?)(?P<np>[^，。；的]{{0,40}}{head})$"
        ),
    )


def subject_openers() -> str:
    """Return the pattern of «对», «对于», «给» before a subject, but not of 给予."""
    return alternation(words("incentives", "subject.openers"), refusals(mapping("incentives", "subject.not_before")))


def _doing() -> str:
    """A doing begins here, and the word is not part of a longer one (承办 | 单位, 提供 | 方, 投资 | 者)."""
    refused, listed = refusals(mapping("incentives", "doings.not_before")), words("incentives", "doings.verbs")
    before = mapping("incentives", "doings.not_after")
    alone = [word for word in listed if len(word) == 1]
    single = one_of(f"{preceded_by(before.get(word, ''))}{word}{refused.get(word, '')}" for word in alone)
    longer = alternation((word for word in listed if len(word) > 1), refused)
    agents = alternation(words("incentives", "doings.agents"), refused)
    return f"(?:{longer}(?!{agents})|{single}|(?:20)?[0-9一二三五两]+年(?:内|(?={longer})))"


def _naming(*lists: str) -> str:
    """Doings that say what kind of body, person or project the noun behind them is: 发展服务 | 机构."""
    refused = refusals(mapping("incentives", "doings.not_naming"))
    called = alternation((word for key in lists for word in words("incentives", f"doings.{key}")), refused)
    return f"{called}+{alternation(words('incentives', 'doings.named'))}"
