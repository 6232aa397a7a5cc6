"""Settings and word lists; data, no code."""
