"""The catalogue of errors a user can cause: one clear sentence each, with what to do."""

from __future__ import annotations

import re
from enum import StrEnum

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


class ErrorCode(StrEnum):
    """Why a source is quarantined, or why a command cannot go on."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    CHANGING = "changing"
    NOT_A_FILE = "not_a_file"
    LINKED_OUTSIDE = "linked_outside"
    EMPTY = "empty"
    NOT_TEXT = "not_text"
    UNKNOWN_FORMAT = "unknown_format"
    TOO_LARGE = "too_large"
    NO_TEXT_LAYER = "no_text_layer"
    NOT_RECOGNISED = "not_recognised"
    NEEDS_LIBREOFFICE = "needs_libreoffice"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_POLICY = "no_policy"
    AUDIT_FAILED = "audit_failed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    BATCH_FAILED = "batch_failed"
    NO_SOURCES = "no_sources"
    WAREHOUSE_UNWRITABLE = "warehouse_unwritable"
    WAREHOUSE_MISSING = "warehouse_missing"
    CONFIGURATION = "configuration"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    BAD_QUERY = "bad_query"
    NO_TABLE = "no_table"
    UNWRITABLE = "unwritable"
    BAD_TARGET = "bad_target"
    TARGET_TAKEN = "target_taken"
    EXPORT_FAILED = "export_failed"
    SITE_TAKEN = "site_taken"
    NO_RUN = "no_run"
    BEYOND_RETENTION = "beyond_retention"
    NO_REVISION = "no_revision"
    RAW_DAMAGED = "raw_damaged"
    RAW_LOST = "raw_lost"
    NOT_KEPT = "not_kept"
    EXTRA_MISSING = "extra_missing"
    STORE_UNREACHABLE = "store_unreachable"
    VOLUME_FELL = "volume_fell"
    PORT_TAKEN = "port_taken"
    SERVED_ALREADY = "served_already"
    SERVER_FAILED = "server_failed"
    SERVER_SILENT = "server_silent"
    SERVING_ENDED = "serving_ended"
    CLUSTER_SILENT = "cluster_silent"
    WORKER_UNFIT = "worker_unfit"
    FOLDER_UNWRITABLE = "folder_unwritable"
    FILE_DAMAGED = "file_damaged"
    STORE_DAMAGED = "store_damaged"


MESSAGES = {
    ErrorCode.MISSING: "{path} does not exist; check the path, or add it to the roots in the settings.",
    ErrorCode.UNREADABLE: "{path} cannot be read ({reason}); check its permissions.",
    ErrorCode.CHANGING: "{path} changes while it is read; run again when it is complete.",
    ErrorCode.NOT_A_FILE: "{path} is {got}, not a file; remove it, or narrow the patterns in the settings.",
    ErrorCode.LINKED_OUTSIDE: "{path} links to {target}, outside the folder {folder}; put a copy there, "
    "or allow such links with follow_links in the settings.",
    ErrorCode.EMPTY: "The file is empty (0 bytes of text); put the paper's text in it or remove it.",
    ErrorCode.NOT_TEXT: "The file is named as text but holds binary data ({reason}); "
    "UTF-8, UTF-16, GB18030 and Big5 text, PDF and OFD are read.",
    ErrorCode.UNKNOWN_FORMAT: "The file is {got}, which is not read; "
    "text, Markdown, HTML, Word (.docx), PDF, OFD and images are.",
    ErrorCode.TOO_LARGE: "The file has {got}, more than the allowed {limit}; split it, or raise {setting}.",
    ErrorCode.NO_TEXT_LAYER: "The file's {pages} page(s) hold no usable text (a scan, or fonts that do not say their "
    "characters); to have them read from their images, {extra}, or give a version with text.",
    ErrorCode.NOT_RECOGNISED: "No characters were recognised on the file's {pages} page(s); "
    "give a sharper scan, or a version with text.",
    ErrorCode.NEEDS_LIBREOFFICE: "The file is {got}, which is read through LibreOffice, and that is not installed; "
    "install it (apt-get install libreoffice-writer-nogui), or save the paper as .docx.",
    ErrorCode.ENCRYPTED: "The file needs a password to open; save a copy without one.",
    ErrorCode.DAMAGED: "The file is damaged and cannot be opened as {got} ({reason}); fetch it again.",
    ErrorCode.NO_POLICY: "No policy text was found in the file ({reason}); check that it is a policy paper.",
    ErrorCode.AUDIT_FAILED: "The rows failed the audit: {reason}; the last good revision stays published.",
    ErrorCode.TIMED_OUT: "Reading the file took longer than the allowed {limit} seconds; "
    "raise seconds_per_file in the settings and run with --retry.",
    ErrorCode.OUT_OF_MEMORY: "Reading the file took more than the allowed {limit} bytes of memory; "
    "raise memory_per_file in the settings and run with --retry.",
    ErrorCode.CRASHED: "Reading the file failed unexpectedly ({reason}); please report it with the file.",
    ErrorCode.BATCH_FAILED: "The batch of {count} file(s) from {first} on could not be committed ({reason}); "
    "run again: what was done is kept.",
    ErrorCode.NO_SOURCES: "No file was found under {path} for the patterns {patterns}; "
    "name a file or folder that holds papers, or change the patterns in the settings.",
    ErrorCode.WAREHOUSE_UNWRITABLE: "The warehouse {path} cannot be written ({reason}); "
    "choose another folder with --warehouse.",
    ErrorCode.WAREHOUSE_MISSING: "There is no warehouse at {path}; make one with `zhengce run`, "
    "or name another with --warehouse.",
    ErrorCode.CONFIGURATION: "{file}: {key} is {got}; allowed is {allowed}.",
    ErrorCode.NOT_FOUND: "No document matches {got}; give a path, a source URI, a doc_id, or part of a title or "
    "number.",
    ErrorCode.AMBIGUOUS: "{got} matches {count} documents: {candidates}; give a doc_id or more of the title.",
    ErrorCode.BAD_QUERY: "The query could not be run: {reason}",
    ErrorCode.NO_TABLE: "There is no table {got}; the tables are {allowed}.",
    ErrorCode.NO_RUN: 'No run is named {got}; `zhengce sql "SELECT run_id, started_at FROM runs"` lists them.',
    ErrorCode.BEYOND_RETENTION: "The rows of {count} file(s) as of run {run} were dropped by maintenance; "
    "go back to a later run, or parse them again with `zhengce run --replay --all`.",
    ErrorCode.NO_REVISION: "There is no revision {got}; this file has {allowed}.",
    ErrorCode.RAW_DAMAGED: "The kept bytes of {path} are damaged (their SHA-256 is not {digest}); "
    "run again with the original file and --all.",
    ErrorCode.RAW_LOST: "The kept bytes {path} of {source} are gone; run again with the original file and --all.",
    ErrorCode.NOT_KEPT: "A copy of the file could not be kept in the warehouse ({reason}); "
    "make room or mend its permissions, then run again with --retry.",
    ErrorCode.VOLUME_FELL: "Publishing stopped: {table} would fall from {before} rows to {after}, by more than "
    "{percent} %; look at `zhengce history`, then run with --allow-fall, or `zhengce rollback` to the run before.",
    ErrorCode.EXTRA_MISSING: "{what} needs an extra that is not installed; pip install 'zhengce[{extra}]'.",
    ErrorCode.STORE_UNREACHABLE: "The object store {uri} refused or did not answer ({reason}); check its name, "
    "AWS_ENDPOINT_URL, AWS_REGION and the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    ErrorCode.PORT_TAKEN: "Port {port} of {host} cannot be used ({reason}); end the program that holds it, or name "
    "another port with --port.",
    ErrorCode.SERVED_ALREADY: "Another `zhengce serve` runs from {path}; end it, or name another folder with "
    "--set server_folder=FOLDER.",
    ErrorCode.SERVER_FAILED: "Prefect's server failed ({reason}); {log} says why.",
    ErrorCode.SERVER_SILENT: "No Prefect server answers at {url}; start it, or unset PREFECT_API_URL to have one "
    "started here.",
    ErrorCode.SERVING_ENDED: "Serving with Prefect's server at {url} ended ({reason}); what was done is kept: see that "
    "the server answers, then start it again.",
    ErrorCode.CLUSTER_SILENT: "No Dask cluster answers at {address} ({reason}); start its scheduler, or name another "
    "with --set dask_address=tcp://HOST:PORT.",
    ErrorCode.WORKER_UNFIT: "The worker on {host} cannot take part: {reason}; every worker needs the same "
    "installation, and the papers' folders under the same paths.",
    ErrorCode.FOLDER_UNWRITABLE: "The folder {path} cannot be written ({reason}); name another with "
    "--set server_folder=FOLDER.",
    ErrorCode.FILE_DAMAGED: "{path} is damaged ({reason}), and nothing is read from it; "
    "`zhengce run` writes it anew from the store.",
    ErrorCode.STORE_DAMAGED: "{path} is damaged ({reason}), and nothing is read from it; restore it from a backup, or "
    "move {store} away and have everything made again from the kept bytes with `zhengce run --replay --all`.",
    ErrorCode.UNWRITABLE: "{path} cannot be written ({reason}); choose another file with -o.",
    ErrorCode.BAD_TARGET: "{got} is no target for an export; give postgresql://USER@HOST/DATABASE, duckdb:FILE or "
    "csv:FOLDER.",
    ErrorCode.TARGET_TAKEN: "{table} in {target} was not written by an export, and is left as it is; choose another "
    "{choice}.",
    ErrorCode.SITE_TAKEN: "{path} {found}, and is left as it is; choose another folder with -o.",
    ErrorCode.EXPORT_FAILED: "The tables could not be written to {target} ({reason}); what was there is unchanged.",
}


class PolicyError(Exception):
    """An error with a code from the catalogue and the values its sentence needs; it can be pickled."""

    def __init__(self, code: ErrorCode, /, **details: object) -> None:
        self.code = code
        self.details = {name: printable(str(value)) for name, value in details.items()}
        super().__init__(MESSAGES[code].format(**self.details))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.details))

    @property
    def message(self) -> str:
        """Return the one sentence for the user."""
        return str(self)


class SourceError(PolicyError):
    """A source cannot be read; it is quarantined and the run goes on."""


class UsageError(PolicyError):
    """A command cannot go on as asked; the exit code is 2."""


def printable(text: str) -> str:
    """Return a text on one line and valid as UTF-8: names of files may hold line breaks, and bytes that are no text."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _rebuild(kind: type[PolicyError], code: ErrorCode, details: dict[str, str]) -> PolicyError:
    return kind(code, **details)
