"""What runs say of observations, and derivatives of it: values at instants in, slopes back.

The formulas of :meth:`Observation.simulated`, on plain arrays: a fit asks for thousands of small
batches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.scales import SCALES
from gaoxin.errors import DataError
from gaoxin.inference.observations import Observation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Saved = Mapping[str, "Array"]
"""By variable, values of shape (time or 1, member or 1)."""


def entries(one: Observation) -> list[tuple[str, float]]:
    """Return the variables and instants that an observation reads."""
    if one.operator == "sum":
        return [(one.variable, year) for year in one.years]
    own = [(one.variable, one.time)]
    if one.operator == "ratio" and one.base is not None:
        return [*own, (one.variable, one.base)]
    if one.operator == "share":
        return [*own, *((part, one.time) for part in one.parts)]
    return own


def said(operator: str, rows: Array) -> tuple[Array, Array]:
    """Return what a run says, and its derivatives by what it reads.

    Parameters
    ----------
    operator : str
        Of the observation.
    rows : array, shape (entry, ...)
        Values of :func:`entries`; over members, or observations and members.

    Returns
    -------
    value : array, shape (...)
    slopes : array, shape (entry, ...)
    """
    if operator == "sum":
        return rows.sum(axis=0), np.ones_like(rows)
    if operator == "ratio":
        value = rows[0] / rows[1]
        return value, np.stack([1.0 / rows[1], -value / rows[1]])
    if operator == "share":
        whole = rows[1:].sum(axis=0)
        value = rows[0] / whole
        parts = np.broadcast_to(-value / whole, rows[1:].shape)
        return value, np.concatenate([1.0 / whole[None], parts])
    return rows[0], np.ones_like(rows)


@dataclass(frozen=True)
class Group:
    """Observations with one operator, one scale, and equally many entries.

    Attributes
    ----------
    operator, scale : str
    places : array of int, shape (observation,)
        Among all observations.
    entries : array of int, shape (entry, observation)
        Rows of saved values.
    """

    operator: str
    scale: str
    places: NDArray[np.intp]
    entries: NDArray[np.intp]


@dataclass(frozen=True)
class Readouts:
    """Observations, and where in saved runs they read.

    Attributes
    ----------
    count : int
        Observations.
    groups : tuple of Group
    rows : dict of str to slice
        Where the values of each saved variable stand among all, one after another.
    """

    count: int
    groups: tuple[Group, ...]
    rows: dict[str, slice]

    @classmethod
    def of(cls, observations: Sequence[Observation], saved: Saved, times: Array) -> Readouts:
        """Return where observations read.

        Parameters
        ----------
        observations : sequence of Observation
        saved : mapping of str to array, shape (time or 1, member or 1)
            A run, its variables named as by the observations.
        times : array, shape (time,)
            Saved instants.

        Returns
        -------
        Readouts

        Raises
        ------
        DataError
            An instant is not saved.
        """
        ends = np.cumsum([len(values) for values in saved.values()])
        rows = {
            name: slice(int(end) - len(values), int(end))
            for (name, values), end in zip(saved.items(), ends, strict=True)
        }

        def row(variable: str, time: float) -> int:
            own = rows[variable]
            if own.stop - own.start == 1 < len(times):
                return own.start
            hit = np.flatnonzero(np.abs(times - time) < 1e-6)
            if not hit.size:
                raise DataError(f"time {time:g} of '{variable}' was not saved by the run")
            return own.start + int(hit[0])

        found: dict[tuple[str, str, int], list[tuple[int, list[int]]]] = {}
        for i, one in enumerate(observations):
            own = [row(name, time) for name, time in entries(one)]
            operator = one.operator if one.operator in {"sum", "ratio", "share"} else "level"
            found.setdefault((operator, one.scale, len(own)), []).append((i, own))
        groups = tuple(
            Group(
                operator,
                scale,
                np.array([i for i, _ in members]),
                np.array([own for _, own in members]).T,
            )
            for (operator, scale, _), members in found.items()
        )
        return cls(len(observations), groups, rows)

    def together(self, saved: Saved, members: int) -> Array:
        """Return all saved values, shape (row, member)."""
        whole = np.empty((max(own.stop for own in self.rows.values()), members))
        for name, own in self.rows.items():
            whole[own] = saved[name]
        return whole

    def read(self, whole: Array) -> Array:
        """Return what runs say on the observations' scales; NaN where it has no place there.

        Parameters
        ----------
        whole : array, shape (row, member)
            From :meth:`together`.

        Returns
        -------
        array, shape (observation, member)
        """
        out = np.empty((self.count, whole.shape[1]))
        with np.errstate(all="ignore"):
            for group in self.groups:
                value, _ = said(group.operator, whole[group.entries])
                out[group.places] = SCALES[group.scale].to(value)
        return out

    def weigh(self, whole: Array, by_simulated: Array) -> dict[str, Array]:
        """Return derivatives by saved values from those by what runs say.

        Parameters
        ----------
        whole : array, shape (row, member)
        by_simulated : array, shape (observation, member)

        Returns
        -------
        dict of str to array, shape (time or 1, member)
            0 where a run has no value.
        """
        out = np.zeros_like(whole)
        with np.errstate(all="ignore"):
            for group in self.groups:
                value, by_entry = said(group.operator, whole[group.entries])
                own = by_simulated[group.places] * SCALES[group.scale].slope(value) * by_entry
                own[~np.isfinite(own)] = 0.0
                np.add.at(out, group.entries, own)
        return {name: out[own] for name, own in self.rows.items()}
