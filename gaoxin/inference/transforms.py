"""Images of standard normals under many priors at once, and their slopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.families import Distribution
from gaoxin.inference.space import from_normal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

REACH, POINTS = 8.0, 8193


@dataclass(frozen=True)
class Transforms:
    """Tables of priors, linear between their points, as :func:`~.space.from_normal` reads one.

    Attributes
    ----------
    tables : array, shape (parameter, point)
    """

    tables: Array

    @classmethod
    def of(cls, distributions: Sequence[Distribution]) -> Transforms:
        """Return the tables of priors, in their order."""
        grid = np.linspace(-REACH, REACH, POINTS)
        return cls(np.array([from_normal(one, grid) for one in distributions]).reshape(-1, POINTS))

    def images(self, at: Array) -> tuple[Array, Array]:
        """Return parameters in their units, and derivatives by their standard normals.

        Parameters
        ----------
        at : array, shape (member, parameter)

        Returns
        -------
        values, slopes : array, shape (parameter, member)
        """
        width = 2.0 * REACH / (POINTS - 1)
        place = np.clip((at.T + REACH) / width, 0.0, POINTS - 1)
        piece = np.minimum(place.astype(np.int64), POINTS - 2)
        rows = np.arange(len(self.tables))[:, None]
        low, high = self.tables[rows, piece], self.tables[rows, piece + 1]
        inside = np.abs(at.T) < REACH
        return low + (place - piece) * (high - low), np.where(inside, (high - low) / width, 0.0)
