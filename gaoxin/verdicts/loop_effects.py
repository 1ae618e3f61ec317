"""What a loop does to a target: the run with all loops against the run without this one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gaoxin.names import canonical
from gaoxin.verdicts.series import failed_mask, finite, series
from gaoxin.verdicts.verdict import meets

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.results import ScenarioLike

    Array = NDArray[np.float64]

FIRST = 2015
"""The first year told: runs begin at the end of the year before."""


class LoopLike(Protocol):
    """What the outputs ask of a loop."""

    @property
    def id(self) -> str:
        """Its name in the table."""

    @property
    def polarity(self) -> str:
        """R or B."""

    @property
    def name_en(self) -> str:
        """In English."""

    @property
    def name_zh(self) -> str:
        """In Chinese."""


@dataclass(frozen=True)
class Effect:
    """What one loop does to one target, year by year.

    Attributes
    ----------
    years : array, shape (year,)
    full, cut : array, shape (year,)
        Median of the members with all loops, and without this one.
    p05, p50, p95 : array, shape (year,)
        Quantiles of the difference with - without, member by member, in the target's unit.
    probability, probability_cut : float or None
        Share of the members that meet the target with all loops, and without this one; None
        where the target has no number.
    """

    loop: LoopLike
    target: Target
    years: Array
    full: Array
    cut: Array
    p05: Array
    p50: Array
    p95: Array
    probability: float | None
    probability_cut: float | None

    @property
    def share(self) -> Array:
        """The median difference in percent of the median with all loops; NaN where that is 0."""
        size = np.abs(self.full)
        with np.errstate(all="ignore"):
            return np.asarray(np.where(size > 0, 100.0 * self.p50 / size, np.nan))

    def at(self, year: float) -> int:
        """Return the place of a year."""
        return int(np.flatnonzero(np.abs(self.years - year) < 1e-6)[0])

    @property
    def last(self) -> float:
        """What the loop adds at the end of the target's year: points of a percentage, else %."""
        shown = self.p50 if in_points(self.target.unit) else self.share
        return float(shown[self.at(self.target.year)])


@dataclass(frozen=True)
class LoopResult:
    """A scenario's loops, measured.

    Attributes
    ----------
    effects : sequence of Effect
        Loops in their order, each with every target that is modelled.
    shares : xarray.DataArray
        Percent of the feedback that passes each loop, ``("loop", "time")``.
    failed : int
        Members that failed with all loops or without one.
    """

    scenario: ScenarioLike
    loops: Sequence[LoopLike]
    effects: Sequence[Effect]
    shares: xr.DataArray
    failed: int


def distinct(targets: Iterable[Target]) -> list[Target]:
    """Return the targets that are modelled, of those on one variable and year only the first.

    What a loop adds to them is the same, whatever they ask for.
    """
    found: dict[tuple[str, int], Target] = {}
    for target in targets:
        if target.variable:
            found.setdefault((canonical(target.variable), target.year), target)
    return list(found.values())


def in_points(unit: str) -> bool:
    """Whether a unit is a percentage: it may pass zero, so that what adds to it is told in points.

    Examples
    --------
    >>> in_points("percent/year"), in_points("CNY_1e8/year")
    (True, False)
    """
    return unit.startswith("percent")


def effects(
    whole: xr.Dataset,
    cut: Mapping[str, xr.Dataset],
    loops: Sequence[LoopLike],
    targets: Sequence[Target],
) -> list[Effect]:
    """Return what each loop does to each target that is modelled; loops in their order.

    Parameters
    ----------
    whole : xarray.Dataset
        The run with all loops.
    cut : mapping of loop id to Dataset
        The runs without each, on the same draws.
    loops : sequence of LoopLike
    targets : sequence of Target
        One that is not modelled is passed over.

    Returns
    -------
    list of Effect
        Loop by loop, in each the targets in their order.

    Raises
    ------
    NonFinite, DataError
        As of :func:`gaoxin.verdicts.judge`.
    """
    return [
        effect(whole, cut[loop.id], loop, target)
        for loop in loops
        for target in targets
        if target.variable
    ]


def effect(whole: xr.Dataset, cut: xr.Dataset, loop: LoopLike, target: Target) -> Effect:
    """Return what one loop does to one target.

    Parameters
    ----------
    whole, cut : Dataset
        The runs with all loops and without this one, on the same draws; they hold the target's
        variable over ``(member, time)``.
    loop : LoopLike
    target : Target
        One that is modelled.

    Returns
    -------
    Effect
        Over the members that failed in neither run.
    """
    failed = failed_mask(whole) | failed_mask(cut)
    a, b = (series(runs, target.variable) for runs in (whole, cut))
    years = np.asarray(a["time"].values, dtype=np.float64)
    kept = years >= FIRST - 1e-6
    with_, without = (finite(one.values[:, kept], failed, target.variable) for one in (a, b))
    p05, p50, p95 = np.quantile(with_ - without, (0.05, 0.50, 0.95), axis=0)
    years = years[kept]
    place = int(np.flatnonzero(np.abs(years - target.year) < 1e-6)[0])
    odds = [
        None if target.value is None else float(meets(values[:, place], target).mean())
        for values in (with_, without)
    ]
    return Effect(
        loop,
        target,
        years,
        np.median(with_, axis=0),
        np.median(without, axis=0),
        p05,
        p50,
        p95,
        odds[0],
        odds[1],
    )
