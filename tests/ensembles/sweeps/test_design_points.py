"""Designs: every combination of a grid, every stratum of a Latin hypercube."""

from __future__ import annotations

import doctest
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.ensembles.sweeps import design_points
from gaoxin.ensembles.sweeps.design_points import grid_points, latin_hypercube_points, spaced

COLUMNS = st.lists(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4, unique=True), min_size=1, max_size=4
)


def test_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(design_points)
    assert tried
    assert not failed


@given(COLUMNS)
def test_a_grid_is_every_combination_once_in_order(columns: list[list[float]]) -> None:
    assert [tuple(point) for point in grid_points(columns).tolist()] == list(
        itertools.product(*columns)
    )


@settings(deadline=None)  # the first call imports scipy.stats
@given(st.integers(2, 60), st.integers(0, 2**32), st.booleans())
def test_a_latin_hypercube_has_one_point_in_every_stratum(
    points: int, seed: int, log: bool
) -> None:
    found = latin_hypercube_points([(0.5, 8.0), (-3.0, 5.0)], [log, False], points, seed)
    assert found.shape == (points, 2)
    first = np.log(found[:, 0] / 0.5) / math.log(16.0) if log else (found[:, 0] - 0.5) / 7.5
    for share in (first, (found[:, 1] + 3.0) / 8.0):
        assert sorted(np.floor(share * points).astype(int)) == list(range(points))


def test_a_latin_hypercube_belongs_to_its_seed() -> None:
    ends, logs = [(0.0, 1.0)] * 3, [False] * 3
    first, again, other = (latin_hypercube_points(ends, logs, 20, seed) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 40))
def test_values_are_those_that_a_table_prints(low: float, span: float, count: int) -> None:
    low = float(f"{low:.10g}")
    high = float(f"{low + span:.10g}")
    if not low < high:
        return
    for value in spaced(low, high, count):
        assert float(f"{value:.10g}") == value
        assert low <= value <= high


def test_equal_factors() -> None:
    found = spaced(0.1, 10.0, 5, log=True)
    assert found == pytest.approx([0.1, 10**-0.5, 1.0, 10**0.5, 10.0], rel=1e-9)
