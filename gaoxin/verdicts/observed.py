"""What was observed since, held against runs made without it, and runs weighed by it.

A member is as likely as the observations are under it: independent normal errors about its own
values, with the standard errors that the table states. Members are then drawn again by these
weights, so that every band, verdict and chart is that of a run which knows the observations:
sampling importance resampling (Rubin 1987; Smith and Gelfand 1992, *The American Statistician* 46,
84-88), systematic, so that equal seeds give equal members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.names import Names
from gaoxin.verdicts.past import outside
from gaoxin.verdicts.series import failed_mask, finite, series

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.observed import Observed

LEAST = 30.0
"""Effective members below which runs that were weighed say too little."""


@dataclass(frozen=True)
class Fell:
    """Where an observation fell in the forecast that was made without it.

    Attributes
    ----------
    row : Observed
        In the unit of its indicator.
    indicator : Indicator
    p05, p50, p95 : float
        Of the runs at the end of the year.
    percentile : float
        Share of the runs below the observation, in percent.
    """

    row: Observed
    indicator: Indicator
    p05: float
    p50: float
    p95: float
    percentile: float

    @property
    def outside(self) -> bool:
        """Whether the observation is outside the middle 90 % of the runs."""
        return outside(self.percentile)


def fell(
    runs: xr.Dataset, rows: Iterable[Observed], indicators: Iterable[Indicator]
) -> tuple[Fell, ...]:
    """Return where each observation fell among the runs of a scenario.

    Parameters
    ----------
    runs : Dataset
        Dimensions ``(member, time)`` for the indicators' variables.
    rows : iterable of Observed
    indicators : iterable of Indicator

    Returns
    -------
    tuple of Fell
        In the order of `rows`.

    Raises
    ------
    DataError
        The runs do not hold the year of an observation.
    """
    known = Names((indicator.id, indicator) for indicator in indicators)
    failed = failed_mask(runs)
    found = []
    for row in rows:
        indicator = known[row.indicator]
        values = finite(_at(runs, row, indicator.variable), failed, indicator.variable)
        p05, p50, p95 = (float(q) for q in np.quantile(values, (0.05, 0.50, 0.95)))
        percentile = 100.0 * float((values < row.value).mean())
        found.append(Fell(row, indicator, p05, p50, p95, percentile))
    return tuple(found)


def weights(
    runs: xr.Dataset, rows: Sequence[Observed], indicators: Iterable[Indicator]
) -> NDArray[np.float64]:
    """Return how likely each member is, given the observations: weights that add up to 1.

    Parameters
    ----------
    runs : Dataset
    rows : sequence of Observed
    indicators : iterable of Indicator

    Returns
    -------
    array, shape (member,)
        Zero for a member that failed.

    Raises
    ------
    DataError
        The runs do not hold the year of an observation.
    """
    known = Names((indicator.id, indicator) for indicator in indicators)
    failed = failed_mask(runs)
    log = np.where(failed, -np.inf, 0.0)
    for row in rows:
        values = _at(runs, row, known[row.indicator].variable)
        log = log - np.where(failed, 0.0, 0.5 * ((values - row.value) / row.sd) ** 2)
    raised = np.exp(log - log.max())
    return np.asarray(raised / raised.sum())


def effective(weight: NDArray[np.float64]) -> float:
    """Return the effective number of members: 1 over the sum of squared weights (Kish 1965).

    Parameters
    ----------
    weight : array, shape (member,)

    Examples
    --------
    >>> effective(np.full(8, 1 / 8)), effective(np.array([1.0, 0.0]))
    (8.0, 1.0)
    """
    return float(1.0 / np.square(weight).sum())


def resampled(runs: xr.Dataset, weight: NDArray[np.float64], seed: int) -> xr.Dataset:
    """Return as many members as there were, each drawn as often as its weight says.

    Parameters
    ----------
    runs : Dataset
    weight : array, shape (member,)
    seed : int
        Of the one random number that systematic resampling takes.

    Returns
    -------
    Dataset
        With the same members' labels, and no failed one.
    """
    count = weight.size
    start = np.random.default_rng(seed).random()
    places = np.searchsorted(np.cumsum(weight), (np.arange(count) + start) / count)
    drawn = runs.isel(member=np.minimum(places, count - 1))
    if "member" in runs.coords:
        drawn = drawn.assign_coords(member=runs["member"].values)
    return drawn.assign_attrs({**runs.attrs, "failed": ()})


def _at(runs: xr.Dataset, row: Observed, variable: str) -> NDArray[np.float64]:
    """Return the values of a variable at the end of a row's year, shape (member,)."""
    values = series(runs, variable)
    times = np.asarray(values["time"].values, dtype=np.float64)
    hit = np.flatnonzero(np.abs(times - row.year) < 1e-6)
    if not hit.size:
        raise row.error(f"year {row.year} is outside the run, {times[0]:g} to {times[-1]:g}")
    return np.asarray(values.values[:, hit[0]], dtype=np.float64)
