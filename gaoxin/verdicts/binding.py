"""What binds: in how many members a limit holds something back, and how hard, year by year."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.verdicts.series import failed_mask, finite, whole_series
from gaoxin.verdicts.verdict import TOLERANCE

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import ArrayLike, NDArray

    from gaoxin.desks.limits import Limit, Rule

_RULES: dict[str, tuple[Callable[[Any, Any], Any], float]] = {
    "below": (operator.lt, -1.0),
    "at_most": (operator.le, 1.0),
    "at_least": (operator.ge, -1.0),
    "above": (operator.gt, 1.0),
}
"""How a value is held against the threshold, and to which side rounding moves the threshold."""


@dataclass(frozen=True)
class Binding:
    """A limit, or one element of it, under one scenario.

    Attributes
    ----------
    limit : Limit
    element : str
        As the model spells it, several joined by a comma; blank where there are no subscripts.
    time : array, shape (year,)
    share : array, shape (year,)
        Share of the members that did not fail in which the limit binds at the end of the year.
    median : array, shape (year,)
        Median of the limit's variable over the members in which it binds, in its unit; NaN where
        it binds in none.
    """

    limit: Limit
    element: str
    time: NDArray[np.float64]
    share: NDArray[np.float64]
    median: NDArray[np.float64]


def binds(values: ArrayLike, rule: Rule, threshold: float) -> NDArray[np.bool_]:
    """Return where a limit binds: where `values` are `rule` the threshold.

    A value that departs from the threshold by rounding only is at it.

    Parameters
    ----------
    values : array, any shape
        In the unit of the threshold.
    rule : {"below", "at_most", "at_least", "above"}
    threshold : float

    Returns
    -------
    array of bool, shape of values

    Examples
    --------
    >>> binds([0.5, 1.0 - 1e-12, 1.0], "below", 1.0).tolist()
    [True, False, False]
    >>> binds([0.0, 1e-12, 0.5], "at_most", 0.0).tolist()
    [True, True, False]
    """
    compare, side = _RULES[rule]
    slack = TOLERANCE * max(1.0, abs(threshold))
    return np.asarray(compare(np.asarray(values, dtype=np.float64), threshold + side * slack))


def bindings(runs: xr.Dataset, limits: Iterable[Limit]) -> tuple[Binding, ...]:
    """Return a row for every limit and element, in the order of `limits` and of the model.

    Parameters
    ----------
    runs : Dataset
        Dimensions ``(member, [subscripts,] time)``; ``attrs["failed"]`` lists the failed members,
        which are left out.
    limits : iterable of Limit

    Raises
    ------
    DataError
        The run lacks a limit's variable.
    NonFinite
        Over 1 % of the members failed, or a member not marked failed is not finite.
    """
    failed = failed_mask(runs)
    return tuple(
        _binding(limit, element, values, failed)
        for limit in limits
        for element, values in _elements(runs, limit)
    )


def _elements(runs: xr.Dataset, limit: Limit) -> Iterator[tuple[str, xr.DataArray]]:
    """Yield each element of the limit's variable with its values, ``(member, time)``.

    An element for which the variable is not defined (NaN throughout) is left out.
    """
    values = whole_series(runs, limit.variable)
    subscripts = [str(dim) for dim in values.dims if dim not in {"member", "time"}]
    for labels in product(*(values[dim].values.tolist() for dim in subscripts)):
        one = values.sel(dict(zip(subscripts, labels, strict=True)), drop=True)
        if not np.isnan(one.values).all():
            yield ", ".join(str(label) for label in labels), one


def _binding(
    limit: Limit, element: str, values: xr.DataArray, failed: NDArray[np.bool_]
) -> Binding:
    later = values.isel(time=slice(1, None)) if values.sizes["time"] > 1 else values
    kept = finite(later.values, failed, limit.variable)
    bound = binds(kept, limit.rule, limit.threshold)
    medians = [
        float(np.median(column[hit])) if hit.any() else np.nan
        for column, hit in zip(kept.T, bound.T, strict=True)
    ]
    time = np.asarray(later["time"].values, dtype=np.float64)
    return Binding(limit, element, time, bound.mean(axis=0), np.array(medians))
