"""Every amount, share and count in a text, with what governs it."""

from parsers.quantities.scanner import find_quantities, scan

__all__ = ["find_quantities", "scan"]
