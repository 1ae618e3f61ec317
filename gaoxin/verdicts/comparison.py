"""Two scenarios on common draws: differences member by member, and what they say of the targets.

A difference is always A minus B of one member, so that what the two share cancels and what is left
is the scenarios' doing (common random numbers: Law (2015), *Simulation Modeling and Analysis*,
5th ed., section 11.2).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.errors import DataError
from gaoxin.verdicts.bands import quantiles
from gaoxin.verdicts.indicators import measures
from gaoxin.verdicts.series import failed_mask, series
from gaoxin.verdicts.verdict import TOLERANCE, at_year, judge, meets

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.verdicts.indicators import Indicator
    from gaoxin.verdicts.results import ScenarioLike, ScenarioRunLike
    from gaoxin.verdicts.targets import Target
    from gaoxin.verdicts.verdict import Verdict


@dataclass(frozen=True)
class Contrast:
    """One target under A and under B.

    Attributes
    ----------
    a, b : Verdict
        What :func:`gaoxin.verdicts.judge` says of each alone.
    members, failed : int
        Members run, and how many of them failed under A or B: those make no pair.
    diff_p05, diff_p50, diff_p95 : float or None
        Quantiles of the paired difference A - B at the end of the target's year, in its unit. The
        middle one is the median of the differences, not the difference of the medians.
    same : bool
        Whether the difference is zero in every pair.
    only_a, only_b : int or None
        Pairs in which A alone, or B alone, meets the target; None when it is not judged.
    better, tied, worse : int or None
        Pairs in which A is better than B, equal, worse: larger is better where the rule is
        ``at_least``, smaller where it is ``at_most``; None where there is no rule.
    """

    a: Verdict
    b: Verdict
    members: int
    failed: int
    diff_p05: float | None = None
    diff_p50: float | None = None
    diff_p95: float | None = None
    same: bool = False
    only_a: int | None = None
    only_b: int | None = None
    better: int | None = None
    tied: int | None = None
    worse: int | None = None

    @property
    def target(self) -> Target:
        """The target that both are held against."""
        return self.a.target

    @property
    def diff_probability(self) -> float | None:
        """Probability under A minus that under B, failed members counted as missing the target."""
        if self.a.met is None or self.b.met is None:
            return None
        return (self.a.met - self.b.met) / self.members

    @property
    def diff_probability_ends(self) -> tuple[float, float] | None:
        """The least and greatest it can be, whatever the failed members would have done."""
        difference = self.diff_probability
        if difference is None:
            return None
        return (
            difference - self.b.failed / self.members,
            difference + self.a.failed / self.members,
        )

    @property
    def diff_error(self) -> float | None:
        """Monte Carlo standard error of `diff_probability`, from the pairs that disagree."""
        if self.only_a is None or self.only_b is None:
            return None
        return paired_error(self.only_a, self.only_b, self.members)

    @property
    def probability_a_better(self) -> float | None:
        """Share of the members in which A beats B, a tie counted half, a failed one not at all.

        With ties halved the shares of A and B add up to one (Vargha and Delaney 2000, *Journal of
        Educational and Behavioral Statistics* 25, 101-132: measure of stochastic superiority).
        """
        return None if self.wins_a is None else self.wins_a / self.members

    @property
    def probability_a_better_high(self) -> float | None:
        """The same if A had won in every failed member: the upper end of the interval."""
        return None if self.wins_a is None else (self.wins_a + self.failed) / self.members

    @property
    def better_error(self) -> float | None:
        """Monte Carlo standard error of `probability_a_better`, from the pairs that are no tie."""
        if self.better is None or self.worse is None:
            return None
        return paired_error(self.better, self.worse, self.members) / 2.0

    @property
    def wins_a(self) -> float | None:
        """Pairs that A wins, a tie counted half."""
        return _wins(self.better, self.tied)

    @property
    def wins_b(self) -> float | None:
        """Pairs that B wins, a tie counted half."""
        return _wins(self.worse, self.tied)


@dataclass(frozen=True)
class Comparison:
    """Two scenarios on common draws.

    Attributes
    ----------
    a, b : ScenarioLike
    contrasts : tuple of Contrast
        One a target, in the table's order; none is dropped.
    differences : Dataset
        A - B of every measure (:func:`gaoxin.verdicts.indicators.measures`), by the name of its
        model variable, dimensions ``("member", "time")``; NaN where a member makes no pair,
        which ``attrs["failed"]`` lists.
    bands : mapping of measure id to DataArray
        Quantiles of the differences, dimensions ``("level", "time")``.
    members, failed : int
        Members run, and how many of them make no pair.
    """

    a: ScenarioLike
    b: ScenarioLike
    contrasts: tuple[Contrast, ...]
    differences: xr.Dataset
    bands: Mapping[str, xr.DataArray]
    members: int
    failed: int

    @property
    def same(self) -> bool:
        """Whether nothing that is measured differs in any pair."""
        return not any(values.fillna(0.0).any() for values in self.differences.values())


def compare(
    a: ScenarioRunLike,
    b: ScenarioRunLike,
    targets: Iterable[Target],
    indicators: Iterable[Indicator],
) -> Comparison:
    """Hold A against B, member by member.

    Parameters
    ----------
    a, b : ScenarioRunLike
        Runs on the same draws: member i of both has the same constants.
    targets, indicators
        As for :func:`gaoxin.verdicts.judge`.

    Raises
    ------
    DataError
        The runs have other numbers of members or other saved times, or lack a variable.
    NonFinite
        Over 1 % of the members of one failed, or a member not marked failed is not finite.
    """
    aims, rows = tuple(targets), tuple(indicators)
    verdicts = [judge(side.runs, aims, rows) for side in (a, b)]
    lost = failed_mask(a.runs) | _aligned(failed_mask(b.runs), a.runs)
    found = measures(aims, rows)
    differences = {row.id: _difference(a.runs, b.runs, row.variable) for row in found}
    return Comparison(
        a=a.scenario,
        b=b.scenario,
        contrasts=tuple(
            _contrast(here, there, a.runs, b.runs, lost)
            for here, there in zip(*verdicts, strict=True)
        ),
        differences=_dataset(differences.values(), lost),
        bands={id_: quantiles(values, lost) for id_, values in differences.items()},
        members=lost.size,
        failed=int(lost.sum()),
    )


def difference(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `a - b`; zero where they differ by no more than rounding.

    Two scenarios that come to the same value by another order of operations do not differ.
    """
    with np.errstate(invalid="ignore"):  # failed members may be infinite in both
        gap = a - b
    slack = TOLERANCE * np.maximum(np.abs(a), np.abs(b))
    return np.where(np.abs(gap) <= slack, 0.0, gap)


