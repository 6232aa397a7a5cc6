"""The vocabulary: record types, table specifications, identifiers, error and issue catalogues."""
