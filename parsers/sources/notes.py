"""Footnotes of a page: what stands below a short rule at its foot, or small at its foot under a mark of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.sources.glyphs import Box
from parsers.sources.layout import Line

_RULE_LENGTHS = (30.0, 0.6)  # points at least, share of the text's measure at most; Word draws 144 points
_THIN = 3.0
_SMALLER = 0.9  # a footnote is no larger than this share of the text
_PLAIN_START = re.compile(r"[⁰¹²³⁴-⁹①-⑳*†‡※]|[\[〔［(（]?[0-9]{1,3}[\]〕］)）]?(?=\D)|注")
_START = re.compile(r"[⁰¹²³⁴-⁹]+|[①-⑳]|[\[〔][0-9]{1,3}[\]〕]|[*†‡]{1,3}")
_NUMBER = re.compile(r"[—–\-·\s]*(?:第\s*)?[0-9ivxlcIVXLC]{1,5}(?:\s*页)?[—–\-·\s]*(?:[/／共].{0,8})?")


def mark_notes(lines: Sequence[Line], rules: Sequence[Box]) -> list[Line]:
    """Return a page's lines with those that are footnotes marked.

    Args:
        lines: the page's lines in the order of reading.
        rules: boxes x0, top, x1, bottom of the straight lines on the page.
    """
    own = [index for index, line in enumerate(lines) if line.furniture is None]
    foot = _foot(lines, own)
    body = _body_size(lines)
    first = _below_rule(lines, foot, rules, body)
    if first is None:
        first = _under_mark(lines, own, foot, body)
    if first is None:
        return list(lines)
    noted = set(foot[first:])
    return [replace(line, note=True) if index in noted else line for index, line in enumerate(lines)]


def _foot(lines: Sequence[Line], own: Sequence[int]) -> list[int]:
    """Return the running lines behind the last row of a table, the page number left out."""
    found: list[int] = []
    for index in reversed(own):
        line = lines[index]
        if line.in_table:
            break
        if found or not _NUMBER.fullmatch(line.text):
            found.append(index)
    return found[::-1]


def _body_size(lines: Sequence[Line]) -> float:
    """Return the size that most characters of the page have; 0 for a page of tables."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if not line.in_table and line.furniture is None:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _below_rule(lines: Sequence[Line], foot: Sequence[int], rules: Sequence[Box], body: float) -> int | None:
    """Return where in the foot the lines below a footnote rule begin."""
    if not foot or not rules:
        return None
    left = min(lines[index].box[0] for index in foot)
    measure = max(line.box[2] for line in lines) - left
    for rule in sorted(_note_rules(rules, left, measure, body), key=lambda rule: -rule[1]):
        first = next((at for at, index in enumerate(foot) if lines[index].box[1] >= rule[1] - _THIN), None)
        if first is None or first == 0:
            continue
        if _PLAIN_START.match(lines[foot[first]].text) and _are_small(lines, foot[first:], body):
            return first
    return None


def _note_rules(rules: Sequence[Box], left: float, measure: float, body: float) -> Iterator[Box]:
    least, share = _RULE_LENGTHS
    for x0, top, x1, bottom in rules:
        if bottom - top <= _THIN and least <= x1 - x0 <= share * measure and abs(x0 - left) < 2 * max(body, 1):
            yield x0, top, x1, bottom


def _under_mark(lines: Sequence[Line], own: Sequence[int], foot: Sequence[int], body: float) -> int | None:
    """Return where in the foot small lines begin whose mark stands in the text of the page as well."""
    marks = {lines[index].text[first:last] for index in own for first, last in lines[index].marks}
    if not marks:
        return None
    for at, index in enumerate(foot):
        start = _START.match(lines[index].text)
        if start and start.group() in marks and _are_small(lines, foot[at:], _SMALLER * body):
            return at
    return None


def _are_small(lines: Sequence[Line], foot: Sequence[int], most: float) -> bool:
    return all(lines[index].size <= most + 0.05 for index in foot)
