"""What a line of a paper's head or foot is, told by its words alone: number, date, addressees, speech line, imprint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, lru_cache

from parsers.agencies import read_agencies
from parsers.blanks import BLANKS
from parsers.dates import DAY, MONTH
from parsers.doc_numbers import match_number
from parsers.lexicon import words
from parsers.markers import read_marker
from parsers.regions import opens_with_place
from schemas.vocabulary import SectionKind

LONGEST_LINE = 60
_LONGEST_LIST = 600  # of addressees
_GAP = BLANKS
_LIST = re.compile(rf"[^:：。；!！?？]{{2,{_LONGEST_LIST}}}(?=[:：])")
_NUMBER_END = re.compile(r"(?:号[）)]?|公告|令)$")
_LISTED = re.compile(r"[、，,]\s*(?:各|有关)")  # 昆山高新区管委会，各镇人民政府
_SERIES = r"(?:No|NO|№)[.．]?\s*[0-9]+|(?:总?第\s*[0-9]+\s*期)+"  # on the cover of reports that come in a series
_DAY_FIRST = re.compile(rf"(?:{DAY}){_GAP}[,，]?{_GAP}")
_REGISTERED = r"[A-Z]{2,6}[0-9]{0,4}[-—－–](?:19|20)[0-9]{2}[-—－–][0-9]{2,6}"  # by the office that checks such papers
_COLON = re.compile(r"[:：]\s*$")


class Role(StrEnum):
    """What an unnumbered line at the head or foot of a paper is."""

    LETTERHEAD = "letterhead"  # 福州市人民政府办公厅文件
    DOC_NUMBER = "doc_number"
    TITLE = "title"  # of the paper, or of the notice that carries it
    ATTACHED_TITLE = "attached_title"  # of a paper that a notice carries
    ADOPTION = "adoption"  # （2002年6月29日…通过）
    SPEECH = "speech"  # 2026年1月14日在浙江省第十四届人民代表大会第四次会议上
    BYLINE = "byline"  # 浙江省省长 刘捷
    ISSUER = "issuer"  # a body's name under the title
    RECIPIENTS = "recipients"
    SALUTATION = "salutation"  # 各位代表：
    SIGNATURE = "signature"
    DATE = "date"
    DISCLOSURE = "disclosure"
    ATTACHMENTS = "attachments"  # 附件：1. …
    CONTACT = "contact"
    EDITORIAL = "editorial"  # 来源：…, not the paper's own
    RECORD = "record"  # 发文机关：国务院 成文日期：2017年08月13日, a web page's table about the paper; No.202209
    COPIES = "copies"  # 抄送：…
    PRINTED = "printed"  # X办公室 2018年12月21日印发


def _any(key: str) -> str:
    return "(?:" + "|".join(map(re.escape, words("formal_lines", key))) + ")"


def _patterns() -> Mapping[Role, str]:
    """Return the pattern that a whole line of each role matches, for the roles that one pattern can tell."""
    return {
        Role.DISCLOSURE: rf"[（(]?{_GAP}(?:此件[^。]{{0,20}}|{_any('disclosure_labels')}{_GAP}[:：].{{1,20}}"
        rf"|{_any('disclosures')}){_GAP}[）)]?",
        Role.COPIES: rf"{_any('copies')}(?:单位|机关)?[:：].*",
        Role.PRINTED: rf"[\u4e00-\u9fff（）()]{{0,40}}{_GAP}(?:{DAY}){_GAP}{_any('printed')}{_GAP}",
        Role.CONTACT: rf"[（(]?{_any('contacts')}[^。]*",
        Role.ATTACHMENTS: r"附件?(?:列表|清单)?[:：].+|附件[:：]",
        Role.ADOPTION: rf"[（(].{{0,20}}(?:{DAY}).*{_any('adoptions')}.*[）)]",
        Role.SPEECH: rf"[-—－–]*{_GAP}[（(]?(?:{DAY})[^。]{{0,8}}在[^。；]*会上?(?:议上?)?(?:的讲话)?[）)]?",
        Role.SALUTATION: rf"(?:{_any('salutations')}|尊敬的[^。]{{1,20}})[^。]{{0,12}}[:：]",
        Role.RECORD: rf".{{0,12}}?{_any('records')}[:：].*|{_SERIES}|{_REGISTERED}",
        Role.EDITORIAL: rf"{_any('editorial')}[:：].*",
    }


@cache
def _byline() -> re.Pattern[str]:
    heads = "|".join(words("agencies", "heads"))
    return re.compile(
        rf"(?P<body>[\u4e00-\u9fff]{{0,30}}?)(?P<head>{heads}){_GAP}[\u4e00-\u9fff·][\u4e00-\u9fff·\s]{{1,14}}"
    )


def match_byline(text: str) -> re.Match[str] | None:
    """Return the match of a line such as 浙江省省长 刘捷; its groups are `body` (浙江省) and `head` (省长)."""
    return _byline().fullmatch(text.strip()) if len(text) <= LONGEST_LINE else None


def addressees_end(text: str) -> int:
    """Return where the addressees that open a text end, in front of their colon; 0 where it opens with none."""
    match = _LIST.match(text)
    if match is None or read_marker(text) is not None:
        return 0
    listed = match.group()
    if any(word in listed for word in words("agencies", "not_recipients")):
        return 0
    if not any(word in listed for word in words("agencies", "recipient_words")):
        return 0
    named = listed.startswith(words("agencies", "recipient_openings")) or opens_with_place(listed)
    return match.end() if named or _LISTED.search(listed) or read_agencies(listed) else 0


def is_letterhead(text: str) -> bool:
    """Return whether a line is a red head: the names of the issuing bodies and 文件 or 令."""
    return red_head_names(text) != text.strip() and bool(read_agencies(red_head_names(text)))


def red_head_names(text: str) -> str:
    """Return the words of a red head without 文件 or 令 at their end."""
    return _red_head_form().sub("", text.strip())


def role_of(text: str) -> Role | None:
    """Return what a line is by its words alone; None for titles and running text."""
    line = text.strip()
    if len(line) <= LONGEST_LINE:
        return _role_of_short_line(line)
    tests = _tests_of_long_lines() if len(line) <= _LONGEST_LIST else ()
    return next((role for role, test in tests if test(line)), None)


@lru_cache(maxsize=1024)  # a line is asked for as the last of one part and the first of the next
def _role_of_short_line(line: str) -> Role | None:
    return next((role for role, test in _tests().items() if test(line)), None)


def signing_role(text: str) -> Role | None:
    """Return SIGNATURE for a line of bodies' names, BYLINE for the one who signs an order (总理 李克强), else None."""
    if len(text) > LONGEST_LINE:
        return None
    return Role.SIGNATURE if read_agencies(text) else Role.BYLINE if match_byline(text) else None


