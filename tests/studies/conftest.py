"""The small workspace, copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desks.region import copy_region


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_region(tmp_path)
