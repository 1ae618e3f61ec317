"""The likelihood: observations around a run, with its derivatives.

What chance does stands in the model; what is left here is how far readings miss the truth. Errors
of different rows are independent, on each row's own scale: normal, or Student's t with 4 degrees of
freedom and the tabled standard deviation where the source is doubtful. Rows of one series stand
together, for a series is left out as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.densities import normal, student
from gaoxin.inference.observations import Observation, by_series

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DEGREES = 4.0
"""Degrees of freedom of a doubtful row: finite variance, tails that forgive."""


@dataclass(frozen=True)
class Block:
    """The observations of one series.

    Attributes
    ----------
    series : str
    members : tuple of int
        Positions of its observations.
    ids : tuple of str
        Of its observations.
    observed, sd : array, shape (row,)
        On the scale.
    doubtful : array of bool, shape (row,)
        Rows whose error is Student's.
    """

    series: str
    members: tuple[int, ...]
    ids: tuple[str, ...]
    observed: Array
    sd: Array
    doubtful: NDArray[np.bool_]


def blocks(observations: Sequence[Observation]) -> list[Block]:
    """Return the observations by series."""
    found = []
    for series, members in by_series(observations).items():
        own = [observations[i] for i in members]
        found.append(
            Block(
                series,
                tuple(members),
                tuple(o.id for o in own),
                np.array([o.observed for o in own]),
                np.array([o.error for o in own]),
                np.array([o.tails == "student" for o in own]),
            )
        )
    return found


@dataclass(frozen=True)
class Likelihood:
    """All series at once, since a fit evaluates small batches by the thousand.

    Attributes
    ----------
    rows : array of int, shape (row,)
        Positions of the observations, series after series.
    firsts : array of int, shape (series,)
        Each series' first row.
    observed, variance : array, shape (row, 1)
    doubtful : array of bool, shape (row,)
    """

    rows: NDArray[np.intp]
    firsts: NDArray[np.intp]
    observed: Array
    variance: Array
    doubtful: NDArray[np.bool_]

    @classmethod
    def of(cls, series: Sequence[Block]) -> Likelihood:
        """Return the likelihood of series; of none where the only one is left out."""
        sizes = [len(block.members) for block in series]
        return cls(
            np.array([row for block in series for row in block.members], dtype=np.intp),
            np.cumsum([0, *sizes])[:-1].astype(np.intp),
            np.array([x for block in series for x in block.observed], dtype=np.float64)[:, None],
            np.array([x for block in series for x in block.sd], dtype=np.float64)[:, None] ** 2,
            np.array([x for block in series for x in block.doubtful], dtype=np.bool_),
        )

    def parts(self, simulated: Array) -> Array:
        """Return the log density of each series given runs.

        Parameters
        ----------
        simulated : array, shape (observation, member)
            Of all observations, on their scales.

        Returns
        -------
        array, shape (series, member)
            -inf where a run has no value.
        """
        return self.slopes(simulated)[0]

    def slopes(self, simulated: Array) -> tuple[Array, Array]:
        """Return the log density of each series, and derivatives of their sum.

        Parameters
        ----------
        simulated : array, shape (observation, member)

        Returns
        -------
        parts : array, shape (series, member)
        by_simulated : array, shape (observation, member)
            0 where a run has no value, and of what is in no series.
        """
        residual = self.observed - simulated[self.rows]
        known = np.isfinite(residual)
        residual = np.where(known, residual, 0.0)
        value, slope = normal(residual, self.variance)
        rows = self.doubtful
        if rows.any():
            value[rows], slope[rows] = student(residual[rows], self.variance[rows], DEGREES)
        value = np.where(known, value, -np.inf)
        by_simulated = np.zeros_like(simulated)
        by_simulated[self.rows] = np.where(known, -slope, 0.0)
        return np.add.reduceat(value, self.firsts, axis=0), by_simulated
