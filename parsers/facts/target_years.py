"""When an aim is due or a figure was observed: the year words of a policy, and how far each of them reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from parsers.facts.target_banners import Banners, reviewed, year_planned, year_planned_at, year_reviewed
from parsers.facts.view import PolicyView
from parsers.facts.word_patterns import any_word, holds_word
from parsers.facts.year_words import YEAR, YearWord, plain_year, plan_end, several_years, year_pattern
from parsers.lexicon import words
from parsers.markers import numeral_to_int
from schemas.records import Section
from schemas.vocabulary import SectionKind

_TITLES = (SectionKind.TITLE, SectionKind.APPENDIX)
_TITLE_YEAR = re.compile(f"({YEAR})年")
_HELD = re.compile(r"\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日\s*在")  # when a report was held heads nothing
_BY_YEAR = re.compile(f"{YEAR}年(?:底|末)?(?:以|之)?前")  # 2030年前碳达峰行动方案 plans no one year


@dataclass(frozen=True, slots=True)
class Dated:
    """The year of a quantity, the year its period began, and the section whose words say so."""

    year: int | None = None
    since: int | None = None
    section: int | None = None
    beside: bool = False  # the word stands in the quantity's own clause
    deadline: bool = False
    several: tuple[int, ...] = ()


UNDATED = Dated()
_LEAD_IN = re.compile(r"[^。；：\n]{0,24}[：:]\s*")  # 到2025年的具体目标为： above a list
_EDGES = ("", *"，。；：、！\n\t \u3000）)—·.,;:")


class Calendar:
    """Finds the year words of one policy, read once a section, and the year that holds at a place."""

    def __init__(self, view: PolicyView) -> None:
        self._view = view
        self._words: dict[int, list[YearWord]] = {}
        self._above: dict[int, Dated] = {}

    @cached_property
    def is_report(self) -> bool:
        """Return whether the policy is a government report, which tells of last year and plans this one."""
        return self._view.metadata.doc_type == "报告"

    @cached_property
    def is_account(self) -> bool:
        """Return whether the policy is a report that only describes what is: 数字中国发展报告, no 政府工作报告."""
        return self.is_report and not any(word in self._view.metadata.title for word in words("targets", "time.plans"))

    @cached_property
    def current(self) -> int | None:
        """Return the year the policy speaks from; None where it does not say."""
        meta = self._view.metadata
        issued = meta.issued_date or meta.printed_date or meta.effective_date
        if not self.is_report:
            return issued.year if issued else meta.plan_start_year
        named = [int(year) for year in _TITLE_YEAR.findall(meta.title)]
        told = year_reviewed(self._view)
        if told is not None:
            named.append(told + 1)  # 2018年工作回顾, whether it is read that December or the January after
        elif not named:
            held = year_planned(issued.year, issued.month) if issued else year_planned_at(self._view)
            named = [held] if held else []
        known = [*named, *([issued.year] if issued else [])]
        return max(known, default=meta.plan_start_year)

    @cached_property
    def _title_year(self) -> int | None:
        title = self._view.metadata.title
        years = {int(year) for year in _TITLE_YEAR.findall(title)}
        yearly = len(years) == 1 and self._view.metadata.plan_start_year is None
        if not yearly or _BY_YEAR.search(title):
            return None
        return years.pop() if any(word in title for word in words("targets", "time.yearly")) else None

    @cached_property
    def _banners(self) -> Banners:
        return Banners(self._view, self.current)

    def at(self, index: int, clause: tuple[int, int], sentence: int, offset: int, taken: tuple[int, int]) -> Dated:
        """Return the year that holds for a quantity.

        Args:
            index: its section.
            clause: half-open clean span of its clause.
            sentence: where its sentence starts.
            offset: where it starts.
            taken: half-open clean span whose year words belong to the figure before (从2020年的…).
        """
        before = [word for word in self._of(index) if word.end <= offset and not taken[0] <= word.start < taken[1]]
        near = [word for word in before if word.start >= sentence]
        if near:
            return _dated(near[-1], index, beside=near[-1].start >= clause[0])
        attached = next((word for word in self._of(index) if offset < word.start < clause[1]), None)
        if attached is not None and attached.deadline:
            return _dated(attached, index, beside=True)
        if not self.is_report and any_word("targets", "time.now", "time.now_not_before").search(
            self._view.text(sentence, offset)
        ):
            return UNDATED
        reaching = [word for word in before if word.reaches and self._reaches(index, word.start, offset)]
        if reaching:
            return _dated(reaching[-1], index)
        over = self._over(index)
        if over.year is not None:
            return over
        return self._under_banner(offset) if self.is_report else self._of_title(index)

    def _of_title(self, index: int) -> Dated:
        """A plan of one year (2023年国民经济和社会发展计划, 2024年工作要点) aims at its end, whatever is so today."""
        year = self._title_year
        return (
            Dated(year, section=0)
            if year and not heads(self._view.sections, index, "time.actual_headings")
            else UNDATED
        )

    def _under_banner(self, offset: int) -> Dated:
        banner = self._banners.over(offset)
        return Dated(banner.year, section=self._view.section_at(banner.start)) if banner and banner.year else UNDATED

    def _reaches(self, index: int, start: int, offset: int) -> bool:
        """Return whether a year word of the section holds for a later sentence of it.

        It does within its own paragraph; over paragraphs only from the opening one, or in a section about goals.
        """
        section, text = self._view.sections[index], self._view.clean.text
        if "\n" not in text[start:offset]:
            return True
        if not self.is_report and heads(self._view.sections, index, "time.actual_headings"):
            return False
        return _names(section, "time.goal_headings") or self._opens(section, start)

    def _opens(self, section: Section, start: int) -> bool:
        """Return whether an offset lies in the heading or the first paragraph below it."""
        return self._view.clean.text.count("\n", section.start, start) <= 1

    def _over(self, index: int) -> Dated:
        """Return the year that a section's heading, or a section above it, gives to all that it holds."""
        if index not in self._above:
            self._above[index] = self._from_heading(index) or self._from_above(index)
        return self._above[index]

    def _from_heading(self, index: int) -> Dated | None:
        """Return the year in a heading that stands on its own line: 2026年重点工作, “十五五”时期的主要目标."""
        named = self._in_heading(index)
        return _dated(named[0], index) if named else None

    def _in_heading(self, index: int) -> list[YearWord]:
        """Return the year words of a heading that stands on its own line."""
        section = self._view.sections[index]
        heading = self._view.clean.text[section.start : section.end].split("\n", 1)[0]
        if section.heading is None or section.kind in _TITLES or len(heading) > len(section.heading) + 12:
            return []
        words_of = [word for word in self._of(index) if word.end <= section.start + len(heading)]
        return [word for word in words_of if _HELD.match(self._view.clean.text, word.end) is None]

    def _from_above(self, index: int) -> Dated:
        parent = self._view.sections[index].parent
        if parent is None or self._view.sections[parent].kind in _TITLES:
            return UNDATED  # a plan's last year is no aim's year
        section = self._view.sections[parent]
        named = self._in_heading(parent)
        if len(named) == 1 and named[0].since is None and self.is_report:
            return _dated(named[0], parent)  # 2016年工作安排, whatever its opening says of “十三五”时期
        leading = [word for word in self._of(parent) if word.reaches and self._leads(section, word)]
        if leading and self._holds_below(parent, leading):
            return _dated(leading[-1], parent)
        return self._over(parent) if not leading or self._from_heading(parent) else UNDATED

    def _holds_below(self, parent: int, leading: list[YearWord]) -> bool:
        """The last of a section's year words holds for the sections below where no other speaks against it."""
        last, section = leading[-1], self._view.sections[parent]
        if last.since is not None or _LEAD_IN.fullmatch(self._view.clean.text, last.end, section.end):
            return True
        return len({word.year for word in leading}) == 1 and self._from_heading(parent) is None

    def _leads(self, section: Section, word: YearWord) -> bool:
        return word.since is not None or _names(section, "time.goal_headings") or self._opens(section, word.start)

    def _of(self, index: int) -> list[YearWord]:
        if index not in self._words:
            section = self._view.sections[index]
            self._words[index] = list(self._read(section.start, section.end, self._told(index)))
        return self._words[index]

    def _read(self, start: int, end: int, told: int | None) -> Iterator[YearWord]:
        text = self._view.clean.text
        if text.find("年", start, end) < 0 and text.find("五", start, end) < 0:  # each year word has one of them
            return
        for match in year_pattern().finditer(text, start, end):
            word = self._word(match, told)
            if word is not None:
                yield word

    def _word(self, match: re.Match[str], told: int | None) -> YearWord | None:
        span, kind = match.span(), match.lastgroup
        if kind in (None, "compared"):
            return self._five_years(match) if kind is None else None
        if match["several"] or match["year"]:
            return several_years(match) if match["several"] else plain_year(match)
        if match["from"]:
            until = match["to"] if len(match["to"]) == 4 else match["from"][:2] + match["to"]
            return YearWord(*span, int(until), int(match["from"]), reaches=True)
        if match["plan"]:
            ends = plan_end(match["plan"])
            if match["ended"]:
                return self._since_plan(match, ends)
            return YearWord(*span, ends, ends - 5, reaches=self._stands_free(*span))
        return self._within(match) if match["within"] else self._relative(match, told)

    def _since_plan(self, match: re.Match[str], ends: int) -> YearWord | None:
        """“十三五”以来 is, in a plan of the five years behind, the time of that plan."""
        followed = self._view.metadata.plan_start_year == ends + 1
        return YearWord(*match.span(), ends, ends - 5, reaches=True) if followed else None

    def _stands_free(self, start: int, end: int) -> bool:
        """A period at a clause's edge or in a heading holds for what follows; in 电网“十四五”期间最大的工程 not."""
        text = self._view.clean.text
        heading = "，" not in text[text.rfind("\n", 0, start) + 1 : text.find("\n", end)]
        return heading or text[max(start - 1, 0) : start] in _EDGES or text[end : end + 1] in _EDGES

    def _five_years(self, match: re.Match[str]) -> YearWord | None:
        """Five years come to an end in a report are the years up to the last."""
        if match.group()[0] in "《〔" or not self.is_report or self.current is None:
            return None
        last = self.current - 1
        return YearWord(
            *match.span(), last, last - 5, reaches=match.group().endswith("来") or match.group()[0] in "过近这"
        )

    def _within(self, match: re.Match[str]) -> YearWord | None:
        """三年内 in a plan of three years is its last."""
        start, end = self._view.metadata.plan_start_year, self._view.metadata.plan_end_year
        years = numeral_to_int(match["within"].replace("两", "二"))
        if start is None or end is None or years != end - start + 1:
            return None
        return YearWord(*match.span(), end, deadline=True)

    def _told(self, index: int) -> int | None:
        """Return the year that a section or one above it looks back on: under 2022年工作回顾 今年 is 2022."""
        at: int | None = index if self.is_report else None
        while at is not None:
            section = self._view.sections[at]
            told = reviewed(section.heading or "")
            if told is not None:
                return told
            at = section.parent
        return None

    def _relative(self, match: re.Match[str], told: int | None) -> YearWord | None:
        if self.current is None:
            return None
        if told is not None and match["this"]:
            return YearWord(*match.span(), told, reaches=True)
        if match["next"]:
            return YearWord(
                *match.span(),
                self.current + (numeral_to_int(match["next"].replace("两", "二")) or 1) - 1,
                deadline=True,
            )
        shift = {"this": 0, "last": -1, "coming": 1}[match.lastgroup or "this"]
        return YearWord(*match.span(), self.current + shift, reaches=self.is_report, deadline=shift >= 0)


def _dated(word: YearWord, section: int, *, beside: bool = False) -> Dated:
    return Dated(word.year, word.since, section, beside, word.deadline, word.several)


def _names(section: Section, key: str, longest: int = 1000) -> bool:
    heading = section.heading or ""
    return len(heading) <= longest and holds_word(heading, "targets", key)


def heads(sections: Sequence[Section], index: int, key: str, longest: int = 1000) -> bool:
    """Return whether a heading of a section, or of one above it, holds one of the words of a lexicon key.

    Headings of more than `longest` characters say nothing: an article's first sentence stands as its heading.
    """
    at: int | None = index
    while at is not None:
        if _names(sections[at], key, longest):
            return True
        at = sections[at].parent
    return False
