"""Runs reduced to what a sweep reports: quantiles and counts by design point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.verdicts.verdict import Verdict, meets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.ensembles.sweeps.points import Outcomes
    from gaoxin.verdicts.sweeps.measures import Measure, Wants

    Array = NDArray[np.float64]

LEVELS = (0.05, 0.50, 0.95)


@dataclass(frozen=True)
class Summary:
    """What some design points came to.

    Attributes
    ----------
    quantiles : array, shape (points, measures, levels)
        Over the members that did not fail; NaN where a point is refused.
    met : array of int, shape (points, measures)
        Members that meet the target; 0 where there is nothing to meet.
    failed : array of int, shape (points,)
    refused : array of str, shape (points,)
        Blank, or why the point has no outcome.
    bands : tuple of array, shape (points, levels, times)
        By track.
    values : array, shape (points, measures, members)
        The outcome of every member, NaN where it failed; no members where they are not kept.
    """

    quantiles: Array
    met: NDArray[np.int64]
    failed: NDArray[np.int64]
    refused: NDArray[np.str_]
    bands: tuple[Array, ...]
    values: Array

    def verdict(self, point: int, number: int, measure: Measure, members: int) -> Verdict | None:
        """Return the verdict of a measure at a point; None where the point is refused.

        Parameters
        ----------
        point : int
            The design point's place in the summary.
        number : int
            The measure's place.
        measure : Measure
        members : int
            Of each point.

        Returns
        -------
        Verdict or None
        """
        if self.refused[point]:
            return None
        p05, p50, p95 = (float(q) for q in self.quantiles[point, number])
        return Verdict(
            target=measure.target,
            state="judged" if measure.judged else "no number",
            value_2020=None,
            p05=p05,
            p50=p50,
            p95=p95,
            met=int(self.met[point, number]) if measure.judged else None,
            members=members,
            failed=int(self.failed[point]),
        )


def summarise(outcomes: Outcomes, wants: Wants, *, keep_members: bool = False) -> Summary:
    """Reduce the outcomes of some design points; no point's figures depend on the others.

    Parameters
    ----------
    outcomes : Outcomes
    wants : Wants
        What the outcomes hold.
    keep_members : bool
        Whether the number of every member is kept.

    Returns
    -------
    Summary
    """
    by_series = dict(zip(wants.series, outcomes.series, strict=True))
    whole = np.array([not text for text in outcomes.refused])
    values = [_value(measure, by_series[measure.series]) for measure in wants.measures]
    quantiles = [_quantiles(value, outcomes.failed, whole) for value in values]
    met = [_met(measure, value) for measure, value in zip(wants.measures, values, strict=True)]
    points, members = outcomes.failed.shape
    kept = values if keep_members else [np.empty((points, 0)) for _ in values]
    return Summary(
        quantiles=_stacked(quantiles, (points, 0, len(LEVELS))),
        met=_stacked(met, (points, 0)).astype(np.int64),
        failed=outcomes.failed.sum(axis=1).astype(np.int64),
        refused=np.array(outcomes.refused, dtype=np.str_),
        bands=tuple(
            _quantiles(by_series[track.series], outcomes.failed, whole) for track in wants.tracks
        ),
        values=_stacked(kept, (points, 0, members)),
    )


def join_parts(parts: Sequence[Summary]) -> Summary:
    """Return the summary of all points, from those of its parts in order."""
    return Summary(
        quantiles=np.concatenate([part.quantiles for part in parts]),
        met=np.concatenate([part.met for part in parts]),
        failed=np.concatenate([part.failed for part in parts]),
        refused=np.concatenate([part.refused for part in parts]),
        bands=tuple(
            np.concatenate(tracks) for tracks in zip(*(p.bands for p in parts), strict=True)
        ),
        values=np.concatenate([part.values for part in parts]),
    )


def _value(measure: Measure, series: Array) -> Array:
    """Return the number of each member that is held against the target, (points, members)."""
    if series.ndim == 2:
        return series
    extreme = np.max if measure.when == "max" else np.min
    return np.asarray(extreme(series, axis=-1), dtype=np.float64)


def _met(measure: Measure, value: Array) -> NDArray[np.int64]:
    if not measure.judged:
        return np.zeros(len(value), dtype=np.int64)
    hits = meets(value, measure.target)  # NaN meets nothing
    return np.asarray(hits.sum(axis=1), dtype=np.int64)


def _quantiles(series: Array, failed: NDArray[np.bool_], whole: NDArray[np.bool_]) -> Array:
    """Return quantiles over members, shape (points, levels[, times]).

    Parameters
    ----------
    whole : array of bool, shape (points,)
        Points that are not refused.
    """
    out = np.full((len(series), len(LEVELS), *series.shape[2:]), np.nan)
    easy = whole & ~failed.any(axis=1)
    if easy.any():
        out[easy] = np.moveaxis(np.quantile(series[easy], LEVELS, axis=1), 0, 1)
    for point in np.flatnonzero(whole & failed.any(axis=1)):
        out[point] = np.quantile(series[point][~failed[point]], LEVELS, axis=0)
    return out


def _stacked(columns: Sequence[NDArray[np.generic]], empty: tuple[int, ...]) -> Array:
    """Return one array with the columns along its second axis."""
    return np.stack(columns, axis=1) if columns else np.empty(empty)
