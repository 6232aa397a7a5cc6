"""Titles: the words they end in, what stands in brackets behind them, and the paper that a notice's title carries."""

from __future__ import annotations

import re
from functools import cache

from parsers.doc_numbers import match_number
from parsers.late import LatePattern
from parsers.lexicon import mapping, words
from parsers.markers import han_to_int

LONGEST_TITLE = 120
_BRACKETS = re.compile(r"[（(【\[][^（()）【】\[\]]{1,30}[)）】\]]$")
_CLOSERS = ("）", ")", "】", "]")
_BRACKETED = re.compile(r"[（(]([^（()）]*)[)）]")
_YEAR = r"(?:19|20)[0-9]{2}"
_DASH = r"[ \t\u3000]*(?:[-－—–―─~～至到]|--|——|—-)[ \t\u3000]*"
PERIOD = rf"(?P<first>{_YEAR})[ \t]*年?{_DASH}(?P<last>{_YEAR})[ \t]*年?"
_PERIOD = re.compile(PERIOD)
_PERIOD_LINE = re.compile(rf"[（(]?[ \t\u3000]*{PERIOD}[ \t\u3000]*[)）]?")
_FIVE_YEARS = LatePattern(
    r"[“\"]([六七八九十]|十[一二三四五六])五[”\"]"
    r"|第([六七八九十]|十[一二三四五六])个五年(?=规划|计划)"
    r"|([六七八九十])五(?=时期|期间|规划|计划)|(?<![一二三四五六七八九十百第])(十[一二三四五六])五(?![条个项])"
)
_FIRST_PLAN = 1951  # the sixth five-year plan began in 1981; earlier ones did not follow the rule
_TAIL = "0123456789-－—–~～年．.·"
_HAN_SPACE = re.compile(r"(?<=[^\x21-\x7e])[ \t\u3000\xa0]+|[ \t\u3000\xa0]+(?=[^\x21-\x7e])")
_PUNCTUATION = re.compile(r"[\s\u3000*#《》〈〉“”\"'‘’、，,：:；;·－—–―\-~～]")
_FOLD = dict(zip("（）〔〕﹝﹞［］【】０１２３４５６７８９", "()[][][][]0123456789", strict=True))
_FOLDED = re.compile(f"[{''.join(_FOLD)}]")
# A space that parts the names of two issuers or places is part of the title; no other between Han characters is.
_BETWEEN_NAMES = re.compile(
    r"(?<=[市县区州盟旗省局委厅部院会央府])[ \u3000]+(?=[\u4e00-\u9fff]{2,12}(?:市|县|区|州|局|委|厅|部|院|会))"
)
_OPENING_BRACKET, _CLOSED = re.compile(r"[（(【\[]\s*"), re.compile(r"\s*[)）】\]]\s*$")
_IN_MARKS = re.compile(r"《([^《》]*)》(?:[（(]简称[^（()）]*[)）])?")
_TAG = re.compile(r"^【[\u4e00-\u9fff]{2,10}】(?=.{6})")  # a site's own, in front of a title: 【嘉定区】关于…的通知
_NAMED = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》")


def squash(text: str) -> str:
    """Return a title in a form that ignores spaces, quotation marks, dashes and the width of brackets and digits."""
    return _FOLDED.sub(lambda sign: _FOLD[sign.group()], _PUNCTUATION.sub("", text))


def tidy(text: str) -> str:
    """Return a title without line breaks, without spaces between Han characters, and without 《》 around it."""
    text = _BETWEEN_NAMES.sub("\u2003", text.strip())
    text = _TAG.sub("", _HAN_SPACE.sub("", text).replace("\u2003", " "))
    number = match_number(text)
    inner = _IN_MARKS.fullmatch(text, number.end() if number else 0)
    return inner.group(1) if inner else text


@cache
def _ending() -> re.Pattern[str]:
    endings = sorted(mapping("document_types", "endings"), key=len, reverse=True)
    counted = "|".join(words("document_types", "titles.counted"))
    return re.compile(f"(?:(?P<word>{'|'.join(map(re.escape, endings))})|(?P<counted>{counted}))$")


