"""Outcomes: what runs say plus the model error.

A run's path is what the equations give; reality is expected beside it. For every variable that a
verdict or a band is made from, ``calibration/model_error.csv`` says on which scale the error acts,
whose error it is, and since when (a cut since 2020 has in it only the error that came after 2020).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.model_error import NONE, read_model_error
from gaoxin.desks.places import Catalogue
from gaoxin.distributions.scales import SCALES
from gaoxin.names import spellings

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """How model error enters one variable.

    Attributes
    ----------
    variable, series : str
        In the model's spelling; the series is the one whose error it is.
    scale : str
        A key of :data:`gaoxin.distributions.scales.SCALES`, or ``none``.
    base : float or None
        Only the error that came after this instant counts.
    lag : bool
        Only the error of the last year counts.
    mean : bool
        The error since the base, divided by the years since.
    """

    variable: str
    scale: str
    series: str
    base: float | None = None
    lag: bool = False
    mean: bool = False

    def error(self, path: Array, times: Array) -> Array:
        """Return the error on the scale at each time.

        Parameters
        ----------
        path : array, shape (member, time)
            The series' error at `times`, which are whole years.
        times : array, shape (time,)
        """
        if self.lag:
            before = np.concatenate([path[:, :1] * 0.0, path[:, :-1]], axis=1)
            return np.asarray(path - before)
        if self.base is None:
            return path
        at = int(np.argmin(np.abs(times - self.base)))
        since = np.where(times > self.base, path - path[:, at : at + 1], 0.0)
        return since / np.maximum(times - self.base, 1.0) if self.mean else since


def read_outcomes(path: Path, catalogue: Catalogue) -> dict[str, Outcome]:
    """Read the table, by canonical name of the variable.

    Raises
    ------
    DataError
        See :func:`gaoxin.desks.model_error.read_model_error`.
    """
    return {
        catalogue.model.canonical(row.variable): Outcome(
            row.variable, row.scale, row.series, row.base, row.lag, row.mean
        )
        for row in read_model_error(path, catalogue)
    }


def with_error(
    runs: xr.Dataset, outcomes: Iterable[Outcome], paths: Mapping[str, Array], times: Array
) -> xr.Dataset:
    """Return runs in which the listed variables hold the model error too.

    Parameters
    ----------
    runs : Dataset
        Dimensions ``(member, time)`` for these variables, at whole years.
    outcomes : iterable of Outcome
        One whose variable the runs do not hold, or without a model error, is passed over.
    paths : mapping of series to array, shape (time, member)
        At `times`.
    times : array, shape (time,)

    Returns
    -------
    Dataset
        The same but for the variables that now hold the error, which ``attrs["model_error"]``
        names.
    """
    saved = np.asarray(runs["time"].values, dtype=np.float64)
    names = spellings(str(name) for name in runs.data_vars)
    moved = {}
    for outcome in outcomes:
        if outcome.scale == NONE or outcome.variable not in names:
            continue
        name = names[outcome.variable]
        series = _at(saved, times, paths[outcome.series])
        numbers = _whole(runs, name)
        scale = SCALES[outcome.scale]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            shifted = scale.back(scale.to(numbers) + outcome.error(series, saved))
        # What has no place on the scale, such as a count of nothing, stays what it is.
        moved[name] = (
            ("member", "time"),
            np.where(np.isfinite(shifted), shifted, numbers),
            runs[name].attrs,
        )
    return runs.assign(moved).assign_attrs(model_error=sorted(moved))


def _whole(runs: xr.Dataset, name: str) -> Array:
    """Return a variable, shape (member, time), repeated along what it does not vary over."""
    values = runs[name]
    if values.dims != ("member", "time"):
        values = values.broadcast_like(runs["time"] * runs["member"]).transpose("member", "time")
    return values.values


def _at(saved: Array, times: Array, path: Array) -> Array:
    """Return a path at the saved instants, linear between its own; shape (member, time)."""
    if np.array_equal(saved, times):
        return path.T
    return np.stack([np.interp(saved, times, column) for column in path.T])
