"""A fitted distribution has the points that were stated, and is a distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from gaoxin.distributions.beta_inverse import table_ppf
from gaoxin.errors import DataError
from gaoxin.inference import Distribution, fit

POINTS = np.array([0.05, 0.95])
U = np.linspace(0.001, 0.999, 999)


def ends(distribution: Distribution) -> tuple[float, float]:
    low, high = distribution.ppf(POINTS)
    return float(low), float(high)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_normal_points_come_back(low: float, width: float) -> None:
    high = low + width
    assert ends(fit("normal_p05_p95", low, high)) == pytest.approx((low, high), rel=1e-6, abs=1e-6)


@given(st.floats(1e-6, 1e6), st.floats(1.001, 1e4))
def test_lognormal_points_come_back(low: float, ratio: float) -> None:
    high = low * ratio
    assert ends(fit("lognormal_p05_p95", low, high)) == pytest.approx((low, high), rel=1e-6)


@given(st.floats(0.002, 0.99), st.floats(0.01, 0.99))
def test_beta_points_come_back(low: float, width: float) -> None:
    high = low + width
    assume(high < 0.998)
    assert ends(fit("beta_p05_p95", low, high)) == pytest.approx((low, high), rel=1e-6)


@given(st.floats(0.02, 0.98), st.floats(0.01, 1e5))
def test_truncated_normal_points_come_back(ratio: float, high: float) -> None:
    distribution = fit("truncated_normal_p05_p95_min0", ratio * high, high)
    assert ends(distribution) == pytest.approx((ratio * high, high), rel=1e-6)
    assert (distribution.ppf(U) > 0.0).all()


def test_truncated_normal_with_its_bound_as_low_takes_the_median() -> None:
    distribution = fit("truncated_normal_p05_p95_min0", 0.0, 0.7, 0.3)
    median, high = distribution.ppf(np.array([0.5, 0.95]))
    assert (median, high) == pytest.approx((0.3, 0.7), rel=1e-9)


def test_uniform_has_its_ends() -> None:
    assert fit("uniform", 2.0, 6.0).ppf(np.array([1e-12, 0.25, 1.0 - 1e-12])) == pytest.approx(
        [2.0, 3.0, 6.0]
    )


def test_fixed_does_not_vary() -> None:
    assert set(fit("fixed", 1.0, 3.0, 2.5).ppf(U)) == {2.5}


TWINS: list[tuple[Distribution, Any]] = [
    (fit("normal_p05_p95", -1.0, 3.0), stats.norm(1.0, 2.0 / 1.6448536269514722)),
    (fit("lognormal_p05_p95", 1.0, 4.0), stats.lognorm(math.log(2) / 1.6448536269514722, scale=2)),
]


@pytest.mark.parametrize(("ours", "theirs"), TWINS)
def test_agrees_with_scipy(ours: Distribution, theirs: Any) -> None:
    assert ours.ppf(U) == pytest.approx(theirs.ppf(U), rel=1e-12, abs=1e-12)


@given(st.floats(-0.28, 9.0), st.floats(-0.28, 9.0), st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_the_table_of_a_beta_is_scipys_inverse(a: float, b: float, u: float) -> None:
    shapes = math.exp(a), math.exp(b)
    value = float(table_ppf(np.array([u]), *shapes)[0])
    exact = float(stats.beta.ppf(u, *shapes))
    assert value == pytest.approx(exact, rel=1e-11)
    assert 1.0 - value == pytest.approx(1.0 - exact, rel=1e-9, abs=1e-15 + 1e-12 * exact)


@given(st.floats(0.75, 500.0), st.floats(0.75, 500.0))
def test_the_table_of_a_beta_rises(a: float, b: float) -> None:
    values = table_ppf(np.linspace(1e-6, 1.0 - 1e-6, 20_001), a, b)
    assert (np.diff(values) >= 0.0).all()


def test_beta_and_truncated_normal_agree_with_scipy() -> None:
    beta = fit("beta_p05_p95", 0.1, 0.35)
    assert beta.ppf(U) == pytest.approx(stats.beta(*beta.parameters).ppf(U), rel=1e-10)
    cut = fit("truncated_normal_p05_p95_min0", 1.0, 20.0)
    shape, sd = cut.parameters
    twin = stats.truncnorm(-shape, np.inf, loc=shape * sd, scale=sd)
    assert cut.ppf(U) == pytest.approx(twin.ppf(U), rel=1e-9)


@pytest.mark.parametrize(
    ("family", "low", "high", "central"),
    [
        ("normal_p05_p95", -1.0, 3.0, None),
        ("lognormal_p05_p95", 1.0, 4.0, None),
        ("beta_p05_p95", 0.05, 0.85, None),
        ("truncated_normal_p05_p95_min0", 0.0, 0.7, 0.3),
        ("uniform", 2.0, 6.0, None),
    ],
)
def test_cdf_undoes_ppf_and_a_range_cuts_the_tails(
    family: str, low: float, high: float, central: float | None
) -> None:
    whole = fit(family, low, high, central, scale=100.0)
    values = whole.ppf(U)
    assert [whole.cdf(x) for x in values] == pytest.approx(U, abs=1e-9)
    assert (np.diff(values) > 0).all()
    cut = whole.restricted(100 * low, 100 * high)
    inside = cut.ppf(U)
    assert inside.min() >= 100 * low
    assert inside.max() <= 100 * high
    # what remains keeps its proportions: the probability between two values is scaled, no more
    a, b = cut.ppf(np.array([0.2, 0.6]))
    kept = whole.cdf(100 * high) - whole.cdf(100 * low)
    assert whole.cdf(b) - whole.cdf(a) == pytest.approx(0.4 * kept, abs=1e-9)


def test_a_range_that_leaves_out_a_stated_point_is_refused() -> None:
    distribution = fit("lognormal_p05_p95", 1.0, 4.0)
    with pytest.raises(DataError, match="points 1 to 4 leave the range 2 to 8"):
        distribution.restricted(2.0, 8.0)
    with pytest.raises(DataError, match="leave the range"):
        fit("fixed", 1.0, 1.0, 1.0).restricted(2.0, None)


@pytest.mark.parametrize(
    ("family", "low", "high", "central", "said"),
    [
        ("lognormal", 1.0, 2.0, None, "did you mean 'lognormal_p05_p95'"),
        ("normal_p05_p95", 2.0, 1.0, None, "not below high"),
        ("normal_p05_p95", 1.0, 1.0, None, "not below high"),
        ("normal_p05_p95", 1.0, 2.0, 3.0, "central 3 is not between"),
        ("normal_p05_p95", math.nan, 2.0, None, "not all finite"),
        ("lognormal_p05_p95", 0.0, 2.0, None, "must be above 0"),
        ("beta_p05_p95", 0.0, 0.5, None, "inside 0 to 1"),
        ("beta_p05_p95", 0.5, 1.0, None, "inside 0 to 1"),
        ("truncated_normal_p05_p95_min0", -1.0, 1.0, None, "below 0"),
        ("truncated_normal_p05_p95_min0", 0.0, 20.0, 3.0, "use a lognormal"),
        ("truncated_normal_p05_p95_min0", 0.01, 1.0, None, "use a lognormal"),
        ("fixed", 1.0, 2.0, None, "needs central"),
    ],
)
def test_impossible_points_are_refused(
    family: str, low: float, high: float, central: float | None, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        fit(family, low, high, central)
