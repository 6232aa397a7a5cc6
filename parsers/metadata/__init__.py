"""What a policy says of itself: title, number, issuers, dates, validity, kind, region."""

from parsers.metadata.reading import read_metadata

__all__ = ["read_metadata"]
