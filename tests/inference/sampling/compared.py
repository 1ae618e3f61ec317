"""Samplers side by side, of the same budget: ``python -m tests.inference.sampling compared``.

On two unknown sizes of error of 193 informed constants, and on the stand-in of the zone's next
model, bent; from both starts. Told is the least bulk effective sample size of all parameters per
1,000 runs of the model: all of them, those of the smoother, of the start and of the burn-in too, a
gradient counted as the runs that it costs on the zone. Effective draws of chains that do not
forget, or do not agree, are none. No-U-turn trajectories go one chain at a time, moves of the
linear model take a linear system a member: on the stand-in both would take hours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from gaoxin.inference.convergence import convergence
from gaoxin.inference.sampling import diagnostics, hamiltonian
from gaoxin.inference.sampling.chains import Chains, redraw
from gaoxin.inference.sampling.density import Counted, Counts, Density
from gaoxin.inference.sampling.diagnostics import forgetting, scale_redraw_z, start_agreement
from gaoxin.inference.sampling.hamiltonian import HamiltonianMoves
from gaoxin.inference.sampling.joint import JointMoves
from gaoxin.inference.sampling.metric import Metric, linearised
from gaoxin.inference.sampling.starts import STARTS, Begun, begin, smoother
from tests.inference.sampling.nuts import NoUTurn
from tests.inference.sampling.old_sampler import tempered
from tests.inference.sampling.standins import scaled
from tests.inference.sampling.zone_like import zone_like

Array = NDArray[np.float64]

GRADIENT_RUNS = 5.5
"""What a gradient of the zone costs, in runs (``python -m tests.benchmarks gradient``)."""
PROBLEMS: dict[str, tuple[Callable[[], Density], int]] = {
    "sized": (scaled, 400_000),
    "bent": (lambda: zone_like(0.6), 800_000),
}
"""What is sampled, and runs of each sampler, of both starts together."""
SLOW = ("linear model's moves", "no-U-turn, learned metric")
BURN_IN = 0.3
"""Share of the budget after which draws are kept."""
CHAINS = 48
"""Of each start."""
PARTICLES = 1000


@dataclass
class GaussMoves:
    """The preconditioned Crank-Nicolson proposal of one Gaussian, learned while burning in."""

    mean: Array
    metric: Metric
    boldness: float = 0.3
    seen: list[Array] = field(default_factory=list)

    def move(
        self, density: Density, chains: Chains, rng: np.random.Generator
    ) -> tuple[Chains, float]:
        """Move every chain, and redraw the scales."""
        to = diagnostics._gauss(density, chains, self.mean, self.metric, self.boldness, rng)
        self.seen = [*self.seen[-200:], to.at]
        taken = float((to.at != chains.at).any(axis=1).mean())
        return redraw(density, to, rng, 2), taken

    def tune(self, acceptance: float, share: float) -> None:
        """Tune how bold proposals are."""
        bolder = self.boldness * np.exp((0.5 * (1.0 - share) + 0.05) * (acceptance - 0.25))
        self.boldness = float(np.clip(bolder, 0.01, 1.0))

    def learn(self, density: Density) -> None:  # noqa: ARG002 - it needs no run
        """Take the Gaussian of where the chains have been lately."""
        at = np.concatenate(self.seen)
        share = len(at) / (len(at) + at.shape[1])
        spread = share * np.cov(at, rowvar=False) + (1.0 - share) * np.eye(at.shape[1])
        self.mean, self.metric = at.mean(axis=0), Metric.of(spread)


class Unlearning(HamiltonianMoves):
    """Keeps the metric of the linear posterior."""

    def learn(self, density: Density) -> None:
        """Learn the joint moves alone."""
        self.joint.learn(density)


Make = Callable[[Counted, Begun], Any]


def _hamiltonian(kind: type[HamiltonianMoves]) -> Make:
    def make(counted: Counted, begun: Begun) -> HamiltonianMoves:
        metric = linearised(counted, begun.linear, begun.chains.at)
        return kind(metric, JointMoves(begun.linear))

    return make


def _gauss(counted: Counted, begun: Begun) -> GaussMoves:
    metric = linearised(counted, begun.linear, begun.chains.at)
    return GaussMoves(begun.chains.at.mean(axis=0), metric)


OURS = _hamiltonian(HamiltonianMoves)

SAMPLERS: dict[str, tuple[Make, dict[str, Any]]] = {
    "Crank-Nicolson, one Gaussian": (_gauss, {}),
    "linear model's moves": (lambda _, begun: JointMoves(begun.linear), {}),
    "Hamiltonian, linear metric": (_hamiltonian(Unlearning), {}),
    "Hamiltonian, learned metric": (OURS, {}),
    "  the same, no joint moves": (OURS, {"JOINTS": 0}),
    "  the same, no redraw of scales": (OURS, {"TRIES": 0}),
    "  the same, mean length 1": (OURS, {"LENGTH": 1.0}),
    "  the same, mean length 3": (OURS, {"LENGTH": 3.0}),
    "no-U-turn, learned metric": (_hamiltonian(NoUTurn), {}),
}
"""What is made of a start, and what of ``hamiltonian`` is otherwise than in the product; the fourth
is the product."""


def chain(density: Density, start: str, make: Make, seed: int, most: float) -> tuple[Array, Counts]:
    """Return draws from one start within so many runs, and what they took."""
    rng, counted = np.random.default_rng(seed), Counted(density)
    begun = begin(counted, smoother(counted, rng), start, CHAINS, rng)
    moves, chains = make(counted, begun), begun.chains
    first, waits = _cost(counted), [0.15, 0.35, 0.65]
    last = first + BURN_IN * (most - first)
    while (share := (_cost(counted) - first) / (last - first)) < 1.0:
        chains, taken = moves.move(counted, chains, rng)
        moves.tune(taken, share)
        if waits and share > waits[0]:
            waits.pop(0)
            moves.learn(counted)
    kept = []
    while _cost(counted) < most:
        chains, _ = moves.move(counted, chains, rng)
        kept.append(chains.at)
    return np.stack(kept, axis=1), counted.counts


def _cost(counted: Counted) -> float:
    return counted.counts.cost(GRADIENT_RUNS)


def row(density: Density, name: str, budget: int, seed: int = 0) -> str:
    """Return what is told of a sampler."""
    make, patched = SAMPLERS[name]
    began = time.process_time()
    with patch.multiple(hamiltonian, **patched) if patched else nullcontext():
        most = budget / len(STARTS)
        found = [chain(density, start, make, seed + i, most) for i, start in enumerate(STARTS)]
    shortest = min(at.shape[1] for at, _ in found)
    every = max(1, shortest // 400)
    at = np.concatenate([own[:, -shortest::every] for own, _ in found])
    cost = sum(counts.cost(GRADIENT_RUNS) for _, counts in found)
    told, labels = convergence(at, density.names), np.repeat(np.array(STARTS), CHAINS)
    forgot, apart = forgetting(at, labels), start_agreement(at, labels)["start_agreement_rms"]
    return (
        f"| {name} | {1e3 * told.ess_bulk.min() / cost:.2f} | {told.rhat.max():.3f} "
        f"| {forgot:.2f} | {apart:.2f} | {shortest} moves, {time.process_time() - began:.0f} s |"
    )


def smc(density: Density, seed: int = 0) -> str:
    """Return what is told of the sampler that was replaced."""
    counted, rng = Counted(density), np.random.default_rng(seed)

    def log_likelihood(at: Array) -> Array:
        return counted.log_likelihood(at, counted.simulate(at))

    at = tempered(log_likelihood, len(density.names), PARTICLES, rng)
    z = scale_redraw_z(density, at[:, None], rng)
    return f"| tempered Monte Carlo | - | - | - | - | {_cost(counted):.0f} runs, redraw {z:.1f} |"


def compared() -> None:
    """Print the table."""
    for problem, (make, budget) in PROBLEMS.items():
        density = make()
        print(f"{problem}: {budget} runs, a gradient as {GRADIENT_RUNS} runs")
        print("| sampler | ESS per 1,000 runs | R-hat | forgetting | starts apart | |")
        print(smc(density), flush=True)
        for name in SAMPLERS:
            if problem == "sized" or name not in SLOW:
                print(row(density, name, budget), flush=True)
