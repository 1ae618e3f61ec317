"""Scales: where a quantity's errors are about normal.

Positive quantities are held on the logarithm, shares on the logit, rates as they stand. A
relative change of a quantity, such as a cut in percent, is a difference of its logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HUNDRED = 100.0


@dataclass(frozen=True)
class Scale:
    """A transformation and its inverse.

    Attributes
    ----------
    to : callable
        Values to the scale; what has no place there (a negative quantity) becomes NaN.
    back : callable
    slope : callable
        Derivative of `to`: takes a standard deviation to the scale to first order.
    """

    to: Callable[[Array], Array]
    back: Callable[[Array], Array]
    slope: Callable[[Array], Array]


def _log(x: Array) -> Array:
    return np.log(np.where(x > 0.0, x, np.nan))


def _logit(p: Array) -> Array:
    inside = np.where((p > 0.0) & (p < 1.0), p, np.nan)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def _expit(x: Array) -> Array:
    from scipy.special import expit

    return np.asarray(expit(x))


def _same(x: Array) -> Array:
    return np.asarray(x, dtype=np.float64)


SCALES: dict[str, Scale] = {
    "log": Scale(_log, np.exp, lambda x: 1.0 / x),
    "logit": Scale(_logit, _expit, lambda p: 1.0 / (p * (1.0 - p))),
    "percent logit": Scale(
        lambda p: _logit(p / HUNDRED),
        lambda x: HUNDRED * _expit(x),
        lambda p: 1.0 / (p * (1.0 - p / HUNDRED)),
    ),
    "percent cut": Scale(
        lambda c: _log(1.0 - c / HUNDRED),
        lambda x: HUNDRED * (1.0 - np.exp(x)),
        lambda c: 1.0 / (HUNDRED - c),
    ),
    "percent growth": Scale(
        lambda g: _log(1.0 + g / HUNDRED),
        lambda x: HUNDRED * (np.exp(x) - 1.0),
        lambda g: 1.0 / (HUNDRED + g),
    ),
    "identity": Scale(_same, _same, lambda x: np.ones_like(x)),
}
"""``log`` for positive quantities, ``logit`` for shares of one, ``percent logit`` for shares in
percent, ``percent cut`` and ``percent growth`` for relative changes in percent (the logarithm of
what remains, or of the factor), ``identity`` for what may have either sign."""


def misplaced(value: float, sd: float, scale: str) -> str | None:
    """Return why a number with this standard deviation cannot stand on a scale, or None.

    Parameters
    ----------
    value, sd : float
        In one unit.
    scale : str
        A key of :data:`SCALES`.

    Returns
    -------
    str or None
        For a message: what is wrong, and what to check.
    """
    if not sd > 0.0:
        return f"sd {sd:g} is not above 0; write the standard deviation of its error"
    if not np.isfinite(SCALES[scale].to(np.asarray(value))):
        known = ", ".join(SCALES)
        return (
            f"{value:g} has no place on the scale '{scale}'; check value and scale, one of: {known}"
        )
    return None
