"""Pure functions from bytes to records: no disk but the packaged lexicon, no clock, log, network or global state."""
