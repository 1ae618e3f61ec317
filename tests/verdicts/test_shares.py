"""What a band rests on, against linear models whose shares of variance are known exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gaoxin.verdicts.shares import Share, narrowing, parted, shares
from tests.verdicts.conftest import make_runs, make_target

Array = NDArray[np.float64]
Formula = Callable[[Array, Array, Array], Array]

MEMBERS = 40_000
CLOSE = 4.0 / MEMBERS**0.5
"""Four standard errors of a correlation."""


def five_runs(outcome: Formula, members: int = MEMBERS) -> dict[str, Array]:
    """Return an outcome of three standard normals in each run, as :func:`variants` shares them."""
    rng = np.random.default_rng(1)
    (f, g), (u, v), (e, d) = rng.standard_normal((3, 2, members))
    return {
        "whole": outcome(f, u, e),
        "fitted": outcome(f, v, d),
        "unfitted": outcome(g, u, d),
        "chance": outcome(g, v, e),
    }


@pytest.mark.parametrize(
    "weights", [(1.0, 1.0, 1.0), (3.0, 1.0, 0.0), (0.0, 2.0, 1.0), (0.0, 0.0, 1.0), (5.0, 0.1, 2.0)]
)
def test_a_sum_is_parted_as_the_squares_of_its_weights(weights: tuple[float, ...]) -> None:
    a, b, c = weights
    found = parted(five_runs(lambda f, u, e: 7.0 + a * f - b * u + c * e))
    total = a**2 + b**2 + c**2
    exact = {"fitted": a**2 / total, "unfitted": b**2 / total, "chance": c**2 / total}
    assert found == pytest.approx({**exact, "together": 0.0}, abs=CLOSE)


def test_a_product_is_all_acting_together() -> None:
    """Var(fu) = 1, and neither factor's conditional mean varies."""
    found = parted(five_runs(lambda f, u, _: f * u))
    assert found == pytest.approx(
        {"fitted": 0.0, "unfitted": 0.0, "chance": 0.0, "together": 1.0}, abs=2 * CLOSE
    )


def test_a_sum_with_a_product_is_parted_in_three() -> None:
    found = parted(five_runs(lambda f, u, _: f + u + f * u))
    third = {"fitted": 1 / 3, "unfitted": 1 / 3, "together": 1 / 3, "chance": 0.0}
    assert found == pytest.approx(third, abs=2 * CLOSE)


def test_runs_that_share_the_wrong_group_fail_the_check() -> None:
    """Negative control: with two runs exchanged the parts are those of the other group."""
    runs = five_runs(lambda f, u, _: 3.0 * f + u)
    wrong = {**runs, "fitted": runs["unfitted"], "unfitted": runs["fitted"]}
    assert parted(runs)["fitted"] == pytest.approx(0.9, abs=CLOSE)
    assert parted(wrong)["fitted"] == pytest.approx(0.1, abs=CLOSE)


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_parts_add_up_and_do_not_see_place_or_size(place: float, size: float) -> None:
    plain = five_runs(lambda f, u, e: f + 2.0 * u + e, members=100)
    found = parted({name: place + size * values for name, values in plain.items()})
    assert sum(found.values()) == pytest.approx(1.0)
    assert found == pytest.approx(parted(plain), abs=1e-6)


def test_what_does_not_vary_rests_on_nothing() -> None:
    still = {name: np.full(10, 3.0) for name in ("whole", "fitted", "unfitted", "chance")}
    nothing = {"fitted": 0.0, "unfitted": 0.0, "chance": 0.0, "together": 0.0}
    assert parted(still) == nothing
    assert parted({name: values[:0] for name, values in still.items()}) == nothing


@pytest.mark.parametrize(("prior", "posterior"), [(2.0, 0.5), (1.0, 1.0), (1.0, 3.0)])
def test_a_normal_band_is_narrowed_as_its_sd(prior: float, posterior: float) -> None:
    z = np.random.default_rng(2).standard_normal(MEMBERS)
    assert narrowing(1.0 + prior * z, 5.0 - posterior * z) == pytest.approx(
        1.0 - posterior / prior, abs=0.05
    )


def test_a_prior_without_width_is_not_narrowed() -> None:
    assert narrowing(np.full(9, 2.0), np.arange(9.0)) == 0.0
    assert narrowing(np.empty(0), np.empty(0)) == 0.0


# --- shares of a target, from runs -----------------------------------------------------------


def share_of(outcome: Formula, prior: Array) -> Share:
    final = {"prior": prior, **five_runs(outcome)}
    runs = {name: make_runs(values) for name, values in final.items()}
    (found,) = shares(runs, [make_target("t")])
    return found


def test_shares_of_what_is_above_zero_are_taken_on_its_logarithm() -> None:
    """exp(f + 2u + e) has shares 1/6, 4/6, 1/6 on its logarithm; on its own they differ."""
    z = np.random.default_rng(3).standard_normal(MEMBERS)
    found = share_of(lambda f, u, e: np.exp(f + 2.0 * u + e), np.exp(4.0 * z))
    assert (found.fitted, found.unfitted, found.chance) == pytest.approx(
        (1 / 6, 4 / 6, 1 / 6), abs=CLOSE
    )
    assert found.together == pytest.approx(0.0, abs=2 * CLOSE)
    assert found.narrowed == pytest.approx(1.0 - 6**0.5 / 4.0, abs=0.03)
    assert found.prior == pytest.approx(np.exp(4.0 * np.quantile(z, (0.05, 0.5, 0.95))))
    plain = share_of(lambda f, u, e: np.exp(f + 2.0 * u + e) - 1e-9, np.exp(4.0 * z) - 0.1)
    assert plain.together > 0.3


def test_an_outcome_without_chance_and_a_target_that_is_not_judged() -> None:
    z = np.random.default_rng(3).standard_normal(MEMBERS)
    found = share_of(lambda f, u, _: 100.0 + 3.0 * f + 4.0 * u, 100.0 + 10.0 * z)
    assert (found.fitted, found.unfitted) == pytest.approx((9 / 25, 16 / 25), abs=CLOSE)
    assert found.chance == pytest.approx(0.0, abs=CLOSE)
    runs = {name: make_runs(z[:200]) for name in ("prior", "whole", "fitted", "unfitted", "chance")}
    numberless = make_target("b", value=None, rule=None, status="no number")
    idle = [make_target("a", variable="", reason="no"), numberless]
    assert shares(runs, idle) == ()


def test_a_member_that_failed_in_any_run_is_left_out_of_all() -> None:
    z = np.random.default_rng(4).standard_normal(1000)
    runs = {name: make_runs(100.0 + z) for name in ("prior", "whole", "fitted", "unfitted")}
    runs["chance"] = make_runs(100.0 + z, failed=range(9))
    (found,) = shares(runs, [make_target("t")])
    # all runs are the same numbers, so that every pair of them is one
    assert (found.fitted, found.unfitted, found.chance) == pytest.approx((1.0, 1.0, 1.0))
    assert found.posterior == pytest.approx(tuple(100.0 + np.quantile(z[9:], (0.05, 0.5, 0.95))))
