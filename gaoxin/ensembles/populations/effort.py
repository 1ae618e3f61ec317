"""Effort: what a setting of levers costs, in the best account that there is of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.ensembles.populations.moves import Move

    Array = NDArray[np.float64]

Basis = Literal["spending", "declared cost", "share of range"]
"""Money that the model spends; what a file says that a unit costs; shares of levers' ways."""

TIE = 1e-6
"""Of what all levers cost, for a share of a lever's way that costs nothing: none moves idly."""


@dataclass(frozen=True)
class Spent:
    """A variable of the model that is money spent.

    Attributes
    ----------
    reading : int
        Which reading of a run: all of its instants.
    stock : bool
        Whether it has added up what was spent, or is spending a year.
    """

    reading: int
    stock: bool

    def total(self, values: Array) -> Array:
        """Return what was spent from the first instant on, on average over members.

        A flow is taken at the end of each year, for that year.

        Parameters
        ----------
        values : array, shape (setting, member, time)

        Returns
        -------
        array, shape (setting,)
        """
        added = values[..., -1] - values[..., 0]
        each = added if self.stock else values[..., 1:].sum(axis=-1)
        return np.asarray(np.nanmean(each, axis=1))


@dataclass(frozen=True)
class Effort:
    """How efforts are counted.

    Attributes
    ----------
    basis : {"spending", "declared cost", "share of range"}
    unit : str
    spent : tuple of Spent
        What the model itself spends, more than under the base.
    prices : array, shape (lever,)
        Of moving a lever from the base to its upper end; of the others, which spending covers, 0.
    prices_down : array, shape (lever,)
        To its lower end.
    free : tuple of str
        Levers of which neither says what they cost.
    """

    basis: Basis
    unit: str
    spent: tuple[Spent, ...]
    prices: Array
    prices_down: Array
    free: tuple[str, ...] = ()

    def of(self, shares: Array, readings: Sequence[Array], base: float) -> Array:
        """Return the effort of each setting.

        Parameters
        ----------
        shares : array, shape (setting, lever)
        readings : sequence of array, shape (setting, member), or (setting, member, time)
            Of a population.
        base : float
            What is spent where no lever moves.

        Returns
        -------
        array, shape (setting,)
        """
        up, down = np.maximum(shares, 0.0), np.maximum(-shares, 0.0)
        declared = up @ self.prices + down @ self.prices_down
        spent = self.spending(readings, len(shares)) - base if self.spent else 0.0
        whole = float(self.prices.sum()) if not self.spent else max(abs(base), 1.0)
        return np.asarray(declared + spent + TIE * max(whole, 1e-9) * np.abs(shares).sum(axis=1))

    def spending(self, readings: Sequence[Array], settings: int) -> Array:
        """Return what the model spends in each setting; 0 where it does not say.

        Parameters
        ----------
        readings : sequence of array, shape (setting, member), or (setting, member, time)
        settings : int

        Returns
        -------
        array, shape (setting,)
        """
        if not self.spent:
            return np.zeros(settings)
        return np.asarray(sum(one.total(readings[one.reading]) for one in self.spent))


def by_range(levers: int) -> Effort:
    """Return the effort that adds up shares of the levers' ways."""
    ones = np.ones(levers)
    return Effort("share of range", "whole ranges", (), ones, ones)


def by_cost(
    moves: Sequence[Move], costs: Sequence[float | None], unit: str, years: float = 1.0
) -> Effort:
    """Return the effort of declared costs; a lever without one is free, and listed.

    Parameters
    ----------
    moves : sequence of Move
    costs : sequence of float or None
        Of one unit away from the base, the model's unit.
    unit : str
        Of the effort.
    years : float
        How often the cost is paid.

    Returns
    -------
    Effort
    """
    paid = [years * (cost or 0.0) for cost in costs]
    up, down = (
        np.array([abs(float(m.change(end)[0])) * p for m, p in zip(moves, paid, strict=True)])
        for end in (np.ones(1), -np.ones(1))
    )
    free = tuple(move.key for move, cost in zip(moves, costs, strict=True) if cost is None)
    return Effort("declared cost", unit, (), up, down, free)
