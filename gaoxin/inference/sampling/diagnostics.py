"""Whether draws are the posterior: checks that a bias common to all chains cannot fool.

R-hat and effective draws compare chains with each other, and see nothing of what all of them get
wrong. So chains begin on opposite sides and must forget it, scales are redrawn exactly from what
their law is given the runs, and the draws are carried on by a kernel of another kind. In
equilibrium none of this moves anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.errors import NotConverged
from gaoxin.inference.sampling.chains import Chains, half_square, metropolis, redraw
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.joint import joint
from gaoxin.inference.sampling.linear import fit_linear
from gaoxin.inference.sampling.metric import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[np.str_]

Figures = dict[str, float | None]
"""Diagnostics by name; None where a fit has nothing of the kind."""


@dataclass(frozen=True)
class Limit:
    """What a figure must keep to.

    Attributes
    ----------
    bound : float
    above : bool
        Whether the figure must be at least the bound; else at most.
    """

    bound: float
    above: bool = False

    def kept(self, figure: float | None) -> bool:
        """Return whether a figure keeps to it; what is not there, does, what is no number, not."""
        if figure is None:
            return True
        return bool(figure >= self.bound if self.above else figure <= self.bound)


LIMITS = {
    "scale_redraw_z": Limit(4.0),
    "continue_z": Limit(3.5),
    "forgetting": Limit(0.1),
    "start_agreement_rms": Limit(1.25),
    "start_agreement_max": Limit(4.5),
    "start_gap_max": Limit(0.1),
    "rhat_max": Limit(1.01),
    "ess_min": Limit(1000.0, above=True),
}
"""Limits of the diagnostics; how often they refuse draws that are right is measured by
``python -m tests.inference.sampling alarms``."""

REDRAWS = 40
MOVES = 30
BOLDNESS = (1.0, 0.5, 0.25, 0.12)
"""Of the moves that go on, in turn: right whether runs are nearly linear or not."""


FALSE_ALARMS = 0.001
"""Share of right fits of few parameters that a limit may refuse."""


def limits(parameters: int, share: float = 1.0) -> dict[str, Limit]:
    """Return the limits of a fit of so many parameters.

    Those of means and medians over parameters are set for hundreds; over a few, chance alone goes
    farther. With a share of the draws, means differ by as much more as chance alone makes them.

    Parameters
    ----------
    parameters : int
    share : float
        Of the effective draws of a full fit that are asked for.

    Returns
    -------
    dict of str to Limit
    """
    from scipy.special import chdtri

    rms = float(np.sqrt(chdtri(parameters, FALSE_ALARMS) / parameters))
    own = {
        "start_agreement_rms": Limit(max(LIMITS["start_agreement_rms"].bound, rms)),
        "forgetting": Limit(max(LIMITS["forgetting"].bound, 0.2 / float(np.sqrt(parameters)))),
    }
    if share < 1.0:
        own["ess_min"] = Limit(share * LIMITS["ess_min"].bound, above=True)
        own["start_gap_max"] = Limit(LIMITS["start_gap_max"].bound / float(np.sqrt(share)))
        own["rhat_max"] = Limit(1.0 + (LIMITS["rhat_max"].bound - 1.0) / share)
    return LIMITS | own


def failed(figures: Mapping[str, float | None], parameters: int, share: float = 1.0) -> list[str]:
    """Return the names of the figures that leave their limits.

    Parameters
    ----------
    figures : mapping of str to float or None
    parameters : int
        How many are sampled.
    share : float
        See :func:`limits`.

    Returns
    -------
    list of str
    """
    known = limits(parameters, share)
    return [name for name, limit in known.items() if not limit.kept(figures.get(name))]


def check(figures: Mapping[str, float | None], parameters: int, share: float = 1.0) -> None:
    """Refuse draws of which a figure leaves its limits.

    Parameters
    ----------
    figures : mapping of str to float or None
    parameters : int
        How many are sampled.
    share : float
        See :func:`limits`.

    Raises
    ------
    NotConverged
        Names each figure that does, with its limit.
    """
    wrong = failed(figures, parameters, share)
    if not wrong:
        return
    told = []
    for name in wrong:
        limit = limits(parameters, share)[name]
        side = "at least" if limit.above else "at most"
        told.append(f"{name} is {figures[name]:.4g}, needed: {side} {limit.bound:g}")
    raise NotConverged(
        f"the draws are not the posterior's: {'; '.join(told)}. Nothing was saved; take more moves "
        "(--moves), and look at observations that contradict each other"
    )


def scale_redraw_z(density: Density, at: Array, rng: np.random.Generator) -> float | None:
    """Return how far an exact redraw of every scale moves its law, in standard errors.

    Parameters
    ----------
    density : Density
    at : array, shape (chain, draw, parameter)
        A few draws of each chain.
    rng : numpy.random.Generator

    Returns
    -------
    float or None
        Largest |t| over scales, of the mean and the square of what is normal under the prior (the
        logarithm of a lognormal scale); None where there is no scale.
    """
    columns = [scale.column for scale in density.scales]
    if not columns:
        return None
    count, draws, dimension = at.shape
    before = Chains.begin(density, at.reshape(-1, dimension))
    after = redraw(density, before, rng, REDRAWS)
    old, new = (one.at[:, columns].reshape(count, draws, -1) for one in (before, after))
    return _largest(np.concatenate([new - old, new**2 - old**2], axis=2).mean(axis=1))


def continue_z(
    density: Density, chains: Chains, at: Array, rng: np.random.Generator, *, by_gauss: bool
) -> float:
    """Return how far thirty moves of another kernel carry the draws, in standard errors.

    Parameters
    ----------
    density : Density
    chains : Chains
        Where every chain stands.
    at : array, shape (draw, parameter)
        Draws that the other kernel learns from.
    rng : numpy.random.Generator
    by_gauss : bool
        Whether the other kernel knows only the covariance of the draws; else it is the linear
        model's (``joint.py``).

    Returns
    -------
    float
        Largest |t| over chains of the log-likelihood, and of scales and their squares.
    """
    linear = None if by_gauss else fit_linear(density, at, density.simulate(at), inflate=0.0)
    mean, metric = at.mean(axis=0), Metric.of(np.atleast_2d(np.cov(at, rowvar=False)))
    now = chains
    for number in range(MOVES):
        bold = BOLDNESS[number % len(BOLDNESS)]
        if linear is None:
            now = _gauss(density, now, mean, metric, bold, rng)
        else:
            now, _ = joint(density, now, linear, bold, rng)
        now = redraw(density, now, rng, 2)
    columns = [scale.column for scale in density.scales]
    old, new = chains.at[:, columns], now.at[:, columns]
    moved = [new - old, new**2 - old**2, (now.log_likelihood - chains.log_likelihood)[:, None]]
    return _largest(np.concatenate(moved, axis=1))


def _gauss(
    density: Density,
    chains: Chains,
    mean: Array,
    metric: Metric,
    boldness: float,
    rng: np.random.Generator,
) -> Chains:
    """Move by the preconditioned Crank-Nicolson proposal of a Gaussian (Pinski et al. 2015)."""
    here = metric.undone(chains.at - mean)
    there = np.sqrt(1.0 - boldness**2) * here + boldness * rng.standard_normal(here.shape)
    proposed = Chains.begin(density, mean + metric.times(there))
    with np.errstate(invalid="ignore"):
        new = proposed.log_likelihood - half_square(proposed.at) + half_square(there)
        old = chains.log_likelihood - half_square(chains.at) + half_square(here)
        return chains.moved(proposed, metropolis(new - old, rng))


def _largest(changes: Array) -> float:
    """Return the largest |t| of columns of paired changes; one that never changes counts 0."""
    spread = changes.std(axis=0, ddof=1)
    error = np.where(spread > 0.0, spread, 1.0) / np.sqrt(len(changes))
    return float(np.abs(changes.mean(axis=0) / error).max())


PAIRS = 10


def forgetting(at: Array, starts: Labels) -> float:
    """Return the correlation over chains of first and last draws.

    Parameters
    ----------
    at : array, shape (chain, draw, parameter)
    starts : array of str, shape (chain,)

    Returns
    -------
    float
        Median over parameters, of the start where it is largest. Of few parameters one pair of
        draws would tell little: it is the mean over the first ten draws, each with the one as far
        from the first of the last ten.
    """
    pairs = max(1, min(PAIRS, at.shape[1] // 2))
    found = []
    for start in np.unique(starts):
        own = at[starts == start]
        own = own - own.mean(axis=0)
        first, last = own[:, :pairs], own[:, -pairs:]
        size = np.sqrt((first**2).sum(axis=0) * (last**2).sum(axis=0))
        told = (first * last).sum(axis=0) / np.where(size > 0.0, size, 1.0)
        found.append(np.median(told.mean(axis=0)))
    return float(max(found))


def start_agreement(at: Array, starts: Labels) -> Figures:
    """Compare the means of chains from opposite starts.

    Parameters
    ----------
    at : array, shape (chain, draw, parameter)
    starts : array of str, shape (chain,)

    Returns
    -------
    dict
        ``start_agreement_rms`` and ``start_agreement_max``: differences in standard errors, those
        of the spread between chains; ``start_gap_max``: the largest in posterior deviations.
    """
    one, other = (at[starts == start].mean(axis=1) for start in np.unique(starts))
    gap = one.mean(axis=0) - other.mean(axis=0)
    error = np.sqrt(one.var(axis=0, ddof=1) / len(one) + other.var(axis=0, ddof=1) / len(other))
    z = gap / np.where(error > 0.0, error, np.inf)
    deviation = at.reshape(-1, at.shape[-1]).std(axis=0)
    return {
        "start_agreement_rms": float(np.sqrt((z**2).mean())),
        "start_agreement_max": float(np.abs(z).max()),
        "start_gap_max": float((np.abs(gap) / np.where(deviation > 0.0, deviation, 1.0)).max()),
    }
