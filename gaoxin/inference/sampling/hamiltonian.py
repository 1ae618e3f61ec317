"""Hamiltonian moves of many chains at once (Neal 2011, *MCMC using Hamiltonian dynamics*)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.sampling.chains import Chains, finite, half_square, metropolis, redraw
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.joint import JointMoves
from gaoxin.inference.sampling.metric import Metric, pooled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ACCEPTANCE = 0.8
"""Aimed at: between 0.65, best in many dimensions (Beskos and others 2013, *Bernoulli* 19), and
0.9, where the posterior is not round."""

LENGTH = 2.0
"""Mean length of a trajectory, in deviations; each is of a random one, up to twice as long."""

MOST_LEAPS = 64
REACH = 8.0
"""Farther out no parameter can be: a trajectory that leaves is not taken, from either end."""

JITTER = 0.2
JOINTS = 1
"""Joint moves between trajectories."""
TRIES = 2
"""Proposals to each scale between trajectories."""


@dataclass
class HamiltonianMoves:
    """The moves, and how they are tuned while chains burn in.

    Attributes
    ----------
    metric : Metric
    joint : JointMoves
        Made between trajectories: a run each, where a trajectory takes tens.
    step : float
        Of a leap, in deviations.
    """

    metric: Metric
    joint: JointMoves
    step: float = 0.2
    _taken: float = 1.0
    _seen: list[tuple[Array, Array]] = field(default_factory=list)

    def move(
        self, density: Density, chains: Chains, rng: np.random.Generator
    ) -> tuple[Chains, float]:
        """Redraw the scales, and follow a trajectory.

        Parameters
        ----------
        density : Density
        chains : Chains
        rng : numpy.random.Generator

        Returns
        -------
        chains : Chains
        acceptance : float
            Mean probability of acceptance.
        """
        chains = redraw(density, chains, rng, TRIES)
        for _ in range(JOINTS):
            chains, self._taken = self.joint.propose(density, chains, rng)
        length = 2.0 * LENGTH * rng.random()
        leaps = int(np.clip(np.ceil(length / self.step), 1, MOST_LEAPS))
        chains, slope, chance = trajectory(density, chains, self.metric, self.step, leaps, rng)
        self._seen.append((chains.at, slope))
        self._seen = self._seen[-WINDOW:]
        return chains, float(chance.mean())

    @property
    def tuned(self) -> dict[str, float]:
        """What was tuned."""
        return {"step": self.step, **self.joint.tuned}

    def tune(self, acceptance: float, share: float) -> None:
        """Tune the step, and the metric where enough is seen.

        Parameters
        ----------
        acceptance : float
        share : float
            Of the burn-in that is done, 0 to 1.
        """
        self.joint.tune(self._taken, share)
        gain = 0.5 * (1.0 - share) + 0.05
        self.step = float(np.clip(self.step * np.exp(gain * (acceptance - ACCEPTANCE)), 1e-3, 1.5))

    def learn(self, density: Density) -> None:
        """Take metric and linear model of where the chains have been lately."""
        self.joint.learn(density)
        self.metric = pooled(*(np.concatenate(parts) for parts in zip(*self._seen, strict=True)))


WINDOW = 40
"""Last states of all chains that the metric is learned from."""


def trajectory(
    density: Density,
    chains: Chains,
    metric: Metric,
    step: float,
    leaps: int,
    rng: np.random.Generator,
) -> tuple[Chains, Array, Array]:
    """Follow one trajectory of every chain, and take its end by Metropolis.

    Parameters
    ----------
    density : Density
    chains : Chains
    metric : Metric
    step : float
        Of a leap; each chain has its own, up to a fifth shorter or longer.
    leaps : int
    rng : numpy.random.Generator

    Returns
    -------
    chains : Chains
    slope : array, shape (chain, parameter)
        Of the log posterior where they stand.
    chance : array, shape (chain,)
        Of each proposal to be taken.
    """
    count, dimension = chains.at.shape
    own = step * rng.uniform(1.0 - JITTER, 1.0 + JITTER, (count, 1))
    begun = rng.standard_normal((count, dimension))
    _, _, gradient = density.value_and_gradient(chains.at)
    first = gradient - chains.at
    at, slope = chains.at, first
    momentum = begun + 0.5 * own * metric.times(slope)
    alive = np.asarray(np.isfinite(slope).all(axis=1))
    for leap in range(leaps):
        gone = at + own * metric.times(momentum)
        alive &= (np.abs(gone) < REACH).all(axis=1)
        at = np.where(alive[:, None], gone, at)
        simulated, told, gradient = density.value_and_gradient(at)
        alive &= np.isfinite(told) & np.isfinite(gradient).all(axis=1)
        slope = np.where(alive[:, None], gradient - at, 0.0)
        momentum = momentum + (own if leap < leaps - 1 else 0.5 * own) * metric.times(slope)
    end = Chains(at, simulated, finite(told))
    with np.errstate(invalid="ignore", over="ignore"):
        gained = end.log_likelihood - half_square(at) - half_square(momentum)
        gained -= chains.log_likelihood - half_square(chains.at) - half_square(begun)
        gained = np.where(alive, gained, -np.inf)
        chance = np.exp(np.minimum(gained, 0.0))
    taken = metropolis(gained, rng)
    return chains.moved(end, taken), np.where(taken[:, None], slope, first), chance
