"""The functions that WebAssembly lacks, by the name of their operation in the scalar form.

Largest errors, in units of the last place, measured by ``python -m tests.simulator.elementary``
over the numbers that models meet: exp and log 1, power 2, the others 4, sine and cosine within 1e6
of zero (beyond, the argument's own last place is more). Results below the smallest normal number
may be 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from gaoxin.simulator.kernel.formulas import Formula, Number, Truth
from gaoxin.simulator.kernel.powers import (
    SMALLEST,
    exp,
    exp_inside,
    expm1,
    log,
    log1p,
    log_inside,
    power,
    remainder,
)
from gaoxin.simulator.kernel.trigonometry import (
    arccos,
    arcsin,
    arctan,
    cos,
    cosh,
    sin,
    sinh,
    tan,
    tanh,
)

FUNCTIONS: dict[str, Callable[..., Number]] = {
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "log1p": log1p,
    "power": power,
    "remainder": remainder,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "arcsin": arcsin,
    "arccos": arccos,
    "arctan": arctan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
}
"""Formulas by the name of their operation in the scalar form."""

INSIDE: dict[str, Callable[[Number], tuple[Number, Truth]]] = {
    "exp": lambda x: (exp_inside(x), abs(x) < 708.0),
    "log": lambda x: (log_inside(x), (x >= SMALLEST) & (x < math.inf)),
}
"""What is put in place of a call, and where it holds."""


def formula(name: str, at: Formula, values: Sequence[bytes]) -> bytes:
    """Return a function of the scalar form as code.

    Parameters
    ----------
    name : str
        A key of :data:`FUNCTIONS`.
    at : Formula
        Where what is kept on the way is written.
    values : sequence of bytes
        Operands; each may be read several times.

    Returns
    -------
    bytes
    """
    return FUNCTIONS[name](*(Number(at, value) for value in values)).code
