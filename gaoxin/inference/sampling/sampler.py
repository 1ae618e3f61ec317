"""Draws of a posterior: chains from opposite starts, tuned while they burn in, then left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.sampling.chains import Chains
from gaoxin.inference.sampling.density import Counted, Counts, Density
from gaoxin.inference.sampling.hamiltonian import HamiltonianMoves
from gaoxin.inference.sampling.joint import JointMoves
from gaoxin.inference.sampling.metric import linearised
from gaoxin.inference.sampling.one_core import on_one_core
from gaoxin.inference.sampling.starts import begin, smoother

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[np.str_]


@dataclass(frozen=True)
class Settings:
    """How long chains are.

    Attributes
    ----------
    chains : int
        Of each start.
    burn_in : int
        Moves that tune step and metric; nothing is kept of them.
    block, most : int
        Moves are made by blocks until the draws are enough, and so many at most.
    effective : float
        Effective draws of each start that are enough, of the least known parameter, as the spread
        of the chains' means tells it.
    rhat : float
        R-hat of the chains' halves that is enough.
    """

    chains: int = 48
    burn_in: int = 80
    block: int = 40
    most: int = 1600
    effective: float = 2500.0
    rhat: float = 1.008


@dataclass(frozen=True)
class Sample:
    """Draws, in the order in which each chain made them.

    Attributes
    ----------
    at : array, shape (chain, draw, parameter)
        On the standard normal scale.
    log_likelihood : array, shape (chain, draw)
    starts : array of str, shape (chain,)
        Where each chain began, one of :data:`~.starts.STARTS`.
    last : Chains
        Where the chains stand.
    moves : int
        Kept ones of a chain, of which every so many-th is a draw.
    counts : Counts
        Runs and gradients, starts and burn-in included.
    acceptance : float
    tuned : dict of str to float
        What was tuned: ``step`` of Hamiltonian moves, ``boldness`` of joint ones.
    """

    at: Array
    log_likelihood: Array
    starts: Labels
    last: Chains
    moves: int
    counts: Counts
    acceptance: float
    tuned: dict[str, float]


Step = Callable[[float], None]
"""Called with the share of the most moves that is done, for progress."""

LEARNS = (0.15, 0.35, 0.65)
"""Shares of the burn-in after which the moves learn from where the chains have been."""


@on_one_core
def sample(
    density: Density,
    start: str,
    seed: int | np.random.SeedSequence,
    settings: Settings | None = None,
    step: Step | None = None,
) -> Sample:
    """Return draws of a posterior from one start.

    Parameters
    ----------
    density : Density
        With a gradient it is followed by Hamiltonian moves, else by those of the linear model.
    start : str
        One of :data:`~.starts.STARTS`.
    seed : int or SeedSequence
        Equal seeds give equal draws.
    settings : Settings, optional
    step : callable, optional
        Called with the share of the moves that is done.

    Returns
    -------
    Sample

    Raises
    ------
    NotConverged
        No draw of the prior can have made the observations.
    """
    rng, own = np.random.default_rng(seed), settings or Settings()
    counted = Counted(density)
    begun = begin(counted, smoother(counted, rng), start, own.chains, rng)
    joint = JointMoves(begun.linear)
    moves: HamiltonianMoves | JointMoves = joint
    if density.gradient_runs is not None:
        moves = HamiltonianMoves(linearised(counted, begun.linear, begun.chains.at), joint)
    labels = np.full(own.chains, start)
    return follow(counted, begun.chains, labels, moves, own, rng, step)


@on_one_core
def follow(
    counted: Counted,
    chains: Chains,
    starts: Labels,
    moves: HamiltonianMoves | JointMoves,
    settings: Settings,
    rng: np.random.Generator,
    step: Step | None = None,
) -> Sample:
    """Burn in from where chains stand, and keep what follows.

    Parameters
    ----------
    counted : Counted
    chains : Chains
    starts : array of str, shape (chain,)
    moves : HamiltonianMoves or JointMoves
        Tuned in the burn-in.
    settings : Settings
    rng : numpy.random.Generator
    step : callable, optional
        Called with the share of the moves that is done.

    Returns
    -------
    Sample
    """
    learns = {int(share * settings.burn_in) for share in LEARNS}
    for number in range(settings.burn_in):
        chains, acceptance = moves.move(counted, chains, rng)
        moves.tune(acceptance, number / settings.burn_in)
        if number in learns:
            moves.learn(counted)
    at, told, accepted = [], [], []
    for number in range(1, settings.most + 1):
        chains, acceptance = moves.move(counted, chains, rng)
        at.append(chains.at)
        told.append(chains.log_likelihood)
        accepted.append(acceptance)
        if step is not None:
            step((settings.burn_in + number) / (settings.burn_in + settings.most))
        if number % settings.block == 0 and enough(np.stack(at, axis=1), settings):
            break
    kept = slice(thinning(len(at)) - 1, None, thinning(len(at)))
    return Sample(
        np.stack(at[kept], axis=1),
        np.stack(told[kept], axis=1),
        starts,
        chains,
        len(at),
        counted.counts,
        float(np.mean(accepted)),
        moves.tuned,
    )


def joined(samples: Sequence[Sample]) -> Sample:
    """Return samples of several starts as one; of each as many draws as of the shortest.

    The later draws are kept. Counts are added up, and acceptances averaged.
    """
    shortest = min(one.at.shape[1] for one in samples)
    counts = Counts(
        sum(one.counts.runs for one in samples), sum(one.counts.gradients for one in samples)
    )
    return Sample(
        np.concatenate([one.at[:, -shortest:] for one in samples]),
        np.concatenate([one.log_likelihood[:, -shortest:] for one in samples]),
        np.concatenate([one.starts for one in samples]),
        together([one.last for one in samples]),
        max(one.moves for one in samples),
        counts,
        float(np.mean([one.acceptance for one in samples])),
        {f"{key} {one.starts[0]}": v for one in samples for key, v in one.tuned.items()},
    )


def together(parts: Sequence[Chains]) -> Chains:
    """Return chains of several starts as one batch."""
    return Chains(
        np.concatenate([one.at for one in parts]),
        np.concatenate([one.simulated for one in parts], axis=1),
        np.concatenate([one.log_likelihood for one in parts]),
    )


KEPT = 100
"""Draws of a chain that are kept, at least where there are so many."""


def thinning(moves: int) -> int:
    """Return how many moves lie between two draws that are kept."""
    return max(1, moves // KEPT)


def enough(at: Array, settings: Settings) -> bool:
    """Return whether draws of a start are enough, as far as the chains' means tell.

    Parameters
    ----------
    at : array, shape (chain, draw, parameter)
    settings : Settings

    Returns
    -------
    bool
    """
    known = effective_draws(at).min() >= settings.effective
    thinned = at[:, :: thinning(at.shape[1])]
    return bool(known and split_rhat(thinned).max() <= settings.rhat)


def effective_draws(at: Array) -> Array:
    """Return effective draws by the spread of chains' means, shape (parameter,).

    Parameters
    ----------
    at : array, shape (chain, draw, parameter)
    """
    between = at.mean(axis=1).var(axis=0, ddof=1)
    whole = at.var(axis=(0, 1))
    return np.asarray(len(at) * whole / np.where(between > 0.0, between, np.inf))


def split_rhat(at: Array) -> Array:
    """Return R-hat of the halves of chains, shape (parameter,).

    Parameters
    ----------
    at : array, shape (chain, draw, parameter)
    """
    half = at.shape[1] // 2
    halves = np.concatenate([at[:, :half], at[:, -half:]])
    within = halves.var(axis=1, ddof=1).mean(axis=0)
    between = halves.mean(axis=1).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((half - 1) / half + between / np.where(within > 0.0, within, np.inf)))
