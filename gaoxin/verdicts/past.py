"""Where the values observed in 2020 fall among the runs: whether the model can tell the past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.verdicts.series import failed_mask, finite, series

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.indicators import Indicator

YEAR = 2020
LOW, HIGH = 5.0, 95.0
TOLERANCE = 1e-9
"""Relative: a run that is held at the observation ties with it."""


@dataclass(frozen=True)
class Hindcast:
    """An observed value beside what the runs give for it.

    Attributes
    ----------
    p05, p50, p95 : float
        Of the runs at the end of 2020, in the indicator's unit.
    percentile : float
        Share of the runs below the observation, ties counted half, in percent.
    """

    indicator: Indicator
    observed: float
    p05: float
    p50: float
    p95: float
    percentile: float

    @property
    def outside(self) -> bool:
        """Whether the observation is outside the middle 90 % of the runs."""
        return outside(self.percentile)


def hindcasts(runs: xr.Dataset, indicators: Iterable[Indicator]) -> list[Hindcast]:
    """Return one entry for every indicator that is modelled and has an observed 2020 value.

    All scenarios that act from 2021 on have the same past: `runs` are those of any of them. No
    entry when the runs do not hold 2020.
    """
    times = np.asarray(runs["time"].values, dtype=np.float64)
    hit = np.flatnonzero(np.abs(times - YEAR) < 1e-6)
    failed = failed_mask(runs)
    found = []
    for indicator in indicators:
        if indicator.variable and indicator.value_2020 is not None and hit.size:
            column = series(runs, indicator.variable).values[:, hit[0]]
            values = finite(column, failed, indicator.variable)
            p05, p50, p95 = (float(q) for q in np.quantile(values, (0.05, 0.50, 0.95)))
            percentile = _percentile(values, indicator.value_2020)
            entry = Hindcast(indicator, indicator.value_2020, p05, p50, p95, percentile)
            found.append(entry)
    return found


def _percentile(values: np.ndarray[Any, np.dtype[np.float64]], observed: float) -> float:
    slack = TOLERANCE * abs(observed)
    below, not_above = (values < observed - slack).mean(), (values <= observed + slack).mean()
    return 50.0 * float(below + not_above)


def outside(percentile: float) -> bool:
    """Return whether a percentile is outside the middle 90 %."""
    return not LOW <= percentile <= HIGH
