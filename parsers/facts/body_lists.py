"""Lists of bodies: 市工信局、市科技局，各县（市）区政府. Where they part, and what at their end is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.lexicon import mapping, words

_OPEN, _CLOSE = "（(【[〔〈", "）)】]〕〉"
_TOKEN = re.compile(f"[{re.escape(_OPEN)}]|[{re.escape(_CLOSE)}]|[、，,；;\n]|[ \t\u3000/／\\\\]+")
_MARK = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_SOFT = " \t\u3000/／\\"  # signs that part two names, but may also stand within one
_EDGE = " \t\u3000。.：:、，,；;\n"
_LONGEST = 40
_LEVELS = r"(?:省|市|区|县|旗|州|盟|镇|乡|街道|园区|开发区|功能区)"
# 各市、县、区政府 is one: levels that share the word behind the last.
_LEVELS_ONLY = re.compile(rf"(?:各|有关|相关)?(?:设区)?(?:{_LEVELS}|[（(]{_LEVELS}[)）])+")
_SHARED_WORD = re.compile(
    rf"(?:{_LEVELS}|[（(]{_LEVELS}[)）])+(?:人民)?(?:政府|管委会|管理委员会|有关部门|相关部门|各部门|部门|党委|党工委)"
)
_ASIDE = re.compile(rf"[{re.escape(_OPEN)}][^{re.escape(_OPEN + _CLOSE)}]*[{re.escape(_CLOSE)}]")
_SINGLE_LEVELS = ("省", "市", "区", "县", "镇", "乡")


class Body(NamedTuple):
    """A body in a list: half-open offsets and its name as printed."""

    start: int
    end: int
    name: str


def split_bodies(text: str, start: int, end: int) -> list[Body]:
    """Return the bodies that a list names, in order."""
    found: list[Body] = []
    for begin, stop in _joined(text, list(_pieces(text, start, end))):
        body = _trimmed(text, begin, stop)
        if body is not None:
            found.append(body)
    return found


def matching_close(text: str, start: int, end: int) -> int:
    """Return where the bracket that is open at `start` closes, -1 where it does not before `end`."""
    depth = 0
    for mark in _MARK.finditer(text, start, end):
        if mark.group() in _OPEN:
            depth += 1
        elif depth == 0:
            return mark.start()
        else:
            depth -= 1
    return -1


def ends_like_body(name: str) -> bool:
    """Return whether a name ends as names of bodies and their offices do."""
    return name.endswith(_endings())


@lru_cache(maxsize=1024)
def may_be_body(name: str) -> bool:
    """Return whether a name behind a label can be one: it ends as names do, or holds no word that none has."""
    return ends_like_body(name) or _never_in_names().search(name) is None


def looks_like_body(name: str) -> bool:
    """Return whether a name ends as names of bodies do and has no word in it that none has."""
    return ends_like_body(name) and _never_in_names().search(name) is None


def without_tail(text: str) -> str:
    """Return a list of bodies without the words behind its last: 等按职责分工."""
    return _tail().sub("", text)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the signs that part a list, those inside brackets left alone."""
    depth, begin = 0, start
    for token in _TOKEN.finditer(text, start, end):
        sign = token.group()
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and (sign[0] not in _SOFT or ends_like_body(text[begin : token.start()].strip())):
            yield begin, token.start()
            begin = token.end()
    yield begin, end


def _joined(text: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans with levels that share a word put together."""
    index = 0
    while index < len(pieces):
        start, end = pieces[index]
        after = index
        while (
            after + 1 < len(pieces) and text[pieces[after][1]] == "、" and _LEVELS_ONLY.fullmatch(text, *pieces[after])
        ):
            after += 1
        if after > index:
            shared = without_tail(text[slice(*pieces[after])])
            if _SHARED_WORD.fullmatch(shared) or _alone(text[start:end], shared):
                index, end = after, pieces[after][1]
        yield start, end
        index += 1


def _alone(level: str, following: str) -> bool:
    """Return whether a level says nothing alone but shares the word behind the next: 市、区科技局."""
    return len(level) == 1 and following[:1] in _SINGLE_LEVELS and len(following) > 1


def _trimmed(text: str, start: int, end: int) -> Body | None:
    piece = text[start:end]
    name = _name_in(piece)
    if name is None:
        return None
    begin = start + piece.index(name)
    return Body(begin, begin + len(name), name)


@lru_cache(maxsize=1024)  # a paper names few bodies, each of them again and again
def _name_in(piece: str) -> str | None:
    name = without_tail(_head().sub("", piece.strip(_EDGE))).strip(_EDGE)
    return name if 1 < len(name) <= _LONGEST and not _no_name().search(_ASIDE.sub("", name)) else None


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(words('duties', 'words.heads'))})")


@cache
def _no_name() -> re.Pattern[str]:
    """Return what stands in no name of a body: marks of sentences, telephone numbers, remarks."""
    return re.compile(rf"[《》：:。！？]|[0-9]{{5,}}|{'|'.join(words('duties', 'words.notes'))}")


@cache
def _tail() -> re.Pattern[str]:
    verbs = "|".join(sorted(_verbs(), key=len, reverse=True))
    return re.compile(rf"(?:{'|'.join(words('duties', 'words.tails'))})?(?:{verbs})?$")


def _verbs() -> tuple[str, ...]:
    return tuple(mapping("duties", "verbs"))


@cache
def _endings() -> tuple[str, ...]:
    return (*words("agencies", "suffixes"), *words("duties", "words.body_endings"))


@cache
def _never_in_names() -> re.Pattern[str]:
    return re.compile("|".join(words("agencies", "not_in_names")))
