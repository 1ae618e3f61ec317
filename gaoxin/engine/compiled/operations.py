"""The operations of the scalar form: what each takes and gives, and NumPy's own for the slow twin.

An emitter needs one line for each of these and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Anything = npt.NDArray[Any]


@dataclass(frozen=True)
class Operation:
    """An operation on single values.

    Attributes
    ----------
    takes : tuple of str
        ``number``, ``truth`` or ``place`` (a position in a table, from 0 on).
    gives : str
    call : callable
        NumPy's own; with the instruction's data as last argument where `has_data`.
    """

    takes: tuple[str, ...]
    gives: str
    call: Callable[..., Any]
    has_data: bool = False


def _where(condition: Anything, yes: Anything, no: Anything) -> Anything:
    return np.where(condition, yes, no)


def _as_number(truth: Anything) -> Anything:
    return np.asarray(truth, dtype=np.float64)


def _reached(x: Anything, points: tuple[float, ...]) -> Anything:
    """Count the points that x has reached; none for NaN."""
    return np.where(np.isnan(x), 0, np.searchsorted(points, x, side="right"))


def _passed(x: Anything, points: tuple[float, ...]) -> Anything:
    """Count the points that x has passed; none for NaN."""
    return np.where(np.isnan(x), 0, np.searchsorted(points, x, side="left"))


def _pick(place: Anything, table: tuple[float, ...]) -> Anything:
    return np.asarray(table)[place]


def _special(name: str) -> Callable[..., Anything]:
    def call(*x: Anything) -> Anything:
        import scipy.special

        return np.asarray(getattr(scipy.special, name)(*x))

    return call


_N, _T, _P = "number", "truth", "place"
_ONE, _TWO = (_N,), (_N, _N)

_SCIPY = {
    **{"ndtr": 1, "ndtri": 1, "gammaln": 1, "psi": 1},
    **{"gammainc": 2, "gammaincinv": 2, "betainc": 3, "betaincinv": 3},
    **{"pdtr": 2, "pdtrik": 2, "bdtrik": 3, "nbdtrik": 3},
}
"""Functions of ``scipy.special`` that are called, and how many numbers they take."""

EXACT: dict[str, Operation] = {
    "add": Operation(_TWO, _N, np.add),
    "subtract": Operation(_TWO, _N, np.subtract),
    "multiply": Operation(_TWO, _N, np.multiply),
    "divide": Operation(_TWO, _N, np.divide),
    "minimum": Operation(_TWO, _N, np.minimum),
    "maximum": Operation(_TWO, _N, np.maximum),
    "negative": Operation(_ONE, _N, np.negative),
    "absolute": Operation(_ONE, _N, np.absolute),
    "square": Operation(_ONE, _N, np.square),
    "reciprocal": Operation(_ONE, _N, np.reciprocal),
    "sqrt": Operation(_ONE, _N, np.sqrt),
    "trunc": Operation(_ONE, _N, np.trunc),
    "floor": Operation(_ONE, _N, np.floor),
    "less": Operation(_TWO, _T, np.less),
    "less_equal": Operation(_TWO, _T, np.less_equal),
    "greater": Operation(_TWO, _T, np.greater),
    "greater_equal": Operation(_TWO, _T, np.greater_equal),
    "equal": Operation(_TWO, _T, np.equal),
    "not_equal": Operation(_TWO, _T, np.not_equal),
    "and": Operation((_T, _T), _T, np.logical_and),
    "or": Operation((_T, _T), _T, np.logical_or),
    "not": Operation((_T,), _T, np.logical_not),
    "where": Operation((_T, _N, _N), _N, _where),
    "as_number": Operation((_T,), _N, _as_number),
    "reached": Operation(_ONE, _P, _reached, has_data=True),
    "passed": Operation(_ONE, _P, _passed, has_data=True),
    "pick": Operation((_P,), _N, _pick, has_data=True),
}
"""Operations whose result IEEE 754 or a table fixes: every processor gives the same bits."""

ROUNDED: dict[str, Operation] = {
    "power": Operation(_TWO, _N, np.power),
    "remainder": Operation(_TWO, _N, np.remainder),
    **{
        name: Operation(_ONE, _N, getattr(np, name))
        for name in (
            "exp",
            "expm1",
            "log",
            "log1p",
            "sin",
            "cos",
            "tan",
            "arcsin",
            "arccos",
            "arctan",
            "sinh",
            "cosh",
            "tanh",
        )
    },
    **{name: Operation((_N,) * count, _N, _special(name)) for name, count in _SCIPY.items()},
}
"""Operations whose last bits are an implementation's own."""

SPECIAL = frozenset(_SCIPY)
"""Those of them that are SciPy's, which takes a while to import."""

OPERATIONS = EXACT | ROUNDED

COMMUTES = frozenset({"add", "multiply", "equal", "not_equal", "and", "or"})
"""Operations that give the same bits with their operands the other way round."""