def paired_error(plus: int, minus: int, pairs: int) -> float:
    """Return the Monte Carlo standard error of ``(plus - minus) / pairs``.

    Of `pairs` pairs `plus` speak for A and `minus` for B. It is McNemar's error of a difference of
    paired shares with half a pair added to each of the four cells, and so not zero where all pairs
    agree. Source: Agresti and Min (2005), *Statistics in Medicine* 24, 729-740.

    Examples
    --------
    >>> round(paired_error(300, 100, 1000), 4)
    0.0189
    """
    n = pairs + 2.0
    return math.sqrt(plus + minus + 1.0 - (plus - minus) ** 2 / n) / n


def _wins(won: int | None, tied: int | None) -> float | None:
    return None if won is None or tied is None else won + tied / 2.0


def _aligned(mask: NDArray[np.bool_], other: xr.Dataset) -> NDArray[np.bool_]:
    members = other.sizes.get("member", 1)
    if mask.size != members:
        raise DataError(
            f"one run has {members} members and the other {mask.size}; pairs need the same ones"
        )
    return mask


def _difference(a: xr.Dataset, b: xr.Dataset, variable: str) -> xr.DataArray:
    one, other = series(a, variable), series(b, variable)
    if not np.array_equal(one["time"].values, other["time"].values):
        raise DataError(f"'{variable}' was saved at other times in one run than in the other")
    values = difference(
        np.asarray(one.values, dtype=np.float64), np.asarray(other.values, dtype=np.float64)
    )
    return one.copy(data=values)


def _dataset(differences: Iterable[xr.DataArray], lost: NDArray[np.bool_]) -> xr.Dataset:
    import xarray as xr

    kept = xr.DataArray(~lost, coords={"member": np.arange(lost.size)})
    named = {str(values.name): values.assign_coords(kept.coords) for values in differences}
    return xr.Dataset(named, attrs={"failed": np.flatnonzero(lost).tolist()}).where(kept)


def _contrast(
    a: Verdict, b: Verdict, runs_a: xr.Dataset, runs_b: xr.Dataset, lost: NDArray[np.bool_]
) -> Contrast:
    members, failed, target = lost.size, int(lost.sum()), a.target
    if not target.variable:
        return Contrast(a, b, members, failed)
    here, there = (at_year(runs, target)[~lost] for runs in (runs_a, runs_b))
    gap = difference(here, there)
    p05, p50, p95 = (float(q) for q in np.quantile(gap, (0.05, 0.50, 0.95)))
    found = Contrast(a, b, members, failed, p05, p50, p95, same=not gap.any())
    if target.value is None:
        return found
    met, other = meets(here, target), meets(there, target)
    ahead = gap if target.rule == "at_least" else -gap
    return replace(
        found,
        only_a=int((met & ~other).sum()),
        only_b=int((other & ~met).sum()),
        better=int((ahead > 0).sum()),
        tied=int((ahead == 0).sum()),
        worse=int((ahead < 0).sum()),
    )
