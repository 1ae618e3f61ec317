"""Laws of readings against SciPy, their derivatives against differences, AR(1) against a matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gaoxin.distributions.censoring import TAILS
from gaoxin.distributions.noise import COUNTS, FAMILIES, ON_LOGARITHM, PARAMETERS, autoregressive

Array = np.ndarray[Any, np.dtype[np.float64]]

SD, DF, DISPERSION = 1.7, 5.5, 3.2
OWN = {"sd": SD, "df": DF, "dispersion": DISPERSION}

SCIPY: dict[str, Callable[[Array], Any]] = {
    "normal": lambda m: stats.norm(m, SD),
    "student": lambda m: stats.t(DF, m, SD * np.sqrt((DF - 2.0) / DF)),
    "lognormal": lambda m: stats.lognorm(SD, scale=m),
    "poisson": lambda m: stats.poisson(m),
    "negative binomial": lambda m: stats.nbinom(DISPERSION, DISPERSION / (DISPERSION + m)),
}
"""The laws around a run that says `m`, as SciPy has them."""

MEANS = np.array([[0.3, 2.0, 7.5, 19.0]])


def readings(family: str) -> Array:
    return np.array([[0.0], [3.0], [11.0]] if family in COUNTS else [[0.4], [3.3], [11.0]])


def location(family: str) -> Array:
    whole = np.repeat(MEANS, 3, axis=0)
    return np.log(whole) if family in ON_LOGARITHM else whole


def own(family: str) -> dict[str, Array]:
    return {name: np.full(MEANS.shape[1], OWN[name]) for name in PARAMETERS[family]}


@pytest.mark.parametrize("family", FAMILIES)
def test_densities_are_those_of_scipy(family: str) -> None:
    read, law = readings(family), SCIPY[family](np.repeat(MEANS, 3, axis=0))
    exact = law.logpmf(read) if family in COUNTS else law.logpdf(read)
    assert FAMILIES[family](read, location(family), **own(family)).value == pytest.approx(exact)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_censored_readings_have_the_probability_of_scipy(family: str, sign: float) -> None:
    read, law = readings(family), SCIPY[family](np.repeat(MEANS, 3, axis=0))
    below = law.cdf(read)
    above = law.sf(read - 1.0) if family in COUNTS else law.sf(read)  # at least the count
    exact = np.log(below if sign > 0.0 else above)
    found = TAILS[family](read, location(family), **own(family), sign=sign).value
    assert found == pytest.approx(exact, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("sign", [0.0, 1.0, -1.0])
def test_derivatives_are_those_of_differences(family: str, sign: float) -> None:
    def law(at: Array, **parameters: Array) -> Any:
        if sign:
            return TAILS[family](readings(family), at, **parameters, sign=sign)
        return FAMILIES[family](readings(family), at, **parameters)

    at, given_own, h = location(family), own(family), 1e-5
    found = law(at, **given_own)
    moved = (law(at + h, **given_own).value - law(at - h, **given_own).value) / (2.0 * h)
    assert found.by_location == pytest.approx(moved, rel=1e-6, abs=1e-7)
    assert set(found.by_own) == set(PARAMETERS[family])
    for name, slope in found.by_own.items():
        up, down = ({**given_own, name: given_own[name] + x} for x in (h, -h))
        moved = (law(at, **up).value - law(at, **down).value) / (2.0 * h)
        assert slope == pytest.approx(moved, rel=2e-5, abs=1e-6)


GAPS = st.lists(st.floats(0.1, 3.0), min_size=1, max_size=6)


@given(GAPS, st.floats(0.05, 0.95), st.integers(0, 10**6))
def test_ar1_errors_have_the_density_of_their_covariance(
    gaps: list[float], correlation: float, seed: int
) -> None:
    times = np.concatenate([[0.0], np.cumsum(gaps)])
    matrix = correlation ** np.abs(times[:, None] - times[None, :])
    residual = np.random.default_rng(seed).standard_normal(len(times))
    exact = stats.multivariate_normal(np.zeros(len(times)), matrix).logpdf(residual)
    found = autoregressive(residual[:, None], np.array(gaps), np.array([correlation]))
    assert found.value.sum() == pytest.approx(exact, rel=1e-8, abs=1e-8)


def test_ar1_derivatives_are_those_of_differences() -> None:
    rng = np.random.default_rng(4)
    residual, gaps = rng.standard_normal((6, 5)), np.array([1.0, 0.5, 2.0, 1.0, 1.0])
    correlation, h = rng.uniform(0.1, 0.9, 5), 1e-6
    found = autoregressive(residual, gaps, correlation)
    for row in range(6):
        step = np.zeros_like(residual)
        step[row] = h
        up, down = (autoregressive(residual + x, gaps, correlation).value for x in (step, -step))
        exact = (up - down).sum(axis=0) / (2.0 * h)
        assert found.by_residual[row] == pytest.approx(exact, rel=1e-5, abs=1e-6)
    up, down = (autoregressive(residual, gaps, correlation + x).value for x in (h, -h))
    exact = (up - down).sum(axis=0) / (2.0 * h)
    assert found.by_correlation == pytest.approx(exact, rel=1e-5, abs=1e-6)


def test_one_reading_alone_is_normal_whatever_the_correlation() -> None:
    found = autoregressive(np.array([[0.7]]), np.array([]), np.array([0.9]))
    assert found.value[0, 0] == pytest.approx(stats.norm.logpdf(0.7))
    assert found.by_correlation.tolist() == [0.0]
