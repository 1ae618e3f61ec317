"""Model error: covariances in closed form, conditional paths by the exact Gaussian posterior."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.distributions.discrepancy import Discrepancy, conditioned, covariance, paths
from gaoxin.distributions.families import fit
from gaoxin.inference.error_draws import ErrorDraws
from gaoxin.inference.likelihood import Block, blocks, log_density, mixing
from gaoxin.inference.observations import Observation
from gaoxin.inference.outcomes import Outcome
from gaoxin.inference.predictive import crps, replicate

ERROR = Discrepancy(2014.0, 6.0, {"log": fit("lognormal_p05_p95", 0.05, 0.3)})
LEVEL = Observation("level", "x", 10.0, 0.5, 2020.0)
EARLY = Observation("early", "x", 8.0, 0.4, 2015.0)
SUM = Observation("sum", "x", 45.0, 2.0, 2020.0, operator="sum", base=2015.0)
CUT = Observation("cut", "x", 0.9, 0.03, 2020.0, operator="ratio", base=2015.0)
MANY = 200_000


def simulate_paths(tau: float, members: int = MANY) -> np.ndarray:
    years = [float(y) for y in range(2015, 2026)]
    normals = np.random.default_rng(0).standard_normal((len(years), members))
    return tau * paths(years, 2014.0, 6.0, normals)


def test_paths_are_brownian_from_the_start_of_the_run() -> None:
    sample = simulate_paths(0.1)
    for i, year in enumerate(range(2015, 2026)):
        assert sample[i].var() == pytest.approx(0.01 * (year - 2014) / 6, rel=0.02)
    assert np.cov(sample[1], sample[6])[0, 1] == pytest.approx(0.01 * 2 / 6, rel=0.05)


@pytest.mark.parametrize("pair", [(LEVEL, EARLY), (LEVEL, SUM), (SUM, CUT), (CUT, CUT)])
def test_covariances_are_those_of_simulated_paths(pair: tuple[Observation, Observation]) -> None:
    sample = simulate_paths(1.0)
    functions = [
        sum(weight * sample[int(time) - 2015] for time, weight in o.weights.items()) for o in pair
    ]
    exact = covariance([pair[0].weights], [pair[1].weights], 2014.0, 6.0)[0, 0]
    assert np.mean(functions[0] * functions[1]) == pytest.approx(exact, abs=0.01)


def test_given_observations_paths_have_the_exact_moments() -> None:
    """Against the textbook posterior of a Gaussian: mean K (K + S)^-1 r, and its covariance."""
    own = [LEVEL, SUM]
    tau, members = 0.12, MANY
    years = [float(y) for y in range(2015, 2026)]
    rng = np.random.default_rng(1)
    residual = np.tile([[0.2], [-0.1]], members)
    sd = np.tile([[o.error] for o in own], members)
    noise = sd * rng.standard_normal((2, members))
    free = tau * paths(years, 2014.0, 6.0, rng.standard_normal((len(years), members)))
    weights = [o.weights for o in own]
    given_data = conditioned(
        free, years, weights, residual, noise, sd, np.full(members, tau), ERROR
    )
    points = [{t: 1.0} for t in years]
    shared = tau**2 * covariance(weights, weights, 2014.0, 6.0) + np.diag([o.error**2 for o in own])
    cross = tau**2 * covariance(points, weights, 2014.0, 6.0)
    prior = tau**2 * covariance(points, points, 2014.0, 6.0)
    mean = cross @ np.linalg.solve(shared, residual[:, 0])
    spread = prior - cross @ np.linalg.solve(shared, cross.T)
    assert given_data.mean(axis=1) == pytest.approx(mean, abs=0.001)
    assert np.cov(given_data) == pytest.approx(spread, abs=0.0003)


def test_after_the_last_observation_the_band_widens_again() -> None:
    draws = ErrorDraws(
        ERROR,
        (Outcome("x", "log", "x"),),
        (LEVEL,),
        {b.series: b for b in blocks([LEVEL], ERROR)},
        np.zeros((1, 5000)),
        {"log": np.full(5000, 0.1)},
        0,
    )
    path = draws.path("x", "log", [float(y) for y in range(2015, 2026)])
    spread = path.std(axis=1)
    assert spread[5] < spread[3]
    assert (np.diff(spread[5:]) > 0.0).all()
    unseen = draws.path("y", "log", [float(y) for y in range(2015, 2026)])
    assert unseen[-1].std() == pytest.approx(0.1 * np.sqrt(11 / 6), rel=0.05)


def test_a_members_path_depends_on_seed_and_member_alone() -> None:
    def path(members: int, seed: int) -> np.ndarray:
        draws = ErrorDraws(
            ERROR, (), (), {}, np.zeros((0, members)), {"log": np.full(members, 0.1)}, seed
        )
        return draws.path("x", "log", [2015.0, 2020.0])

    assert np.array_equal(path(10, 3), path(500, 3)[:, :10])
    assert not np.array_equal(path(10, 3), path(10, 4))


def test_the_density_is_the_normal_and_the_student_of_scipy() -> None:
    from scipy import stats

    own = [LEVEL, SUM]
    simulated = np.array([[2.2, 2.3], [3.9, np.nan]])
    tau = np.array([0.1, 0.1])
    (block,) = blocks(own, ERROR)
    exact = stats.multivariate_normal(np.zeros(2), block.covariance(tau[:1])[0])
    residual = block.observed - simulated[:, 0]
    found = log_density(block, simulated, tau)
    assert found[0] == pytest.approx(exact.logpdf(residual))
    assert found[1] == -np.inf
    doubtful = Block(**{**vars(block), "student": True})
    heavy = stats.multivariate_t(np.zeros(2), block.covariance(tau[:1])[0], df=4)
    assert log_density(doubtful, simulated, tau)[0] == pytest.approx(heavy.logpdf(residual))


def test_a_doubtful_series_far_off_is_forgiven_by_its_scale() -> None:
    doubtful = Observation("far", "x", 10.0, 0.5, 2020.0, tails="student")
    (block,) = blocks([doubtful], ERROR)
    u = np.full(2, 0.5)
    near, far = mixing(block, np.array([[doubtful.observed, 0.0]]), np.full(2, 0.1), u)
    assert far > 5.0 * near
    sure = blocks([LEVEL], ERROR)[0]
    assert mixing(sure, np.zeros((1, 2)), np.full(2, 0.1), u).tolist() == [1.0, 1.0]


def test_replicates_have_the_covariance_of_the_series() -> None:
    (block,) = blocks([LEVEL, SUM], ERROR)
    rng = np.random.default_rng(0)
    drawn = replicate(block, np.zeros((2, MANY)), np.full(MANY, 0.1), rng)
    assert np.cov(drawn) == pytest.approx(block.covariance(np.array([0.1]))[0], rel=0.02)


def test_cuts_and_growth_take_only_the_error_since() -> None:
    times = np.arange(2014.0, 2026.0)
    path = np.cumsum(np.full((1, 12), 0.1), axis=1) - 0.1
    since = Outcome("cut", "percent cut", "x", base=2020.0).error(path, times)
    assert since[0, :7].tolist() == [0.0] * 7
    assert since[0, -1] == pytest.approx(0.5)
    lag = Outcome("growth", "percent growth", "x", lag=True).error(path, times)
    assert lag[0, 1:] == pytest.approx(np.full(11, 0.1))
    mean = Outcome("mean", "percent growth", "x", base=2020.0, mean=True).error(path, times)
    assert mean[0, -1] == pytest.approx(0.1)


@given(st.floats(-3.0, 3.0))
def test_crps_of_a_normal_sample_is_the_closed_form(observed: float) -> None:
    """Gneiting and Raftery (2007), equation 21."""
    from scipy import stats

    sample = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    exact = (
        observed * (2 * stats.norm.cdf(observed) - 1)
        + 2 * stats.norm.pdf(observed)
        - 1 / np.sqrt(np.pi)
    )
    assert crps(sample, observed) == pytest.approx(exact, abs=2e-3)
