"""The committed posterior: what of its diagnostics can be computed from the file alone."""

from __future__ import annotations

import json
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.inference.archive import Posterior, read_posterior
from gaoxin.inference.calibration import open_calibration
from gaoxin.inference.sampling.diagnostics import LIMITS, failed, forgetting, start_agreement
from gaoxin.inference.sampling.starts import STARTS
from gaoxin.inference.space import from_normal

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kept() -> Posterior:
    return read_posterior(ROOT / "calibration" / "posterior.nc")


@pytest.fixture(scope="module")
def draws(kept: Posterior) -> np.ndarray:
    """Draws by chain, draw and parameter, each by its rank: normal scores."""
    from scipy.special import ndtri

    columns = [values.values.astype(float) for values in kept.draws.data_vars.values()]
    ranks = [np.argsort(np.argsort(c.ravel())).reshape(c.shape) for c in columns]
    return np.stack([ndtri((r + 0.5) / r.size) for r in ranks], axis=2)


@pytest.fixture(scope="module")
def starts(kept: Posterior) -> np.ndarray:
    return np.asarray(kept.draws["start"].values.astype(str))


def test_all_diagnostics_were_within_their_limits(kept: Posterior) -> None:
    told = json.loads(str(kept.attributes["diagnostics"]))
    assert set(told) == {*LIMITS, "effective_draws_per_1000_runs"}
    assert failed(told, len(kept.draws.data_vars)) == []


def test_chains_agree_and_each_start_has_a_thousand_effective_draws(
    draws: np.ndarray, starts: np.ndarray
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        arviz: Any = import_module("arviz")
    columns = [np.ascontiguousarray(draws[:, :, i]) for i in range(draws.shape[2])]
    assert max(float(arviz.rhat(c)) for c in columns) < LIMITS["rhat_max"].bound
    for start in STARTS:
        own = starts == start
        assert own.sum() >= 16
        least = min(float(arviz.ess(c[own], method="bulk")) for c in columns)
        assert least > LIMITS["ess_min"].bound


def test_chains_forget_and_opposite_starts_agree(draws: np.ndarray, starts: np.ndarray) -> None:
    assert forgetting(draws, starts) < LIMITS["forgetting"].bound
    for name, figure in start_agreement(draws, starts).items():
        assert figure is not None
        assert figure < LIMITS[name].bound, name


def test_every_size_is_in_equilibrium_with_its_path(kept: Posterior) -> None:
    """Redrawn on a grid, exactly, while the disturbances stay: no law moves.

    Of a size s with n standard normals u of the path s u: the prior of s, times s^-n, times the
    density of u as it shrinks.
    """
    workspace = Workspace(ROOT)
    calibration = open_calibration(workspace, gaoxin.load(workspace.model_path))
    chains = kept.draws.sizes["chain"]
    # every fifth of a chain's draws: those between say little more
    flat = {name: v.values[:, ::5].ravel() for name, v in kept.draws.data_vars.items()}
    laws = {prior.place.key: prior.distribution for prior in calibration.drawn}
    rng, grid = np.random.default_rng(0), np.linspace(-4.5, 4.5, 181)
    assert len(calibration.disturbances.sizes) == 10
    for name, carried in calibration.disturbances.sizes.items():
        own = [flat[key] for key in carried if key in flat]
        assert len(own) == 7  # six years and the start
        values, square = from_normal(laws[name], grid), np.sum(np.square(own), axis=0)
        ratio = flat[name] / values[:, None]
        log = -0.5 * grid[:, None] ** 2 + len(own) * np.log(ratio) - 0.5 * square * ratio**2
        weights = np.cumsum(np.exp(log - log.max(axis=0)), axis=0)
        new = grid[(weights < rng.random(log.shape[1]) * weights[-1]).sum(axis=0)]
        old = np.interp(flat[name], values, grid)
        for change in (new - old, new**2 - old**2):
            by_chain = change.reshape(chains, -1).mean(axis=1)
            t = by_chain.mean() / by_chain.std(ddof=1) * np.sqrt(chains)
            assert abs(t) < LIMITS["scale_redraw_z"].bound, name
