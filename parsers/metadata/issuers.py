"""Who issued a paper, and on what level: from signature, red head, title, the speaker of a report or its adoption."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from parsers.agencies import is_national, read_agencies
from parsers.anatomy import Anatomy, Part
from parsers.formal_lines import Role, match_byline, red_head_names
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.regions import find_places, level_of, narrow, opens_with_place
from schemas.records import CleanText
from schemas.vocabulary import ISSUER_LEVELS

_TITLE_ISSUER = re.compile(
    r"(?P<names>.{2,80}?)(?:等[0-9一二三四五六七八九十]{1,3}个?(?:部门|单位|部委))?(?:关于|印发|转发|批转|发布|公布)"
)
_ADOPTED_BY = LatePattern(
    r"(?:日|^|[（(\s])(?P<place>[\u4e00-\u9fff]{0,12}?)第[一二三四五六七八九十]+届"
    r"(?P<body>[\u4e00-\u9fff]{0,6}代表大会(?:常务委员会)?)"
)
_ORDER_OF = re.compile(r"(?P<names>.+?)令\s*第?\s*[0-9]{1,4}\s*号")
_SPOKEN_IN = LatePattern(r"在(?P<place>[\u4e00-\u9fff]{2,16}?)第[一二三四五六七八九十]+届人民代表大会")
_GOVERNMENT = "人民政府"


def read_issuers(clean: CleanText, anatomy: Anatomy) -> tuple[str, ...]:
    """Return the bodies that issued a paper, as named, in their printed order; () where none is named."""

    def words_of(*roles: Role) -> list[str]:
        return [clean.text[part.start : part.end] for part in anatomy.of(*roles)]

    sources: tuple[Callable[[], Sequence[str]], ...] = (
        lambda: _named([clean.text[part.start : part.end] for part in _first_signature(anatomy)]),
        lambda: _named([red_head_names(clean.text[part.start : part.end]) for part in _red_head(anatomy)]),
        lambda: _named([match["names"] for text in words_of(Role.DOC_NUMBER) for match in _ORDER_OF.finditer(text)]),
        lambda: _named(words_of(Role.ISSUER)),
        lambda: _from_titles([heading.text for heading in anatomy.headings]),
        lambda: [name for text in words_of(Role.BYLINE) for name in _speaks_for(text)],
        lambda: [name for text in words_of(Role.SPEECH) for name in _speaks_in(text)] if words_of(Role.BYLINE) else [],
        lambda: [name for text in words_of(Role.ADOPTION) for name in _adopted_by(text)],
        lambda: _named([match["names"] for text in words_of(Role.RECORD) for match in _recorded().finditer(text)]),
    )
    found = next((names for source in sources if (names := source())), ())
    return tuple(dict.fromkeys(found))


@cache
def _recorded() -> re.Pattern[str]:
    """发文机关：国务院, up to the next label of the table."""
    labels = "|".join(map(re.escape, words("formal_lines", "record_issuers")))
    return re.compile(rf"(?:{labels})[:：]\s*(?P<names>[\u4e00-\u9fff、\s]+?)\s*(?=$|[\u4e00-\u9fff]{{2,6}}[:：])")


def _first_signature(anatomy: Anatomy) -> list[Part]:
    """Return the names in front of the first date that signs; a carried paper's own signature comes later."""
    found: list[Part] = []
    for part in anatomy.of(Role.SIGNATURE, Role.DATE):
        if part.role is Role.DATE and found:
            break
        if part.role is Role.SIGNATURE:
            found.append(part)
    return found


def _red_head(anatomy: Anatomy) -> list[Part]:
    """Return the lines of a red head, those of a joint one that do not end in 文件 included; [] without a red head."""
    parts = anatomy.of(Role.LETTERHEAD, Role.ISSUER, Role.TITLE)
    title = next((number for number, part in enumerate(parts) if part.role is Role.TITLE), len(parts))
    return list(parts[:title]) if any(part.role is Role.LETTERHEAD for part in parts[:title]) else []


def _named(texts: Sequence[str]) -> list[str]:
    return [name for text in texts for name in read_agencies(text)]


def _from_titles(titles: Sequence[str]) -> list[str]:
    for title in titles:
        match = _TITLE_ISSUER.match(title)
        if match and (names := read_agencies(match["names"])):
            return list(names)
    return []


def _speaks_for(byline: str) -> list[str]:
    """Return the government whose head speaks: 浙江省省长 刘捷 speaks for 浙江省人民政府."""
    match = match_byline(byline)
    body = match["body"] if match else ""
    if body and read_agencies(body):
        return list(read_agencies(body))
    return [body + _GOVERNMENT] if body and opens_with_place(body) else []


def _speaks_in(speech: str) -> list[str]:
    """Return the government that reports to a people's congress: 在深圳市第七届人民代表大会…上."""
    match = _SPOKEN_IN.search(speech)
    return [match["place"] + _GOVERNMENT] if match and opens_with_place(match["place"]) else []


def _adopted_by(text: str) -> list[str]:
    match = _ADOPTED_BY.search(text)
    return [match["place"] + match["body"]] if match else []


def issuer_level(issuers: Sequence[str], region: str | None) -> str | None:
    """Return the level of the first issuer; of one that names no place (市科技局) the level of the paper's region."""
    if not issuers:
        return None
    if is_national(issuers[0]):
        return ISSUER_LEVELS[0]
    code = narrow(None, issuers[0]) if any(find_places(issuers[0])) else region
    return ISSUER_LEVELS[level_of(code)] if code else None
