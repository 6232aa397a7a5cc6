"""Words that name a year or a period of years: 到2021年, 2024年底前, “十四五”期间, 今年, 到2022年和2030年."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import words
from parsers.quantities.patterns import alternation

YEAR = "(?:19|20)[0-9]{2}"
PLANS = "一二三四五六"  # 十一五 ended in 2010, each plan after it five years later
_FIRST_PLAN_END = 2010


@dataclass(frozen=True, slots=True)
class YearWord:
    """A year or period named in the text, as half-open clean offsets; `since` is where a period of years began.

    A deadline (到2021年), a period (“十四五”期间) and a word such as 今年 hold for what follows in the section; a
    year merely mentioned holds for its own sentence.
    """

    start: int
    end: int
    year: int | None
    since: int | None = None
    reaches: bool = False
    deadline: bool = False
    several: tuple[int, ...] = ()  # 到2022年和2030年: one for each figure of a clause


@cache
def year_pattern() -> re.Pattern[str]:
    """Return what finds year words, and words that look like one; the name of a group says of what kind."""
    listed = (word[0] for key in ("this_year", "last_year", "next_year") for word in words("targets", f"time.{key}"))
    # Most characters open none of them, which is seen at once where all that do are asked for first.
    return re.compile(f"(?=[{_OPENERS}{''.join(listed)}])(?:{'|'.join(_parts())})")


_OPENERS = "《〔比较相上去在与同和及是为到至截力于0-9“一二两三四五六七八九十今未下过近这的"


def _parts() -> tuple[str, ...]:
    """Return the patterns of each kind of year word, in the order in which they are tried at a place."""
    number = "[0-9一二两三四五六七八九十]"
    return (
        r"《[^》\n]*》|〔[^〕\n]*〕",
        rf"(?P<compared>(?:比|较|相比|相较于|相对于)(?:于)?(?:{YEAR}|上)\s*年|[上去]年(?:度)?(?:同期|基数|水平|平均)|在\s*(?:{YEAR}\s*年(?:底|末)?|“?十[{PLANS}]五”?(?:时期|期间|期末|末)?)的?基础上|[与同和]\s*{YEAR}\s*年(?:底|末)?(?:相比|比(?![例重率较值]))|(?:是|为|相当于)\s*(?:{YEAR}\s*年(?=的)|“?十[{PLANS}]五”?(?:时期|期间|末)?))",
        rf"(?:(?P<by>到|至)\s*)?(?<![0-9—–~～-])(?P<several>{YEAR}\s*年?(?:底|末)?(?:[和、及与]\s*{YEAR}\s*年(?:底|末)?)+)(?!以来|起|相比|比(?![例重率较值]))",
        rf"(?P<from>{YEAR})\s*年?\s*[-－—–~～至到]\s*(?P<to>{YEAR}|[0-9]{{2}})\s*年",
        rf"(?:(?<![高升加长大少低降减短小展张跃增])(?P<due>到|至|截至|截止|截止到|力争|在|于)\s*)?(?P<year>{YEAR})\s*年\s*年?(?P<tail>以来|起|以后|之后|开始|底前|底|末|前|以前|之前)?",
        f"“?十(?P<plan>[{PLANS}])五”?(?:(?P<ended>以来)|时期|期间|期末|末|的五年|发展的?主要|发展成就|规划期|收官|主要目标|目标)",
        f"(?:今后|未来|下一步)(?P<next>{number})年",
        r"(?<![0-9一二三四五六七八九十])(?:(?:过去|近|这)的?(?:五|5)\s*年来?|[和及与]五年(?=工作|主要)|(?:的)?(?:五|5)\s*年(?:来|间|累计|共|里|以来|增长|增加|提高|提升|下降|年均|\b))",
        f"(?P<within>{number}{{1,2}})\\s*年(?:之?内|时间)",
        f"(?P<this>{alternation(words('targets', 'time.this_year'))})(?!完成的)",
        f"(?P<last>{alternation(words('targets', 'time.last_year'))})",
        f"(?P<coming>{alternation(words('targets', 'time.next_year'))})",
    )


def plan_end(ordinal: str) -> int:
    """Return the last year of a five-year plan, from the Han numeral in its name (十四五: 四)."""
    return _FIRST_PLAN_END + 5 * PLANS.index(ordinal)


def several_years(match: re.Match[str]) -> YearWord:
    """到2022年和2030年: a year for each figure of a clause; without 到 it is no deadline."""
    years = tuple(map(int, re.findall(YEAR, match["several"])))
    due = match["by"] is not None
    return YearWord(*match.span(), years[-1], reaches=due, deadline=due, several=years)


def plain_year(match: re.Match[str]) -> YearWord | None:
    """A year with 到 or 底前 is a deadline; one with 以来 or 起 begins a time without an end."""
    tail, due = match["tail"] or "", match["due"] or ""
    if tail in ("以来", "起", "以后", "之后", "开始"):
        return None
    deadline = due in ("到", "至", "力争") or tail in ("底前", "前", "以前", "之前")
    return YearWord(*match.span(), int(match["year"]), reaches=deadline or due.startswith("截"), deadline=deadline)