def without_number(title: str) -> str:
    """Return a title without the document number that a page prints in brackets behind it."""
    for bracket in _OPENING_BRACKET.finditer(title):
        number = match_number(title, bracket.end())
        if number is not None and _CLOSED.match(title, number.end()):
            return title[: bracket.start()].rstrip()
    return title


def without_brackets(title: str) -> str:
    """Return a title without the brackets, years and marks that stand behind its last word."""
    while True:
        shorter = title.rstrip()
        if shorter.endswith(_CLOSERS):
            shorter = _BRACKETS.sub("", shorter)
        shorter = shorter.rstrip(_TAIL).rstrip("》”」")
        if shorter == title:
            return title
        title = shorter


def is_whole(title: str) -> bool:
    """Return whether the marks around names in a title are closed: 贯彻《…措施 goes on."""
    return title.count("《") == title.count("》")


def ends_title(text: str) -> bool:
    """Return whether the last word of a text, brackets aside, names a kind of paper."""
    return _ending().search(without_brackets(text)) is not None


def kind_of_title(title: str) -> str | None:
    """Return the kind of paper (schemas.vocabulary.DOC_TYPES) that a title names, None where it names none."""
    match = _ending().search(without_brackets(title))
    if match is None:
        found = _long_ending().findall(title)
        return mapping("document_types", "endings")[found[-1]] if found else None
    return "措施" if match["counted"] else mapping("document_types", "endings")[match["word"]]


@cache
def _long_ending() -> re.Pattern[str]:
    endings = mapping("document_types", "endings")
    long = (word for word in sorted(endings, key=len, reverse=True) if len(word) > 1 and endings[word] != "其他")
    return re.compile("|".join(map(re.escape, long)))


def is_notice(title: str) -> bool:
    """Return whether a title is that of a notice, letter or order, which may carry another paper."""
    return without_brackets(title).endswith(words("document_types", "titles.carriers"))


def is_carrier(title: str) -> bool:
    """Return whether a title is that of a notice or letter that carries another paper."""
    return is_notice(title) and any(word in title for word in words("document_types", "titles.carrying"))


def belongs_under_title(text: str) -> bool:
    """Return whether a line belongs to the title above it: （2019—2021年）, （征求意见稿）, （2020年修订）."""
    if _PERIOD_LINE.fullmatch(text.strip()):
        return True
    inside = _BRACKETED.findall(text)
    return bool(inside) and not _BRACKETED.sub("", text).strip() and all(map(_qualifies, inside))


def _qualifies(inside: str) -> bool:
    extra = (*words("document_types", "titles.drafts"), *words("document_types", "titles.editions"))
    bare = re.sub(rf"\s|^{_YEAR}年", "", inside)
    return bare in extra or _PERIOD_LINE.fullmatch(inside.strip()) is not None


def is_draft(title: str) -> bool:
    """Return whether a title says in brackets that the paper is a draft for comment."""
    inside = _BRACKETED.findall(title)
    return any(text.endswith(words("document_types", "titles.drafts")) for text in inside)


def asks_for_comment(title: str) -> bool:
    """Return whether a notice's title asks for comment on the paper it carries: 关于公开征求《…》意见的公告."""
    return re.search("征求.*意见", _NAMED.sub("", title)) is not None


def period_of(title: str) -> tuple[int, int] | None:
    """Return first and last year that a title states: （2019—2021年）, or the years of 十四五 (2021, 2025)."""
    if found := _PERIOD.search(title):
        return int(found["first"]), int(found["last"])
    number = _FIVE_YEARS.search(title)
    plan = han_to_int(next(filter(None, number.groups()))) if number else None
    return (_FIRST_PLAN + 5 * plan, _FIRST_PLAN + 4 + 5 * plan) if plan else None


def named_titles(text: str) -> tuple[str, ...]:
    """Return the titles that stand in 《》 in a text, outermost marks only."""
    return tuple(match.group(1) for match in _NAMED.finditer(text))
