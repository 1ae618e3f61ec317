"""A fit of any model: SIR with known truth, through the Python API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.priors import Prior
from gaoxin.engine.running.pool import used
from gaoxin.errors import DataError, NotConverged
from gaoxin.inference import Observation, calibrate, prior
from gaoxin.inference.fitting import Fit
from gaoxin.inference.holdout import leave_one_out
from gaoxin.inference.problem import pose
from gaoxin.inference.sampling.sampler import Settings
from tests.engine.cluster.pools import PicklePool

SIR = Path(__file__).parent / "models" / "sir.mdl"
TRUTH = {"contact rate": 0.62, "recovery time": 4.2, "initial infectious": 5.0}
DAYS = range(2, 32, 3)
NOISE = 0.08
QUICK = Settings(chains=32, burn_in=40, block=20, effective=1500.0)


@pytest.fixture(scope="module")
def model() -> gaoxin.Model:
    return gaoxin.load(SIR)


def sir_priors(model: gaoxin.Model) -> list[Prior]:
    return [
        prior(model, "contact rate", "lognormal_p05_p95", 0.3, 1.0),
        prior(model, "recovery time", "lognormal_p05_p95", 2.0, 9.0),
        prior(model, "initial infectious", "lognormal_p05_p95", 1.0, 12.0),
        prior(model, "idle constant", "uniform", 0.0, 1.0),
    ]


def observed(model: gaoxin.Model, seed: int = 0, bias: float = 0.0) -> list[Observation]:
    """Return counts of the infectious made from the truth with errors of 8 %."""
    rng = np.random.default_rng(seed)
    runs = model.run(TRUTH, outputs=["Infectious"])
    found = []
    for day in DAYS:
        value = float(runs["Infectious"].sel(time=day)) * np.exp(NOISE * rng.standard_normal())
        value *= np.exp(bias)
        found.append(Observation(f"day {day}", "Infectious", value, NOISE * value, float(day)))
    return found


@pytest.fixture(scope="module")
def fitted(model: gaoxin.Model) -> Fit:
    return calibrate(model, sir_priors(model), observed(model), seed=1, settings=QUICK)


def grid_posterior(model: gaoxin.Model) -> tuple[np.ndarray, np.ndarray]:
    """Return posterior mean and sd of the logarithms by summing over a grid: no sampler."""
    axes = [np.linspace(*ends, 41) for ends in ((0.5, 0.8), (3.0, 6.0), (2.0, 11.0))]
    grids = [g.ravel() for g in np.meshgrid(*axes, indexing="ij")]
    runs = model.run(dict(zip(TRUTH, grids, strict=True)), outputs=["Infectious"])
    density = np.zeros(grids[0].size)
    for o in observed(model):
        said = np.log(runs["Infectious"].sel(time=o.time).values)
        density -= 0.5 * ((said - np.log(o.value)) / NOISE) ** 2
    for own, values in zip(sir_priors(model), grids, strict=False):
        mean, sd = own.distribution.parameters
        density -= 0.5 * ((np.log(values) - mean) / sd) ** 2 + np.log(values)
    weights = np.exp(density - density.max())
    weights /= weights.sum()
    logs = np.log(np.stack(grids))
    mean = logs @ weights
    return mean, np.sqrt((logs - mean[:, None]) ** 2 @ weights)


def test_sir_is_recovered_as_by_a_grid(model: gaoxin.Model, fitted: Fit) -> None:
    mean, sd = grid_posterior(model)
    draws = fitted.draws()
    for i, name in enumerate(TRUTH):
        values = np.log(draws[name.replace(" ", "_")]).ravel()
        assert values.mean() == pytest.approx(mean[i], abs=0.05 * sd[i])
        assert values.std() == pytest.approx(sd[i], rel=0.05)
        assert abs(values.mean() - np.log(TRUTH[name])) < 3.0 * sd[i]


def test_what_no_observation_feels_is_not_sampled(fitted: Fit) -> None:
    assert set(fitted.problem.space.names) == {n.replace(" ", "_") for n in TRUTH}


def test_a_wrong_likelihood_does_not_recover_the_truth(model: gaoxin.Model) -> None:
    """Counts a third too high, unknown to the likelihood: the check above must fail."""
    wrong = calibrate(model, sir_priors(model), observed(model, bias=0.3), seed=1, settings=QUICK)
    mean, sd = grid_posterior(model)
    misses = [
        abs(np.log(wrong.draws()[name.replace(" ", "_")]).mean() - mean[i]) / sd[i]
        for i, name in enumerate(TRUTH)
    ]
    assert max(misses) > 1.0


def test_equal_seeds_equal_draws_other_seeds_others(model: gaoxin.Model) -> None:
    """So few draws are not the posterior's, and are handed back."""
    short, found = Settings(chains=8, burn_in=5, block=5, most=5), []
    for seed in (1, 1, 2):
        with pytest.raises(NotConverged) as caught:
            calibrate(model, sir_priors(model), observed(model), seed=seed, settings=short)
        found.append(caught.value.fit.at)
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


