"""Which datum would help: how far a probability is expected to move when something is observed.

From draws alone: members that would have been observed alike share a probability, and what those
probabilities differ by is what the observation tells. Expected value of sample information: Heath,
Manolopoulou and Baio (2017), *Medical Decision Making* 37, 747-758.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

BINS = 20
"""Shares of equal size into which an observation's values are cut."""


@dataclass(frozen=True)
class Information:
    """What observing a quantity is expected to tell of a target.

    Attributes
    ----------
    narrowed : float
        Share of the variance of "met or not" that goes: 0 nothing, 1 the verdict is known. Less
        what equal bins show by chance, so that an idle observation is at 0 on average.
    moved : float
        By how much the probability is expected to move, up or down; without that correction.
    """

    narrowed: float
    moved: float


def informed(met: Flags, outcomes: Array, error: float, seed: int) -> Information:
    """Return what an observation with an error would tell.

    Parameters
    ----------
    met : array of bool, shape (member,)
        Who meets the target.
    outcomes : array, shape (member,)
        What each member says of the quantity.
    error : float
        Standard deviation of the observation's own error, in its unit.
    seed : int
        Of that error.

    Returns
    -------
    Information
    """
    chance = float(met.mean())
    spread = chance * (1.0 - chance)
    if spread == 0.0 or float(np.ptp(outcomes)) == 0.0:
        return Information(0.0, 0.0)
    seen = outcomes + error * np.random.default_rng(seed).standard_normal(len(outcomes))
    order = np.argsort(seen, kind="stable")
    groups = [met[group] for group in np.array_split(order, min(BINS, len(met)))]
    sizes = np.array([len(group) for group in groups]) / len(met)
    chances = np.array([float(group.mean()) for group in groups])
    between = float(sizes @ (chances - chance) ** 2)
    members, count = len(met), len(groups)
    # a one-way analysis of variance: what chance alone puts between the groups is taken off
    within = max(spread - between, 0.0) * members / max(members - count, 1)
    known = max(0.0, between - within * (count - 1) / members)
    return Information(min(1.0, known / spread), float(sizes @ np.abs(chances - chance)))
