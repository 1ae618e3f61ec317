"""The search against optima found by hand, where none is, and against drawing at random."""

from __future__ import annotations

import numpy as np
import pytest

from gaoxin.decisions.goals import Condition
from gaoxin.decisions.problem import SearchProblem, SettingSample
from gaoxin.decisions.reach import front, random_search, reach, spend
from tests.decisions.cases import MEMBERS, at_least, linear

GAINS, COSTS = (1.0, 2.0, 0.5, -1.0), (1.0, 1.0, 1.0, 1.0)


def quiet(what: str, share: float, best: SettingSample) -> None:
    assert 0.0 <= share <= 1.0 + 1e-9


def test_the_least_effort_of_a_linear_case() -> None:
    """80 % pass 2.5 where the sum of gains is 2.5 less the 20 % point of u: lever 2 whole, then 1.

    u's order statistics are (i - 1/2)/200: 80 % pass where gains + 0.2025 >= 2.5.
    """
    found = reach(linear(GAINS, COSTS, 2.5, 0.8), generations=12, seed=1, told=quiet)
    assert found.holds
    wanted = 2.5 - 40.5 / MEMBERS
    assert found.best.efforts[0] == pytest.approx(1.0 + (wanted - 2.0), rel=2e-3)
    assert found.best.shares[0] == pytest.approx([wanted - 2.0, 1.0, 0.0, 0.0], abs=2e-3)
    assert found.best.probabilities[0] >= 0.8
    assert found.base.probabilities[0] == 0.0


def test_costs_choose_the_lever() -> None:
    """Lever 2 gains twice as much and costs five times: 1 is used first, 2 for the rest."""
    problem = linear(GAINS, (1.0, 5.0, 1.0, 1.0), 1.7, 0.8)
    found = reach(problem, generations=12, seed=1, told=quiet)
    wanted = 1.7 - 40.5 / MEMBERS
    # 1 at 1 a unit, 3 at 2 a unit, 2 at 2.5 a unit
    assert found.best.shares[0] == pytest.approx([1.0, 0.0, (wanted - 1.0) / 0.5, 0.0], abs=4e-3)


def test_the_least_effort_beside_a_condition() -> None:
    """Levers 1 and 2 together at most 0.9 hold the outcome down to what lever 3 must add."""
    problem = linear(GAINS, COSTS, 2.0, 0.8, most=((1.0, 1.0, 0.0, 0.0), 0.9))
    found = reach(problem, generations=12, seed=2, told=quiet)
    assert found.holds is True
    assert found.best.shares[0, 0] == pytest.approx(0.0, abs=3e-3)
    assert found.best.shares[0, 1] == pytest.approx(0.9, abs=3e-3)
    assert found.best.shares[0, 2] <= 1e-9


def test_none_is_reported_where_none_exists() -> None:
    """All levers up give 3.5 + u: no share of the members passes 4.4 with 80 %; 10 % do."""
    found = reach(linear(GAINS, COSTS, 4.4, 0.8), generations=15, seed=3, told=quiet)
    assert not found.holds
    assert found.best.probabilities[0] == pytest.approx(0.1, abs=1e-9)
    assert found.best.shares[0] == pytest.approx([1.0, 1.0, 1.0, 0.0], abs=1e-6)


def test_a_base_that_suffices_is_left_alone() -> None:
    found = reach(linear(GAINS, COSTS, 0.1, 0.8), generations=5, seed=4, told=quiet)
    assert found.best.efforts[0] == 0.0


def test_the_front_rises_as_the_quantile_does() -> None:
    problem = linear(GAINS, COSTS, 1.5, 0.5)
    found = reach(problem, generations=10, seed=5, told=quiet)
    pairs = front(problem, found.best, (0.2, 0.8, 0.95), quiet)
    assert [p for p, _ in pairs] == [0.2, 0.5, 0.8, 0.95]
    for probability, sample in pairs:
        passed = (MEMBERS * (1.0 - probability) + 0.5) / MEMBERS  # the point that so many reach
        assert sample.efforts[0] == pytest.approx((1.5 - passed) / 2.0, abs=3e-3)


def test_a_budget_buys_what_its_best_lever_gives() -> None:
    """0.6 of effort moves lever 2 by 0.6, the outcome by 1.2: of 1.5 + u all pass 1.5 - 0.3."""
    problem = linear(GAINS, COSTS, 1.5, 0.8)
    found = spend(problem, 0.6, generations=12, seed=6, told=quiet)
    assert found.best.efforts[0] <= 0.6 + 1e-9
    assert found.best.probabilities[0] == pytest.approx(0.7, abs=0.011)


def test_it_beats_drawing_at_random_at_an_equal_budget() -> None:
    rng = np.random.default_rng(7)
    gains, costs = rng.uniform(0.0, 1.0, 15).tolist(), rng.uniform(0.5, 2.0, 15).tolist()
    problem = linear(gains, costs, 3.0, 0.8)
    found = reach(problem, generations=10, seed=8, told=quiet)
    drawn = random_search(linear(gains, costs, 3.0, 0.8), found.evaluations, seed=9)
    assert drawn.shortfall[0] == 0.0
    assert found.best.efforts[0] < 0.9 * drawn.efforts[0]


def test_a_search_that_is_told_to_stop_gives_its_best() -> None:
    problem = linear(GAINS, COSTS, 2.5, 0.8)
    problem.stop = lambda: problem.evaluations > 60
    found = reach(problem, generations=1000, seed=1, told=quiet)
    assert found.evaluations < 200
    assert found.holds


def test_the_worst_decile_is_a_mean_over_the_worst() -> None:
    margins = np.arange(-5.0, 15.0)[None, :]
    condition = Condition((at_least("a", 0.0),), 0.8, worst=0.1)
    assert condition.level(margins)[0] == pytest.approx((-5.0 - 4.0) / 2.0)
    assert Condition((at_least("a", 0.0),), 0.8).level(margins)[0] == -1.0
    assert Condition((at_least("a", 0.0),), 0.75).level(margins)[0] == 0.0


def test_what_is_not_finite_misses_every_goal() -> None:
    goal = at_least("a", 1.0)
    met = goal.margin(np.array([np.nan, 1.0 - 1e-12, 0.99])) >= 0.0
    assert met.tolist() == [False, True, False]


def test_a_problem_counts_what_it_runs() -> None:
    problem: SearchProblem = linear(GAINS, COSTS, 2.5, 0.8)
    problem.asking(0.5).asking(0.6).run(np.zeros((3, 4)))
    assert problem.evaluations == 3
