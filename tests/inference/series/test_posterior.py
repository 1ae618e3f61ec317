"""Posteriors of series: every noise with its slopes, experiments, instants, subscripts, units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import gaoxin
from gaoxin.inference.sampling.chains import Chains
from gaoxin.inference.series.blocks import SeriesBlock
from gaoxin.inference.series.build import read_posterior_of
from gaoxin.inference.series.fit import begun_again
from gaoxin.inference.series.posterior import SeriesPosterior
from gaoxin.inference.series.predictive import redraw_readings
from gaoxin.inference.series.runs import among
from tests.inference.series.lines import LINE, PRIORS, written

Array = np.ndarray[Any, np.dtype[np.float64]]

ROWS = [(1, "Place", 2), (2, "Place", 4), (3.25, "Place", 3), (6, "Place", 7), (9, "Place", "<9")]
PRIOR = '{ distribution = "lognorm", s = 0.3, scale = 1.5 }'
HIGH = '{ distribution = "lognorm", s = 0.2, scale = 8.0 }'
HALF = '{ distribution = "beta", a = 4, b = 4 }'
NOISES = {
    "normal": f'family = "normal"\nsd = {PRIOR}\n',
    "student": f'family = "student"\nsd = {PRIOR}\ndf = {HIGH}\n',
    "lognormal": f'family = "lognormal"\nsd = {PRIOR}\n',
    "poisson": 'family = "poisson"\n',
    "negative binomial": f'family = "negative binomial"\ndispersion = {PRIOR}\n',
    "normal, correlated": f'family = "normal"\nsd = {PRIOR}\nar1 = {HALF}\n',
    "lognormal, correlated": f'family = "lognormal"\nsd = {PRIOR}\nar1 = {HALF}\n',
}
POSITIVE = """[priors]
level = { distribution = "lognorm", s = 0.3, scale = 2.0 }
slope = { distribution = "lognorm", s = 0.3, scale = 0.5 }
"""


def posterior_of(
    folder: Path, noise: str, rows: list[tuple[Any, ...]], more: str = "", head: str = ""
) -> SeriesPosterior:
    files = written(
        folder, rows, f"{POSITIVE}[noise.Place]\n{noise}{more}", head or "time,series,value"
    )
    return read_posterior_of(gaoxin.load(LINE), *files)


@pytest.mark.parametrize("noise", NOISES)
def test_slopes_are_those_of_differences(tmp_path: Path, noise: str) -> None:
    rows = ROWS[:-1] if "correlated" in noise else ROWS
    posterior = posterior_of(tmp_path, NOISES[noise], rows)
    at = 0.7 * np.random.default_rng(1).standard_normal((4, len(posterior.names)))
    simulated, value, slope = posterior.value_and_gradient(at)
    assert value == pytest.approx(posterior.log_likelihood(at, simulated))
    h = 0.02  # some ten pieces of the tables of priors
    for column in range(at.shape[1]):
        step = np.zeros_like(at)
        step[:, column] = h
        up, down = (
            posterior.log_likelihood(one, posterior.simulate(one)) for one in (at + step, at - step)
        )
        assert slope[:, column] == pytest.approx((up - down) / (2.0 * h), rel=5e-3, abs=5e-3)


def test_experiments_hold_their_constants_and_share_the_rest(tmp_path: Path) -> None:
    rows = [(2, "Place", 3.0, ""), (2, "Place", 9.0, "fast"), (4, "Place", 12.0, "fast")]
    posterior = posterior_of(
        tmp_path,
        'family = "normal"\nsd = 1.0\n',
        rows,
        "[experiments.fast]\nslope = 3.0\n",
        "time,series,value,experiment",
    )
    at = np.random.default_rng(0).standard_normal((5, 2))
    values = posterior.values(at)
    said = posterior.said(at)
    assert [block.experiment for block in posterior.blocks] == ["base", "fast"]
    assert said[0][0] == pytest.approx(values["level"] + 2.0 * values["slope"])
    assert said[1][1] == pytest.approx(values["level"] + 12.0)
    _, _, slope = posterior.value_and_gradient(at)
    misses = 3.0 - said[0][0]
    assert slope[:, 1] == pytest.approx(2.0 * misses * 0.3 * values["slope"], rel=1e-3)


def test_elements_and_units_are_those_of_the_model(tmp_path: Path) -> None:
    more = "[series.Place]\nvariable = 'seen[b]'\nunit = 'units'\n"
    posterior = posterior_of(tmp_path, 'family = "normal"\nsd = 1.0\n', [(4, "Place", 3)], more)
    at = np.zeros((1, 2))
    values = posterior.values(at)
    assert posterior.said(at)[0][0] == pytest.approx(2.0 + values["level"] + 4 * values["slope"])
    weekly = PRIORS.replace("scale = 0.5 }", 'scale = 0.5, unit = "unit/week" }')
    files = written(tmp_path, [(1, "Place", 2)], weekly)
    slope = read_posterior_of(gaoxin.load(LINE), *files).distributions[1]
    assert slope.ppf(np.array([0.5]))[0] == pytest.approx(0.4 / 7.0)


def test_sd_may_stand_with_each_reading(tmp_path: Path) -> None:
    rows = [(1, "Place", 2, 0.5), (2, "Place", 4, 2.0)]
    files = written(tmp_path, rows, POSITIVE, "time,series,value,sd")
    posterior = read_posterior_of(gaoxin.load(LINE), *files)
    at = np.zeros((1, 2))
    said = posterior.said(at)[0][:, 0]
    exact = stats.norm([2, 4], [0.5, 2.0]).logpdf(said)
    assert posterior.pointwise(at, posterior.simulate(at))[:, 0] == pytest.approx(exact)


def test_a_limit_counts_as_a_probability(tmp_path: Path) -> None:
    posterior = posterior_of(tmp_path, 'family = "normal"\nsd = 1.5\n', [(2, "Place", ">4")])
    at = np.zeros((1, 2))
    said = posterior.said(at)[0][0]
    told = posterior.log_likelihood(at, posterior.simulate(at))
    assert told == pytest.approx(stats.norm(said, 1.5).logsf(4.0))


def test_instants_between_saved_ones_lie_on_the_line() -> None:
    saved = np.array([0.0, 1.0, 2.0, 4.0])
    found = among(np.array([0.0, 0.25, 2.0, 3.0, 4.0]), saved)
    values = np.stack([saved**1, 2 * saved], axis=1)
    assert found.read(values)[:, 0] == pytest.approx([0.0, 0.25, 2.0, 3.0, 4.0])
    weights = np.random.default_rng(0).standard_normal((5, 2))
    back = found.spread(weights, 4)
    assert (back * values).sum() == pytest.approx((weights * found.read(values)).sum())


def test_the_last_reading_may_lie_between_two_steps(tmp_path: Path) -> None:
    noise = 'family = "normal"\nsd = 1.0\n'
    posterior = posterior_of(tmp_path, noise, [(0, "Place", 2), (3.3, "Place", 3)])
    at = np.random.default_rng(0).standard_normal((3, 2))
    values = posterior.values(at)
    said = posterior.said(at)[0]
    assert said[0] == pytest.approx(values["level"])
    assert said[1] == pytest.approx(values["level"] + 3.3 * values["slope"])


REDRAWN = {
    "normal": lambda m: stats.norm(m, 1.5),
    "student": lambda m: stats.t(8.0, m, 1.5 * np.sqrt(6.0 / 8.0)),
    "lognormal": lambda m: stats.lognorm(1.5, scale=m),
    "poisson": lambda m: stats.poisson(m),
    "negative binomial": lambda m: stats.nbinom(1.5, 1.5 / (1.5 + m)),
}


@pytest.mark.parametrize("noise", REDRAWN)
def test_readings_drawn_anew_have_the_law_of_the_noise(tmp_path: Path, noise: str) -> None:
    posterior = posterior_of(tmp_path, NOISES[noise], ROWS[:2])
    (block,) = posterior.blocks
    many = 40_000
    said = np.full((2, many), 6.0)
    values = {"sd": 1.5, "df": 8.0, "dispersion": 1.5}
    scales = {name: np.full(many, values[key]) for key, name in block.scales.items()}
    drawn = redraw_readings(block, said, scales, np.random.default_rng(0))
    law = REDRAWN[noise](6.0)
    for level in (0.05, 0.3, 0.6, 0.95):
        point = law.ppf(level)
        assert (drawn <= point).mean() == pytest.approx(law.cdf(point), abs=0.01)


def test_errors_drawn_anew_are_correlated_as_stated(tmp_path: Path) -> None:
    posterior = posterior_of(tmp_path, NOISES["normal, correlated"], ROWS[:4])
    block: SeriesBlock = posterior.blocks[0]
    scales = {"sd of Place": np.full(60_000, 2.0), "correlation of Place": np.full(60_000, 0.7)}
    drawn = redraw_readings(block, np.zeros((4, 60_000)), scales, np.random.default_rng(0))
    expected = 0.7 ** np.abs(block.times[:, None] - block.times[None, :])
    assert np.corrcoef(drawn) == pytest.approx(expected, abs=0.02)
    assert drawn.std(axis=1) == pytest.approx(np.full(4, 2.0), rel=0.02)


def test_a_long_series_makes_no_matrix_a_member(tmp_path: Path) -> None:
    """Correlated errors of 400 readings: the memory of densities grows with readings x members."""
    import tracemalloc

    rows = [(round(0.05 * i, 2), "Place", 3.0) for i in range(1, 401)]
    posterior = posterior_of(tmp_path, NOISES["normal, correlated"], rows)
    (block,) = posterior.blocks
    location = np.full((400, 500), 3.0)
    scales = {"sd of Place": np.full(500, 2.0), "correlation of Place": np.full(500, 0.7)}
    tracemalloc.start()
    block.density(location, scales)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * location.nbytes  # a matrix a member would be 400 times as much


def test_a_chain_that_began_in_vain_is_begun_again_and_two_hills_are_left_alone() -> None:
    rng = np.random.default_rng(0)
    at, simulated = rng.standard_normal((8, 3)), np.zeros((2, 8))
    told = np.where(np.arange(8) == 3, -300.0, rng.standard_normal(8))
    mended = begun_again(Chains(at, simulated, told), rng)
    assert np.array_equal(np.delete(mended.at, 3, axis=0), np.delete(at, 3, axis=0))
    assert any(np.array_equal(mended.at[3], at[i]) for i in range(8) if i != 3)
    assert mended.log_likelihood.min() > -10.0
    halves = Chains(at, simulated, np.where(np.arange(8) < 4, -300.0, 0.0))
    assert np.array_equal(begun_again(halves, rng).at, at)
