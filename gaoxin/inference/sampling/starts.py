"""Where chains begin: over-dispersed, from two opposite sides.

``prior``: hyperparameters drawn from their priors. ``linearised``: scales two deviations below the
prior's middle, or, where a problem has none, the linear posterior with all deviations doubled. What
is not a hyperparameter is fitted to perturbed observations from a draw of the prior (randomised
maximum likelihood: Chen and Oliver 2012, *Math. Geosci.* 44, 1-26), with a step that shrinks
wherever it does not help.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.errors import NotConverged
from gaoxin.inference.sampling.chains import Chains, half_square, metropolis
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.linear import Conditional, LinearModel, fit_linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STARTS = ("prior", "linearised")

RUNS_A_PARAMETER, FEWEST, MOST = 8, 200, 2000
"""Runs of a round of the smoother: by parameters, and at least and at most."""

HYPERS = 50
"""Sets of hyperparameters of a round, each of several members."""

ROUNDS = 5
LOW, AROUND = -2.0, 0.3
"""Where scales of the second start stand, in deviations of the prior, and how far around."""

LOST = 25.0
"""Nats below which a peak is lost."""

LADDER, TRIES = (1.0, 0.3, 0.1), 4
"""Shares of the linear model's residual that count as noise, one after another, and steps at
each."""


@dataclass(frozen=True)
class Begun:
    """Chains to begin with, and what is known of the model by then.

    Attributes
    ----------
    chains : Chains
    linear : LinearModel
        Fitted to where the chains stand.
    """

    chains: Chains
    linear: LinearModel


def smoother(density: Density, rng: np.random.Generator) -> LinearModel:
    """Return the linear model of runs near the posterior.

    Runs from the prior, then from the posterior of the linear model that they give, over and over
    (an iterated ensemble smoother: Evensen 2018, *Comput. Geosci.* 22, 885-908).

    Parameters
    ----------
    density : Density
    rng : numpy.random.Generator

    Returns
    -------
    LinearModel

    Raises
    ------
    NotConverged
        Hardly a draw of the prior gives the model values.
    """
    dimension = len(density.names)
    count = int(np.clip(RUNS_A_PARAMETER * dimension, FEWEST, MOST))
    at = rng.standard_normal((count, dimension))
    seen = [(at, density.simulate(at))]
    linear = fit_linear(density, *seen[0])
    for _ in range(ROUNDS):
        prior = rng.standard_normal((count, dimension))
        few = hypers(density, linear, prior[:HYPERS], rng)
        prior[:, list(density.hyper)] = few[np.arange(count) % len(few)][:, list(density.hyper)]
        given = Conditional.given(density, linear, prior)
        at = given.place(prior, rng.standard_normal((count, len(linear.start))))
        seen = [*seen[-1:], (at, density.simulate(at))]
        linear = _refitted(density, seen, linear)
    return linear


def hypers(
    density: Density, linear: LinearModel, at: Array, rng: np.random.Generator, moves: int = 12
) -> Array:
    """Move hyperparameters by Metropolis on their posterior under the linear model.

    Parameters
    ----------
    density : Density
    linear : LinearModel
    at : array, shape (member, parameter)
    rng : numpy.random.Generator
    moves : int

    Returns
    -------
    array, shape (member, parameter)
        With hyperparameters moved; what else there is, is left alone.
    """
    if not density.hyper:
        return at
    return hyper_moves(Conditional.given(density, linear, at), moves, 0.5, rng).at


def hyper_moves(now: Conditional, moves: int, step: float, rng: np.random.Generator) -> Conditional:
    """Move hyperparameters some times: each time a few boldly, or all a little.

    Parameters
    ----------
    now : Conditional
    moves : int
    step : float
        Share of a deviation of the prior that a bold proposal goes.
    rng : numpy.random.Generator

    Returns
    -------
    Conditional
    """
    columns = np.array(now.density.hyper)
    known = now.log_marginal()
    for _ in range(moves):
        bold = rng.random() < 0.5
        size = step if bold else 0.35 * step
        old = now.at[:, columns]
        moved = np.sqrt(1.0 - size**2) * old + size * rng.standard_normal(old.shape)
        if bold:  # three of them, others for each member
            few = np.argsort(rng.random(old.shape), axis=1) < 3
            moved = np.where(few, moved, old)
        to = now.at.copy()
        to[:, columns] = moved
        there = Conditional.given(now.density, now.linear, to)
        told = there.log_marginal()
        taken = metropolis(told - known, rng)
        now, known = now.where(taken, there), np.where(taken, told, known)
    return now


def begin(
    density: Density, linear: LinearModel, start: str, chains: int, rng: np.random.Generator
) -> Begun:
    """Return chains of a start.

    Parameters
    ----------
    density : Density
    linear : LinearModel
        From :func:`smoother`.
    start : str
        One of :data:`STARTS`.
    chains : int
    rng : numpy.random.Generator

    Returns
    -------
    Begun

    Raises
    ------
    NotConverged
        No chain finds a place that is possible.
    """
    prior = rng.standard_normal((chains, len(density.names)))
    columns = [scale.column for scale in density.scales]
    if start == "linearised":
        if not columns:
            return _doubled(density, linear, prior, rng)
        prior[:, columns] = LOW + AROUND * prior[:, columns]
    return _fitted(density, linear, prior, rng)


def _doubled(
    density: Density, linear: LinearModel, prior: Array, rng: np.random.Generator
) -> Begun:
    """Return draws of the linear posterior, twice as far from its mean."""
    given = Conditional.given(density, linear, prior)
    normals = rng.standard_normal((len(prior), len(linear.start)))
    middle = given.place(np.zeros_like(prior), np.zeros_like(normals))
    at = 2.0 * given.place(prior, normals) - middle
    return Begun(_possible(Chains.begin(density, at), rng), linear)


def _fitted(density: Density, linear: LinearModel, prior: Array, rng: np.random.Generator) -> Begun:
    """Fit every chain to its own perturbed observations, from its own draw of the prior.

    No chain is sent where the linear model would have it: each goes on from its own run while that
    helps, so that peaks which the linear model does not know of are begun at too.
    """
    normals = rng.standard_normal((len(prior), len(linear.start)))
    at, said = prior, density.simulate(prior).T
    seen = [(at, said.T)]
    step = np.ones(len(at))
    for inflate in LADDER:
        given = Conditional.given(density, replace(linear, inflate=inflate), prior)
        step = np.maximum(step, 0.5)
        cost = _cost(given, at, prior, said, normals)
        for _ in range(TRIES):
            toward = given.place(prior, normals, said - given.said(at) + given.said(prior))
            tried = at + step[:, None] * (toward - at)
            tried = np.where(np.isfinite(tried), tried, at)
            told = density.simulate(tried).T
            new = _cost(given, tried, prior, told, normals)
            better = new < cost
            at, said = np.where(better[:, None], tried, at), np.where(better[:, None], told, said)
            cost = np.where(better, new, cost)
            step = np.where(better, np.minimum(1.0, 1.5 * step), 0.4 * step)
            seen.append((at, said.T))
    simulated = said.T
    chains = Chains(at, simulated, density.log_likelihood(at, simulated))
    return Begun(_possible(chains, rng), _refitted(density, seen[-3:], linear))


def _cost(given: Conditional, at: Array, prior: Array, said: Array, normals: Array) -> Array:
    """Return what randomised maximum likelihood makes small, shape (member,); inf: impossible."""
    whole = np.asarray(np.isfinite(said).all(axis=1))
    missed = given.density.observed - np.where(whole[:, None], said, 0.0)
    own = half_square(at - prior) + half_square(given.whitened(missed) - normals)
    return np.where(whole, own, np.inf)


def _refitted(
    density: Density, seen: list[tuple[Array, Array]], before: LinearModel
) -> LinearModel:
    """Return the linear model of runs; that of before where they are too few to tell."""
    at = np.concatenate([one for one, _ in seen])
    if len(at) < 3 * at.shape[1]:
        return before
    return fit_linear(density, at, np.concatenate([said for _, said in seen], axis=1))


def _possible(chains: Chains, rng: np.random.Generator) -> Chains:
    """Return chains of which those that stand where next to nothing is possible stand at another's.

    A local peak e^25 times lower than where a quarter of the chains stand, and lower than chance in
    so many dimensions tells (five deviations), holds nothing of the posterior; a chain there would
    stay for good.
    """
    height = chains.log_likelihood - half_square(chains.at)
    known = height[np.isfinite(height)]
    if not len(known):
        raise NotConverged(
            "no draw of the prior can have made the observations; check units and periods"
        )
    least = np.quantile(known, 0.75) - LOST - 5.0 * np.sqrt(2.0 * chains.at.shape[1])
    good = np.flatnonzero(height >= least)
    bad = np.flatnonzero(~(height >= least))
    which = np.arange(len(chains.at))
    which[bad] = rng.choice(good, len(bad))
    return chains.chosen(which)
