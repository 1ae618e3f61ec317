"""Runs that part a variance have one group of draws in common, and the marginals of the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.desks.desk import Desk
from gaoxin.distributions.discrepancy import SHARED_NAMES, Discrepancy
from gaoxin.distributions.families import Distribution, fit
from gaoxin.ensembles.member_draws import Draws
from gaoxin.ensembles.variants import first, variants
from gaoxin.inference.error_draws import ErrorDraws
from gaoxin.inference.outcomes import Outcome
from gaoxin.verdicts.shares import PAIRS, shares
from tests.verdicts.conftest import make_runs, make_target

Array = NDArray[np.float64]

TAU = SHARED_NAMES["log"]
NORTH, SOUTH, TOTAL = "initial_revenue[north]", "initial_revenue[south]", "total revenue"


def the_draws(desk: Desk, members: int, sd: float = 1.0, tau: float = 0.0) -> Draws:
    """Return draws of which the north is fitted and the south is not, with a model error."""
    rng = np.random.default_rng(5)
    error = ErrorDraws(
        Discrepancy(2014.0, 6.0, {"log": fit("normal_p05_p95", 0.05, 0.15)}),
        outcomes=(Outcome(TOTAL, "log", TOTAL),),
        observations=(),
        blocks={},
        simulated=np.zeros((0, members)),
        scales={TAU: tau * rng.uniform(0.9, 1.1, members)},
        seed=11,
    )
    constants = {
        NORTH: rng.normal(10.0, sd, members),
        SOUTH: the_prior(desk, SOUTH).ppf(rng.uniform(size=members)),
    }
    return Draws("posterior", members, 11, constants, fitted=frozenset({NORTH}), error=error)


def the_prior(desk: Desk, key: str) -> Distribution:
    return next(prior.distribution for prior in desk.priors if prior.place.key == key)


def groups_of(draws: Draws) -> dict[str, Array]:
    """Return what each group of a run is made of."""
    assert draws.error is not None
    times = [2020.0, 2025.0]
    return {
        "fitted": np.stack([draws.constants[NORTH], draws.error.scales[TAU]]),
        "unfitted": draws.constants[SOUTH],
        "error": draws.error.path("a", "log", times) / draws.error.scales[TAU],
    }


@pytest.mark.parametrize("group", list(PAIRS))
def test_a_pair_of_runs_has_one_group_in_common_and_no_other(region: Desk, group: str) -> None:
    found = variants(region, the_draws(region, 2000, tau=0.1))
    for a, b in PAIRS[group]:
        one, two = groups_of(found[a]), groups_of(found[b])
        for name in PAIRS:
            if name == group:
                np.testing.assert_allclose(one[name], two[name], rtol=1e-12)
            else:
                rows = zip(np.atleast_2d(one[name]), np.atleast_2d(two[name]), strict=True)
                for x, y in rows:
                    assert not np.any(x == y)
                    assert abs(np.corrcoef(x, y)[0, 1]) < 4.0 / 2000**0.5


def test_each_run_has_the_marginals_of_the_whole(region: Desk) -> None:
    whole = the_draws(region, 2000, tau=0.1)
    found = variants(region, whole)
    for name in ("fitted", "unfitted", "error"):
        assert sorted(found[name].constants[NORTH]) == sorted(whole.constants[NORTH])
        assert np.quantile(found[name].constants[SOUTH], (0.05, 0.95)) == pytest.approx(
            (15.0, 27.0), rel=0.03
        )
    assert found["prior"].source == "prior"
    assert np.quantile(found["prior"].constants[NORTH], (0.05, 0.95)) == pytest.approx(
        (8.0, 12.0), rel=0.03
    )


@pytest.mark.parametrize("sd", [0.02, 1.0, 4.0])
def test_what_the_data_identify_has_little_of_the_band_and_what_they_do_not_the_rest(
    region: Desk, sd: float
) -> None:
    """North + south: normal with the fit's sd, lognormal with the prior's, both known."""
    draws = replace(the_draws(region, 20_000, sd=sd), error=None)
    runs = {
        name: make_runs(one.constants[NORTH] + one.constants[SOUTH])
        for name, one in variants(region, draws).items()
    }
    (found,) = shares(runs, [make_target("t")], {})
    sigma = np.log(27.0 / 15.0) / (2 * 1.6448536)
    median = (15.0 * 27.0) ** 0.5
    south = median**2 * np.exp(sigma**2) * (np.exp(sigma**2) - 1.0)
    total = sd**2 + south
    close = 4.0 / 20_000**0.5
    assert found.fitted == pytest.approx(sd**2 / total, abs=close)
    assert found.unfitted == pytest.approx(south / total, abs=close)
    assert found.together == pytest.approx(0.0, abs=2 * close)


def test_members_of_a_part_are_those_of_the_whole(region: Desk) -> None:
    whole = the_draws(region, 300, tau=0.1)
    some = first(whole, 20)
    assert some.members == 20
    assert some.error is not None
    assert whole.error is not None
    for key, values in some.constants.items():
        assert values.tolist() == whole.constants[key][:20].tolist()
    one_, every = (e.path("a", "log", [2025.0]) for e in (some.error, whole.error))
    assert one_[0].tolist() == every[0, :20].tolist()
