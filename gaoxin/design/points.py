"""Which combinations of values are run: every one of a grid, or points that spread out evenly."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.design.check import from_table
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Axes = Mapping[str, Any]
"""By constant: ``(low, high)``; ``(low, high, "log")``, even in the logarithm; or a distribution,
anything with a method ``ppf`` (from :mod:`gaoxin.distributions`, or frozen from scipy.stats)."""

MAX_ROWS = 10_000_000
"""Rows of a design."""

_INSIDE = 2.0**-53
"""Probabilities are kept so far from 0 and 1, where a distribution may have no value."""


def grid(axes: Axes, n: int | None = None) -> pd.DataFrame:
    """Return every combination of values, the last column changing fastest.

    Parameters
    ----------
    axes : mapping of str to range, distribution or list
        As :data:`Axes`: `n` values from low to high, both among them (of a distribution: at the
        middle of `n` equal shares of its probability). Or a list of values, taken as it is.
    n : int, optional
        Values of each range; not needed where all are lists.

    Returns
    -------
    pandas.DataFrame
        Shape (members, columns), in the model's units.

    Raises
    ------
    ModelError
        A range or a number of values is none, or there are more than 10,000,000 combinations.

    Examples
    --------
    >>> grid({"growth rate": (0.1, 0.3), "delay": [1, 2]}, 2).to_numpy().tolist()
    [[0.1, 1.0], [0.1, 2.0], [0.3, 1.0], [0.3, 2.0]]
    """
    columns = [_values(name, axis, n) for name, axis in _named(axes).items()]
    rows = math.prod(len(column) for column in columns)
    if rows > MAX_ROWS:
        raise ModelError(
            f"a grid of {rows} combinations, and at most {MAX_ROWS} are made; write fewer values, "
            "or gaoxin.design.latin_hypercube or sobol"
        )
    whole = np.meshgrid(*columns, indexing="ij")
    return _frame(axes, np.stack([values.ravel() for values in whole], axis=1))


def latin_hypercube(axes: Axes, n: int, seed: int = 0) -> pd.DataFrame:
    """Return `n` points of which each column has exactly one in each of `n` equal strata.

    Parameters
    ----------
    axes : mapping of str to range or distribution
        As :data:`Axes`; strata are of equal probability where it is a distribution.
    n : int
        Members.
    seed : int, optional

    Returns
    -------
    pandas.DataFrame
        Shape (n, columns), in the model's units.

    Raises
    ------
    ModelError
        A range is none, or `n` or `seed` no whole number.

    Notes
    -----
    McKay, Beckman and Conover (1979), *Technometrics* 21, 239-245; ``scipy.stats.qmc``.
    """
    from scipy.stats import qmc

    _check(axes, n, seed)
    sampler = qmc.LatinHypercube(d=len(axes), rng=np.random.default_rng(seed))
    return _spread(axes, sampler.random(n))


def sobol(axes: Axes, n: int, seed: int = 0) -> pd.DataFrame:
    """Return the first `n` points of a scrambled Sobol' sequence.

    They fill the space more evenly than a Latin hypercube does; best so where `n` is a power of
    2. A larger design of one seed begins with the smaller ones.

    Parameters
    ----------
    axes : mapping of str to range or distribution
        As :data:`Axes`.
    n : int
        Members.
    seed : int, optional

    Returns
    -------
    pandas.DataFrame
        Shape (n, columns), in the model's units.

    Raises
    ------
    ModelError
        A range is none, or `n` or `seed` no whole number.

    Notes
    -----
    Owen (1998), *Journal of Complexity* 14, 466-489, on scrambling; ``scipy.stats.qmc``.
    """
    from scipy.stats import qmc

    _check(axes, n, seed)
    sampler = qmc.Sobol(d=len(axes), rng=np.random.default_rng(seed))
    return _spread(axes, sampler.random_base2(max(0, n - 1).bit_length())[:n])


def _spread(axes: Axes, shares: Array) -> pd.DataFrame:
    """Turn points in the unit cube, shape (members, columns), into values."""
    columns = [_at(name, axis, shares[:, i]) for i, (name, axis) in enumerate(_named(axes).items())]
    return _frame(axes, np.stack(columns, axis=1))


def _values(name: str, axis: Any, n: int | None) -> Array:
    """Return an axis' values in a grid."""
    if isinstance(axis, Sequence | np.ndarray) and not isinstance(axis, str | bytes | tuple):
        if getattr(axis, "ndim", 1) != 1 or any(np.ndim(value) for value in axis):
            raise ModelError(f"'{name}' is no list of numbers; write [1.0, 2.0] or (low, high)")
        return np.asarray(from_table(_single(name, axis))[name])
    if n is None:
        raise ModelError(f"'{name}' is a range; write how many values of it, as grid(axes, 5)")
    _whole("n", n, 1)
    if hasattr(axis, "ppf"):
        return _at(name, axis, (np.arange(n) + 0.5) / n)
    low, high, log = _range(name, axis)
    found: Array = (np.geomspace if log else np.linspace)(low, high, n)
    return found


def _single(name: str, values: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: values})


def _at(name: str, axis: Any, shares: Array) -> Array:
    """Return the values at some shares of the way through a range, or of a probability."""
    if hasattr(axis, "ppf"):
        found: Array = np.asarray(axis.ppf(np.clip(shares, _INSIDE, 1.0 - _INSIDE)), np.float64)
        if found.shape != shares.shape or not np.isfinite(found).all():
            raise ModelError(f"the distribution of '{name}' gives no finite number a member")
        return found
    low, high, log = _range(name, axis)
    values = low * (high / low) ** shares if log else low + shares * (high - low)
    return np.clip(values, low, high)


def _range(name: str, axis: Any) -> tuple[float, float, bool]:
    """Return the ends of a range, and whether it is even in the logarithm."""
    pair = isinstance(axis, tuple | list) and len(axis) >= 2 and list(axis[2:]) in ([], ["log"])
    if not pair or not all(_is_number(end) for end in axis[:2]):
        raise ModelError(
            f"'{name}' is {axis!r}; write (low, high), (low, high, \"log\") or a distribution"
        )
    low, high, log = float(axis[0]), float(axis[1]), len(axis) == 3
    if not low < high:
        raise ModelError(f"'{name}' goes from {low:g} to {high:g}; write the smaller first")
    if log and low <= 0.0:
        raise ModelError(f"'{name}' begins at {low:g}; a logarithm needs a low above 0")
    return low, high, log


def _is_number(value: Any) -> bool:
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return real and abs(value) <= float(np.finfo(np.float64).max)


def _named(axes: Axes) -> Axes:
    if not isinstance(axes, Mapping) or not axes:
        raise ModelError(f"axes is {axes!r}; write {{'constant': (low, high)}}")
    return axes


def _check(axes: Axes, n: int, seed: int) -> None:
    _named(axes)
    _whole("n", n, 1)
    _whole("seed", seed, 0)
    if n > MAX_ROWS:
        raise ModelError(f"n = {n}, and at most {MAX_ROWS} members are drawn; write fewer")


def _whole(name: str, value: Any, least: int) -> None:
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise ModelError(f"{name} = {value!r}; write a whole number, {least} or more")


def _frame(axes: Axes, rows: Array) -> pd.DataFrame:
    import pandas as pd

    return from_table(pd.DataFrame(rows, columns=pd.Index(list(axes), dtype=object)))
