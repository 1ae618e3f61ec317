"""What takes minutes: ``python -m tests.inference.sampling [NAME ...]``, all by default.

``sized``: two unknown sizes of error at the production dimension and settings;
``gaussian``: a Gaussian of 193 dimensions of which 23 directions are informed;
``curved``: a banana, two peaks (near ones, and ones far apart, which are refused), a funnel;
``linear``: the stand-in of the zone's next model against its exact law;
``bent``: two starts of it at curvature 0.6, and effective draws per 1,000 gradients;
``bent-without``: the same without gradients, refused;
``exponential``: readings are exponentials of the linear ones;
``alarms``: how often the diagnostics' limits refuse draws that are right;
``compared``: samplers side by side.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace

import numpy as np

from gaoxin.inference.convergence import convergence, examine
from gaoxin.inference.sampling.chains import Chains
from gaoxin.inference.sampling.density import Counts
from gaoxin.inference.sampling.diagnostics import LIMITS, failed
from gaoxin.inference.sampling.sampler import KEPT, Sample, Settings
from gaoxin.inference.sampling.starts import STARTS
from tests.inference.sampling.compared import compared
from tests.inference.sampling.drawn import Drawn, draw, misses
from tests.inference.sampling.exact_zone import exact_zone
from tests.inference.sampling.standins import (
    Funnel,
    banana,
    exact_draws,
    exactly,
    gauss,
    on_grid,
    peaks,
    scaled,
)
from tests.inference.sampling.zone_like import ZoneLike, zone_like

SETTINGS = Settings()


def tell(drawn: Drawn, began: float) -> None:
    """Print what a sample tells of itself."""
    own = drawn.sample
    per = 1e3 * drawn.convergence.ess_bulk.min() / max(1, own.counts.gradients)
    figures = {k: None if v is None else round(v, 3) for k, v in drawn.figures.items()}
    print(f"  {figures}; outside: {drawn.failed() or 'none'}")
    print(f"  {own.moves} moves, {own.counts}, {own.tuned}, {time.time() - began:.0f} s")
    print(f"  least effective draws per 1,000 gradients, burn-in included: {per:.1f}")
    print(f"  log evidence {drawn.evidence}", flush=True)


def linear() -> None:
    """Hold the sampler against the exact law of the linear stand-in."""
    began, density = time.time(), zone_like(0.0)
    drawn = draw(density, SETTINGS, seed=1)
    tell(drawn, began)
    exact = exact_zone(density)
    print(f"  exact law on {exact.effective:.0f} effective draws of the hyperparameters")
    print(f"  {misses(drawn, exact.mean, exact.deviation, exact.effective)}")


def sized() -> None:
    """Hold the sampler against the exact law of two unknown sizes, 195 parameters."""
    began, density = time.time(), scaled()
    drawn = draw(density, SETTINGS, seed=1)
    tell(drawn, began)
    exact = exactly(density)
    print(f"  {misses(drawn, exact.mean, exact.deviation)}")
    print(f"  exact log evidence {exact.log_evidence:.3f}")


def gaussian() -> None:
    """Hold the sampler against the Gaussian of 193 dimensions of which 23 are informed."""
    began, density = time.time(), gauss()
    drawn = draw(density, SETTINGS, seed=3)
    tell(drawn, began)
    log_evidence, mean, covariance = density.marginal(np.zeros(len(density.names)))
    deviation = np.sqrt(np.diag(covariance))
    off = np.sqrt(((drawn.flat.mean(axis=0) - mean) ** 2).mean() / (deviation**2).mean())
    print(f"  {misses(drawn, mean, deviation)}; means {off:.4f} deviations off, rms")
    print(f"  exact log evidence {log_evidence:.3f}")


def curved() -> None:
    """Hold the sampler against a banana and two peaks, summed over a grid, and a funnel."""
    for density, seed in ((banana(), 1), (peaks(0.6, 0.5), 5), (peaks(4.0, 0.3), 1)):
        began = time.time()
        mean, deviation, log_evidence = on_grid(density)
        drawn = draw(density, replace(SETTINGS, most=400), seed=seed)
        tell(drawn, began)
        print(f"  {misses(drawn, mean, deviation)}; exact log evidence {log_evidence:.3f}")
    began, drawn = time.time(), draw(Funnel(), SETTINGS, seed=2)
    tell(drawn, began)
    v = drawn.flat[:, 0]
    whole = drawn.flat[:, 1:] * 3.0 * np.exp(-0.8 * v)[:, None]
    print(f"  v has mean {v.mean():.3f}, deviation {v.std():.3f}; x over its own {whole.std():.3f}")


def bent() -> None:
    """Hold two starts of the bent stand-in against each other."""
    began = time.time()
    tell(draw(zone_like(0.6), SETTINGS, seed=1), began)


def bent_without() -> None:
    """Show that moves without gradients do not arrive there, and that this is told."""
    began = time.time()
    density = replace(zone_like(0.6), gradient_runs=None)
    tell(draw(density, Settings(chains=24, burn_in=40, block=40, most=120), seed=1), began)


@dataclass
class Exponential(ZoneLike):
    """Readings are exponentials of the linear ones, with errors of the same relative size."""

    def said_and_back(self, at):  # type: ignore[no-untyped-def]
        said, back = super().said_and_back(at)
        grown = np.exp(np.clip(said, -5.0, 5.0))
        return grown, lambda weights: back(weights * grown)


def exponential() -> None:
    """Hold two starts of the exponential stand-in against each other."""
    began, plain = time.time(), zone_like(0.0)
    level = np.exp(plain.observed)
    density = Exponential(
        level, plain.sd * level, plain.names, parts=plain.parts, kinds=plain.kinds
    )
    drawn = draw(density, SETTINGS, seed=2)
    tell(drawn, began)


def alarms(sets: int = 40) -> None:
    """Count how often limits refuse exact draws of two unknown sizes, 195 parameters.

    As many as a fit keeps: 48 chains of each start, 100 draws of each.
    """
    counts: dict[str, int] = {}
    worst: dict[str, float] = {}
    density, labels = scaled(), np.repeat(np.array(STARTS), SETTINGS.chains)
    for seed in range(sets):
        whole = exact_draws(len(labels) * KEPT, seed).reshape(len(labels), KEPT, -1)
        last = Chains.begin(density, whole[:, -1])
        told = np.zeros(whole.shape[:2])  # no figure reads it
        own = Sample(whole, told, labels, last, KEPT, Counts(1, 0), 1.0, {})
        found = convergence(whole, density.names)
        figures = examine(density, own, found, np.random.default_rng(seed))
        for name in failed(figures, whole.shape[-1]):
            counts[name] = counts.get(name, 0) + 1
        for name, value in figures.items():
            least = name == "ess_min"
            if value is not None and name in LIMITS:
                so_far = worst.get(name, value)
                worst[name] = min(so_far, value) if least else max(so_far, value)
    print(f"  of {sets} exact sets refused: {counts or 'none'}")
    print(f"  worst figures seen: { {k: round(v, 3) for k, v in worst.items()} }")


COMMANDS = {
    "sized": sized,
    "gaussian": gaussian,
    "curved": curved,
    "linear": linear,
    "bent": bent,
    "bent-without": bent_without,
    "exponential": exponential,
    "alarms": alarms,
    "compared": compared,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or COMMANDS:
        print(name, flush=True)
        COMMANDS[name]()
