"""A fit to series: draws of the posterior, from opposite starts, with what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.engine.running.children import Tell
from gaoxin.engine.running.workers import spread
from gaoxin.inference.convergence import convergence, examine
from gaoxin.inference.sampling.chains import Chains, half_square
from gaoxin.inference.sampling.density import Counted
from gaoxin.inference.sampling.hamiltonian import HamiltonianMoves
from gaoxin.inference.sampling.joint import JointMoves
from gaoxin.inference.sampling.metric import linearised
from gaoxin.inference.sampling.one_core import on_one_core
from gaoxin.inference.sampling.sampler import Sample, Settings, follow, joined
from gaoxin.inference.sampling.starts import STARTS, begin, smoother
from gaoxin.inference.series.posterior import SeriesPosterior
from gaoxin.inference.series.predictive import predicted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

KEPT = 4000
"""Draws that readings are drawn anew for, and that files hold; evenly among all."""

SETTINGS = Settings()
"""Of the sampler, where nothing is said."""

WORKERS: int | None = None
"""Cores, where nothing is said: all that are there."""

WARMING = 20
"""Moves of a chain before it is asked whether it began in vain."""

FAR = 20.0
"""How far below the others, in nats, a chain must at least stand for that."""

PRIOR_DRAWS = 1000


@dataclass(frozen=True)
class SeriesFit:
    """Draws of a posterior of series.

    Attributes
    ----------
    posterior : SeriesPosterior
    sample : Sample
    seed : int
    """

    posterior: SeriesPosterior
    sample: Sample
    seed: int

    @cached_property
    def at(self) -> Array:
        """Draws that are kept, on the standard normal scale; shape (chain, draw, parameter)."""
        chains, draws, _ = self.sample.at.shape
        every = max(1, -(-chains * draws // KEPT))
        return np.ascontiguousarray(self.sample.at[:, every - 1 :: every])

    def draws(self) -> dict[str, Array]:
        """Return the draws that are kept in the model's units, each of shape (chain, draw)."""
        flat = self.posterior.values(self.at.reshape(-1, self.at.shape[-1]))
        return {name: values.reshape(self.at.shape[:2]) for name, values in flat.items()}

    @cached_property
    def figures(self) -> dict[str, float | None]:
        """The figures that tell whether the draws can be used; see ``convergence.examine``."""
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, 4]))
        found = convergence(self.sample.at, self.posterior.names)
        return examine(self.posterior, self.sample, found, rng)

    @cached_property
    def readings(self) -> tuple[list[Array], list[Array]]:
        """What runs say, and readings drawn anew, by block; each (row, chain x draw)."""
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, 5]))
        return predicted(self.posterior, self.at.reshape(-1, self.at.shape[-1]), rng)

    @cached_property
    def prior_at(self) -> Array:
        """Draws of the prior on the standard normal scale, shape (draw, parameter)."""
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, 6]))
        return rng.standard_normal((PRIOR_DRAWS, len(self.posterior.names)))

    @cached_property
    def prior_readings(self) -> tuple[list[Array], list[Array]]:
        """The same as :attr:`readings` of draws of the prior; each (row, draw)."""
        rng = np.random.default_rng(np.random.SeedSequence([self.seed, 8]))
        return predicted(self.posterior, self.prior_at, rng)


def fit_series(
    posterior: SeriesPosterior,
    *,
    seed: int = 0,
    settings: Settings | None = None,
    workers: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> SeriesFit:
    """Return draws of the posterior, half of the chains from each of two opposite starts.

    Parameters
    ----------
    posterior : SeriesPosterior
    seed : int
        Equal seeds give equal draws.
    settings : Settings, optional
        Of the sampler; by default :data:`SETTINGS`.
    workers : int, optional
        Cores to use; all that are there by default.
    progress : callable, optional
        Called with the share that is done.

    Returns
    -------
    SeriesFit

    Raises
    ------
    NotConverged
        No draw of the prior can have made the readings.
    """
    streams = np.random.SeedSequence(seed).spawn(len(STARTS))
    shares = [0.0] * len(STARTS)

    def told(number: int, share: float) -> None:
        shares[number] = share
        if progress is not None:
            progress(sum(shares) / len(shares))

    def one(number: int, own: int, tell: Tell) -> Sample:  # noqa: ARG001 - small batches, one core
        return _from(posterior, STARTS[number], streams[number], settings or SETTINGS, tell)

    found = spread(one, len(STARTS), workers or WORKERS, told)
    return SeriesFit(posterior, joined(found), seed)


@on_one_core
def _from(
    posterior: SeriesPosterior,
    start: str,
    stream: np.random.SeedSequence,
    settings: Settings,
    tell: Tell,
) -> Sample:
    """Return draws from one start, chains that began in vain begun again.

    A noise of unknown size can explain any reading by itself: a chain may begin on such a hill,
    from which no trajectory leads down, though next to none of the posterior is there.
    """
    rng, counted = np.random.default_rng(stream), Counted(posterior)
    begun = begin(counted, smoother(counted, rng), start, settings.chains, rng)
    joint = JointMoves(begun.linear)
    moves: HamiltonianMoves | JointMoves = joint
    if posterior.gradient_runs is not None:
        moves = HamiltonianMoves(linearised(counted, begun.linear, begun.chains.at), joint)
    labels = np.full(settings.chains, start)
    warm = replace(settings, burn_in=WARMING, block=1, most=1)
    warmed = follow(counted, begun.chains, labels, moves, warm, rng)
    return follow(counted, begun_again(warmed.last, rng), labels, moves, settings, rng, tell)


def begun_again(chains: Chains, rng: np.random.Generator) -> Chains:
    """Return chains of which those far below the others stand where one of the others does.

    Parameters
    ----------
    chains : Chains
    rng : numpy.random.Generator

    Returns
    -------
    Chains
        As they were where half of them or more are far below the best: then the posterior has
        several hills indeed, and the checks tell.
    """
    height = chains.log_likelihood - half_square(chains.at)
    usual = 10.0 * np.sqrt(chains.at.shape[1] / 2.0)  # ten times how far heights are apart
    low = ~(height > np.quantile(height, 0.75) - max(FAR, usual))
    if not low.any() or 2 * int(low.sum()) >= len(low):
        return chains
    which = np.arange(len(low))
    which[low] = rng.choice(np.flatnonzero(~low), int(low.sum()))
    return chains.chosen(which)
