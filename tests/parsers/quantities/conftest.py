"""Settings of the property tests here."""

from hypothesis import settings

# The first reading compiles the lexicon, and a busy machine is slow: a deadline would test neither.
settings.register_profile("quantities", deadline=None)
settings.load_profile("quantities")
