"""A sentence's promised numbers, put together by the subject they are promised to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from parsers.facts.giving import given_to, gives_itself, grant_words
from parsers.facts.grant import Grant, Part
from parsers.facts.neighbours import bracketed
from parsers.facts.passages import Clause, Sentence, after
from parsers.facts.subject_words import subject_words
from parsers.lexicon import words
from parsers.quantities.patterns import alternation

_LISTED = re.compile(r"[^，。；\d]{0,12}?[、和及与,，以](?P<label>[^，。；、\d]{0,24})")


@dataclass(frozen=True)
class Frame:
    """The numbers given to one subject; `first` is the clause its words begin in, `start` and `end` its clean span."""

    sentence: Sentence
    grants: tuple[Grant, ...]
    first: int
    start: int
    end: int

    def subject(self) -> list[str]:
        """Return the clauses before the giving, the last one cut where the giving begins."""
        return [*self._subject]

    @cached_property
    def _subject(self) -> tuple[str, ...]:
        given, clauses, opened = self.grants[0], self.sentence.clauses, self._opened()
        parts = [clause.text for clause in clauses[opened : given.clause]]
        if parts and opened == self.first and self.start > clauses[self.first].start:
            parts[0] = parts[0][self.start - clauses[self.first].start :]
        clause = clauses[given.clause]
        begin = max(self.start, clause.start)
        own = clause.text[begin - clause.start : max(0, given.given_at - clause.start)]
        return (
            *(named for place, part in enumerate(parts) for named in self._named(part, [*parts[place + 1 :], own])),
            _in_bracket(own).strip("，,、 ").removesuffix("进行") if own != "对" and not given.beside else "",
        )

    def _named(self, part: str, later: Sequence[str]) -> tuple[str, ...]:
        """Return a clause; of a gift without a number, whom it is for (对企业 | 给予奖励, 每家最高…), or nothing."""
        if not gives_itself(part):
            return (part,) if part else ()
        if part.startswith("对其"):
            return ()
        openers = grant_words().openers
        alone = not any(openers.match(text) or text.endswith("的") for text in later)
        goes_on = later[0].startswith("其中") or (alone and not _gives_to(self.sentence, self.grants[0]))
        claimed = grant_words().claimed.search(part)
        if claimed is not None:  # 累计达到 200 人次的 | 即可申报接待奖励，最高…
            return (part[: claimed.start()],) if goes_on and claimed.start() else ()
        return given_to(part) if goes_on else ()

    def _opened(self) -> int:
        """Return the clause the subject begins in: a part between semicolons with a subject of its own stands alone."""
        clauses, given = self.sentence.clauses, self.grants[0].clause
        part = clauses[given].part
        own = [index for index in range(self.first, given + 1) if clauses[index].part == part]
        return own[0] if any(self._has_subject(index) for index in own) else self.first

    def _has_subject(self, index: int) -> bool:
        clause = self.sentence.clauses[index]
        return clause.start < self.grants[0].given_at and grant_words().openers.match(clause.text) is not None

    def giving(self, grant: Grant | None = None) -> str:
        """Return the words of giving before a number, before the first by default: 分别给予最高."""
        grant = grant or self.grants[0]
        clause = self.sentence.clauses[grant.clause]
        return clause.text[max(0, grant.given_at - clause.start) : grant.quantity.start - clause.start]

    @property
    def of_fund(self) -> bool:
        """Whether it is the size of a fund."""
        return self.grants[0].part is Part.FUND

    @property
    def only_caps(self) -> bool:
        """Whether nothing but upper bounds is promised."""
        return all(grant.part is Part.CAP for grant in self.grants)


def _in_bracket(text: str) -> str:
    """申请补贴（其中小微企业 | 可按…: inside a bracket that is still open, only its own words count."""
    opened = max(text.rfind("（"), text.rfind("("))
    if opened < 0 or max(text.rfind("）"), text.rfind(")")) > opened:
        return text
    return text[opened + 1 :].removeprefix("其中")


def frames_of(sentence: Sentence, grants: Sequence[Grant]) -> list[Frame]:
    """Split the promised numbers of a sentence where a new subject begins."""
    groups: list[list[Grant]] = []
    for grant in grants:
        if groups and not _begins(sentence, groups[-1], grant):
            groups[-1].append(grant)
        else:
            groups.append([grant])
    starts = [(0, sentence.start), *(_start(sentence, groups[i][-1], groups[i + 1][0]) for i in range(len(groups) - 1))]
    ends = [*(start for _, start in starts[1:]), sentence.end]
    return [Frame(sentence, tuple(group), *start, end) for group, start, end in zip(groups, starts, ends, strict=True)]


def _start(sentence: Sentence, last: Grant, following: Grant) -> tuple[int, int]:
    """Return the clause and the clean offset at which the next subject begins."""
    if following.clause == last.clause:
        clause = sentence.clauses[last.clause]
        opened = clause.text.find("、对", last.quantity.end - clause.start, following.quantity.start - clause.start)
        return last.clause, last.quantity.end if opened < 0 else clause.start + opened + 1
    clauses, openers = sentence.clauses, grant_words().openers
    between = range(last.clause + 1, following.clause + 1)
    heads = (i for i in between if clauses[i].part != clauses[last.clause].part or openers.match(clauses[i].text))
    first = next(heads, last.clause + 1)
    return first, clauses[first].start


def _begins(sentence: Sentence, group: Sequence[Grant], grant: Grant) -> bool:
    """Whether a number belongs to another subject than the numbers before it."""
    last = group[-1]
    parts = {item.part for item in group}
    if (grant.part is Part.FUND) != (last.part is Part.FUND):
        return True
    if grant.beside:
        return True
    if grant.clause == last.clause:
        return grant.part in parts and grant.part is not Part.CAP and not in_list(sentence, last, grant)
    if _is_another_gift(sentence, last, grant):
        return True
    if grant.part in (Part.CAP, Part.FLOOR) and parts - {Part.FUND}:
        return grant.part is Part.CAP and parts == {Part.CAP} and _heads_part(sentence, last, grant)
    return grant.part in parts or grant.part is Part.RATE or _new_part(sentence, last, grant)


def _is_another_gift(sentence: Sentence, last: Grant, grant: Grant) -> bool:
    """Whether a clause opens a subject, names a receiver, or says that it gives something else besides."""
    if _opens_subject(sentence, last, grant) or _names_receiver(sentence, last, grant):
        return True
    if _new_part(sentence, last, grant) and any(names_one(item.text) for item in _before_in_part(sentence, grant)):
        return True  # …；将注册地迁至我区的企业，每家企业每年最高 25 万元
    return is_besides(sentence, grant)


def is_besides(sentence: Sentence, grant: Grant) -> bool:
    """Whether a clause gives something on top: …补助，并给予最高 500 万元贴息."""
    text = sentence.clauses[grant.clause].text
    if _MAY.match(text) and grant_words().named.match(after(sentence.clauses[grant.clause], grant.quantity.end)):
        return True  # 可给予 1 万元资助，可申请每年最高 4000 元的租金补贴
    return _besides().match(text) is not None


_MAY = re.compile("[还也]?可(?:申[请领]|享受|领取|按)")


@cache
def _besides() -> re.Pattern[str]:
    """…补助，并给予最高 500 万元贴息."""
    joints, verbs = (alternation(words("incentives", f"besides.{name}")) for name in ("joints", "verbs"))
    return re.compile(f"{joints}可?再?{verbs}")


def _names_receiver(sentence: Sentence, last: Grant, grant: Grant) -> bool:
    """Whether the clause says whom it gives to before the giving: 通过复审的企业给予最高 2 万元."""
    clause = sentence.clauses[grant.clause]
    if _gives_to(sentence, last) and _gives_to(sentence, grant) and last.clause != grant.clause:
        return True  # 给予提供方最高 100 万元，给予使用方最高 50 万元
    own = clause.text[: max(0, grant.given_at - clause.start)]
    if subject_words().body.search(own) is None or grant_words().scope.match(own):
        return False
    if grant.part is Part.CAP and last.part is Part.CAP and last.clause != grant.clause:
        return True  # 金融机构最高奖励 2000 万元，基金机构最高奖励 200 万元
    return "的" in own and not grant.follows and grant_words().verb.match(clause.text, len(own)) is not None


def _gives_to(sentence: Sentence, grant: Grant) -> bool:
    """Whether the words of giving before a number name who gets it."""
    clause = sentence.clauses[grant.clause]
    given = clause.text[max(0, grant.given_at - clause.start) : grant.quantity.start - clause.start]
    return _receiving().search(given) is not None


@cache
def _receiving() -> re.Pattern[str]:
    """给予 | 使用方 | 最高."""
    head = subject_words().head.pattern.removesuffix("$")
    scope = alternation(words("incentives", "scope.starts"))
    return re.compile(f"{grant_words().verb.pattern}(?!{scope})[^，。；0-9]{{0,16}}?{head}(?=最[高多]|不超过|各|$)")


def names_one(text: str) -> bool:
    """Whether a clause is a noun phrase with a condition of its own, which says who receives: 迁至我区的企业."""
    return (
        "的" in text[:-1] and subject_words().body.search(text) is not None and grant_words().verb.search(text) is None
    )


def _before_in_part(sentence: Sentence, grant: Grant) -> list[Clause]:
    clauses = sentence.clauses[: grant.clause]
    return [clause for clause in clauses if clause.part == sentence.clauses[grant.clause].part]


def _new_part(sentence: Sentence, last: Grant, grant: Grant) -> bool:
    return sentence.clauses[last.clause].part != sentence.clauses[grant.clause].part


def _heads_part(sentence: Sentence, last: Grant, grant: Grant) -> bool:
    """Whether a new part between semicolons says whom a cap is for: …；重点项目，最高 1000 万元."""
    clauses = sentence.clauses
    return _new_part(sentence, last, grant) and clauses[grant.clause - 1].part == clauses[grant.clause].part


def _opens_subject(sentence: Sentence, last: Grant, grant: Grant) -> bool:
    """对…, 支持…, 其中… or «…的» stands between two numbers."""
    openers = grant_words().openers
    between = [clause.text for clause in sentence.clauses[last.clause + 1 : grant.clause]]
    clause = sentence.clauses[grant.clause]
    own = clause.text[: max(0, grant.given_at - clause.start)]
    if last.part is Part.RATE and sentence.clauses[last.clause].end == last.quantity.end:
        between = [text for text in between if grant_words().verb.search(text) is None]  # 按 20%，对企业发放服务券，…
    cut = clause.text.startswith("的", len(own))  # 100 平米以上 | 的每年不超过 5000 元
    return cut or any(openers.match(text) or text.endswith("的") for text in (*between, own))


def in_list(sentence: Sentence, first: Grant, second: Grant) -> bool:
    """Whether two numbers of one clause stand in a list, each with words of its own or none."""
    return label_between(sentence, first, second) is not None


def label_between(sentence: Sentence, first: Grant, second: Grant) -> str | None:
    """Return the words that a list puts before its second number (和使用方不超过 20%); None where it is no list."""
    if first.clause != second.clause or first.part is not second.part:
        return None
    clause = sentence.clauses[first.clause]
    between = clause.text[first.quantity.end - clause.start : second.quantity.start - clause.start]
    found = bracketed(clause, first.quantity, second.quantity) or _LISTED.fullmatch(
        re.sub(r"[（(][^（）()]*[）)]", "", between)
    )
    if found is not None and grant_words().openers.match(found["label"]) and "的" in found["label"]:
        return None  # …奖励 50 万元、对获得商标的单位给予 10 万元
    return clean_label(found["label"]) if found else None


def clean_label(label: str) -> str:
    """Return a list item's own words, the words of giving and limiting left out."""
    level = re.search("按照?(?P<own>[^按]{1,4}级)$", label)  # 孵化器按国家级 700 万元、省级 350 万元
    own = level["own"] if level else label
    own = re.split("按|不超过|不高于|最高|最低|给予|予以|为|各|补|奖励|资助|每|提高|可", own)[0]
    return own.strip('“”" ').removeprefix("其中")


def runs_of(frame: Frame) -> list[list[Grant]]:
    """Return the lists of numbers in a frame that have more than one item."""
    runs: list[list[Grant]] = []
    for grant in frame.grants:
        if runs and in_list(frame.sentence, runs[-1][-1], grant):
            runs[-1].append(grant)
        else:
            runs.append([grant])
    return [run for run in runs if len(run) > 1]
