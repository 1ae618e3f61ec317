"""Which factors an outcome answers to: designs and indices of SALib, regions, and what is noise.

A factor is a column of the unit cube; whoever runs the rows says what a value means.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RESAMPLES = 100
CONFIDENCE = 0.95
LEVELS = 4
"""Of a Morris trajectory (Morris 1991)."""
DUMMIES = 8
"""Columns that nothing depends on: what an index shows for nothing."""


@dataclass(frozen=True)
class Index:
    """A sensitivity index of each factor.

    Attributes
    ----------
    value : array, shape (factor,)
    half : array, shape (factor,)
        Half the width of its 95 % interval; NaN where none is known.
    """

    value: Array
    half: Array


def _problem(factors: int) -> dict[str, Any]:
    names = [f"x{i}" for i in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def sobol_rows(factors: int, base: int, *, second: bool = False) -> int:
    """Return how many rows a Saltelli design has.

    Parameters
    ----------
    factors, base : int
    second : bool
        Whether pairs are wanted too.

    Returns
    -------
    int
    """
    return base * (2 * factors + 2 if second else factors + 2)


def sobol_design(factors: int, base: int, seed: int, *, second: bool = False) -> Array:
    """Return Saltelli's design (Saltelli 2002, *Computer Physics Communications* 145, 280-297).

    Parameters
    ----------
    factors : int
    base : int
        A power of 2.
    seed : int
    second : bool
        Whether pairs are wanted too.

    Returns
    -------
    array, shape (row, factor)
        In the unit cube.
    """
    from SALib.sample import sobol

    rows: Array = sobol.sample(
        _problem(factors), base, calc_second_order=second, scramble=True, seed=seed + 1
    )
    return rows


@dataclass(frozen=True)
class SobolIndices:
    """Shares of an outcome's variance (Sobol' 1993; totals of Jansen 1999, first of Saltelli 2010).

    Attributes
    ----------
    first, total : Index
        Of a factor alone, and with all that it does together with others.
    pairs : array, shape (factor, factor), or None
        Of two factors together beyond their own.
    pairs_half : array, shape (factor, factor), or None
    variance : float
        Of the outcome; 0 where nothing moves it, and all indices are 0 then.
    """

    first: Index
    total: Index
    pairs: Array | None
    pairs_half: Array | None
    variance: float


def sobol_indices(
    outcome: Array, factors: int, seed: int, *, second: bool = False, resamples: int = RESAMPLES
) -> SobolIndices:
    """Return Sobol indices with bootstrap intervals.

    Parameters
    ----------
    outcome : array, shape (row,)
        Of :func:`sobol_design`'s rows.
    factors, seed : int
    second : bool
        As of the design.
    resamples : int
        Of the bootstrap.

    Returns
    -------
    SobolIndices
    """
    from SALib.analyze import sobol

    variance = float(np.var(outcome))
    none = Index(np.zeros(factors), np.zeros(factors))
    if variance <= 1e-24 * max(float(np.mean(outcome) ** 2), 1e-300):
        return SobolIndices(none, none, None, None, 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = sobol.analyze(
            _problem(factors),
            np.asarray(outcome, dtype=np.float64),
            calc_second_order=second,
            num_resamples=resamples,
            conf_level=CONFIDENCE,
            seed=seed + 1,
        )
    return SobolIndices(
        Index(np.asarray(found["S1"]), np.asarray(found["S1_conf"])),
        Index(np.asarray(found["ST"]), np.asarray(found["ST_conf"])),
        np.asarray(found["S2"]) if second else None,
        np.asarray(found["S2_conf"]) if second else None,
        variance,
    )


def sobol_over_time(outcomes: Array, factors: int, *, second: bool = False) -> tuple[Array, Array]:
    """Return first and total indices at each instant, without intervals.

    Parameters
    ----------
    outcomes : array, shape (row, time)
    factors : int
    second : bool
        As of the design.

    Returns
    -------
    first, total : array, shape (time, factor)
        0 where nothing varies.
    """
    width = 2 * factors + 2 if second else factors + 2
    blocks = outcomes.reshape(-1, width, outcomes.shape[1])
    a, b = blocks[:, 0], blocks[:, -1]
    mixed = blocks[:, 1 : factors + 1]
    spread = np.var(np.concatenate([a, b]), axis=0)
    safe = np.where(spread > 0.0, spread, 1.0)
    centre = np.concatenate([a, b]).mean(axis=0)
    first = ((b - centre)[:, None] * (mixed - a[:, None])).mean(axis=0) / safe
    total = 0.5 * ((a[:, None] - mixed) ** 2).mean(axis=0) / safe
    alive = spread > 0.0
    return np.where(alive, first, 0.0).T, np.where(alive, total, 0.0).T


def morris_design(factors: int, trajectories: int, seed: int) -> Array:
    """Return Morris's design: trajectories in which one factor moves at a time.

    Parameters
    ----------
    factors, trajectories, seed : int

    Returns
    -------
    array, shape (trajectories * (factors + 1), factor)
    """
    from SALib.sample import morris

    rows: Array = morris.sample(_problem(factors), trajectories, num_levels=LEVELS, seed=seed + 1)
    return rows


@dataclass(frozen=True)
class Screening:
    """Elementary effects (Campolongo, Cariboni and Saltelli 2007).

    Attributes
    ----------
    effect : Index
        Mean size of the effect of a factor over its way, in the outcome's unit.
    sigma : array, shape (factor,)
        Spread of the effects: of what is not linear, or together with others.
    """

    effect: Index
    sigma: Array


def screening(rows: Array, outcome: Array, seed: int) -> Screening:
    """Return elementary effects.

    Parameters
    ----------
    rows : array, shape (row, factor)
        From :func:`morris_design`.
    outcome : array, shape (row,)
    seed : int

    Returns
    -------
    Screening
    """
    from SALib.analyze import morris

    found = morris.analyze(
        _problem(rows.shape[1]),
        rows,
        outcome,
        num_levels=LEVELS,
        num_resamples=RESAMPLES,
        seed=seed + 1,
    )
    star, half = np.asarray(found["mu_star"]), np.asarray(found["mu_star_conf"])
    return Screening(Index(np.nan_to_num(star), half), np.asarray(found["sigma"]))


@dataclass(frozen=True)
class GivenData:
    """PAWN indices (Pianosi and Wagener 2018) of factors that may depend on each other.

    Each is how far the outcome's distribution moves where a factor is known to lie in a tenth of
    its values: the median over tenths of the Kolmogorov-Smirnov distance. Of dependent factors it
    counts what a factor tells by way of others too: it says what would be learned, not what acts.

    Attributes
    ----------
    value : array, shape (factor,)
    noise : float
        The greatest index among columns that nothing depends on: what is below it shows nothing.
    """

    value: Array
    noise: float


def given_data(rows: Array, outcome: Array, seed: int, *, slices: int = 10) -> GivenData:
    """Return PAWN indices of draws as they are, and what counts as noise.

    Parameters
    ----------
    rows : array, shape (row, factor)
        Any draws, dependent or not.
    outcome : array, shape (row,)
    seed : int
    slices : int
        Equal shares into which the values of a factor are cut.

    Returns
    -------
    GivenData
    """
    rng = np.random.default_rng(seed)
    dummies = rng.random((len(rows), DUMMIES))
    values = [
        _pawn(column, outcome, slices) for column in np.concatenate([rows, dummies], axis=1).T
    ]
    own = rows.shape[1]
    return GivenData(np.array(values[:own]), float(max(values[own:])))


def _pawn(column: Array, outcome: Array, slices: int) -> float:
    from scipy.stats import ks_2samp

    edges = np.quantile(column, np.linspace(0.0, 1.0, slices + 1))
    distances = []
    for low, high in pairwise(edges):
        inside = (column >= low) & (column <= high)
        if inside.any() and low < high:
            distances.append(float(ks_2samp(outcome[inside], outcome, method="asymp").statistic))
    return float(np.median(distances)) if distances else 0.0


@dataclass(frozen=True)
class Regional:
    """How the factors of rows that meet a goal differ from those that miss it.

    Attributes
    ----------
    distance : array, shape (factor,)
        Kolmogorov-Smirnov distance between the two (Spear and Hornberger 1980); NaN where all
        rows meet or all miss.
    p_value : array, shape (factor,)
        Corrected for how many factors are asked of (Holm 1979).
    direction : array, shape (factor,)
        1 where rows that meet have greater values, -1 where lesser.
    """

    distance: Array
    p_value: Array
    direction: Array


def regional(rows: Array, met: NDArray[np.bool_]) -> Regional:
    """Return a regional sensitivity analysis.

    Parameters
    ----------
    rows : array, shape (row, factor)
    met : array of bool, shape (row,)

    Returns
    -------
    Regional
    """
    from scipy.stats import ks_2samp

    count = rows.shape[1]
    if met.all() or not met.any():
        nothing = np.full(count, np.nan)
        return Regional(nothing, np.ones(count), np.zeros(count))
    tests = [ks_2samp(column[met], column[~met], method="asymp") for column in rows.T]
    ways = [np.sign(np.median(column[met]) - np.median(column[~met])) for column in rows.T]
    return Regional(
        np.array([float(test.statistic) for test in tests]),
        holm([float(test.pvalue) for test in tests]),
        np.array(ways),
    )


def holm(p_values: Sequence[float]) -> Array:
    """Return p-values corrected for their number (Holm 1979, *Scand. J. Statistics* 6, 65-70).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    found = np.empty(len(order))
    worst = 0.0
    for rank, place in enumerate(order):
        worst = max(worst, min(1.0, (len(order) - rank) * p_values[place]))
        found[place] = worst
    return found
