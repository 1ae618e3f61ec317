"""For every test: hypothesis checks laws, not how fast this machine is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gaoxin", deadline=None)
settings.load_profile("gaoxin")
