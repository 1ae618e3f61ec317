"""Blocks of readings that are left out together."""

from __future__ import annotations

from itertools import combinations

import pytest

from gaoxin.studies.calibrate import open_fit
from tests.zone.conftest import Zone
from tests.zone.evidence.blocks import BLOCKS, is_of


@pytest.fixture(scope="module")
def of_block(zone: Zone) -> dict[str, set[str]]:
    rows = open_fit(zone.workspace).observations
    return {block: {o.id for o in rows if is_of(block, o)} for block in BLOCKS}


def test_every_pattern_names_a_reading(of_block: dict[str, set[str]]) -> None:
    for block, patterns in BLOCKS.items():
        starts = [pattern.rstrip("*") for pattern in patterns]
        named = [s for s in starts if any(id_.startswith(s) for id_ in of_block[block])]
        assert named == starts


def test_no_reading_is_of_two_blocks(of_block: dict[str, set[str]]) -> None:
    assert all(not a & b for a, b in combinations(of_block.values(), 2))