def is_appendix_line(text: str) -> bool:
    """Return whether a line is nothing but 附件, with a number or without."""
    marker = read_marker(text)
    return marker is not None and marker.kind is SectionKind.APPENDIX and marker.end >= len(text.rstrip("：: "))


def number_span(line: str) -> tuple[int, int]:
    """Return where the document number of a number line starts and ends; (-1, -1) for any other line.

    In front of it the issuer's name may stand, behind it the name of the signer (签发人：…).
    """
    bare = _signer().sub("", line.rstrip())
    start = _number_start(bare)
    return (start, len(bare)) if start >= 0 else (-1, -1)


@cache
def _red_head_form() -> re.Pattern[str]:
    return re.compile(rf"\s*{_any('red_heads')}$")


@cache
def _signer() -> re.Pattern[str]:
    return re.compile(rf"\s*{_any('signers')}[:：].{{0,30}}$")


def _number_start(line: str) -> int:
    if (day := _DAY_FIRST.match(line)) and day.end() < len(line):  # 2006年10月26日 财建〔2006〕689号
        start = _number_start(line[day.end() :])
        return start + day.end() if start >= 0 else -1
    bare = line.strip("（）() \u3000")
    if (match := match_number(bare)) and match.end() == len(bare):
        return line.index(bare)
    issuer, _, number = line.rpartition(" ")
    match = match_number(number)
    if match and match.end() == len(number) and read_agencies(issuer):
        return len(line) - len(number)
    return _glued_number_start(line)


def _glued_number_start(line: str) -> int:
    """Return where the number starts in 厦门市经济和信息化局厦经信服务〔2018〕552号."""
    for start in range(4, min(len(line), LONGEST_LINE)):
        match = match_number(line, start)
        if match and match.end() == len(line) and read_agencies(line[:start]):
            return start
    return -1


@cache
def _date_line() -> re.Pattern[str]:
    return re.compile(rf"[（(]?{_GAP}(?:{DAY}|{MONTH}){_GAP}[）)]?")


def _is_dated_issuer(line: str) -> bool:
    """Return whether a line is the day and the body that issued a paper: 1996年12月13日，财政部."""
    day = _DAY_FIRST.match(line)
    return day is not None and bool(read_agencies(line[day.end() :]))


def _is_number_line(line: str) -> bool:
    ends = _NUMBER_END.search(_signer().sub("", line.rstrip()))
    return len(line) <= LONGEST_LINE and ends is not None and number_span(line)[0] >= 0


_LONG = frozenset({Role.COPIES, Role.ADOPTION, Role.ATTACHMENTS, Role.RECIPIENTS})


@cache
def _tests_of_long_lines() -> tuple[tuple[Role, Callable[[str], object]], ...]:
    return tuple((role, test) for role, test in _tests().items() if role in _LONG)


@cache
def _tests() -> Mapping[Role, Callable[[str], object]]:
    """Return for each role the test that a line of it passes; the first that passes decides."""
    return {role: re.compile(pattern).fullmatch for role, pattern in _patterns().items()} | {
        Role.LETTERHEAD: is_letterhead,
        Role.DOC_NUMBER: _is_number_line,
        Role.RECIPIENTS: lambda line: (
            line.endswith((":", "：")) and 0 < len(_COLON.sub("", line)) == addressees_end(line)
        ),
        Role.BYLINE: match_byline,
        Role.DATE: lambda line: _date_line().fullmatch(line) or _is_dated_issuer(line),
        Role.ISSUER: read_agencies,
    }
