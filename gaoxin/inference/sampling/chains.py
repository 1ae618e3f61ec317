"""Where chains stand, and how scales are redrawn without a run of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.sampling.density import Density, FreeScale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STEPS = (1.0, 0.4)
"""Sizes of proposals of a scale, in turn: where the data know it, and where they hardly do."""


@dataclass(frozen=True)
class Chains:
    """Where chains stand; one row a chain.

    Attributes
    ----------
    at : array, shape (chain, parameter)
    simulated : array, shape (observation, chain)
    log_likelihood : array, shape (chain,)
    """

    at: Array
    simulated: Array
    log_likelihood: Array

    @classmethod
    def begin(cls, density: Density, at: Array) -> Chains:
        """Return chains that stand at `at`, shape (chain, parameter)."""
        simulated = density.simulate(at)
        return cls(at, simulated, finite(density.log_likelihood(at, simulated)))

    def moved(self, to: Chains, taken: NDArray[np.bool_]) -> Chains:
        """Return them with those of `to` that are taken, shape (chain,)."""
        return Chains(
            np.where(taken[:, None], to.at, self.at),
            np.where(taken[None, :], to.simulated, self.simulated),
            np.where(taken, to.log_likelihood, self.log_likelihood),
        )

    def chosen(self, which: NDArray[np.intp]) -> Chains:
        """Return some of them, by number."""
        return Chains(self.at[which], self.simulated[:, which], self.log_likelihood[which])


def finite(log_likelihood: Array) -> Array:
    """Return log-likelihoods with -inf for what is not a number."""
    return np.where(np.isnan(log_likelihood), -np.inf, log_likelihood)


def half_square(at: Array) -> Array:
    """Return half the squared length of each row, shape (row,)."""
    return np.asarray(0.5 * np.einsum("ij,ij->i", at, at))


def metropolis(log_ratio: Array, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which proposals are taken, from the logarithms of their ratios, shape (chain,)."""
    with np.errstate(invalid="ignore"):  # impossible here and there: never taken
        return np.asarray(np.log(rng.random(len(log_ratio))) < log_ratio)


def redraw(density: Density, chains: Chains, rng: np.random.Generator, tries: int) -> Chains:
    """Redraw every scale from its law given the runs, by Metropolis, with no run of the model.

    Parameters
    ----------
    density : Density
    chains : Chains
    rng : numpy.random.Generator
    tries : int
        Proposals to each scale.

    Returns
    -------
    Chains
        The runs are those of before.
    """
    rounds = _rounds([scale for scale in density.scales if not scale.carried])
    parts = density.log_parts(chains.at, chains.simulated) if rounds else np.empty((0, 0))
    for number in range(tries):
        step = STEPS[number % len(STEPS)]
        for scale in density.scales:
            if scale.carried:
                chains = _carried(chains, scale, step, rng)
        for together in rounds:
            chains, parts = _of_likelihood(density, chains, parts, together, step, rng)
    return chains


def _rounds(scales: Sequence[FreeScale]) -> list[list[FreeScale]]:
    """Return scales in rounds: in each they have no part of the likelihood in common."""
    rounds: list[tuple[set[int], list[FreeScale]]] = []
    for scale in scales:
        for used, own in rounds:
            if scale.parts and used and not used & set(scale.parts):
                used |= set(scale.parts)
                own.append(scale)
                break
        else:
            rounds.append((set(scale.parts), [scale]))
    return [own for _, own in rounds]


def _of_likelihood(
    density: Density,
    chains: Chains,
    parts: Array,
    scales: Sequence[FreeScale],
    step: float,
    rng: np.random.Generator,
) -> tuple[Chains, Array]:
    """Propose to scales at once, and take each by the parts of the likelihood that it changes."""
    columns = [scale.column for scale in scales]
    at = chains.at.copy()
    at[:, columns] += step * rng.standard_normal((len(at), len(columns)))
    told = finite(density.log_parts(at, chains.simulated))
    parts = parts.copy()
    for scale in scales:
        own = list(scale.parts) or slice(None)
        old, new = chains.at[:, scale.column], at[:, scale.column]
        with np.errstate(invalid="ignore"):
            gained = told[own].sum(axis=0) - parts[own].sum(axis=0)
        taken = metropolis(gained + 0.5 * (old**2 - new**2), rng)
        at[:, scale.column] = np.where(taken, new, old)
        parts[own] = np.where(taken, told[own], parts[own])
    return Chains(at, chains.simulated, parts.sum(axis=0)), parts


def _carried(chains: Chains, scale: FreeScale, step: float, rng: np.random.Generator) -> Chains:
    """Redraw a size while what it multiplies stays: its standard normals shrink as it grows.

    Density of the size a given the path, with n normals u of it: the prior of a, times the prior
    of u / k, times k^-n, where k is how much the size grows.
    """
    assert scale.log_size is not None  # noqa: S101 - stated where something is carried
    columns = list(scale.carried)
    at = chains.at.copy()
    old = at[:, scale.column].copy()
    at[:, scale.column] += step * rng.standard_normal(len(at))
    shrunk = scale.log_size(old) - scale.log_size(at[:, scale.column])
    at[:, columns] *= np.exp(shrunk)[:, None]
    prior = half_square(chains.at) - half_square(at)
    taken = metropolis(prior + len(columns) * shrunk, rng)
    if scale.allowed is not None:
        taken &= scale.allowed(chains.at, at)
    return chains.moved(Chains(at, chains.simulated, chains.log_likelihood), taken)
