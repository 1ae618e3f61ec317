"""Indices against functions whose own are known in closed form, and columns that do nothing."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.decisions import sensitivity
from gaoxin.decisions.sensitivity import (
    given_data,
    morris_design,
    regional,
    screening,
    sobol_design,
    sobol_indices,
    sobol_over_time,
    sobol_rows,
)

Array = NDArray[np.float64]
A, B = 7.0, 0.1


def ishigami(u: Array) -> Array:
    """Return Ishigami and Homma's function (1990) of the unit cube."""
    x = math.pi * (2.0 * u - 1.0)
    found = np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    return np.asarray(found)


def ishigami_indices() -> tuple[Array, Array]:
    """Return its first and total indices: integrals done by hand."""
    v1 = 0.5 * (1.0 + B * math.pi**4 / 5.0) ** 2
    v2, v13 = A**2 / 8.0, B**2 * math.pi**8 * 8.0 / 225.0
    whole = v1 + v2 + v13
    return np.array([v1, v2, 0.0]) / whole, np.array([v1 + v13, v2, v13]) / whole


def g_function(u: Array, a: Array) -> Array:
    """Return Saltelli and Sobol's g-function (1995)."""
    return np.asarray(np.prod((np.abs(4.0 * u - 2.0) + a) / (1.0 + a), axis=1))


def g_indices(a: Array) -> tuple[Array, Array]:
    own = 1.0 / (3.0 * (1.0 + a) ** 2)
    whole = np.prod(1.0 + own) - 1.0
    total = own * np.array([np.prod(np.delete(1.0 + own, i)) for i in range(len(a))])
    return own / whole, total / whole


def within(index: sensitivity.Index, truth: Array) -> None:
    """Hold a 95 % interval, widened by a half: of six at once some lie just outside."""
    assert (np.abs(index.value - truth) <= 1.5 * index.half + 5e-3).all(), (index, truth)


@pytest.mark.parametrize("second", [False, True])
def test_ishigami(second: bool) -> None:
    rows = sobol_design(3, 2048, 0, second=second)
    assert len(rows) == sobol_rows(3, 2048, second=second)
    found = sobol_indices(ishigami(rows), 3, 0, second=second)
    first, total = ishigami_indices()
    within(found.first, first)
    within(found.total, total)
    assert (found.total.half < 0.1).all()
    if second:
        assert found.pairs is not None
        assert found.pairs[0, 2] == pytest.approx(total[2], abs=0.05)


def test_the_g_function_and_over_time() -> None:
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    rows = sobol_design(5, 2048, 3)
    values = g_function(rows, a)
    found = sobol_indices(values, 5, 3)
    first, total = g_indices(a)
    within(found.first, first)
    within(found.total, total)
    over = sobol_over_time(np.stack([np.ones_like(values), values, -2.0 * values], axis=1), 5)
    assert (over[0][0] == 0.0).all()  # nothing varies at the first instant
    for index, truth in ((over[0], first), (over[1], total)):
        np.testing.assert_allclose(index[1], truth, atol=0.03)
        np.testing.assert_allclose(index[1], index[2], atol=1e-12)


def test_an_outcome_that_never_moves_has_no_indices() -> None:
    found = sobol_indices(np.full(sobol_rows(3, 16), 7.0), 3, 0)
    assert found.variance == 0.0
    assert (found.total.value == 0.0).all()


def test_screening_of_a_plane_is_its_slopes() -> None:
    rows = morris_design(4, 10, 0)
    assert rows.shape == (50, 4)
    found = screening(rows, rows @ np.array([3.0, -2.0, 0.0, 0.5]), 0)
    np.testing.assert_allclose(found.effect.value, [3.0, 2.0, 0.0, 0.5], atol=1e-9)
    np.testing.assert_allclose(found.sigma, 0.0, atol=1e-9)


def test_given_data_tells_what_acts_from_noise_and_from_what_goes_with_it() -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((3000, 4))
    rows[:, 2] = 0.9 * rows[:, 0] + math.sqrt(1.0 - 0.81) * rows[:, 2]  # acts not, but tells
    found = given_data(rows, rows[:, 0] + 0.2 * rows[:, 1], 1)
    assert found.value[0] > found.value[2] > 2.0 * found.noise
    assert found.value[3] < 1.2 * found.noise
    assert given_data(rows, np.exp(rows[:, 0]), 1).value[0] == pytest.approx(
        given_data(rows, rows[:, 0], 1).value[0]
    )


def test_regions_differ_where_a_factor_decides() -> None:
    rows = np.random.default_rng(1).random((2000, 6))
    found = regional(rows, rows[:, 2] > 0.7)
    assert found.distance[2] == pytest.approx(1.0, abs=1e-12)
    assert found.direction[2] == 1.0
    assert found.p_value[2] < 1e-100
    assert (np.delete(found.p_value, 2) > 0.01).all()
    assert np.isnan(regional(rows, np.ones(2000, dtype=bool)).distance).all()


def test_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(sensitivity)
    assert tried
    assert not failed
