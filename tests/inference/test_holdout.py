"""A series left out is held against a straight line in the logarithm, whose law is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gaoxin.inference.holdout import Baselines, growth_rates
from gaoxin.inference.observations import Observation

RATES = {"Revenue": 0.9, "GDP": 0.02, "Jobs": 0.05, "Firms": 0.11}
ERROR = 0.03


def seen(id_: str, variable: str, time: float, value: float) -> Observation:
    return Observation(id_, variable, value, ERROR * value, time)


def test_the_line_grows_at_the_rates_of_the_others_as_far_apart_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, later = seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 70.0)
    monkeypatch.setattr("gaoxin.inference.holdout.BASELINE_DRAWS", 200_000)
    drawn = Baselines((first, later), RATES).trend(later, np.random.default_rng(0))
    assert drawn is not None
    assert drawn.mean() == pytest.approx(math.log(40.0) + 5 * 0.05, abs=2e-3)
    spread = math.hypot(5 * 1.4826 * 0.03, later.error)
    assert drawn.std() == pytest.approx(spread, rel=0.01)


def test_persistence_keeps_the_value_and_moves_it_as_far_as_others_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, later = seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 70.0)
    monkeypatch.setattr("gaoxin.inference.holdout.BASELINE_DRAWS", 200_000)
    drawn = Baselines((first, later), RATES).persistence(later, np.random.default_rng(0))
    assert drawn is not None
    assert drawn.mean() == pytest.approx(math.log(40.0), abs=4e-3)
    assert drawn.std() == pytest.approx(math.hypot(5 * 1.4826 * 0.05, later.error), rel=0.01)


def test_one_indicator_that_exploded_makes_no_straw_man(monkeypatch: pytest.MonkeyPatch) -> None:
    first, later = seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 70.0)
    wild = {**RATES, "Contracts": 2.6}
    drawn = Baselines((first, later), wild).trend(later, np.random.default_rng(0))
    assert drawn is not None
    assert drawn.std() < 0.5  # by deviations of rates it would be 6.3


def test_there_is_no_line_without_an_earlier_value_or_with_too_few_others() -> None:
    first, later = seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 70.0)
    rng = np.random.default_rng(0)
    assert Baselines((first, later), RATES).trend(first, rng) is None
    few = {name: RATES[name] for name in ("Revenue", "GDP", "Jobs")}
    assert Baselines((first, later), few).trend(later, rng) is None
    assert Baselines((later,), RATES).persistence(later, rng) is None


def test_a_rate_is_the_growth_of_the_logarithm_between_the_first_and_the_last_value() -> None:
    known = [seen("a", "Revenue", 2015.0, 40.0), seen("b", "Revenue", 2020.0, 40.0 * math.exp(0.5))]
    assert growth_rates([*known, seen("c", "GDP", 2015.0, 10.0)]) == {"Revenue": pytest.approx(0.1)}
