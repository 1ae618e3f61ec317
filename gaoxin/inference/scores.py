"""How good predictions were: probability integral transform, coverage, width, CRPS.

A prediction is a sample of draws on a scale; nothing of its shape is supposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.9)
"""Of the central intervals that are counted."""


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


def pit(drawn: Array, observed: float, u: float = 0.5) -> float:
    """Return the probability integral transform: the share of draws below what was observed.

    Where predictions are right it is uniform over observations (Dawid 1984, *J. R. Statist. Soc.
    A* 147, 278-292); of counts with `u` uniform (Czado, Gneiting and Held 2009, *Biometrics* 65).

    Parameters
    ----------
    drawn : array, shape (member,)
    observed : float
    u : float
        Share of the draws that equal the observed one which count as below it.

    Returns
    -------
    float
    """
    known = drawn[np.isfinite(drawn)]
    return float((known < observed).mean() + u * (known == observed).mean())


@dataclass(frozen=True)
class Coverage:
    """How often central intervals held what was observed.

    Attributes
    ----------
    level : float
        Probability of the intervals.
    inside, count : int
    """

    level: float
    inside: int
    count: int

    @property
    def share(self) -> float:
        """Share of the observations inside; NaN of none."""
        return self.inside / self.count if self.count else float("nan")

    @property
    def tail(self) -> float:
        """Probability of a count at least as far from the stated one, were intervals right."""
        from scipy.stats import binomtest

        if not self.count:
            return float("nan")
        return float(binomtest(self.inside, self.count, self.level).pvalue)


def coverage(transforms: Sequence[float], levels: Sequence[float] = LEVELS) -> list[Coverage]:
    """Return how often central intervals held what was observed, by PIT values.

    Examples
    --------
    >>> [one.inside for one in coverage([0.5, 0.3, 0.96])]
    [2, 2, 2]
    """
    known = np.array([value for value in transforms if np.isfinite(value)])
    return [
        Coverage(level, int((np.abs(known - 0.5) <= level / 2.0 + 1e-12).sum()), len(known))
        for level in levels
    ]


def width(drawn: Array, level: float = 0.9) -> float:
    """Return the width of the central interval: how sharp a prediction is.

    Parameters
    ----------
    drawn : array, shape (member,)
    level : float

    Returns
    -------
    float
        On the scale of the draws.
    """
    ends = np.nanquantile(drawn, (0.5 - level / 2.0, 0.5 + level / 2.0))
    return float(ends[1] - ends[0])


def uniformity(transforms: Sequence[float]) -> float:
    """Return the p-value that PIT values are uniform (Kolmogorov and Smirnov); NaN of none."""
    from scipy.stats import kstest

    known = [value for value in transforms if np.isfinite(value)]
    return float(kstest(known, "uniform").pvalue) if known else float("nan")
