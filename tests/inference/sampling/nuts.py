"""No-U-turn trajectories (Hoffman and Gelman 2014, *JMLR* 15, algorithm 3), to compare with.

One chain at a time, in the coordinates of a metric; step and metric are tuned as those of
:class:`HamiltonianMoves`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.inference.sampling import hamiltonian
from gaoxin.inference.sampling.chains import Chains, redraw
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.hamiltonian import HamiltonianMoves
from gaoxin.inference.sampling.metric import Metric

Array = NDArray[np.float64]
DEPTH = 8
DIVERGED = 1000.0


@dataclass(frozen=True)
class Place:
    """A state of a trajectory; rows of one."""

    at: Array
    momentum: Array
    slope: Array
    simulated: Array
    log_likelihood: Array

    @property
    def height(self) -> float:
        """Log density of parameters and momentum."""
        told = self.log_likelihood[0] - 0.5 * (self.at**2).sum() - 0.5 * (self.momentum**2).sum()
        return float(told) if np.isfinite(told) else -np.inf


@dataclass
class Tree:
    """Part of a trajectory: its ends, one of its states, how many count, whether it may go on."""

    near: Place
    far: Place
    chosen: Place
    count: int
    whole: bool


@dataclass
class Trajectory:
    """Builds one trajectory both ways until it turns."""

    density: Density
    metric: Metric
    step: float
    rng: np.random.Generator
    begun: Place
    chance: float = 0.0
    leaps: int = 0

    def end(self) -> Place:
        """Return the state that is drawn."""
        least = self.begun.height - self.rng.exponential()
        left = right = chosen = self.begun
        count = 1
        for depth in range(DEPTH):
            way = 1.0 if self.rng.random() < 0.5 else -1.0
            tree = self._tree(right if way > 0 else left, way, depth, least)
            left, right = (left, tree.far) if way > 0 else (tree.far, right)
            if tree.whole and self.rng.random() < tree.count / count:
                chosen = tree.chosen
            count += tree.count
            if not tree.whole or self._turned(left, right):
                break
        return chosen

    def _tree(self, edge: Place, way: float, depth: int, least: float) -> Tree:
        if depth == 0:
            to = self._leap(edge, way * self.step)
            self.leaps += 1
            self.chance += float(np.exp(min(0.0, to.height - self.begun.height)))
            return Tree(to, to, to, int(least <= to.height), least < to.height + DIVERGED)
        first = self._tree(edge, way, depth - 1, least)
        if not first.whole:
            return first
        second = self._tree(first.far, way, depth - 1, least)
        count = first.count + second.count
        other = count > 0 and self.rng.random() < second.count / count
        ends = (first.near, second.far) if way > 0 else (second.far, first.near)
        whole = second.whole and not self._turned(*ends)
        return Tree(first.near, second.far, second.chosen if other else first.chosen, count, whole)

    def _leap(self, place: Place, step: float) -> Place:
        momentum = place.momentum + 0.5 * step * self.metric.times(place.slope)
        at = place.at + step * self.metric.times(momentum)
        simulated, told, gradient = self.density.value_and_gradient(at)
        slope = np.where(np.isfinite(gradient), gradient, 0.0) - at
        momentum = momentum + 0.5 * step * self.metric.times(slope)
        return Place(at, momentum, slope, simulated, told)

    def _turned(self, left: Place, right: Place) -> bool:
        along = self.metric.undone(right.at - left.at)
        return bool(min((along * left.momentum).sum(), (along * right.momentum).sum()) < 0.0)


class NoUTurn(HamiltonianMoves):
    """Redraws and a joint move as between trajectories of the product; then no-U-turn ones."""

    def move(
        self, density: Density, chains: Chains, rng: np.random.Generator
    ) -> tuple[Chains, float]:
        """Move every chain."""
        chains = redraw(density, chains, rng, hamiltonian.TRIES)
        chains, self._taken = self.joint.propose(density, chains, rng)
        ends, chances = [], []
        for row in chains.at:
            at = row[None]
            simulated, told, gradient = density.value_and_gradient(at)
            momentum = rng.standard_normal(at.shape)
            begun = Place(at, momentum, gradient - at, simulated, told)
            trajectory = Trajectory(density, self.metric, self.step, rng, begun)
            ends.append(trajectory.end())
            chances.append(trajectory.chance / trajectory.leaps)
        at = np.concatenate([end.at for end in ends])
        self._seen.append((at, np.concatenate([end.slope for end in ends])))
        self._seen = self._seen[-hamiltonian.WINDOW :]
        simulated = np.concatenate([end.simulated for end in ends], axis=1)
        told = np.concatenate([end.log_likelihood for end in ends])
        return Chains(at, simulated, told), float(np.mean(chances))
