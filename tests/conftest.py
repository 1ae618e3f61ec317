"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

# Hypothesis checks laws, not how fast this machine is.
settings.register_profile("gaoxin", deadline=None)
settings.load_profile("gaoxin")


@pytest.fixture(scope="session", autouse=True)
def _no_cache() -> Iterator[None]:
    """Read every model anew, here and in child processes: no test rests on an earlier one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAOXIN_CACHE", "off")
        yield
