"""Heading markers: the numbers and signs that open a block (一、 （一） 1. ① 第X条 —— 专栏), read at a given place."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.blanks import BLANKS
from parsers.lexicon import words
from schemas.vocabulary import SectionKind

HAN_DIGITS = "零〇一二三四五六七八九"
_HAN_UNITS = {"十": 10, "百": 100, "廿": 20, "卅": 30}
_HAN = rf"[{HAN_DIGITS}十百廿卅两]"
_ARABIC = r"[0-9０-９]"
_SPACE = BLANKS
_WORD = "\u4e00-\u9fff“《"
_UNITS = "%％‰万亿千百元倍个项年月日米吨级代多余以左和至到"  # 1.5 亿元 is a quantity, 1.5 总体要求 a heading
_LONGEST_REMEMBERED = 200  # characters: a process that reads many papers would keep whole paragraphs alive else
_NO_LABEL = "年月%％个项批是之"  # 表2022年, 图一个: no label


class Marker(NamedTuple):
    """A marker as printed: its kind, its number where it has one, and where it and the space behind it end.

    `levels` is how many numbers a decimal marker joins (1.2.3 has three); `bare` says that the marker may also be
    running text (第X条 followed by a word that a citation would have), so only its place in a sequence decides.
    """

    kind: SectionKind
    text: str
    ordinal: int | None
    end: int
    levels: int = 1
    bare: bool = False


def han_to_int(numeral: str) -> int | None:
    """Return the value of a Chinese numeral up to 999 as numbering uses them (二十三, 一百零五, 廿三, 一〇)."""
    if not numeral:
        return None
    if all(char in HAN_DIGITS for char in numeral):
        return int("".join(str(max(HAN_DIGITS.index(char) - 1, 0)) for char in numeral))
    total = current = 0
    for char in numeral:
        if char in ("十", "百"):
            total += (current or 1) * _HAN_UNITS[char]
            current = 0
        elif char in _HAN_UNITS:
            total += _HAN_UNITS[char]
        elif char == "两":
            current = 2
        else:
            current = max(HAN_DIGITS.index(char) - 1, 0)
    return total + current


def numeral_to_int(numeral: str) -> int | None:
    """Return the value of an Arabic (half or full width) or Chinese numeral."""
    numeral = "".join(numeral.split())
    return int(numeral) if numeral.isdigit() else han_to_int(numeral)


def _any(items: tuple[str, ...]) -> str:
    return "|".join(_SPACE.join(map(re.escape, item)) for item in items)


@cache
def _openers() -> frozenset[str]:
    """Return the characters that a marker can begin with: most lines begin with another and need no pattern."""
    listed = ("bullets", "boxes", "tables", "figures", "appendices")
    first = {word[0] for key in listed for word in words("numbering", key)}
    return frozenset(first | {*_SINGLE_SIGNS, *"第（(〔十百廿卅两0123456789０１２３４５６７８９", *HAN_DIGITS})


@cache
def _pattern() -> re.Pattern[str]:
    """Compile every marker into one pattern; the group that matched names the kind."""
    number = rf"(?:{_ARABIC}{{1,3}}|{_HAN}{{1,5}})"
    ordinal = rf"(?:{_ARABIC}{{1,3}}|{_HAN}{{1,6}})"
    labelled = rf"{_SPACE}(?:{_ARABIC}{{1,2}}(?:[-－—.]{_ARABIC}{{1,2}})?|{_HAN}{{1,3}})(?!{_ARABIC}|[{_NO_LABEL}])"
    parts = {
        "chapter": rf"第{_SPACE}{ordinal}{_SPACE}(?:[章篇编](?![制写排程])|部分)",
        "section": rf"第{_SPACE}{ordinal}{_SPACE}节",
        "article": rf"第{_SPACE}{ordinal}{_SPACE}条(?:之{_HAN})?",
        "paren_han": rf"[（(〔]{_SPACE}{_HAN}{{1,4}}{_SPACE}[)）〕]{_SPACE}[、.．]?|[㈠-㈩]",
        "han": rf"{_HAN}{{1,4}}{_SPACE}(?:、|[.．](?!{_ARABIC}))",
        "circled": r"[①-⑳㉑-㉟❶-❿⓵-⓾]",
        "paren_arabic": rf"[（(〔]{_SPACE}{_ARABIC}{{1,2}}{_SPACE}[)）〕]{_SPACE}[、.．]?"
        rf"|{_ARABIC}{{1,2}}{_SPACE}[)）]|[⑴-⒇]",
        "decimal": rf"{_ARABIC}{{1,2}}(?:[.．]{_ARABIC}{{1,2}}"  # 1.1.1 项目 is no quantity
        rf"(?:(?:[.．]{_ARABIC}{{1,2}}){{1,2}}[.．、]?|[.．、]?(?!{_SPACE}[{_UNITS}])))(?={_SPACE}[{_WORD}])",
        "arabic": rf"{_ARABIC}{{1,3}}{_SPACE}(?:、|[.．](?!{_ARABIC}))(?!{_SPACE}$)|[⒈-⒛]",
        "dash": _any(words("numbering", "bullets")),
        "box": rf"(?:{_any(words('numbering', 'boxes'))})(?:{labelled}|(?={_SPACE}[:：]))",
        "table": rf"(?:{_any(words('numbering', 'tables'))}){labelled}",
        "figure": rf"(?:{_any(words('numbering', 'figures'))}){labelled}",
        "appendix": rf"(?:{_any(words('numbering', 'appendices'))}){_SPACE}(?:{number})?(?={_SPACE}(?:$|[:：]|\s))",
    }
    return re.compile("|".join(f"(?P<{name}>{part})" for name, part in parts.items()))


_SPACES_AFTER = re.compile(_SPACE)
_NUMBER = re.compile(rf"{_ARABIC}+|{_HAN}+")
_SINGLE_SIGNS = {
    chr(ord(first) + place): value + place
    for first, count, value in (
        ("①", 20, 1),
        ("㉑", 15, 21),
        ("❶", 10, 1),
        ("⓵", 10, 1),
        ("⑴", 20, 1),
        ("⒈", 20, 1),
        ("㈠", 10, 1),
    )
    for place in range(count)
}


def _ordinal(kind: str, text: str) -> int | None:
    if kind == "dash":
        return None
    if text[0] in _SINGLE_SIGNS:
        return _SINGLE_SIGNS[text[0]]
    numbers = _NUMBER.findall(text)
    if not numbers:
        return None
    return numeral_to_int(numbers[-1] if kind == "decimal" else numbers[0])


def read_marker(text: str, start: int = 0) -> Marker | None:
    """Return the marker that opens `text` at `start`, or None.

    A marker here is a possibility of the words alone; whether it opens a block depends on its place in the paper.
    """
    if text[start : start + 1] not in _openers():
        return None
    return _read_again(text, start) if len(text) <= _LONGEST_REMEMBERED else _read_marker(text, start)


@lru_cache(maxsize=4096)  # each stage of the reading asks for the markers of the same lines
def _read_again(text: str, start: int) -> Marker | None:
    return _read_marker(text, start)


def _read_marker(text: str, start: int) -> Marker | None:
    match = _pattern().match(text, start)
    if match is None:
        return None
    name = match.lastgroup or ""
    printed = match.group()
    ordinal = _ordinal(name, printed)
    if ordinal == 0:
        return None
    after = _SPACES_AFTER.match(text, match.end())
    end = after.end() if after else match.end()
    levels = len(_NUMBER.findall(printed)) if name == "decimal" else 1
    kind = SectionKind.ARABIC if name == "decimal" else SectionKind(name)
    named = kind in (SectionKind.CHAPTER, SectionKind.SECTION, SectionKind.ARTICLE)
    if named and end == match.end() and text.startswith(words("numbering", "amendments"), end):
        return None  # 第九条修改为：… names an article of another paper
    bare = named and end == match.end() and text.startswith(words("numbering", "citation_follows"), end)
    return Marker(kind, printed.strip(), ordinal, end, levels, bare)


_ATTACHMENT_LIST = re.compile(r"附\s*件\s*[:：]\s*\S")


def is_attachment_list(text: str) -> bool:
    """Return whether a line lists what is attached («附件：1.…») and so is no heading of an attachment."""
    return text.startswith("附") and _ATTACHMENT_LIST.match(text) is not None


@cache
def _preface_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_any(words('numbering', 'prefaces'))})\s*")


def is_preface(text: str) -> bool:
    """Return whether a line is nothing but 前言, 引言 or the like."""
    return len(text) < 12 and _preface_pattern().fullmatch(text) is not None
