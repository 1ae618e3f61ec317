"""Model error: covariances in closed form, conditional paths by the exact Gaussian posterior."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gaoxin.distributions.densities import along_modes, by_root, modes
from gaoxin.distributions.discrepancy import (
    SHARED_NAMES,
    SPREAD_NAMES,
    Discrepancy,
    conditioned,
    covariance,
    paths,
)
from gaoxin.distributions.families import fit
from gaoxin.distributions.scipy_families import stated
from gaoxin.inference.error_draws import ErrorDraws
from gaoxin.inference.likelihood import (
    blocks,
    covariance_of,
    factor_law,
    log_density,
    scale_priors,
    value_and_gradient,
)
from gaoxin.inference.observations import Observation
from gaoxin.inference.outcomes import Outcome
from gaoxin.inference.predictive import replicate
from gaoxin.inference.scores import crps

ERROR = Discrepancy(2014.0, 6.0, {"log": fit("lognormal_p05_p95", 0.05, 0.3)})
LEVEL = Observation("level", "x", 10.0, 0.5, 2020.0)
EARLY = Observation("early", "x", 8.0, 0.4, 2015.0)
SUM = Observation("sum", "x", 45.0, 2.0, 2020.0, operator="sum", base=2015.0)
CUT = Observation("cut", "x", 0.9, 0.03, 2020.0, operator="ratio", base=2015.0)
MANY = 200_000
TAU = SHARED_NAMES["log"]


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
        {TAU: np.full(5000, 0.1)},
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
            ERROR, (), (), {}, np.zeros((0, members)), {TAU: np.full(members, 0.1)}, seed
        )
        return draws.path("x", "log", [2015.0, 2020.0])

    assert np.array_equal(path(10, 3), path(500, 3)[:, :10])
    assert not np.array_equal(path(10, 3), path(10, 4))


def test_scenarios_share_their_error_and_runs_of_other_years_have_their_own() -> None:
    """The logarithm of what is added is the path at the run's own years, whatever ran before."""
    draws = ErrorDraws(
        ERROR, (Outcome("x", "log", "x"),), (), {}, np.zeros((0, 6)), {TAU: np.full(6, 0.1)}, 0
    )
    chosen = np.array([5, 0, 0, 2])
    for level, last, which in ((1.0, 2020, None), (3.0, 2020, chosen), (2.0, 2022, None)):
        years = np.arange(2014.0, last + 1)
        size = (6 if which is None else len(which), years.size)
        runs = xr.Dataset(
            {"x": (("member", "time"), np.full(size, level)), "other": ("time", years)},
            coords={"member": np.arange(size[0]), "time": years},
        )
        added = np.log(draws.applied(runs, which)["x"].values / level).T
        path = draws.path("x", "log", years[1:].tolist())
        assert np.abs(path).min() > 0.0
        np.testing.assert_allclose(added[1:], path if which is None else path[:, which])
        assert np.abs(added[0]).max() < 1e-12


def test_the_density_is_the_normal_of_scipy() -> None:
    own = [LEVEL, SUM]
    simulated = np.array([[2.2, 2.3], [3.9, np.nan]])
    (block,) = blocks(own, ERROR)
    (total,) = covariance_of(block, {TAU: np.array([0.1])}, 1)
    found = log_density(block, simulated, {TAU: np.array([0.1, 0.1])})
    exact = stats.multivariate_normal(np.zeros(2), total)
    assert found[0] == pytest.approx(exact.logpdf(block.observed - simulated[:, 0]))
    assert found[1] == -np.inf


def convolved(residual: float, spread: float, sd: float) -> float:
    """Return the log density of a normal error plus Student's with this sd, by quadrature."""
    scale = sd / np.sqrt(2.0)  # 4 degrees of freedom: variance twice the square of the scale
    grid = np.linspace(-12.0 * spread, 12.0 * spread, 20_001)
    inner = stats.norm(0.0, spread).pdf(grid) * stats.t(4, scale=scale).pdf(residual - grid)
    return float(np.log(np.trapezoid(inner, grid)))


