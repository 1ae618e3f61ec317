"""The density of lynx and hare, by SciPy's solver and distributions instead of ours."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import solve_ivp

from gaoxin.inference.series.optimum import log_prior
from gaoxin.studies.series_fit import open_series_fit
from tests.calibration_session import FILES

PELTS = {
    "Hare": "30 47.2 70.2 77.4 36.3 20.6 18.1 21.4 22 25.4 27.1 40.3 57 76.6 52.3 19.5 11.2 7.6 "
    "14.6 16.2 24.7",
    "Lynx": "4 6.1 9.8 35.2 59.4 41.7 19 13 8.3 9.1 7.4 8 12.3 19.5 45.7 51.1 29.7 15.8 9.7 10.1 "
    "8.6",
}


def exact(values: dict[str, float]) -> tuple[float, float]:
    """Return log-likelihood and log prior of Stan's model, solved to 1e-10."""

    def slopes(_: float, z: np.ndarray) -> list[float]:
        hare, lynx = z
        return [
            (values["hare_birth_rate"] - values["hunting_rate"] * lynx) * hare,
            (values["lynx_growth"] * hare - values["lynx_death_rate"]) * lynx,
        ]

    start = [values["initial_hares"], values["initial_lynx"]]
    told = solve_ivp(slopes, (0, 20), start, t_eval=np.arange(21), rtol=1e-10, atol=1e-10)
    likelihood = sum(
        stats.lognorm(values[f"sd of {name}"], scale=path).logpdf(np.array(text.split(), float))
        for (name, text), path in zip(PELTS.items(), told.y, strict=True)
    ).sum()
    prior = 0.0
    for name, value in values.items():
        if name.startswith("sd"):
            prior += stats.lognorm(1.0, scale=np.exp(-1.0)).logpdf(value)
        elif name.startswith("initial"):
            prior += stats.lognorm(1.0, scale=10.0).logpdf(value)
        else:
            mean, sd = (0.05, 0.05) if name in {"hunting_rate", "lynx_growth"} else (1.0, 0.5)
            prior += stats.norm(mean, sd).logpdf(value) - stats.norm(mean, sd).logsf(0.0)
    return float(likelihood), float(prior)


def test_the_density_is_that_of_stans_model() -> None:
    model, data, priors = (FILES / name for name in ("lynx.mdl", "pelts.dat", "lynx.toml"))
    posterior = open_series_fit(model, data, priors).posterior
    near = [0.547, 0.8, 0.0277, 0.0241, 34.0, 5.94, 0.248, 0.251]
    centre = [stats.norm.ppf(d.cdf(x)) for d, x in zip(posterior.distributions, near, strict=True)]
    assert posterior.names[:4] == (
        *("hare_birth_rate", "lynx_death_rate", "hunting_rate", "lynx_growth"),
    )
    at = np.array(centre) + 0.15 * np.random.default_rng(0).standard_normal((5, 8))
    told = posterior.log_likelihood(at, posterior.simulate(at)), log_prior(posterior, at)
    values = posterior.values(at)
    for i in range(len(at)):
        likelihood, prior = exact({name: float(own[i]) for name, own in values.items()})
        assert told[0][i] == pytest.approx(likelihood, rel=2e-3, abs=0.02)
        assert told[1][i] == pytest.approx(prior, abs=2e-3)
