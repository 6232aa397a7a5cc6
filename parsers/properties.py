"""What a source says of its paper beside the paper's words: the labels of a page's table, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from parsers.lexicon import words

_SIGNS = re.compile(r"[\s:：【】\[\]●•·▪◆■]+")
# A label without a colon, before digits or a document number: 文件编号 北区政办发〔2020〕11号, 生成日期 2020-05-08.
_BARE = r"\s+(?=[0-9]{4}|现行有效|有效|失效|废止|主动公开|依申请公开|[\u4e00-\u9fff]{1,12}[〔\[［(（](?:19|20)[0-9]{2})"
_LONGEST_LABEL = 30  # with the spaces and signs around it

MEANINGS = (
    "title",
    "doc_number",
    "issuers",
    "publishers",
    "issued_date",
    "made_date",
    "printed_date",
    "effective_date",
    "expiry_date",
    "validity",
    "disclosure",
    "published",
    "record",
)


Properties = Sequence[tuple[str, str]]


@cache
def meanings() -> Mapping[str, str]:
    """Return the meaning of each known label."""
    return MappingProxyType({label: meaning for meaning in MEANINGS for label in words("properties", meaning)})


def first_of(properties: Properties, *wanted: str) -> str | None:
    """Return the first value of the first meaning that has one."""
    values = {meaning: value for label, value in reversed(properties) if (meaning := meanings().get(_bare(label)))}
    return next((values[meaning] for meaning in wanted if values.get(meaning)), None)


def as_label(text: str) -> str | None:
    """Return the label that a text is, spaces and signs left out; None if it is something else."""
    bare = _bare(text) if len(text) < _LONGEST_LABEL else ""
    return bare if bare in meanings() else None


def _bare(label: str) -> str:
    return _SIGNS.sub("", label)


def opens_with_label(text: str) -> bool:
    """Return whether a text begins with a label and its colon."""
    return _pattern().match(text) is not None


def labelled(text: str) -> Iterator[tuple[str, str]]:
    """Yield the labels in a text with what stands behind each, which may be nothing (发文机关：国务院 文号：…)."""
    # Behind a first label the next one may follow its value without a space, as neighbouring boxes of a page do.
    matches = list(_pattern(anywhere=opens_with_label(text)).finditer(text))
    for place, match in enumerate(matches):
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        yield "".join(match.group(1).split()), _caption().split(text[match.end() : end])[0].strip()


@cache
def _pattern(*, anywhere: bool = False) -> re.Pattern[str]:
    start = "" if anywhere else r"(?<![\u4e00-\u9fff])"
    spaced = "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(meanings(), key=len, reverse=True))
    return re.compile(rf"{start}(?:[●•·▪◆■【\[]\s*)?({spaced})(?:\s*[】\]]\s*[:：]?|\s*[:：]|{_BARE})\s*")


@cache
def _caption() -> re.Pattern[str]:
    return re.compile(rf"[【\[（(|｜\s]*(?:{'|'.join(map(re.escape, words('properties', 'captions')))})")