@pytest.mark.parametrize("miss", [0.02, 0.4])
def test_integrated_over_its_factor_a_doubtful_row_has_the_law_of_student(miss: float) -> None:
    """Beside a model error: the factor's law, summed over, gives normal plus Student."""
    doubtful = Observation("far", "x", 10.0, 0.5, 2020.0, tails="student")
    (block,) = blocks([doubtful], ERROR)
    u = (np.arange(20_000) + 0.5) / 20_000
    scales = {TAU: np.full(len(u), 0.1), "error factor of far": factor_law().ppf(u)}
    simulated = np.full((1, len(u)), doubtful.observed - miss)
    found = np.log(np.exp(log_density(block, simulated, scales)).mean())
    assert found == pytest.approx(convolved(miss, 0.1, 0.05), abs=1e-3)


def test_without_model_error_a_doubtful_row_is_student_with_the_tabled_sd() -> None:
    doubtful = Observation("far", "x", 10.0, 0.5, 2020.0, tails="student")
    (block,) = blocks([doubtful, EARLY], None)
    simulated = np.array([[2.0], [1.9]])
    exact = stats.t(4, scale=0.05 / np.sqrt(2.0)).logpdf(doubtful.observed - 2.0)
    exact += stats.norm(0.0, EARLY.error).logpdf(EARLY.observed - 1.9)
    assert log_density(block, simulated, {})[0] == pytest.approx(exact)
    assert block.names == ()
    assert stats.t(4, scale=1 / np.sqrt(2.0)).std() == pytest.approx(1.0)


def test_a_doubtful_row_leaves_the_rest_of_its_series_and_the_future_alone() -> None:
    """The factor of one row large: the path follows the others as if that row were not there."""
    doubtful = Observation("far", "x", 30.0, 0.5, 2018.0, tails="student")
    years = [float(y) for y in range(2015, 2026)]
    members = 4000

    def drawn(own: tuple[Observation, ...], factor: float) -> np.ndarray:
        scales = {TAU: np.full(members, 0.1), "error factor of far": np.full(members, factor)}
        found = {b.series: b for b in blocks(own, ERROR)}
        simulated = np.tile([[o.observed - 0.05] for o in own], members)
        return ErrorDraws(ERROR, (), own, found, simulated, scales, 0).path("x", "log", years)

    far, without = drawn((LEVEL, EARLY, doubtful), 1e8), drawn((LEVEL, EARLY), 1.0)
    assert far.mean(axis=1) == pytest.approx(without.mean(axis=1), abs=1e-3)
    assert far.std(axis=1) == pytest.approx(without.std(axis=1), rel=0.02)


def test_sums_weigh_years_by_what_they_add() -> None:
    """A relative error of every year moves the logarithm of the sum by the shares, to 2nd order."""
    grown = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    shares = tuple(float(x) for x in grown / grown.sum())
    own = replace(SUM, shares=shares)
    errors = 1e-4 * np.random.default_rng(0).standard_normal(5)
    moved = np.log((grown * np.exp(errors)).sum() / grown.sum())
    assert sum(own.weights[y] * e for y, e in zip(own.years, errors, strict=True)) == pytest.approx(
        moved, abs=1e-7
    )
    assert sum(SUM.weights[y] * e for y, e in zip(SUM.years, errors, strict=True)) != pytest.approx(
        moved, abs=1e-5
    )


def test_series_may_differ_in_the_size_of_their_model_error() -> None:
    law = Discrepancy(2014.0, 6.0, ERROR.tau, {"log": stated("halfnorm", scale=0.5)})
    other = replace(LEVEL, id="other", variable="y")
    found = blocks([LEVEL, other], law)
    names = list(scale_priors(found, law))
    spread = SPREAD_NAMES["log"]
    assert names == [TAU, spread, "relative model error of x", "relative model error of y"]
    scales = {
        **{TAU: np.array([0.1]), spread: np.array([0.7])},
        **{"relative model error of x": np.array([-1.0]), "relative model error of y": np.ones(1)},
    }
    sizes = [block.size(scales, 1)[0] for block in found]
    assert sizes == pytest.approx([0.1 * np.exp(-0.7), 0.1 * np.exp(0.7)])
    at = np.array([[LEVEL.observed - 0.1]] * 2)
    for block, size in zip(found, sizes, strict=True):
        sd = np.sqrt(size**2 + block.sd[0] ** 2)  # after 6 years the variance is tau squared
        assert log_density(block, at, scales)[0] == pytest.approx(stats.norm(0, sd).logpdf(0.1))


