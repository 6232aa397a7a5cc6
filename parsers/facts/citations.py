"""Which other papers a policy names, in 《》 or by number, and what they are to it."""

from __future__ import annotations

import re
from functools import cache

from parsers.facts.named_papers import Citation, find_citations
from parsers.facts.own_titles import OwnTitles
from parsers.facts.view import FactRows, PolicyView
from parsers.formal_lines import Role
from parsers.lexicon import words
from schemas.vocabulary import CitationRelation

_NUMBER_ROLES = (Role.DOC_NUMBER, Role.RECORD, Role.LETTERHEAD, Role.ADOPTION)
_CLAUSE = re.compile(r"[。；;！？\n]")
# What stands between two papers of one list: a sign, or a sign or 和 and who issued the second.
_LINK = re.compile(r"[)）]?[、，,\s]*|[)）]?[、\s]*(?:以及|和|与|及|或)?[\u4e00-\u9fff]{0,16}")
_MARKS = '《“"「（( '
_REACH = 60  # how far behind a title its fate may be told: …（财库〔2011〕181号）自2021年1月1日起同时废止
_LOOK_BACK = 400


def read_citations(view: PolicyView, rows: FactRows) -> None:
    """Add a row to `citations` for each time another paper is named."""
    if not view.sections:
        return
    first = view.sections[0].start
    text = view.text(first, view.sections[-1].end)
    citations = list(find_citations(text))
    if not citations:
        return
    own, full_titles = OwnTitles.of(view), dict[str, str]()
    before: tuple[Citation, CitationRelation] | None = None
    for citation in citations:
        relation = relation_of(text, citation, before)
        before = citation, relation
        if own.names(
            citation.title,
            citation.number,
            text[max(0, citation.start - _LOOK_BACK) : citation.start],
            repealed=_ends(relation),
        ):
            own.add_short_form(citation.short_form)
        elif citation.title or not _in_head(view, first + citation.start):
            _add(rows, citation, first, relation, full_titles.get(citation.title or ""))
            if citation.short_form and citation.title:
                full_titles[citation.short_form] = citation.title


def _add(rows: FactRows, citation: Citation, offset: int, relation: CitationRelation, full: str | None) -> None:
    rows.add(
        "citations",
        offset + citation.start,
        offset + citation.end,
        *(citation.title, citation.number, relation.value),
        title=citation.title,
        doc_number=citation.number,
        full_title=full,
        relation=relation.value,
    )


def _ends(relation: CitationRelation) -> bool:
    return relation in (CitationRelation.REPEALS, CitationRelation.REPLACES)


def _in_head(view: PolicyView, offset: int) -> bool:
    """Return whether a number stands where a paper prints its own."""
    return any(part.start <= offset < part.end for part in view.anatomy.of(*_NUMBER_ROLES))


def relation_of(text: str, citation: Citation, before: tuple[Citation, CitationRelation] | None) -> CitationRelation:
    """Return what a named paper is to the one that names it, from the words of its own clause.

    Args:
        text: the text that names it.
        citation: the paper that is named.
        before: the paper named before it, with its relation: in a list, that of the first holds for all.
    """
    clause = _CLAUSE.split(text[citation.stop : citation.stop + _REACH], maxsplit=1)[0]
    told = next((relation for relation, pattern in _behind() if pattern.match(clause)), None)
    if told is not None:
        return told
    window = text[max(0, citation.start - _LOOK_BACK) : citation.start].rstrip(_MARKS)
    clause_start = citation.start - len(_CLAUSE.split(window)[-1])
    if before is None or before[0].stop < clause_start - len(_MARKS):
        return _told_before(_CLAUSE.split(window)[-1])
    between = text[before[0].stop : citation.start].rstrip(_MARKS)
    told = _told_before(between)
    is_next = told is CitationRelation.MENTIONS and _LINK.fullmatch(between) and not _handed().search(between)
    return before[1] if is_next else told


def _told_before(words_before: str) -> CitationRelation:
    found = (relation for relation, pattern in _in_front() if pattern.search(words_before))
    return next(found, CitationRelation.MENTIONS)


def _any(key: str) -> str:
    return "(?:" + "|".join(words("citations", key)) + ")"


@cache
def _handed() -> re.Pattern[str]:
    return re.compile(_any("handed"))


@cache
def _in_front() -> tuple[tuple[CitationRelation, re.Pattern[str]], ...]:
    """Return the words in front that say what a paper is; who issued it may stand between."""
    issued = rf"(?!.*{_any('handed')})[\u4e00-\u9fff、（）()0-9]{{0,24}}$"
    return (
        (CitationRelation.REPEALS, re.compile(f"{_any('repeals')}原?$")),
        (CitationRelation.REPLACES, re.compile(f"{_any('replaces')}原?$")),
        (CitationRelation.AMENDS, re.compile(f"{_any('amends')}(?:完善|了)?原?$")),
        (CitationRelation.BASIS, re.compile(f"{_any('basis')}(?!{_any('not_basis')}){issued}")),
    )


@cache
def _behind() -> tuple[tuple[CitationRelation, re.Pattern[str]], ...]:
    """Return the words behind that say what becomes of a paper; others of its list may stand between."""
    # Behind 施行 or before ，《 another paper is spoken of: 本办法自发布之日起施行，《…》同时废止.
    gap = r"(?:(?![，,]\s*《|施行(?!之日))(?:[^。；《]|《[^》]*》)){0,40}?"
    return (
        (CitationRelation.REPEALS, re.compile(gap + _any("repeals_behind"))),
        (CitationRelation.REPLACES, re.compile(r"[^。；《]{0,12}?" + _any("replaces_behind"))),
        (CitationRelation.AMENDS, re.compile(r"[^。；《，]{0,8}?" + _any("amends_behind"))),
    )
