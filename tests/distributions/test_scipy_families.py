"""Families named as in SciPy mean what SciPy means by them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gaoxin.distributions.families import SCIPY
from gaoxin.distributions.scipy_families import frozen, stated
from gaoxin.errors import DataError

SHAPES = {
    **{"s": 0.4, "a": 1.5, "b": 3.0, "df": 5.0, "c": 0.6, "mu": 0.8},
}
"""A value of each shape that every family with it can take."""
U = np.array([0.001, 0.05, 0.3, 0.5, 0.9, 0.999])


@pytest.mark.parametrize("family", SCIPY)
def test_values_are_those_of_scipy_in_the_models_unit(family: str) -> None:
    own = {name: SHAPES[name] for name in SCIPY[family]}
    found = stated(family, units=10.0, loc=0.5, scale=2.0, **own)
    exact = getattr(stats, family)(**own, loc=0.5, scale=2.0)
    assert found.ppf(U) == pytest.approx(10.0 * exact.ppf(U))
    assert [found.cdf(x) for x in found.ppf(U)] == pytest.approx(U)
    ends = (0.0, 1.0) if family == "uniform" else (0.05, 0.95)
    assert found.points == pytest.approx(10.0 * exact.ppf(np.array(ends)))
    assert frozen(found).pdf(1.4) == pytest.approx(exact.pdf(1.4))


def test_there_are_more_than_ten_families() -> None:
    assert len(SCIPY) >= 20


@pytest.mark.parametrize(
    ("family", "parameters", "said"),
    [
        ("normal", {}, "unknown distribution 'normal'; did you mean 'norm'"),
        ("lognorm", {"sigma": 1.0}, "'lognorm' has no parameter 'sigma'"),
        ("lognorm", {}, "'lognorm' needs s"),
        ("norm", {"scale": 0.0}, "must be above 0"),
        ("norm", {"loc": np.inf}, "not all finite"),
        ("beta", {"a": -1.0, "b": 2.0}, "no 'beta' has the parameters"),
    ],
)
def test_impossible_parameters_are_refused(
    family: str, parameters: dict[str, float], said: str
) -> None:
    with pytest.raises(DataError, match=said):
        stated(family, **parameters)
