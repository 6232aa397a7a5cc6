from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import pool
from flows.discover import Source
from flows.parse import ParseJob, batches_of, parse_batch, parse_file
from flows.pool import parse_batches
from parsers.document import revision_of
from schemas.vocabulary import SourceStatus

REVISION = "0" * 20


def job(current: Mapping[str, str] | None = None, max_file_bytes: int = 10**6) -> ParseJob:
    return ParseJob(REVISION, max_file_bytes, current or {})


def sources(folder: Path) -> list[Source]:
    return [Source(path.name, path, path.stat().st_size) for path in sorted(folder.rglob("*.*"))]


@given(st.lists(st.integers(0, 50)), st.integers(1, 60))
def test_batches_hold_every_source_once_in_order_and_keep_to_their_size(sizes, limit):
    found = [Source(str(number), Path(str(number)), size) for number, size in enumerate(sizes)]
    batches = list(batches_of(found, limit))
    assert [source for batch in batches for source in batch] == found
    assert all(len(batch) == 1 or sum(source.size for source in batch) <= limit for batch in batches)


def test_a_file_whose_revision_is_current_is_not_parsed(papers):
    source = sources(papers)[0]
    revision = revision_of(source.path.read_bytes(), REVISION)
    assert parse_file(source, job({source.uri: revision})) is None
    parsed = parse_file(source, job({source.uri: "another"}))
    assert (parsed.status, parsed.revision) == (SourceStatus.PARSED, revision)


def test_a_file_that_is_gone_is_quarantined():
    parsed = parse_file(Source("a/b.txt", Path("nowhere.txt"), 0), job())
    assert (parsed.status, parsed.error_code) == (SourceStatus.QUARANTINED, "unreadable")
    assert "nowhere.txt cannot be read (No such file or directory)" in parsed.error_message


def test_a_file_over_the_limit_is_quarantined_unread(papers):
    parsed = parse_file(sources(papers)[0], job(max_file_bytes=10))
    assert parsed.error_code == "too_large"
    assert "more than the allowed 10" in parsed.error_message
    assert "max_file_bytes" in parsed.error_message


def test_a_mistake_of_the_parser_sets_one_file_aside(papers, monkeypatch):
    from parsers import document

    real = document.parse_source

    def parse(data: bytes, *, source_uri: str, parser_revision: str):
        if source_uri.endswith(".md"):
            raise ZeroDivisionError("a\nmistake")
        return real(data, source_uri=source_uri, parser_revision=parser_revision)

    monkeypatch.setattr(document, "parse_source", parse)
    by_code = {parsed.error_code: parsed for parsed in parse_batch(tuple(sources(papers)), job())}
    assert set(by_code) == {None, "crashed"}
    assert "(ZeroDivisionError: a mistake)" in by_code["crashed"].error_message


class Deadly(dict):
    """Stands for a reading library that takes its process down with it."""

    def get(self, key: str, default: str | None = None) -> str | None:
        if "deadly" in key:
            os._exit(3)
        return default


def test_a_file_that_kills_its_process_is_found_and_the_others_are_parsed(papers, monkeypatch):
    monkeypatch.setattr(pool, "SMALL_RUN_BYTES", 0)
    found = sources(papers)
    deadly = Source("deadly.txt", found[0].path, 1)
    batches = [(found[0],), (deadly, found[1])]
    results = [
        pair
        for batch, parsed in parse_batches(batches, job(Deadly(known=REVISION)), 2)
        for pair in zip(batch, parsed, strict=True)
    ]
    fates = {source.uri: parsed.error_code for source, parsed in results}
    assert fates == {found[0].uri: None, "deadly.txt": "crashed", found[1].uri: None}


def test_processes_give_what_one_process_gives(papers, monkeypatch):
    batches = [(source,) for source in sources(papers)]
    here = {batch[0].uri: dict(parsed[0].tables) for batch, parsed in parse_batches(batches, job(), 2)}
    monkeypatch.setattr(pool, "SMALL_RUN_BYTES", 0)
    apart = {batch[0].uri: dict(parsed[0].tables) for batch, parsed in parse_batches(batches, job(), 2)}
    assert here == apart


@pytest.mark.parametrize(("processes", "least"), [(3, 3), (0, 1)])
def test_zero_processes_are_one_a_core(processes, least):
    assert pool.worker_count(processes) >= least
