"""Sensitivity: numbers may move with a parameter; modes and the order of policies should not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.zone.evidence.bench import Bench
from tests.zone.evidence.sensitive import (
    mode_shares,
    order_kept,
    rank_correlation,
    ranked,
    step_moves,
)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(members=100)


def test_rank_correlation_is_of_ranks() -> None:
    x = np.arange(10.0)
    assert rank_correlation(x, x**3) == pytest.approx(1.0)
    assert rank_correlation(x, -np.exp(x)) == pytest.approx(-1.0)
    assert rank_correlation(x, np.ones(10)) == 0.0


def test_no_constant_alone_decides_revenue(bench: Bench) -> None:
    """Numerical: the largest rank correlation is felt, and leaves most of the spread to others."""
    largest = abs(ranked(bench, "momentum", "annual revenue")[0][1])
    assert 0.2 < largest < 0.9


def test_growth_slows_after_2020_in_nearly_every_draw(bench: Bench) -> None:
    """Behavioural: one mode over the posterior; 28 % a year does not go on."""
    shares = mode_shares(bench, "momentum", ["annual revenue"])
    assert shares["annual revenue"] > 0.95


@pytest.mark.parametrize("variable", ["annual GDP", "annual revenue"])
def test_more_of_the_plan_is_never_less(bench: Bench, variable: str) -> None:
    """Policy: parameters do not turn the order of momentum, half the plan and the plan."""
    assert order_kept(bench, variable) > 0.9


def test_the_step_moves_no_median_and_no_end_of_a_band(bench: Bench) -> None:
    found = step_moves(bench, "plan")
    assert {name: most for name, most in found.items() if most[0] >= 2.0} == {}
