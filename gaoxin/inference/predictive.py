"""Posterior-predictive replicates: what the model and its errors would have shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.scales import SCALES
from gaoxin.inference.likelihood import DEGREES, Block
from gaoxin.inference.observations import Observation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVELS = (0.05, 0.50, 0.95)


def replicate(block: Block, simulated: Array, rng: np.random.Generator) -> Array:
    """Return a replicate of a series' observations for each member, on the scale.

    Parameters
    ----------
    block : Block
        The observations of the series.
    simulated : array, shape (observation of all, member)
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (observation of the series, member)
    """
    count, members = len(block.observed), simulated.shape[1]
    errors = block.sd[:, None] * rng.standard_normal((count, members))
    rows = block.doubtful
    factors = (DEGREES - 2.0) / rng.chisquare(DEGREES, (int(rows.sum()), members))
    errors[rows] *= np.sqrt(factors)
    return np.asarray(simulated[list(block.members)] + errors)


def replicates(blocks: Sequence[Block], simulated: Array, rng: np.random.Generator) -> Array:
    """Return replicates of all observations, on their scales; shape (observation, member).

    Parameters
    ----------
    blocks : sequence of Block
    simulated : array, shape (observation, member)
        What each member's run says, on the observations' scales.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (observation, member)
    """
    out = np.full_like(simulated, np.nan)
    for block in blocks:
        out[list(block.members)] = replicate(block, simulated, rng)
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
