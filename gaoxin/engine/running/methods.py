"""Methods of integration, each a table of coefficients: explicit Runge-Kutta methods.

Butcher (2016), Numerical Methods for Ordinary Differential Equations, section 23: from slopes
k1, k2, ... found at stages inside a step, the step ends at s + h (b1 k1 + b2 k2 + ...). Whatever
steps a model reads its method here; to add one is to add a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.errors import ModelError, nearest

Row = tuple[tuple[int, ...], int]
"""Multiples of the slopes k1, k2, ..., and what their sum is divided by."""


@dataclass(frozen=True)
class Method:
    """An explicit Runge-Kutta method.

    Attributes
    ----------
    stages : tuple of Row
        Where each stage after the first stands, from the slopes before it.
    weights : Row
        Where the step ends, from all slopes.
    """

    name: str
    stages: tuple[Row, ...]
    weights: Row

    @cached_property
    def nodes(self) -> tuple[Fraction, ...]:
        """How far in the step each stage stands: 0, and the sums of the rows."""
        return (Fraction(0), *(Fraction(sum(counts), whole) for counts, whole in self.stages))

    @cached_property
    def parts(self) -> int:
        """Parts of a step at whose ends values are wanted: 1, or 2 for a stage half-way."""
        return lcm(*(node.denominator for node in self.nodes))

    def offset(self, stage: int) -> int:
        """Return how many of those parts a stage lies after the beginning of its step."""
        return int(self.nodes[stage] * self.parts)


EULER = Method("euler", (), ((1,), 1))

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        EULER,
        # Vensim's: half a step, and the whole step by the slope there (Vensim Help, Runge-Kutta)
        Method("rk2", (((1,), 2),), ((0, 1), 1)),
        Method("rk4", (((1,), 2), ((0, 1), 2), ((0, 0, 1), 1)), ((1, 2, 2, 1), 6)),
    )
}
"""Methods by name."""


def method_of(name: str | None) -> Method:
    """Return a method; Euler's where none is named.

    Raises
    ------
    ModelError
        There is no such method.
    """
    if name is None:
        return EULER
    if not isinstance(name, str) or name not in METHODS:
        known = " or ".join(f"'{n}'" for n in METHODS)
        raise ModelError(
            f"method '{name}' is unknown{nearest(str(name), list(METHODS))}; write {known}"
        )
    return METHODS[name]


def increment(
    row: Row,
    slopes: Sequence[npt.NDArray[Any]],
    step: float,
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]:
    """Return how far some slopes lead: (n1 k1 + n2 k2 + ...) h / d.

    Parameters
    ----------
    row : Row
        The multiples n and the divisor d.
    slopes : sequence of array
        k1, k2, ..., per time unit; all of one shape, or shapes that broadcast.
    step : float
        The time step h.
    out : array, optional
        Memory for the result, of its shape, which is none of the slopes'.

    Returns
    -------
    array
        Of the shape to which the slopes broadcast.
    """
    counts, whole = row
    first, *rest = ((n, k) for n, k in zip(counts, slopes, strict=False) if n)
    total = _times(*first)
    for count, slope in rest:
        total = np.add(total, _times(count, slope), out=out)
    return np.asarray(np.multiply(total, step / whole, out=out))


def _times(count: int, slope: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return slope if count == 1 else np.asarray(slope * float(count))
