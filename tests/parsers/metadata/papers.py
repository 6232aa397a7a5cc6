"""Papers for the tests of anatomy and metadata: text as given, one block a line, or lines of a file of the corpus."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

from parsers.anatomy import Anatomy, read_anatomy
from parsers.clean import clean
from parsers.metadata import read_metadata
from schemas.records import Block, CleanText, Metadata, PolicySpan, SourceText

CORPUS = Path(__file__).parents[2] / "corpus"


def clean_text(text: str) -> CleanText:
    """Return clean text with one block for each line that is not blank."""
    lines = [(match.start(), match.group()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
    blocks, position = [], 0
    for _, line in lines:
        blocks.append(Block(position, position + len(line)))
        position += len(line) + 1
    starts = tuple(block.start for block in blocks)
    return CleanText(
        text="\n".join(line for _, line in lines),
        blocks=tuple(blocks),
        discarded=(),
        clean_starts=starts,
        source_starts=tuple(start for start, _ in lines),
        lengths=tuple(block.end - block.start for block in blocks),
    )


def whole(text: CleanText, title: str | None = None) -> PolicySpan:
    """Return a policy that takes in a whole text."""
    return PolicySpan(0, len(text.blocks), title, 0, len(text.text))


def anatomy_of(text: str, title: str | None = None) -> tuple[CleanText, Anatomy]:
    """Return the blocks and anatomy of a paper given as lines."""
    cleaned = clean_text(text)
    return cleaned, read_anatomy(cleaned, whole(cleaned, title))


def metadata_of(text: str, title: str | None = None) -> Metadata:
    """Return the metadata of a paper given as lines."""
    cleaned, anatomy = anatomy_of(text, title)
    return read_metadata(cleaned, whole(cleaned, title), anatomy)


def corpus_lines(name: str, first: int, last: int) -> Metadata:
    """Return the metadata of lines of a corpus file, from 1, both included, cleaned as they are in a run."""
    text = (CORPUS / name).read_text("utf-8-sig").split("\n")
    cleaned = clean(SourceText("\n".join(text[first - 1 : last]), "text/plain", "utf-8"))
    span = whole(cleaned)
    return read_metadata(cleaned, span, read_anatomy(cleaned, span))


def fields_of(metadata: Metadata) -> dict[str, object]:
    """Return the fields that say something, as they are written in expected.jsonl and papers.toml; issues left out."""
    values = {field.name: getattr(metadata, field.name) for field in fields(Metadata) if field.name != "issues"}
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return {name: value for name, value in values.items() if value not in (None, [])}
