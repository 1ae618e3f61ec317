"""How well a model reproduces the past: Theil's inequality statistics and percentage errors.

Theil (1966), *Applied Economic Forecasting*; Sterman (1984), Appropriate summary statistics for
evaluating the historical fit of system dynamics models, *Dynamica* 10(2), 51-66.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.inference.observations import Observation

    Array = NDArray[np.float64]

EXACT = 1e-12
"""A mean square error that is no larger, of the mean square observation, is none."""


@dataclass(frozen=True)
class HistoricalFit:
    """How a simulated series stands to an observed one.

    Attributes
    ----------
    count : int
        Points.
    mape : float
        Mean absolute percentage error, in percent; NaN where an observation is 0.
    rmse : float
        Root mean square error, in the series' unit.
    bias, variation, covariation : float
        Shares of the mean square error: unequal means, unequal spread, and what is neither. They
        sum to 1; NaN where there is no error, or but one point.
    """

    count: int
    mape: float
    rmse: float
    bias: float
    variation: float
    covariation: float


def historical_fit(simulated: Array, observed: Array) -> HistoricalFit:
    """Return how a simulated series stands to an observed one.

    Parameters
    ----------
    simulated, observed : array, shape (point,)
    """
    s, a = np.asarray(simulated, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    mean_square = float(np.mean((s - a) ** 2))
    parts = inequality(s, a)
    return HistoricalFit(len(a), mape(s, a), math.sqrt(mean_square), *parts)


def mape(simulated: Array, observed: Array) -> float:
    """Return the mean absolute percentage error, in percent; NaN where an observation is 0.

    Examples
    --------
    >>> mape(np.array([110.0, 95.0]), np.array([100.0, 100.0]))
    7.5
    """
    if (observed == 0).any():
        return math.nan
    return float(100.0 * np.mean(np.abs((simulated - observed) / observed)))


def inequality(simulated: Array, observed: Array) -> tuple[float, float, float]:
    """Return Theil's shares of the mean square error: bias, unequal variation, unequal covariation.

    MSE = (S - A)^2 + (s_S - s_A)^2 + 2 (1 - r) s_S s_A, with means S and A, standard deviations
    s_S and s_A (divided by n) and correlation r. NaN where MSE is 0, or with but one point.
    """
    square = float(np.mean((simulated - observed) ** 2))
    if len(observed) < 2 or square <= EXACT * float(np.mean(observed**2)):
        return math.nan, math.nan, math.nan
    sd_s, sd_a = float(simulated.std()), float(observed.std())
    gap = float(simulated.mean() - observed.mean())
    moved = float(np.mean((simulated - simulated.mean()) * (observed - observed.mean())))
    return (
        gap**2 / square,
        (sd_s - sd_a) ** 2 / square,
        2.0 * (sd_s * sd_a - moved) / square,
    )


def historical_fits(
    observations: Sequence[Observation], simulated: Array
) -> dict[str, HistoricalFit]:
    """Return the fit of each observed series.

    A series is what one operator reads of one variable in one unit: the values of 2015 and 2020,
    say; a five-year sum is a series of its own.

    Parameters
    ----------
    simulated : array, shape (observation,)
        What the model says in each one's place, in the observation's unit.

    Returns
    -------
    dict of str to HistoricalFit
        By the name of the first observation of each series, in English.
    """
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[int]] = {}
    for place, one in enumerate(observations):
        kind = "level" if one.operator == "annual total" else one.operator
        groups.setdefault((one.variable, kind, one.unit, one.parts), []).append(place)
    found: dict[str, HistoricalFit] = {}
    for places in groups.values():
        observed = np.array([observations[p].value for p in places])
        name = observations[places[0]].name_en or observations[places[0]].id
        name = name if name not in found else f"{name} ({observations[places[0]].id})"
        found[name] = historical_fit(simulated[places], observed)
    return found
