"""A series left out is held against a straight line in the logarithm, whose law is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gaoxin.inference.holdout import growth_rates, trend
from gaoxin.inference.observations import Observation

RATES = {"Revenue": 0.9, "GDP": 0.02, "Jobs": 0.05, "Firms": 0.11}
ERROR = 0.03


def seen(id_: str, variable: str, time: float, value: float) -> Observation:
    return Observation(id_, variable, value, ERROR * value, time)


def test_the_line_grows_at_the_rates_of_the_others_as_far_apart_as_they_are() -> None:
    first, later = seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 70.0)
    drawn = trend(later, [first, later], RATES, np.random.default_rng(0), members=200_000)
    assert drawn is not None
    others = np.array([0.02, 0.05, 0.11])
    assert drawn.mean() == pytest.approx(math.log(40.0) + 5 * others.mean(), abs=2e-3)
    spread = math.hypot(5 * others.std(ddof=1), later.error)
    assert drawn.std() == pytest.approx(spread, rel=0.01)


def test_there_is_no_line_without_an_earlier_value_or_with_too_few_others() -> None:
    first, later = seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 70.0)
    rng = np.random.default_rng(0)
    assert trend(first, [first, later], RATES, rng) is None
    few = {name: RATES[name] for name in ("Revenue", "GDP", "Jobs")}
    assert trend(later, [first, later], few, rng) is None


def test_a_rate_is_the_growth_of_the_logarithm_between_the_first_and_the_last_value() -> None:
    known = [seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 40.0 * math.exp(0.5))]
    assert growth_rates([*known, seen("c", "GDP", 2015.0, 10.0)]) == {"Revenue": pytest.approx(0.1)}
