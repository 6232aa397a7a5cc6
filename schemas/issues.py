"""The catalogue of what a parser can notice in a paper without giving up on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters to a reader of the tables."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class IssueCode(StrEnum):
    """What was noticed; the comment says what the reader should check."""

    NUMBERING_GAP = "numbering_gap"  # a number is missing between two siblings
    NUMBERING_REPEAT = "numbering_repeat"  # two siblings have the same number
    MARKER_NOT_HEADING = "marker_not_heading"  # a line starts like a heading but was read as running text
    TITLE_NOT_FOUND = "title_not_found"  # the table of contents names a policy that is not in the file
    TITLE_INFERRED = "title_inferred"  # no line looked like a title; the first line was taken
    QUANTITY_UNREAD = "quantity_unread"  # digits stand beside a unit of money but could not be read
    QUANTITY_OUT_OF_RANGE = "quantity_out_of_range"  # a number does not fit decimal(28, 6) or decimal(28, 12)
    RANGE_REVERSED = "range_reversed"  # the left end of a range is larger than the right
    DATE_INVALID = "date_invalid"  # a printed date is not a day of the calendar
    ENCODING_UNCERTAIN = "encoding_uncertain"  # some bytes did not decode and were replaced
    TIERS_UNMATCHED = "tiers_unmatched"  # a list of sums has not as many tiers beside it; none is assigned
    AGENCY_UNKNOWN = "agency_unknown"  # no full name is known for a body; it is kept as printed
    TEXT_LAYER_MISSING = "text_layer_missing"  # a page of a PDF or OFD has no usable text
    OCR_DOUBTFUL = "ocr_doubtful"  # characters read from an image with little confidence
    PART_UNREAD = "part_unread"  # numbering, notes, attached files, a form or a picture that was not read
    PROPERTY_DIFFERS = "property_differs"  # a page's or file's own table says of the paper what its words do not

    CORRECTION_UNFIT = "correction_unfit"  # an analyst's correction that no longer fits its text, or never did


SEVERITY_OF = {
    IssueCode.NUMBERING_GAP: Severity.INFO,
    IssueCode.NUMBERING_REPEAT: Severity.INFO,
    IssueCode.MARKER_NOT_HEADING: Severity.INFO,
    IssueCode.TITLE_NOT_FOUND: Severity.ERROR,
    IssueCode.TITLE_INFERRED: Severity.WARNING,
    IssueCode.QUANTITY_UNREAD: Severity.WARNING,
    IssueCode.QUANTITY_OUT_OF_RANGE: Severity.ERROR,
    IssueCode.RANGE_REVERSED: Severity.WARNING,
    IssueCode.DATE_INVALID: Severity.WARNING,
    IssueCode.ENCODING_UNCERTAIN: Severity.WARNING,
    IssueCode.TIERS_UNMATCHED: Severity.WARNING,
    IssueCode.AGENCY_UNKNOWN: Severity.INFO,
    IssueCode.TEXT_LAYER_MISSING: Severity.WARNING,
    IssueCode.OCR_DOUBTFUL: Severity.WARNING,
    IssueCode.PART_UNREAD: Severity.WARNING,
    IssueCode.PROPERTY_DIFFERS: Severity.WARNING,
    IssueCode.CORRECTION_UNFIT: Severity.ERROR,
}
ISSUE_CODES = tuple(code.value for code in IssueCode)
SEVERITIES = tuple(severity.value for severity in Severity)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something noticed at a half-open span of clean-text offsets, or of source offsets where `in_source` is true."""

    code: IssueCode
    detail: str
    start: int
    end: int
    in_source: bool = False
