"""What few changed documents make of the others is what looking at all of them would."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from warehouse.cited import NAMING_COLUMNS, Library, Register
from warehouse.identity import IDENTITY_COLUMNS, duplicates, normalised, skeleton
from warehouse.links import CITATIONS, DOCUMENTS, link_documents

TITLES = ("办法", "《办 法》", "办法（试行）", "办法(试行)", "关于印发办法的通知", "Rules", "RULES", "第１条", "", None)
NUMBERS = ("国发〔2020〕1号", "国发[2020] 1号", "国发〔2020〕2号", "No. 1", "", None)
SKETCHES = (" ".join("abcdefghij"), " ".join("abcdefgxyz"), " ".join("abcdefxyzw"), "", None)
_DOCUMENTS = pa.schema(
    [(name, pa.int32() if name == "position" else pa.string()) for name in (*IDENTITY_COLUMNS, "duplicate_of")]
)
_CITATIONS = pa.schema([(name, pa.string()) for name in NAMING_COLUMNS])
_names = st.tuples(st.sampled_from(TITLES), st.sampled_from(NUMBERS), st.sampled_from(SKETCHES))
_named = st.tuples(st.sampled_from(TITLES), st.sampled_from(TITLES), st.sampled_from(NUMBERS))


def _documents(names: list[tuple[Any, ...] | None]) -> list[dict[str, Any]]:
    """Return a document a source, none for None."""
    return [
        {"doc_id": f"d{k}", "source_id": f"s{k}", "source_uri": f"{k % 3}{k}", "position": 1}
        | {"title": one[0], "doc_number": one[1], "text_sketch": one[2]}
        for k, one in enumerate(names)
        if one is not None
    ]


@given(st.data(), st.lists(st.one_of(st.none(), _names), min_size=1, max_size=9))
def test_few_changed_documents_are_linked_as_all_would_be(data: st.DataObject, names: list[Any]) -> None:
    after = [data.draw(st.one_of(st.just(one), st.just(one), st.none(), _names)) for one in names]
    changed = {f"s{k}" for k, (one, other) in enumerate(zip(names, after, strict=True)) if one != other}
    old, new = _documents(names), _documents(after)
    known, repeats = duplicates(old), duplicates(new)
    cites = [(f"s{k}", *data.draw(_named)) for k, one in enumerate(names) if one is not None]
    citations = [
        {"doc_id": f"d{source[1:]}", "source_id": source, "title": title, "full_title": full, "doc_number": number}
        for source, title, full, number in cites
    ]
    libraries = Library(old, known), Library(new, repeats)
    for row in citations:
        row["cited_doc_id"] = libraries[0].find(row)
    before = [row | {"duplicate_of": known.get(row["doc_id"])} for row in old]
    fresh = [row for row in new if row["source_id"] in changed]
    links = link_documents(
        pa.Table.from_pylist(before, schema=_DOCUMENTS),
        pa.Table.from_pylist(fresh, schema=_DOCUMENTS).select(list(IDENTITY_COLUMNS)),
        changed,
        lambda: pa.Table.from_pylist(citations, schema=_CITATIONS),
    )
    assert links.repeats == repeats
    staying = [row for row in old if row["source_id"] not in changed]
    assert links.touched[DOCUMENTS] == {
        row["source_id"] for row in staying if known.get(row["doc_id"]) != repeats.get(row["doc_id"])
    }
    moved = {row["source_id"] for row in citations if row["cited_doc_id"] != libraries[1].find(row)}
    assert links.touched[CITATIONS] == moved
    for row in citations:
        assert links.register.library([row]).find(row) == libraries[1].find(row)


@given(st.text(max_size=12), st.text(alphabet=" 　〔〕[]（）()《》ＡaＢb１1法灋", max_size=6))
def test_names_that_are_equal_have_equal_skeletons(one: str, other: str) -> None:
    for text in (one, other, one + other):
        assert skeleton(pa.array([text])) == skeleton(pa.array([normalised(text)]))


def test_a_register_of_nothing_finds_nothing() -> None:
    empty = _DOCUMENTS.empty_table()
    assert Register(empty, {}).library([]).find(dict.fromkeys(NAMING_COLUMNS)) is None
