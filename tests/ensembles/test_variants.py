"""Runs that part a variance have one group of draws in common, and the marginals of the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.desks.desk import Desk
from gaoxin.desks.priors import Prior
from gaoxin.distributions.families import Distribution, fit
from gaoxin.ensembles.member_draws import Draws
from gaoxin.ensembles.variants import first, variants
from gaoxin.verdicts.shares import PAIRS, shares
from tests.verdicts.conftest import make_runs, make_target

Array = NDArray[np.float64]

NORTH, SOUTH = "initial_revenue[north]", "initial_revenue[south]"
LATER = "growth_rate"
"""What chance moves here; no observation tells of it."""


def the_draws(desk: Desk, members: int, sd: float = 1.0) -> Draws:
    """Return draws of which the north is fitted and the south is not."""
    rng = np.random.default_rng(5)
    constants = {
        NORTH: rng.normal(10.0, sd, members),
        SOUTH: the_prior(desk, SOUTH).ppf(rng.uniform(size=members)),
    }
    if desk.disturbances:
        constants[LATER] = rng.normal(0.0, 0.05, members)
    return Draws("posterior", members, 11, constants, fitted=frozenset({NORTH}))


def the_prior(desk: Desk, key: str) -> Distribution:
    return next(prior.distribution for prior in desk.priors if prior.place.key == key)


@pytest.fixture
def moved(region: Desk) -> Desk:
    """Return the small workspace with a growth rate that chance moves."""
    from gaoxin.desks.places import resolve

    place = resolve(region.catalogue, "growth rate")
    law = fit("normal_p05_p95", -0.05 * 1.6448536, 0.05 * 1.6448536)
    return replace(region, disturbances=(Prior(LATER, place, law),))


@pytest.mark.parametrize("group", list(PAIRS))
def test_a_pair_of_runs_has_one_group_in_common_and_no_other(moved: Desk, group: str) -> None:
    found = variants(moved, the_draws(moved, 2000))
    key = {"fitted": NORTH, "unfitted": SOUTH, "chance": LATER}
    for a, b in PAIRS[group]:
        for name, constant in key.items():
            x, y = found[a].constants[constant], found[b].constants[constant]
            if name == group:
                np.testing.assert_allclose(x, y, rtol=1e-12)
            else:
                assert not np.any(x == y)
                assert abs(np.corrcoef(x, y)[0, 1]) < 4.0 / 2000**0.5


def test_each_run_has_the_marginals_of_the_whole(moved: Desk) -> None:
    whole = the_draws(moved, 2000)
    found = variants(moved, whole)
    for name in PAIRS:
        assert sorted(found[name].constants[NORTH]) == sorted(whole.constants[NORTH])
        assert np.quantile(found[name].constants[SOUTH], (0.05, 0.95)) == pytest.approx(
            (15.0, 27.0), rel=0.03
        )
        assert found[name].constants[LATER].std() == pytest.approx(0.05, rel=0.06)
    assert found["prior"].source == "prior"
    assert np.quantile(found["prior"].constants[NORTH], (0.05, 0.95)) == pytest.approx(
        (8.0, 12.0), rel=0.03
    )


@pytest.mark.parametrize("sd", [0.02, 1.0, 4.0])
def test_what_the_data_identify_has_little_of_the_band_and_what_they_do_not_the_rest(
    region: Desk, sd: float
) -> None:
    """Log of north times south: normal with the fit's sd and the prior's, both known."""
    draws = the_draws(region, 20_000)
    draws = replace(draws, constants={**draws.constants, NORTH: np.exp(sd * _z())})
    runs = {
        name: make_runs(one.constants[NORTH] * one.constants[SOUTH])
        for name, one in variants(region, draws).items()
    }
    (found,) = shares(runs, [make_target("t")])
    sigma = np.log(27.0 / 15.0) / (2 * 1.6448536)
    total = sd**2 + sigma**2
    close = 4.0 / 20_000**0.5
    assert found.fitted == pytest.approx(sd**2 / total, abs=close)
    assert found.unfitted == pytest.approx(sigma**2 / total, abs=close)
    assert found.together == pytest.approx(0.0, abs=2 * close)


def _z() -> Array:
    return np.random.default_rng(8).standard_normal(20_000)


def test_members_of_a_part_are_those_of_the_whole(region: Desk) -> None:
    whole = the_draws(region, 300)
    some = first(whole, 20)
    assert some.members == 20
    for key, values in some.constants.items():
        assert values.tolist() == whole.constants[key][:20].tolist()
