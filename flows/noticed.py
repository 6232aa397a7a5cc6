"""What there is to look at: quarantined files with their reasons, and issues of the published papers, as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.catalogue import rows
from flows.lookup import look_up
from flows.settings import Settings
from schemas.vocabulary import SourceStatus

if TYPE_CHECKING:
    from warehouse import Warehouse

_SEVERITIES = ("error", "warning", "info")


def noticed(warehouse: Warehouse, settings: Settings, doc: str | None = None) -> list[dict[str, Any]]:
    """Return quarantined files first, then issues by severity, of all papers or of what a user means.

    Raises:
        UsageError: nothing or several things match.
    """
    published = warehouse.published
    meant = look_up(doc, published, settings) if doc else None
    uris = {row["source_id"]: row["source_uri"] for row in rows(published, "sources", ["source_id", "source_uri"])}
    asked = [key for key, uri in uris.items() if meant is None or uri == meant.source_uri]
    live = warehouse.live()
    refused = [
        _entry("quarantined", live[key].error_code, uris[key], None, live[key].error_message)
        for key in sorted(asked, key=uris.__getitem__)
        if key in live and live[key].status is SourceStatus.QUARANTINED
    ]
    wanted = set(asked)
    found = [
        row
        for row in rows(published, "issues")
        if row["source_id"] in wanted and (meant is None or not meant.doc_id or row["doc_id"] == meant.doc_id)
    ]
    found.sort(key=lambda row: (_SEVERITIES.index(row["severity"]), uris[row["source_id"]], row["source_start"] or 0))
    return refused + [
        _entry(row["severity"], row["code"], uris[row["source_id"]], row["source_start"], row["detail"])
        for row in found
    ]


def _entry(what: str, code: str | None, uri: str, start: int | None, detail: str | None) -> dict[str, Any]:
    return {"what": what, "code": code, "file": uri, "at": start, "detail": detail}
