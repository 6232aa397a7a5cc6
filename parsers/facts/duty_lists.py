"""Finds lists of bodies and what they are to do: behind a label, or in brackets at the end of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.facts.body_lists import Body, looks_like_body, matching_close, may_be_body, split_bodies, without_tail
from parsers.lexicon import mapping
from schemas.vocabulary import Certainty, DutyRole

_LONGEST = 800  # characters of one bracket
_LONGEST_GAP = 4  # spaces between a bracket and the label in it
_END = re.compile(r"[。！？\n]")
_INSIDE = r"(?:[^（）()：:。\n]|[（(][^（）()]{0,20}[)）]){2,400}"
_REMARK = r"(?:。[^（）()\n]{0,60})?"  # （市科技局、市财政局，下同。以下均需各区落实）
_BRACKET = re.compile(rf"[（(](?P<inside>{_INSIDE}){_REMARK}[)）](?P<behind>[ \t]*[。；;]?[ \t]*(?=\n|$))?")
_SENTENCE_END = ("。", "；", ";", "！", "”", "\n", "")
_OPEN = ("（", "(", "【", "[", "〔", "〈")


@dataclass(frozen=True, slots=True)
class DutyList:
    """A list of bodies with one role.

    `label` is the printed word that says so, None where the place of the list alone does.
    """

    role: DutyRole
    label: str | None
    bodies: tuple[Body, ...]
    certainty: Certainty = Certainty.EXPLICIT


def find_duty_lists(text: str) -> Iterator[DutyList]:
    """Yield the lists of bodies in a text, first those with a label, then those in brackets without one."""
    labelled = list(_labelled(text))
    yield from labelled
    yield from _bracketed(text)


def _labelled(text: str) -> Iterator[DutyList]:
    labels = list(_label().finditer(text))
    close = -1
    for number, label in enumerate(labels):
        if label.start() > close:
            close = _close_of(text, label)
        following = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        end = close if label.start() < close else _line_end(text, label.end(), following)
        yield from _under(label, text, min(end, following))


def _under(label: re.Match[str], text: str, end: int) -> Iterator[DutyList]:
    """Yield the lists behind a label; verbs in it say more than the label: 责任单位：市工信局牵头，市财政局配合."""
    begin, role = label.end(), DutyRole(mapping("duties", "labels")[label["label"]])
    # Without a verb in it each part of a list would be tried for the words before one.
    for match in _verb_list().finditer(text, begin, end) if _verb().search(text, begin, end) else ():
        told = DutyRole(mapping("duties", "verbs")[match["verb"]])
        if told is not DutyRole.RESPONSIBLE and (named := _named(split_bodies(text, *match.span("bodies")))):
            yield DutyList(told, match["verb"], named)
            begin = match.end()
    if named := _named(split_bodies(text, begin, end)):
        yield DutyList(role, label["label"], named)


def _named(bodies: list[Body]) -> tuple[Body, ...]:
    """Return the bodies of a list without telephones, and without what is running text behind a colon."""
    return tuple(body for body in bodies if _telephone().match(body.name) is None and may_be_body(body.name))


def _close_of(text: str, label: re.Match[str]) -> int:
    """Return where the bracket that opens in front of a label closes; -1 where none does.

    A page break may cut the list; so a bracket may run over the end of a block.
    """
    if not text[max(0, label.start() - _LONGEST_GAP) : label.start()].rstrip(" \t\u3000").endswith(_OPEN):
        return -1
    return matching_close(text, label.end(), min(len(text), label.end() + _LONGEST))


def _line_end(text: str, start: int, limit: int) -> int:
    """Return where a list without brackets ends: with its sentence or line, or the next line if its own is empty."""
    start += len(text[start : start + _LONGEST_GAP]) - len(text[start : start + _LONGEST_GAP].lstrip())
    limit = min(limit, start + _LONGEST)
    match = _END.search(text, start, limit)
    end = match.start() if match else limit
    close = matching_close(text, start, end)
    return end if close < 0 else close


def _bracketed(text: str) -> Iterator[DutyList]:
    """Yield lists in brackets that no label opens: （市工信局、市科技局）, （市科技局牵头，市财政局配合）."""
    for match in _BRACKET.finditer(text):
        start, end = match.span("inside")
        before = text[max(0, match.start() - 1) : match.start()]
        after_sentence, at_end = before in _SENTENCE_END, match["behind"] is not None
        if not (after_sentence or at_end):
            continue
        bare = without_tail(match["inside"])
        if bare != match["inside"] and not match["inside"].endswith(bare + "等"):
            yield from _by_verbs(text, start, end)
            continue
        bodies = tuple(split_bodies(text, start, end))
        enough = len(bodies) > 1 or after_sentence
        if bodies and enough and all(looks_like_body(body.name) for body in bodies):
            yield DutyList(DutyRole.RESPONSIBLE, None, bodies, Certainty.INFERRED)


def _by_verbs(text: str, start: int, end: int) -> Iterator[DutyList]:
    """Yield the lists of a bracket, each with the verb that closes it."""
    for match in _verb_list().finditer(text, start, end):
        bodies = tuple(split_bodies(text, *match.span("bodies")))
        if bodies and all(looks_like_body(body.name) or len(body.name) <= 12 for body in bodies):
            yield DutyList(DutyRole(mapping("duties", "verbs")[match["verb"]]), match["verb"], bodies)


def _alternatives(key: str) -> str:
    return "|".join(sorted(mapping("duties", key), key=len, reverse=True))


@cache
def _label() -> re.Pattern[str]:
    aside = r"(?:[（(][^（()）：:\n]{1,8}[)）])?(?:及[\u4e00-\u9fff]{2,6})?"
    return re.compile(rf"(?P<label>{_alternatives('labels')}){aside}[ \t]*[:：]")


@cache
def _verb_list() -> re.Pattern[str]:
    return re.compile(rf"(?P<bodies>[^；;]{{2,200}}?)(?P<verb>{_alternatives('verbs')})(?=[，,；;]|$)")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(_alternatives("verbs"))


@cache
def _telephone() -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives('telephones')})|[0-9—－-]+$")
