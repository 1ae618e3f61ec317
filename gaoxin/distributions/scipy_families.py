"""Distributions named as in SciPy: shapes, ``loc`` and ``scale`` as ``scipy.stats`` takes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.distributions.families import SCIPY, Distribution, form
from gaoxin.errors import DataError, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PLACES = ("loc", "scale")
"""What every family of SciPy has beside its shapes; 0 and 1 where nothing is said."""


def shapes(family: str) -> tuple[str, ...]:
    """Return the names of a family's shapes, in SciPy's order."""
    return SCIPY[family]


def stated(family: str, *, units: float = 1.0, **parameters: float) -> Distribution:
    """Return a distribution by its parameters in SciPy.

    Parameters
    ----------
    family : str
        A key of :data:`gaoxin.distributions.families.SCIPY`.
    units : float
        Units of the model per unit of the parameters.
    **parameters : float
        The family's shapes, and ``loc`` and ``scale``, 0 and 1 by default.

    Returns
    -------
    Distribution

    Raises
    ------
    DataError
        An unknown family or parameter (with the nearest), one that is missing or outside of what
        the family can take.

    Examples
    --------
    >>> stated("norm", loc=2.0).ppf(np.array([0.5]))
    array([2.])
    """
    if family not in SCIPY:
        known = ", ".join(SCIPY)
        raise DataError(
            f"unknown distribution '{family}'{nearest(family, SCIPY)}; there are: {known}"
        )
    names = (*SCIPY[family], *PLACES)
    for name in parameters:
        if name not in names:
            raise DataError(
                f"'{family}' has no parameter '{name}'{nearest(name, names)}; it has: "
                f"{', '.join(names)}"
            )
    missing = [name for name in SCIPY[family] if name not in parameters]
    if missing:
        raise DataError(f"'{family}' needs {', '.join(missing)}; write {missing[0]} = 2.0")
    given = {"loc": 0.0, "scale": 1.0} | {name: float(value) for name, value in parameters.items()}
    values = tuple(given[name] for name in names)
    if not all(math.isfinite(value) for value in values):
        raise DataError(f"the parameters {given} of '{family}' are not all finite")
    if not given["scale"] > 0.0:
        raise DataError(f"scale {given['scale']:g} of '{family}' must be above 0")
    if family == "uniform":  # the tables' own: by its ends
        ends = (values[0], values[0] + values[1])
        return Distribution(family, ends, (units * ends[0], units * ends[1]), units)
    points = _points(family, values)
    if not all(math.isfinite(point) for point in points):
        raise DataError(f"no '{family}' has the parameters {given}; see scipy.stats.{family}")
    return Distribution(family, values, (units * points[0], units * points[1]), units)


def _points(family: str, values: tuple[float, ...]) -> tuple[float, float]:
    """Return the 5 % and 95 % points; NaN where SciPy refuses the parameters."""
    low, high = form(family).ppf(np.array([0.05, 0.95]), *values)
    return float(low), float(high)


def frozen(distribution: Distribution) -> Any:
    """Return the distribution as SciPy has it, in the unit of its parameters."""
    from scipy import stats

    parameters = distribution.parameters
    if distribution.family == "uniform":
        parameters = (parameters[0], parameters[1] - parameters[0])
    return getattr(stats, distribution.family)(*parameters)
