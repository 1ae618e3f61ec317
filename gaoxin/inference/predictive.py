"""Posterior-predictive replicates: what the model and its errors would have shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.discrepancy import Discrepancy
from gaoxin.distributions.scales import SCALES
from gaoxin.inference.likelihood import DEGREES, Block, blocks
from gaoxin.inference.observations import Observation
from gaoxin.inference.space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVELS = (0.05, 0.50, 0.95)


def replicate(block: Block, simulated: Array, tau: Array, rng: np.random.Generator) -> Array:
    """Return a replicate of a series' observations for each member, on the scale.

    Parameters
    ----------
    block : Block
        The observations of the series.
    simulated : array, shape (observation of all, member)
    tau : array, shape (member,)
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (observation of the series, member)
    """
    root = np.linalg.cholesky(block.covariance(tau))
    normals = rng.standard_normal((len(tau), len(block.observed), 1))
    errors = (root @ normals)[..., 0].T
    if block.student:
        errors /= np.sqrt(rng.chisquare(DEGREES, len(tau)) / DEGREES)
    return np.asarray(simulated[list(block.members)] + errors)


def replicates(
    observations: Sequence[Observation],
    error: Discrepancy | None,
    space: Space,
    simulated: Array,
    values: Mapping[str, Array],
    rng: np.random.Generator,
) -> Array:
    """Return replicates of all observations, on their scales; shape (observation, member).

    Parameters
    ----------
    observations : sequence of Observation
    error : Discrepancy or None
        Prior of the model error; None where there is none.
    space : Space
        What was sampled.
    simulated : array, shape (observation, member)
        What each member's run says, on the observations' scales.
    values : mapping of parameter to array, shape (member,)
        Draws of `space`.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (observation, member)
    """
    out = np.full_like(simulated, np.nan)
    for block in blocks(observations, error):
        tau = space.tau(values, block.kind, simulated.shape[1])
        out[list(block.members)] = replicate(block, simulated, tau, rng)
    return out


def intervals(observations: Sequence[Observation], drawn: Array) -> Array:
    """Return 5, 50 and 95 % points in the observations' units; shape (3, observation)."""
    points = np.nanquantile(drawn, LEVELS, axis=1)
    return np.stack(
        [
            np.sort(np.asarray(SCALES[o.scale].back(points[:, i])))
            for i, o in enumerate(observations)
        ],
        axis=1,
    )


def crps(drawn: Array, observed: float) -> float:
    """Return the continuous ranked probability score of a sample: less is better.

    E|X - y| - E|X - X'| / 2, the second by order statistics: Gneiting and Raftery (2007), *JASA*
    102, 359-378; Jordan, Krueger and Lerch (2019), *J. Stat. Softw.* 90(12).

    Examples
    --------
    >>> crps(np.array([1.0, 1.0]), 3.0)
    2.0
    """
    ordered = np.sort(drawn[np.isfinite(drawn)])
    count = len(ordered)
    spread = 2.0 * np.sum((np.arange(1, count + 1) - 0.5) * ordered) / count**2 - ordered.mean()
    return float(np.abs(ordered - observed).mean() - spread)
