"""The posterior without a series: chains of the full one, carried on without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.fit_density import FitDensity
from gaoxin.inference.fitting import Fit
from gaoxin.inference.sampling.chains import Chains
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.hamiltonian import HamiltonianMoves
from gaoxin.inference.sampling.joint import JointMoves
from gaoxin.inference.sampling.linear import LinearModel, fit_linear
from gaoxin.inference.sampling.metric import Metric, pooled
from gaoxin.inference.sampling.one_core import on_one_core

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CHAINS = 24
BURN_IN, MOVES = 12, 24
"""Moves that forget the series, and moves whose every draw is kept."""

LEARNED = 4000
"""Draws that metric and linear model are learned from."""


@dataclass(frozen=True)
class Known:
    """What a fit knows of its posterior, for those that are near it.

    Attributes
    ----------
    pool : array, shape (draw, parameter)
        Draws, in random order.
    metric : Metric
    linear : LinearModel
    step : float
        Of Hamiltonian moves; nothing where a fit has none.
    """

    pool: Array
    metric: Metric
    linear: LinearModel
    step: float


@on_one_core
def known(fit: Fit, rng: np.random.Generator) -> Known:
    """Return what a fit knows.

    Parameters
    ----------
    fit : Fit
    rng : numpy.random.Generator

    Returns
    -------
    Known
    """
    density = FitDensity(fit.problem)
    flat = fit.at.reshape(-1, fit.at.shape[-1])
    pool = flat[rng.permutation(len(flat))[:LEARNED]]
    linear = fit_linear(density, pool, density.simulate(pool), inflate=0.0)
    tuned = fit.sample.tuned
    steps = [value for name, value in tuned.items() if name.startswith("step")]
    if density.gradient_runs is None:
        metric = Metric.of(np.atleast_2d(np.cov(pool, rowvar=False)))
    else:
        told = [density.value_and_gradient(part)[2] - part for part in np.array_split(pool, 16)]
        metric = pooled(pool, np.concatenate(told))
    return Known(pool, metric, linear, float(np.mean(steps)) if steps else 0.2)


def without(fit: Fit, number: int, of: Known, rng: np.random.Generator, workers: int) -> Array:
    """Return draws of the posterior without a series.

    Chains begin at draws of the full posterior and move on without the series, by the metric that
    is known, the step tuned anew.

    Parameters
    ----------
    fit : Fit
    number : int
        Of the series among the problem's blocks.
    of : Known
    rng : numpy.random.Generator
    workers : int

    Returns
    -------
    array, shape (draw, parameter)
    """
    blocks = fit.problem.blocks[:number] + fit.problem.blocks[number + 1 :]
    density = FitDensity(replace(fit.problem, blocks=blocks, workers=workers))
    return carried(density, of, rng)


@on_one_core
def carried(density: Density, of: Known, rng: np.random.Generator) -> Array:
    """Return draws of a posterior that is near a known one, shape (draw, parameter).

    Parameters
    ----------
    density : Density
    of : Known
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (draw, parameter)
    """
    chosen = rng.permutation(len(of.pool))[:CHAINS]
    chains = Chains.begin(density, of.pool[chosen])
    joint = JointMoves(of.linear)
    moves: HamiltonianMoves | JointMoves = joint
    if density.gradient_runs is not None:
        moves = HamiltonianMoves(of.metric, joint, of.step)
    kept = []
    for move in range(BURN_IN + MOVES):
        chains, acceptance = moves.move(density, chains, rng)
        if move < BURN_IN:
            moves.tune(acceptance, move / BURN_IN)
        else:
            kept.append(chains.at)
    return np.concatenate(kept)
