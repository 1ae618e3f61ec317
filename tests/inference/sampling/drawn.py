"""Draws of both starts with their diagnostics, and how far they are from what is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.inference.convergence import Convergence, convergence, examine
from gaoxin.inference.sampling.bridge import Evidence, evidence
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.diagnostics import Figures, failed
from gaoxin.inference.sampling.sampler import Sample, Settings, joined, sample
from gaoxin.inference.sampling.starts import STARTS

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """Draws, and what is told of them."""

    density: Density
    sample: Sample
    convergence: Convergence
    figures: Figures
    evidence: Evidence

    def failed(self) -> list[str]:
        """Return the diagnostics that leave their limits."""
        return failed(self.figures, len(self.density.names))

    @property
    def flat(self) -> Array:
        """All draws, shape (draw, parameter)."""
        return self.sample.at.reshape(-1, self.sample.at.shape[-1])


def draw(density: Density, settings: Settings, seed: int = 0) -> Drawn:
    """Return draws of both starts."""
    streams = np.random.SeedSequence(seed).spawn(len(STARTS))
    parts = [
        sample(density, start, stream, settings)
        for start, stream in zip(STARTS, streams, strict=True)
    ]
    whole = joined(parts)
    rng = np.random.default_rng(seed + 1)
    found = convergence(whole.at, density.names)
    figures = examine(density, whole, found, rng)
    flat = whole.at.reshape(-1, whole.at.shape[-1])
    chosen = flat[rng.permutation(len(flat))[:8000]]
    told = evidence(density, chosen, density.simulate(chosen), found.ess_bulk.min(), rng)
    return Drawn(density, whole, found, figures, told)


@dataclass(frozen=True)
class Misses:
    """How far draws are from an exact law.

    Attributes
    ----------
    rms, largest : float
        Errors of means in Monte Carlo errors, by the effective draws that were told.
    deviations_rms, deviations_largest : float
        Relative errors of standard deviations.
    """

    rms: float
    largest: float
    deviations_rms: float
    deviations_largest: float


def misses(drawn: Drawn, mean: Array, deviation: Array, known: float = np.inf) -> Misses:
    """Hold draws against exact means and standard deviations.

    Parameters
    ----------
    drawn : Drawn
    mean, deviation : array, shape (parameter,)
    known : float
        Effective draws that the exact ones rest on.
    """
    own = drawn.flat
    effective = 1.0 / (1.0 / drawn.convergence.ess_bulk + 1.0 / known)
    z = (own.mean(axis=0) - mean) / deviation * np.sqrt(effective)
    ratio = own.std(axis=0) / deviation - 1.0
    return Misses(
        float(np.sqrt((z**2).mean())),
        float(np.abs(z).max()),
        float(np.sqrt((ratio**2).mean())),
        float(np.abs(ratio).max()),
    )
