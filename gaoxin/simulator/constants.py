"""What the page may move, and what differs by member: constants of all its scenarios, as data.

Each constant of the model is one of: free (the page sets it for all members), a path of members
(drawn in some scenario, or both drawn and moved), drawn once a member, or fixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.plan import MEMBER, TIME
from gaoxin.ensembles.constants import Constant, Ground

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]


@dataclass
class Columns:
    """Draws that the page carries, a column each, equal ones once.

    Attributes
    ----------
    arrays : list of array, each shape (member,)
    """

    arrays: list[Array] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)

    def value(self, value: float | Array) -> float | dict[str, int]:
        """Return a number as it is, and draws as the number of their column."""
        if not isinstance(value, np.ndarray):
            return float(value)
        if id(value) not in self._places:
            self._places[id(value)] = len(self.arrays)
            self.arrays.append(value)
        return {"column": self._places[id(value)]}

    def block(self) -> bytes:
        """Return all columns in single precision, one after another."""
        if not self.arrays:
            return b""
        return np.stack(self.arrays).astype("<f4").tobytes()


@dataclass(frozen=True)
class Movable:
    """The constants of a page's scenarios by what they vary over.

    Attributes
    ----------
    free : tuple of str
        Canonical names of what the page sets for all members.
    paths : tuple of str
        Of what it sets, or what is drawn, for each member and year.
    drawn : tuple of str
        Of what is drawn once a member.
    """

    free: tuple[str, ...]
    paths: tuple[str, ...]
    drawn: tuple[str, ...]

    @property
    def by_member(self) -> dict[str, int]:
        """What differs by member, as :func:`..kernel.kernel.make_kernel` takes it."""
        return dict.fromkeys(self.drawn, MEMBER) | dict.fromkeys(self.paths, MEMBER | TIME)


def movable(grounds: Mapping[str, Ground], moved: Sequence[str]) -> Movable:
    """Sort the constants of some scenarios.

    Parameters
    ----------
    grounds : mapping of str to Ground
        By scenario.
    moved : sequence of str
        Canonical names of what the page moves: levers and definitions.

    Returns
    -------
    Movable
    """
    drawn: dict[str, None] = {}
    changed = dict.fromkeys(moved)
    for ground in grounds.values():
        for name, constant in ground.constants.items():
            if any(_is_drawn(value) for e in constant.elements for _, value in e.steps):
                drawn[name] = None
            if any(len(element.steps) > 1 for element in constant.elements):
                changed[name] = None
    names = list(dict.fromkeys(n for g in grounds.values() for n in g.constants))
    for name in names:  # drawn in one scenario, and otherwise in another
        known = [g.constants[name] for g in grounds.values() if name in g.constants]
        if len(known) < len(grounds) or not all(known[0].same(one) for one in known[1:]):
            changed[name] = None
    return Movable(
        tuple(name for name in changed if name not in drawn),
        tuple(name for name in changed if name in drawn),
        tuple(name for name in drawn if name not in changed),
    )


def labels(values: xr.DataArray) -> list[str]:
    """Return the labels of a constant's elements, several subscripts joined by a comma."""
    axes = [[str(label) for label in values[dim].values] for dim in values.dims]
    return [",".join(one) for one in product(*axes)] if axes else []


def _is_drawn(value: float | Array) -> bool:
    return isinstance(value, np.ndarray)


def steps(constant: Constant, segments: Sequence[float], columns: Columns) -> list[list[Any]]:
    """Return what holds for each element of a constant, from which year of the run on.

    Parameters
    ----------
    constant : Constant
    segments : sequence of float
        Times at which the years of the run begin.
    columns : Columns
        Draws are put here.

    Returns
    -------
    list of list of [int, value]
        An element each; a value is a number in the model's unit or ``{"column": k}``.
    """
    found = []
    for element in constant.elements:
        own: list[list[Any]] = []
        for year, time in enumerate(segments):
            value = columns.value(element.at(time))
            if not own or own[-1][1] != value:
                own.append([year, value])
        found.append(own)
    return found
