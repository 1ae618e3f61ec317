"""Two scenarios on common draws: differences member by member, and what they say of the targets.

A difference is always A minus B of one member, so that what the two share cancels and what is left
is the scenarios' doing (common random numbers: Law (2015), *Simulation Modeling and Analysis*,
5th ed., section 11.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.indicators import measures
from gaoxin.errors import DataError
from gaoxin.verdicts.bands import contains, member_quantiles
from gaoxin.verdicts.contrast import Contrast, contrast, difference
from gaoxin.verdicts.series import failed_mask, series
from gaoxin.verdicts.verdict import at_year, judge

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.results import ScenarioLike, ScenarioRunLike
    from gaoxin.verdicts.verdict import Verdict


@dataclass(frozen=True)
class Comparison:
    """Two scenarios on common draws.

    Attributes
    ----------
    a, b : ScenarioLike
    contrasts : tuple of Contrast
        One a target, in the table's order; none is dropped.
    differences : Dataset
        A - B of every measure (:func:`gaoxin.desks.indicators.measures`), by the name of its
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
        Runs on the same draws: member i of both has the same constants and disturbances.
    targets, indicators
        As for :func:`gaoxin.verdicts.judge`.

    Returns
    -------
    Comparison
        Members that failed on either side are left out of its differences.

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
        bands={
            row.id: member_quantiles(differences[row.id], lost).assign_attrs(
                contains=contains(a.runs)
            )
            for row in found
        },
        members=lost.size,
        failed=int(lost.sum()),
    )


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
    return one.copy(deep=False, data=values)


def _dataset(differences: Iterable[xr.DataArray], lost: NDArray[np.bool_]) -> xr.Dataset:
    import xarray as xr

    named, coords = {}, {}
    for values in differences:
        coords["time"] = values["time"].values
        pairs = np.where(lost[:, None], np.nan, values.values)
        named[str(values.name)] = (("member", "time"), pairs, values.attrs)
    coords["member"] = np.arange(lost.size)
    return xr.Dataset(named, coords, {"failed": np.flatnonzero(lost).tolist()})


def _contrast(
    a: Verdict, b: Verdict, runs_a: xr.Dataset, runs_b: xr.Dataset, lost: NDArray[np.bool_]
) -> Contrast:
    failed = int(lost.sum())
    if not a.target.variable:
        return Contrast(a, b, lost.size, failed)
    here, there = (at_year(runs, a.target)[~lost] for runs in (runs_a, runs_b))
    return contrast(a, b, here, there, failed)
