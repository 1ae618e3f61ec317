"""Axes of a sweep: what is moved, and to which values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gaoxin.desks.form import line_of
from gaoxin.ensembles.sweeps.design_points import spaced
from gaoxin.errors import GaoxinError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gaoxin.desks.places import Place
    from gaoxin.desks.sweeps import Range
    from gaoxin.desks.toml import Key
    from gaoxin.ensembles.constants import Ground
    from gaoxin.ensembles.layers import Layer
    from gaoxin.ensembles.sweeps.builds import Build

T = TypeVar("T")


@dataclass(frozen=True)
class DesignAxis:
    """One dimension of a sweep.

    Attributes
    ----------
    frame : Layer
        The change without its values: what is moved, from when on, in which unit, its name.
    relative : bool
        Whether the values multiply what the base says.
    values : tuple of float
        Of a grid, ascending, as stated; empty for a Latin hypercube.
    low, high : float
        Least and greatest value.
    log : bool
        Whether values are spread evenly in the logarithm.
    base : float or None
        The one of `values` that leaves all as the base has it.
    build : callable
        Turns a value into the changes that it makes.
    """

    frame: Layer
    relative: bool
    values: tuple[float, ...]
    low: float
    high: float
    log: bool
    base: float | None
    build: Build = field(compare=False, repr=False)

    @property
    def key(self) -> str:
        """Lever or constant as the file spells it, perhaps with ``[element]``."""
        return self.frame.key

    @property
    def place(self) -> Place:
        """The constant, or the element of one, that is moved."""
        return self.frame.place

    @property
    def unit(self) -> str:
        """Unit of the values; ``x base`` where they multiply what the base says."""
        return "x base" if self.relative else self.frame.unit

    @property
    def heading(self) -> str:
        """Name and unit, for a column of a table."""
        return f"{self.key} ({self.unit})"


@dataclass(frozen=True)
class Section:
    """A section of a sweep file, whose faults are reported with file, line and key."""

    path: Path
    lines: Mapping[Key, int]
    name: str

    def at(self, *key: str | int, work: Callable[[], T]) -> T:
        """Return what `work` does; an error of ours gets the file, the line and the key."""
        try:
            return work()
        except GaoxinError as error:
            whole: Key = (self.name, *key)
            line = line_of(dict(self.lines), whole)
            message = f"{'.'.join(str(part) for part in whole[:2])}: {error.message}"
            raise ScenarioError(message, path=self.path, line=line) from None


def make_axis(
    section: Section,
    entry: Range,
    design: str,
    frame: Layer,
    ground: Ground,
    build: Callable[[], Build],
) -> DesignAxis:
    """Return an axis, all of whose stated values have been tried.

    Parameters
    ----------
    section : Section
        The section of the file that the axis stands in.
    entry : Range
        The axis as the file states it.
    design : {"grid", "latin-hypercube"}
    frame : Layer
        The change without its values.
    ground : Ground
        What the base says.
    build : callable
        Makes what turns values into changes.

    Returns
    -------
    DesignAxis

    Raises
    ------
    ScenarioError
        With the line: what :func:`axis_values` refuses, or a value that the build refuses.
    """
    key = frame.key
    values = section.at(key, work=lambda: axis_values(entry, design))
    made = section.at(key, work=build)
    stated: list[tuple[tuple[Any, ...], float]]
    if entry.values is not None:
        stated = [((key, "values", i), value) for i, value in enumerate(entry.values)]
    else:
        stated = [((key, "low"), entry.low or 0.0), ((key, "high"), entry.high or 0.0)]
    for place, value in stated:
        section.at(*place, work=lambda: made(value))  # noqa: B023 - called at once
    numbers = [value for _, value in stated]
    log = entry.scale == "log"
    base = next((value for value in values if ground.says(made(value))), None)
    return DesignAxis(frame, entry.relative, values, min(numbers), max(numbers), log, base, made)


def axis_values(entry: Range, design: str) -> tuple[float, ...]:
    """Return the values of an axis of a grid, ascending; none for a Latin hypercube.

    Raises
    ------
    ScenarioError
        What is stated is of the other design, or a value stands twice.
    """
    if design != "grid":
        if entry.values is not None or entry.points is not None:
            raise ScenarioError(
                "an axis of a latin-hypercube takes low and high only; how many points there are "
                "stands at the top of the file, as points = 200"
            )
        return ()
    if entry.values is not None:
        values = tuple(sorted(entry.values))
    elif entry.points is not None and entry.low is not None and entry.high is not None:
        values = spaced(entry.low, entry.high, entry.points, log=entry.scale == "log")
    else:
        raise ScenarioError("a grid needs points = 5 beside low and high, or values = [...]")
    for value, following in pairwise(values):
        if value == following:
            raise ScenarioError(f"{value:g} stands twice among the values; keep one of them")
    return values
