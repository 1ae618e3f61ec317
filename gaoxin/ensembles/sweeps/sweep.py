"""A sweep: axes, the points of its design, and the changes that each point makes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.form import line_of
from gaoxin.desks.sweeps import MAX_POINTS
from gaoxin.desks.workspace import id_of, is_plain
from gaoxin.ensembles.scenario import check_overlaps
from gaoxin.ensembles.sweeps.design_points import grid_points, latin_hypercube_points
from gaoxin.errors import ScenarioError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gaoxin.desks.sweeps import ModelSweep, ZoneSweep
    from gaoxin.desks.toml import Key
    from gaoxin.ensembles.layers import Layer
    from gaoxin.ensembles.sweeps.axes import DesignAxis


@dataclass(frozen=True)
class Sweep:
    """A sweep, read and checked.

    Attributes
    ----------
    id : str
        Name of its file without the ending.
    path : Path
    title, description : mapping of ``en`` and ``zh`` to str
    design : {"grid", "latin-hypercube"}
    axes : tuple of DesignAxis
    points : array, shape (points, axes)
        Values in the units that the axes state.
    members, seed : int
        Draws a point, the same ones at every point.
    keep_members : bool
        Whether the outcome of every member is kept.
    layers : tuple of Layer
        Changes that hold at every point.
    lines : mapping of key path to int
        Lines of the file, for messages.
    """

    id: str
    path: Path
    title: Mapping[str, str]
    description: Mapping[str, str]
    design: str
    axes: tuple[DesignAxis, ...]
    points: NDArray[np.float64]
    members: int
    seed: int
    keep_members: bool
    layers: tuple[Layer, ...]
    lines: Mapping[Key, int] = field(compare=False, repr=False)

    def changes(self, point: int) -> tuple[Layer, ...]:
        """Return the changes of a design point, in the order in which they act."""
        values = self.points[point].tolist()
        pairs = sorted(
            zip(self.axes, values, strict=True), key=lambda pair: _is_element(pair[0].frame)
        )
        return tuple(layer for axis, value in pairs for layer in axis.build(value))

    def error(self, message: str, *key: str | int) -> ScenarioError:
        """Return an error about an entry of the file, for the caller to raise."""
        return ScenarioError(message, path=self.path, line=line_of(dict(self.lines), key))


def make_sweep(
    document: ZoneSweep | ModelSweep,
    path: Path,
    lines: dict[Key, int],
    *,
    axes: tuple[DesignAxis, ...],
    layers: tuple[Layer, ...],
    members: int,
    seed: int | None,
) -> Sweep:
    """Lay out the design of a file that has been read; `seed` wins over the file's.

    Parameters
    ----------
    document : ZoneSweep or ModelSweep
    path : Path
        Of the file.
    lines : dict of key to int
        Where each key of the file stands.
    axes : tuple of DesignAxis
    layers : tuple of Layer
        What holds at every point.
    members : int
        Of each point.
    seed : int or None

    Returns
    -------
    Sweep

    Raises
    ------
    ScenarioError
        The file's name cannot be a folder's, two entries move the same thing, too many points, or
        a number of points where it has no place.
    """
    if not is_plain(id_of(path)):
        message = f"the name '{path.stem}' becomes a folder's: use letters, digits, - and _"
        raise ScenarioError(message, path=path)
    check_overlaps([*layers, *sorted((axis.frame for axis in axes), key=_is_element)], path)
    words = document.description
    seed = document.seed if seed is None else seed
    try:
        points = _points(document, axes, seed)
    except ScenarioError as error:
        key = "design" if document.points is None else "points"
        raise ScenarioError(error.message, path=path, line=line_of(lines, (key,))) from None
    return Sweep(
        id=id_of(path),
        path=path,
        title=document.title.model_dump(),
        description=words.model_dump() if words else {"en": "", "zh": ""},
        design=document.design,
        axes=axes,
        points=points,
        members=members,
        seed=seed,
        keep_members=document.keep_members,
        layers=layers,
        lines=lines,
    )


def _points(
    document: ZoneSweep | ModelSweep, axes: tuple[DesignAxis, ...], seed: int
) -> NDArray[np.float64]:
    """Return the points of the design, shape (points, axes)."""
    if document.design == "grid":
        if document.points is not None:
            raise ScenarioError("points is for a latin-hypercube; a grid has points on each axis")
        count = math.prod(len(axis.values) for axis in axes)
        if count > MAX_POINTS:
            raise ScenarioError(
                f"{count} design points, and at most {MAX_POINTS} are run; take fewer values"
            )
        return grid_points([axis.values for axis in axes])
    if document.points is None:
        raise ScenarioError("a latin-hypercube needs its number of points; write points = 200")
    ends = [(axis.low, axis.high) for axis in axes]
    return latin_hypercube_points(ends, [axis.log for axis in axes], document.points, seed)


def _is_element(frame: Layer) -> bool:
    return bool(frame.place.element)
