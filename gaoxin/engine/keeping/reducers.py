"""What can be kept of the values of all members: bands, means, shares, or the values themselves.

A reducer is a pure function of a column, the values of one output, element and instant over all
members, in their order. Results are therefore exact, and no bit of them depends on how the
members were divided. Write another as ``Reducer(function, dim, labels)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError

Statistic = Callable[[Array, int], Any]
"""From the values of the members that did not fail, shape (n,), and the number of those that
did, to one number a label."""

Outputs = Sequence[str] | None
Times = float | Sequence[float] | None


@dataclass(frozen=True)
class Reducer:
    """What is kept of a column.

    Attributes
    ----------
    statistic : callable or None
        See :data:`Statistic`; None keeps the values.
    dim : str or None
        Name of the axis that the labels run over; None where there is one number.
    labels : tuple
        A label for each number.
    outputs : tuple of str or None
        Variables it is for; None: all outputs of the run.
    times : tuple of float or None
        Saved instants it is for; None: all of them.
    together : bool
        Whether the statistic takes many columns at once too, shape (columns, n), and returns shape
        (columns, labels).
    """

    statistic: Statistic | None
    dim: str | None = None
    labels: tuple[Any, ...] = ()
    outputs: tuple[str, ...] | None = None
    times: tuple[float, ...] | None = None
    together: bool = False


def quantiles(
    levels: Sequence[float] = (0.05, 0.5, 0.95),
    *,
    outputs: Outputs = None,
    times: Times = None,
    dim: str = "quantile",
) -> Reducer:
    """Return bands: quantiles over members at `levels`, along a first axis `dim`.

    Exact: order statistics of all members, linear between them (definition 7 of Hyndman and Fan
    1996, *The American Statistician* 50, 361-365).

    Parameters
    ----------
    levels : sequence of float
        In [0, 1].
    outputs : sequence of str, optional
        All outputs of the run by default.
    times : sequence of float, optional
        Saved instants; all of them by default.
    dim : str

    Returns
    -------
    Reducer

    Raises
    ------
    ModelError
        A level is not in [0, 1].
    """
    given = tuple(float(level) for level in levels)
    if not given or not all(0.0 <= level <= 1.0 for level in given):
        raise ModelError(f"levels {given}: write quantile levels from 0 to 1, as (0.05, 0.5, 0.95)")
    made = _reducer(partial(_quantiles, given), outputs, times, dim, given)
    return replace(made, together=True)


def mean(*, outputs: Outputs = None, times: Times = None) -> Reducer:
    """Return the mean over members."""
    return _reducer(_mean, outputs, times)


def sd(*, outputs: Outputs = None, times: Times = None) -> Reducer:
    """Return the standard deviation over members, of the sample: n - 1; NaN for one member."""
    return _reducer(_sd, outputs, times)


def exceedance(
    output: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    times: Times = None,
    dim: str = "bound",
) -> Reducer:
    """Return the share of the members that reach a threshold, as a pair along an axis `dim`.

    Of N members, k reach it and f failed: ``low`` is k/N, ``high`` is (k + f)/N.

    Parameters
    ----------
    output : str
        A variable.
    at_least, at_most : float
        The threshold, in the output's unit; one of them.
    times : sequence of float, optional
        Saved instants; all of them by default.
    dim : str

    Returns
    -------
    Reducer

    Raises
    ------
    ModelError
        None or both are given, or it is no number.
    """
    given = [value for value in (at_least, at_most) if value is not None]
    if len(given) != 1 or not np.isfinite(given[0]):
        raise ModelError(
            f"exceedance of '{output}' needs one threshold, a finite number; "
            "write at_least=VALUE or at_most=VALUE"
        )
    function = partial(_share, float(given[0]), at_least is not None)
    return _reducer(function, [output], times, dim, ("low", "high"))


def keep(*, outputs: Outputs = None, times: Times = None) -> Reducer:
    """Return the values of all members themselves, NaN for failed ones, along ``member``."""
    return _reducer(None, outputs, times, "member")


def _reducer(
    statistic: Statistic | None,
    outputs: Outputs,
    times: Times,
    dim: str | None = None,
    labels: tuple[Any, ...] = (),
) -> Reducer:
    if isinstance(outputs, str):
        raise ModelError(f'outputs is one text; write outputs=["{outputs}"]')
    instants = None if times is None else tuple(float(t) for t in np.atleast_1d(times))
    return Reducer(statistic, dim, labels, None if outputs is None else tuple(outputs), instants)


def _quantiles(levels: tuple[float, ...], values: Array, _failed: int) -> Array:
    """Return what ``numpy.quantile`` does, by a sort: several times as fast for a few levels."""
    count = values.shape[-1]
    if not count:
        return np.full((*values.shape[:-1], len(levels)), np.nan)
    ordered = np.sort(values, axis=-1)
    at = np.asarray(levels) * (count - 1)
    below = np.floor(at).astype(np.intp)
    part = at - below
    low, high = ordered[..., below], ordered[..., np.minimum(below + 1, count - 1)]
    step = high - low
    found: Array = low + step * part
    np.subtract(high, step * (1.0 - part), out=found, where=part >= 0.5)
    found[np.isnan(ordered[..., -1])] = np.nan  # a sort puts it last
    return found


def _mean(values: Array, _failed: int) -> Any:
    return values.mean()


def _sd(values: Array, _failed: int) -> Any:
    return values.std(ddof=1) if values.size > 1 else np.nan


def _share(threshold: float, at_least: bool, values: Array, failed: int) -> tuple[float, float]:
    reached = int((values >= threshold if at_least else values <= threshold).sum())
    members = values.size + failed
    return reached / members, (reached + failed) / members
