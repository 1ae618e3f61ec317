"""Theil's statistics against closed forms, and their sum against the mean square error."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.inference.observations import Observation
from gaoxin.inference.theil import historical_fit, historical_fits, inequality, mape

A = np.array([1.0, 2.0, 4.0, 9.0])


@pytest.mark.parametrize(
    ("simulated", "shares"),
    [
        (A + 3, (1, 0, 0)),  # the same course, at another level
        (4 + 2 * (A - 4), (0, 1, 0)),  # the same mean and phase, another amplitude
        (np.array([4.0, 1.0, 9.0, 2.0]), (0, 0, 1)),  # the same mean and spread, another order
    ],
)
def test_each_kind_of_error_has_its_share_alone(
    simulated: np.ndarray, shares: tuple[float, float, float]
) -> None:
    np.testing.assert_allclose(inequality(simulated, A), shares, atol=1e-12)


@given(st.lists(st.tuples(*[st.floats(-100, 100)] * 2), min_size=2, max_size=20))
def test_the_shares_sum_to_one(pairs: list[tuple[float, float]]) -> None:
    simulated, observed = np.array(pairs).T
    found = inequality(simulated, observed)
    assert any(map(math.isnan, found)) or sum(found) == pytest.approx(1.0, abs=1e-6)


def test_one_point_or_no_error_has_no_shares() -> None:
    assert all(map(math.isnan, inequality(A[:1] + 1, A[:1])))
    assert all(map(math.isnan, inequality(A, A)))
    assert historical_fit(A, A).rmse == 0


def test_percentage_errors() -> None:
    assert mape(np.array([110.0, 95.0]), np.array([100.0, 100.0])) == pytest.approx(7.5)
    assert math.isnan(mape(A, np.zeros(4)))
    assert historical_fit(A + 2, A).rmse == pytest.approx(2.0)


def test_a_series_is_what_is_read_in_one_way_of_one_variable() -> None:
    seen = [
        Observation("r15", "revenue", 100.0, 1.0, 2015, operator="annual total", name_en="Revenue"),
        Observation("r20", "revenue", 200.0, 1.0, 2020, operator="level", name_en="Revenue"),
        Observation(
            "rs", "revenue", 800.0, 1.0, 2020, operator="sum", base=2015, name_en="Revenue"
        ),
    ]
    found = historical_fits(seen, np.array([110.0, 220.0, 760.0]))
    assert list(found) == ["Revenue", "Revenue (rs)"]
    assert found["Revenue"].count == 2
    assert found["Revenue"].mape == pytest.approx(10.0)
    assert found["Revenue (rs)"].mape == pytest.approx(5.0)