def test_chains_in_a_pool_are_those_of_this_process(model: gaoxin.Model) -> None:
    short = Settings(chains=8, burn_in=5, block=5, most=5)

    def drawn() -> Any:
        with pytest.raises(NotConverged) as caught:
            calibrate(model, sir_priors(model), observed(model), seed=1, settings=short)
        return caught.value.fit.at

    alone, pool = drawn(), PicklePool()
    with used(pool):
        assert np.array_equal(drawn(), alone)
    assert len(pool.calls) == 2  # the two starts


def test_held_out_predictions_hold_what_was_left_out(model: gaoxin.Model) -> None:
    """A second series of the same truth is foretold by the first."""
    counts = observed(model)[:5]
    runs = model.run(TRUTH, outputs=["attack share"])
    share = float(runs["attack share"].sel(time=20))
    last = Observation("attack", "attack share", share, 0.02, 20.0, scale="logit")
    fit = calibrate(model, sir_priors(model), [*counts, last], seed=3, settings=QUICK)
    held = leave_one_out(fit, [], seed=0)[-1]
    low, high = np.quantile(held.drawn, (0.05, 0.95))
    assert low < last.observed < high
    assert np.isnan(held.scores["trend"])
    assert np.isnan(held.scores["persistence"])
    assert held.scores["fit"] < held.scores["prior"]
    assert held.width < held.prior_width
    alone = calibrate(model, sir_priors(model), counts, seed=3, settings=QUICK)
    values = alone.problem.space.values(alone.at.reshape(-1, 3))
    said = (
        model.run({n.replace("_", " "): v for n, v in values.items()}, outputs=["attack share"])[
            "attack share"
        ]
        .sel(time=20)
        .values
    )
    expected = np.log(said / (1 - said))
    assert np.median(held.drawn) == pytest.approx(np.median(expected), abs=0.2 * expected.std())


def test_fixed_constants_are_not_sampled(model: gaoxin.Model) -> None:
    problem = pose(
        model, sir_priors(model), observed(model), fixed={"recovery time": TRUTH["recovery time"]}
    )
    assert set(problem.space.names) == {"contact_rate", "initial_infectious"}


def test_what_cannot_be_fitted_is_refused(model: gaoxin.Model) -> None:
    priors = sir_priors(model)
    with pytest.raises(DataError, match="no observation to fit"):
        calibrate(model, priors, [])
    with pytest.raises(DataError, match="no prior can change any observation"):
        calibrate(model, priors[3:], observed(model))
    with pytest.raises(DataError, match=r"scale 'log'"):
        Observation("x", "Infectious", -1.0, 0.1, 3.0)
    short = Settings(chains=8, burn_in=20, block=10, most=20)
    with pytest.raises(NotConverged, match=r"ess_min is \d+.*Nothing was saved") as refused:
        calibrate(model, priors, observed(model), settings=short)
    assert refused.value.fit.at.shape == (16, 20, 3), "the draws, for inspection"
    with pytest.raises(DataError, match="did you mean 'contact rate'"):
        prior(model, "contact rat", "uniform", 0.0, 1.0)
