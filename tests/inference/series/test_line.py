"""A straight line with normal readings: draws, mode, profile, left-out readings, sensitivity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from gaoxin.inference.sampling.sampler import Settings
from gaoxin.inference.series.fit import SeriesFit, fit_series
from gaoxin.inference.series.idata import arviz, inference_data
from gaoxin.inference.series.loo import leave_one_out, weighted_pit
from gaoxin.inference.series.optimum import log_prior, mode, profile
from gaoxin.inference.series.posterior import SeriesPosterior
from gaoxin.inference.series.sensitivity import distance, power_weights
from tests.inference.series.lines import (
    PRIOR_MEAN,
    PRIOR_SD,
    SD,
    TIMES,
    design,
    exact,
    line_posterior,
    readings,
)

Array = np.ndarray[Any, np.dtype[np.float64]]

SHORT = Settings(chains=24, burn_in=30, block=30, most=60, effective=1000.0)


@pytest.fixture(scope="module")
def posterior(tmp_path_factory: pytest.TempPathFactory) -> SeriesPosterior:
    return line_posterior(tmp_path_factory.mktemp("line"))


@pytest.fixture(scope="module")
def fit(posterior: SeriesPosterior) -> SeriesFit:
    return fit_series(posterior, seed=1, settings=SHORT, workers=1)


def exact_draws(count: int = 4000) -> Array:
    mean, covariance = exact()
    return np.random.default_rng(2).multivariate_normal(mean, covariance, count)


def pointwise(draws: Array) -> Array:
    return np.asarray(stats.norm(design() @ draws.T, SD).logpdf(readings()[:, None]))


def test_the_likelihood_and_its_slopes_are_exact(posterior: SeriesPosterior) -> None:
    """Readings between steps and between saved instants too: the line is read exactly."""
    rng = np.random.default_rng(0)
    at = rng.standard_normal((6, 2))
    values = PRIOR_MEAN + PRIOR_SD * at
    simulated, value, slope = posterior.value_and_gradient(at)
    assert simulated == pytest.approx(design() @ values.T, abs=2e-5)
    assert value == pytest.approx(pointwise(values).sum(axis=0), rel=1e-4)
    misses = readings()[:, None] - design() @ values.T
    assert slope == pytest.approx(PRIOR_SD * (design().T @ misses / SD**2).T, rel=1e-3, abs=1e-3)


def test_draws_are_those_of_the_exact_posterior(fit: SeriesFit) -> None:
    mean, covariance = exact()
    sd = np.sqrt(np.diag(covariance))
    draws = fit.draws()
    for i, name in enumerate(("level", "slope")):
        assert draws[name].mean() == pytest.approx(mean[i], abs=0.08 * sd[i])
        assert draws[name].std() == pytest.approx(sd[i], rel=0.05)
    correlation = np.corrcoef(draws["level"].ravel(), draws["slope"].ravel())[0, 1]
    assert correlation == pytest.approx(covariance[0, 1] / sd.prod(), abs=0.05)
    assert set(fit.sample.starts) == {"prior", "linearised"}
    figures = fit.figures
    assert figures["scale_redraw_z"] is None  # there is no scale
    assert figures["rhat_max"] is not None
    assert figures["rhat_max"] < 1.02


def test_draws_without_the_noise_would_not_be(fit: SeriesFit) -> None:
    """Negative control: the law of another noise is told from that of the draws."""
    _, covariance = exact()
    wrong = np.sqrt(np.diag(covariance)) * 1.25
    assert fit.draws()["slope"].std() != pytest.approx(wrong[1], rel=0.1)


def test_the_mode_of_a_normal_posterior_is_its_mean(posterior: SeriesPosterior) -> None:
    found, (mean, _) = mode(posterior), exact()
    assert list(found.values.values()) == pytest.approx(mean, abs=1e-3)
    prior = stats.norm(PRIOR_MEAN, PRIOR_SD).logpdf(mean).sum()
    assert found.log_prior == pytest.approx(prior, abs=1e-3)
    assert found.log_likelihood == pytest.approx(pointwise(mean[None]).sum(), abs=1e-3)


def test_the_profile_of_a_linear_model_is_a_parabola(posterior: SeriesPosterior) -> None:
    found = profile(posterior, "Slope", points=11)
    x, y = design(), readings()
    best, *_ = np.linalg.lstsq(x, y, rcond=None)
    error = SD * np.sqrt(np.linalg.inv(x.T @ x)[1, 1])
    assert found.best == pytest.approx(best[1], abs=1e-3)
    assert found.low == pytest.approx(best[1] - 1.959964 * error, abs=2e-3)
    assert found.high == pytest.approx(best[1] + 1.959964 * error, abs=2e-3)
    parabola = -0.5 * ((found.values - best[1]) / error) ** 2
    fall = found.log_likelihood - found.log_likelihood.max()
    assert fall - fall.max() == pytest.approx(parabola - parabola.max(), abs=0.02)


def test_left_out_readings_are_those_of_exact_refits() -> None:
    """Every reading left out by its own conjugate posterior: density and PIT."""
    draws = exact_draws(20_000)
    found = leave_one_out(pointwise(draws))
    rng = np.random.default_rng(3)
    drawn = design() @ draws.T + SD * rng.standard_normal((len(TIMES), len(draws)))
    transforms = weighted_pit(drawn, readings(), found.weights, np.full(len(TIMES), 0.5))
    for i, x in enumerate(design()):
        mean, covariance = exact(leave=i)
        law = stats.norm(x @ mean, np.sqrt(SD**2 + x @ covariance @ x))
        assert found.elpd[i] == pytest.approx(law.logpdf(readings()[i]), abs=0.05)
        assert transforms[i] == pytest.approx(law.cdf(readings()[i]), abs=0.02)
    assert (found.k < 0.7).all()
    assert found.total != pytest.approx(pointwise(draws).mean(axis=1).sum(), abs=0.1)


def test_arviz_says_the_same_of_left_out_readings(fit: SeriesFit) -> None:
    data = inference_data(fit)
    told = arviz().loo(data, pointwise=True, reff=1.0)
    found = leave_one_out(fit.posterior.pointwise(
        fit.at.reshape(-1, 2), fit.posterior.located(fit.readings[0])))  # fmt: skip
    assert float(told.elpd_loo) == pytest.approx(found.total, abs=0.02)
    assert float(told.se) == pytest.approx(found.error, abs=0.02)


def test_all_of_a_fit_is_inference_data(fit: SeriesFit, tmp_path: Path) -> None:
    data = inference_data(fit, {"seed": 1})
    groups = {"posterior", "posterior_predictive", "log_likelihood", "log_prior", "sample_stats"}
    groups |= {"prior", "prior_predictive", "observed_data", "constant_data", "runs"}
    assert groups <= set(data.groups())
    assert list(np.unique(data.posterior["start"])) == ["linearised", "prior"]
    data.to_netcdf(str(tmp_path / "fit.nc"))
    again = arviz().from_netcdf(str(tmp_path / "fit.nc"))
    assert groups <= set(again.groups())
    assert again.observed_data["Place"].values == pytest.approx(readings())
    sd = again.prior_predictive["Place"].std(("chain", "draw")).values
    expected = np.sqrt(design() ** 2 @ PRIOR_SD**2 + SD**2)
    assert sd == pytest.approx(expected, rel=0.12)


def test_power_scaled_draws_are_those_of_the_scaled_prior(posterior: SeriesPosterior) -> None:
    """A normal prior to the power 1.3 is one of precision times 1.3: the mean is known."""
    draws, power = exact_draws(20_000), 1.3
    at = (draws - PRIOR_MEAN) / PRIOR_SD
    weights = power_weights(log_prior(posterior, at), power)
    x, y = design(), readings()
    precision = power * np.diag(PRIOR_SD**-2.0) + x.T @ x / SD**2
    mean = np.linalg.solve(precision, power * PRIOR_MEAN / PRIOR_SD**2 + x.T @ y / SD**2)
    assert weights @ draws == pytest.approx(mean, abs=0.01)


def test_the_distance_of_two_laws_is_that_of_their_functions() -> None:
    """Against quadrature of two normal distribution functions on one grid."""
    rng = np.random.default_rng(4)
    values = rng.standard_normal(40_000)
    shift = 0.3
    weights = np.exp(shift * values)
    weights /= weights.sum()  # those of a normal around the shift
    grid = np.linspace(values.min(), values.max(), 20_001)

    def one_sided(p: Array, q: Array) -> float:
        middle = 0.5 * (p + q)
        with np.errstate(divide="ignore", invalid="ignore"):
            kl = [np.where(a > 0, a * np.log2(a / middle), 0.0) for a in (p, q)]
        areas = [np.trapezoid(a, grid) for a in (p, q)]
        parts = [np.trapezoid(k, grid) for k in kl]
        scale = 0.5 / np.log(2.0)
        whole = parts[0] + scale * (areas[1] - areas[0]) + parts[1] + scale * (areas[0] - areas[1])
        return float(np.sqrt(whole / sum(areas)))

    p, q = stats.norm.cdf(grid), stats.norm.cdf(grid, shift)
    exact_distance = max(one_sided(p, q), one_sided(1 - p, 1 - q))
    assert distance(values, weights) == pytest.approx(exact_distance, rel=0.03)
    even = np.full(len(values), 1.0 / len(values))
    assert distance(values, even) == pytest.approx(0.0, abs=1e-6)