def cases() -> dict[str, tuple[list[Observation], Discrepancy | None]]:
    doubtful = Observation("far", "x", 9.0, 0.5, 2018.0, tails="student")
    law = Discrepancy(2014.0, 6.0, ERROR.tau, {"log": stated("halfnorm", scale=0.5)})
    return {
        "none": ([LEVEL, EARLY, doubtful], None),
        "shared": ([LEVEL, EARLY, SUM, CUT], ERROR),
        "doubtful": ([LEVEL, doubtful, EARLY], ERROR),
        "own sizes": ([LEVEL, doubtful, EARLY], law),
    }


@pytest.mark.parametrize("case", cases())
def test_derivatives_are_those_of_differences(case: str) -> None:
    own, error = cases()[case]
    (block,) = blocks(own, error)
    rng = np.random.default_rng(2)
    members = 7
    at = block.observed[:, None] + 0.15 * rng.standard_normal((len(own), members))
    scales = {name: 0.1 + rng.random(members) for name in block.names}
    value, by_simulated, by_scale = value_and_gradient(block, at, scales)
    assert value == pytest.approx(log_density(block, at, scales))
    step = 1e-5
    for row in range(len(own)):
        ends = [np.array(at), np.array(at)]
        ends[0][row] += step
        ends[1][row] -= step
        up, down = (log_density(block, one, scales) for one in ends)
        assert by_simulated[row] == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-6)
    assert set(by_scale) == set(block.names)
    for name, slope in by_scale.items():
        up, down = (
            log_density(block, at, {**scales, name: scales[name] + h}) for h in (step, -step)
        )
        assert slope == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-6)


def test_a_run_without_a_value_has_no_density_and_no_slope() -> None:
    (block,) = blocks([LEVEL, SUM], ERROR)
    at = np.array([[2.2, np.nan], [3.9, 3.9]])
    value, by_simulated, by_scale = value_and_gradient(block, at, {TAU: np.full(2, 0.1)})
    assert np.isfinite(value).tolist() == [True, False]
    assert by_simulated[:, 1].tolist() == [0.0, 0.0]
    assert by_scale[TAU][1] == 0.0


def test_both_ways_to_a_joint_density_agree() -> None:
    """By directions common to all members, and by a root for each."""
    rng = np.random.default_rng(3)
    root = rng.standard_normal((5, 5))
    shared, sd = root @ root.T, 0.1 + rng.random(5)
    residual, size = rng.standard_normal((5, 11)), rng.random(11)
    one = along_modes(residual, size, sd, modes(shared, sd))
    two = by_root(residual, size, np.repeat(sd[:, None] ** 2, 11, axis=1), shared)
    for a, b in zip(one, two, strict=True):
        assert a == pytest.approx(b, rel=1e-9, abs=1e-9)


def test_replicates_have_the_covariance_of_the_series() -> None:
    doubtful = Observation("far", "x", 9.0, 0.5, 2018.0, tails="student")
    (block,) = blocks([LEVEL, SUM, doubtful], ERROR)
    rng = np.random.default_rng(0)
    drawn = replicate(block, np.zeros((3, MANY)), {TAU: np.full(MANY, 0.1)}, rng)
    total = 0.1**2 * block.shared + np.diag(block.sd**2)
    assert np.cov(drawn) == pytest.approx(total, rel=0.05)
    assert stats.kurtosis(drawn[2]) > 5.0 * abs(stats.kurtosis(drawn[0]))


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
