"""What predictions must beat: persistence and a straight line, from the past of a series alone.

Both are laws with a spread of their own, estimated from how the series moved, so that they are no
straw men.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DRAWS = 4000


def persistence(
    times: Array, values: Array, at: float, rng: np.random.Generator, draws: int = DRAWS
) -> Array | None:
    """Return draws of a random walk from the last value.

    Its steps have mean 0 and the variance, by unit of time, of those that the series took.

    Parameters
    ----------
    times, values : array, shape (reading,)
        The past, in time order, on the scale of the predictions.
    at : float
        When.
    rng : numpy.random.Generator
    draws : int

    Returns
    -------
    array, shape (draws,), or None
        None with fewer than two readings, or where `at` is not after them.
    """
    if len(times) < 2 or at <= times[-1]:
        return None
    variance = float(np.mean(np.diff(values) ** 2 / np.diff(times)))
    spread = np.sqrt(variance * (at - times[-1]))
    return np.asarray(values[-1] + spread * rng.standard_normal(draws))


def line(
    times: Array, values: Array, at: float, rng: np.random.Generator, draws: int = DRAWS
) -> Array | None:
    """Return draws of the least-squares line, with the uncertainty of its coefficients.

    Student's law of a new reading, with n - 2 degrees of freedom (Gelman and others 2013,
    *Bayesian Data Analysis*, section 14.2).

    Parameters
    ----------
    times, values : array, shape (reading,)
        The past, in time order, on the scale of the predictions.
    at : float
        When.
    rng : numpy.random.Generator
    draws : int

    Returns
    -------
    array, shape (draws,), or None
        None with fewer than three readings, or where `at` is not after them.
    """
    count = len(times)
    if count < 3 or at <= times[-1]:
        return None
    centre = times.mean()
    square = float(((times - centre) ** 2).sum())
    slope = float(((times - centre) * values).sum()) / square
    residual = values - values.mean() - slope * (times - centre)
    variance = float((residual**2).sum()) / (count - 2)
    spread = np.sqrt(variance * (1.0 + 1.0 / count + (at - centre) ** 2 / square))
    mean = values.mean() + slope * (at - centre)
    return np.asarray(mean + spread * rng.standard_t(count - 2, draws))
