"""Run design points: several in one run of the model where they are small, in blocks where large.

No bit of an outcome depends on how points and members are divided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.ensembles.members import pack
from gaoxin.errors import NonFinite

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model
    from gaoxin.ensembles.constants import Ground
    from gaoxin.ensembles.sweeps.sweep import Sweep

    Array = NDArray[np.float64]

MAX_RUN = 8192
"""Members in one run of the model: enough to outweigh what a run costs by itself."""
MAX_BYTES = 128 * 2**20
"""Of the trajectories of one run."""
MAX_FAILED_SHARE = 0.01


@dataclass(frozen=True)
class OutputSeries:
    """What is kept of a run for every member.

    Attributes
    ----------
    variable : str
        As the model spells it.
    element : tuple of str
        One label a subscript.
    at : int or None
        Index of a saved time; None keeps all of them.
    """

    variable: str
    element: tuple[str, ...]
    at: int | None


@dataclass(frozen=True)
class Setting:
    """What every design point has in common.

    Attributes
    ----------
    model : Model
    sweep : Sweep
    ground : Ground
        The constants that draws, base and the sweep's own layers have touched.
    outputs : tuple of str
        Variables that are computed; a member fails when any of them is not finite.
    series : tuple of OutputSeries
        What is kept of them.
    times : tuple of float
        Saved instants.
    controls : mapping of str to object
        Times and method, as arguments of :meth:`gaoxin.Model.run`.
    """

    model: Model
    sweep: Sweep
    ground: Ground
    outputs: tuple[str, ...]
    series: tuple[OutputSeries, ...]
    times: tuple[float, ...]
    controls: Mapping[str, Any]


@dataclass(frozen=True)
class Outcomes:
    """What the members of some design points came to.

    Attributes
    ----------
    series : tuple of array
        By series: shape (points, members), or (points, members, times) where all are kept. NaN
        where a member failed.
    failed : array of bool, shape (points, members)
    refused : tuple of str
        By point: blank, or why it has no outcome (over 1 % of its members failed).
    """

    series: tuple[Array, ...]
    failed: NDArray[np.bool_]
    refused: tuple[str, ...]


def chunks(setting: Setting) -> list[range]:
    """Divide the design points into those that are run, and stored, together."""
    count = len(setting.sweep.points)
    step = max(1, run_width(setting) // setting.sweep.members)
    return [range(start, min(start + step, count)) for start in range(0, count, step)]


def run_width(setting: Setting) -> int:
    """Return how many members run together."""
    numbers = sum(
        int(np.prod([len(elements) for elements in setting.model.subscripts_of(name).values()]))
        for name in setting.outputs
    )
    room = MAX_BYTES // (8 * numbers * len(setting.times))
    return max(1, min(MAX_RUN, room))


def run_points(setting: Setting, points: range, *, workers: int | None = None) -> Outcomes:
    """Run the members of some design points.

    A point of which over 1 % of the members fail is refused, as a scenario is, and the others
    go on.

    Parameters
    ----------
    setting : Setting
    points : range
        Numbers of design points.
    workers : int, optional
        Cores to use; all that are there by default.

    Returns
    -------
    Outcomes
        With the reason for each point that is refused.
    """
    members = setting.sweep.members
    grounds = [setting.ground.laid(setting.sweep.changes(point)) for point in points]
    step = max(1, run_width(setting) // len(points))
    blocks = [slice(start, min(start + step, members)) for start in range(0, members, step)]
    out = _room(setting, len(points))
    try:
        for block in blocks:
            _run(setting, grounds, block, out, slice(None), workers)
        suspects = np.flatnonzero(out.failed.sum(axis=1) > MAX_FAILED_SHARE * members).tolist()
    except NonFinite:
        suspects = list(range(len(points)))
    refused = [""] * len(points)
    for p in suspects:
        try:
            _run(setting, grounds[p : p + 1], slice(None), out, slice(p, p + 1), workers)
        except NonFinite as error:
            refused[p] = error.message
            _blank(out, p)
    return Outcomes(out.series, out.failed, tuple(refused))


def overrides_of(setting: Setting, points: Sequence[int]) -> dict[str, Any]:
    """Return the overrides of the first member of some points, to be checked by the model."""
    grounds = [setting.ground.laid(setting.sweep.changes(point)) for point in points]
    return pack(grounds, slice(0, 1))


def _room(setting: Setting, points: int) -> Outcomes:
    members = setting.sweep.members
    arrays = tuple(
        np.empty((points, members) if s.at is not None else (points, members, len(setting.times)))
        for s in setting.series
    )
    return Outcomes(arrays, np.zeros((points, members), dtype=bool), ())


def _blank(out: Outcomes, point: int) -> None:
    for array in out.series:
        array[point] = np.nan
    out.failed[point] = True


def _run(
    setting: Setting,
    grounds: Sequence[Ground],
    block: slice,
    out: Outcomes,
    rows: slice,
    workers: int | None,
) -> None:
    """Run a block of the members of each point, and keep the series in `rows` of `out`."""
    width = out.failed[0, block].size
    members = len(grounds) * width
    runs = setting.model.run(
        pack(grounds, block),
        outputs=list(setting.outputs),
        members=members,
        workers=workers,
        **setting.controls,
    )
    failed = np.zeros(members, dtype=bool)
    failed[np.asarray(runs.attrs["failed"], dtype=int)] = True
    out.failed[rows, block] = failed.reshape(-1, width)
    for array, series in zip(out.series, setting.series, strict=True):
        values = _pick(runs, series, members)
        array[rows, block] = values.reshape(-1, width, *values.shape[1:])


def _pick(runs: xr.Dataset, series: OutputSeries, members: int) -> Array:
    """Return a series, shape (members,) or (members, times)."""
    values = runs[series.variable]
    labels = [dim for dim in values.dims if dim not in {"member", "time"}]
    values = values.sel(dict(zip(labels, series.element, strict=True)))
    if "time" not in values.dims:
        values = values.expand_dims(time=runs["time"])
    whole = np.broadcast_to(values.transpose("member", "time").values, (members, len(runs["time"])))
    return whole if series.at is None else whole[:, series.at]
