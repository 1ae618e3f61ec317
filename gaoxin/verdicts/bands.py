"""Bands: quantiles of an ensemble at each time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.indicators import measures
from gaoxin.verdicts.series import failed_mask, finite, series

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
"""5 to 95 % is the 90 % band, 25 to 75 % the 50 % band, 50 % the median."""

PARAMETERS = "parameter uncertainty"
PARAMETERS_AND_CHANCE = "parameter uncertainty and disturbances from year to year"


def band(runs: xr.Dataset, variable: str, levels: tuple[float, ...] = LEVELS) -> xr.DataArray:
    """Return the quantiles of `variable` over the members that did not fail.

    Parameters
    ----------
    runs : Dataset
        Dimensions ``(member, time)``; ``attrs["failed"]`` lists the failed members.
    variable : str
        A variable of the run without subscripts.
    levels : tuple of float
        Quantile levels in [0, 1].

    Returns
    -------
    DataArray
        Dimensions ``("level", "time")``, in the variable's unit. The first saved instant is the
        initial state, before any year has passed, and is left out: annual flows and growth
        rates have no value there. ``attrs["contains"]`` says what the band contains.
    """
    found = member_quantiles(series(runs, variable), failed_mask(runs), levels)
    return found.assign_attrs(contains=contains(runs))


def contains(runs: xr.Dataset) -> str:
    """Return what the spread over members of a run holds; ``attrs["disturbed"]`` tells."""
    return PARAMETERS_AND_CHANCE if runs.attrs.get("disturbed") else PARAMETERS


def member_quantiles(
    values: xr.DataArray, failed: NDArray[np.bool_], levels: tuple[float, ...] = LEVELS
) -> xr.DataArray:
    """Return the quantiles of `values` over the members that did not fail.

    Parameters
    ----------
    values : DataArray
        Dimensions ``("member", "time")``.
    failed : array of bool, shape (member,)
    levels : tuple of float

    Returns
    -------
    DataArray
        See :func:`band`.

    Notes
    -----
    Linear interpolation of order statistics: definition 7 of Hyndman and Fan (1996),
    *The American Statistician* 50, 361-365.
    """
    import xarray as xr

    variable = str(values.name)
    if values.sizes["time"] > 1:
        values = values.isel(time=slice(1, None))
    kept = finite(values.values, failed, variable)
    return xr.DataArray(
        np.quantile(kept, levels, axis=0),
        dims=("level", "time"),
        coords={"level": list(levels), "time": values["time"].values},
        name=variable,
        attrs={"contains": PARAMETERS, "observation_noise": "no"},
    )


def bands(
    runs: xr.Dataset, targets: Iterable[Target], indicators: Iterable[Indicator]
) -> dict[str, xr.DataArray]:
    """Return the band of every indicator modelled or judged, by the id of its measure.

    See :func:`gaoxin.desks.indicators.measures`.

    Parameters
    ----------
    runs : Dataset
        As for :func:`band`.
    targets : iterable of Target
    indicators : iterable of Indicator

    Returns
    -------
    dict of str to DataArray
        See :func:`band`.
    """
    return {row.id: band(runs, row.variable) for row in measures(targets, indicators)}
