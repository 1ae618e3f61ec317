"""The sampler against laws that are known: a quarter of the production's dimension and chains.

All of them, and what takes minutes: ``python -m tests.inference.sampling``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from gaoxin.errors import NotConverged
from gaoxin.inference.sampling.diagnostics import check
from gaoxin.inference.sampling.sampler import Settings, sample
from tests.inference.sampling.drawn import Drawn, draw, misses
from tests.inference.sampling.standins import (
    Funnel,
    banana,
    exactly,
    gauss,
    on_grid,
    peaks,
    scaled,
)

SETTINGS = replace(Settings(), chains=24, effective=1200.0)
DIMENSION = 48
"""A quarter of the zone's; all of them by the command."""
QUICK = replace(SETTINGS, burn_in=60, effective=1500.0)


@pytest.fixture(scope="module")
def sized() -> Drawn:
    """Two unknown sizes of error, as the zone has them."""
    return draw(scaled(DIMENSION), SETTINGS)


def test_unknown_sizes(sized: Drawn) -> None:
    exact = exactly(scaled(DIMENSION))
    found = misses(sized, exact.mean, exact.deviation)
    assert found.rms < 1.25
    assert found.largest < 4.5
    assert found.deviations_rms < 0.02
    # the sizes, of which the old sampler made the first 2.5 times as large
    assert np.abs(sized.flat[:, -2:].std(axis=0) / exact.deviation[-2:] - 1.0).max() < 0.08
    assert sized.evidence.log_evidence == pytest.approx(exact.log_evidence, abs=0.5)
    assert sized.failed() == []


def test_a_gaussian_of_which_some_directions_are_informed() -> None:
    density = gauss(DIMENSION)
    exact = density.marginal(np.zeros(DIMENSION))
    deviation = np.sqrt(np.diag(exact[2]))
    drawn = draw(density, SETTINGS, seed=3)
    found = misses(drawn, exact[1], deviation)
    assert found.deviations_rms < 0.02
    assert found.largest < 4.0
    # the effective draws that are told are true within a factor 1.5: errors are as large as told
    assert 1.0 / 1.5 < found.rms**2 < 1.5
    off = drawn.flat.mean(axis=0) - exact[1]
    assert np.sqrt((off**2).mean() / (deviation**2).mean()) < 0.02
    assert drawn.evidence.log_evidence == pytest.approx(exact[0], abs=0.5)
    assert drawn.figures["scale_redraw_z"] is None
    # of 48 means the greatest gap between starts of 1,200 draws is about 0.12 deviations by chance
    assert set(drawn.failed()) <= {"start_gap_max"}
    gap = drawn.figures["start_gap_max"]
    assert gap is not None
    assert gap < 0.14


def test_a_banana() -> None:
    drawn = draw(banana(), QUICK, seed=1)
    mean, deviation, log_evidence = on_grid(banana())
    found = misses(drawn, mean, deviation)
    assert found.largest < 4.0
    assert found.deviations_largest < 0.05
    assert drawn.evidence.spread > 5.0 or drawn.evidence.log_evidence == pytest.approx(
        log_evidence, abs=0.5
    )
    assert drawn.failed() == []


def test_a_funnel() -> None:
    """The mouth is sampled as the neck is: v stays normal, though x wanders over two decades."""
    drawn = draw(Funnel(), QUICK, seed=2)
    v = drawn.flat[:, 0]
    assert v.mean() == pytest.approx(0.0, abs=0.06)
    assert v.std() == pytest.approx(1.0, abs=0.05)
    for level in (0.05, 0.95):
        exact = {0.05: -1.645, 0.95: 1.645}[level]
        assert np.quantile(v, level) == pytest.approx(exact, abs=0.12)
    whitened = drawn.flat[:, 1:] * 3.0 * np.exp(-0.8 * v)[:, None]
    assert whitened.std() == pytest.approx(1.0, abs=0.03)


def test_two_peaks_that_chains_can_pass_between() -> None:
    density = peaks(0.6, 0.5)
    drawn = draw(density, QUICK, seed=5)
    mean, deviation, log_evidence = on_grid(density)
    assert drawn.flat.mean() == pytest.approx(mean[0], abs=4.0 * deviation[0] / 50.0)
    assert drawn.flat.std() == pytest.approx(deviation[0], rel=0.05)
    assert drawn.failed() == []
    assert np.isnan(drawn.evidence.log_evidence) or drawn.evidence.log_evidence == pytest.approx(
        log_evidence, abs=0.5
    )


def test_two_peaks_that_no_chain_passes_between_are_refused() -> None:
    """Both starts find both peaks, in parts that mean nothing: chains do not forget."""
    drawn = draw(peaks(4.0, 0.3), replace(QUICK, most=80), seed=1)
    assert {"forgetting", "rhat_max"} <= set(drawn.failed())
    with pytest.raises(NotConverged, match=r"forgetting is 0\.\d+, needed: at most 0\.2"):
        check(drawn.figures, 1)


def test_without_gradients_what_is_nearly_linear_arrives() -> None:
    density = replace(scaled(DIMENSION), gradient_runs=None)
    exact = exactly(density)
    drawn = draw(density, Settings(chains=16, burn_in=30, block=50, most=50), seed=4)
    found = misses(drawn, exact.mean, exact.deviation)
    assert found.rms < 1.25
    assert found.largest < 4.5
    assert drawn.sample.counts.gradients == 0
    # few draws, and right ones
    assert set(drawn.failed()) <= {"ess_min", "rhat_max", "start_gap_max"}


def test_without_gradients_what_does_not_arrive_is_refused() -> None:
    density = replace(peaks(4.0, 0.3), gradient_runs=None)
    drawn = draw(density, replace(QUICK, most=80), seed=1)
    assert drawn.failed()
    assert drawn.sample.counts.gradients == 0


def test_equal_seeds_give_equal_draws() -> None:
    short = Settings(chains=8, burn_in=20, block=10, most=20)
    one, two, other = (sample(banana(), "prior", seed, short) for seed in (5, 5, 6))
    assert np.array_equal(one.at, two.at)
    assert not np.array_equal(one.at, other.at)


def test_linear_algebra_keeps_to_one_core() -> None:
    """However many there are: else sums are taken in other orders, and the bits are others."""
    density = banana()
    cores: set[int] = set()
    simulate = density.simulate

    def watched(at: np.ndarray) -> np.ndarray:
        cores.update(library["num_threads"] for library in threadpool_info())
        return simulate(at)

    object.__setattr__(density, "simulate", watched)
    with threadpool_limits(limits=2, user_api="blas"):
        watched(np.zeros((1, 2)))
        assert 2 in cores
        cores.clear()
        sample(density, "prior", 0, Settings(chains=8, burn_in=2, block=1, most=1))
    assert cores == {1}


def test_impossible_data_are_refused() -> None:
    impossible = replace(banana())
    object.__setattr__(impossible, "simulate", lambda at: np.full((1, len(at)), np.nan))
    with pytest.raises(NotConverged, match="no draw of the prior can have made the observations"):
        sample(impossible, "prior", 0, Settings(chains=8))
