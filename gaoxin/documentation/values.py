"""Numbers of a model as its documentation prints them: whole, not rounded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.engine.reading.unparse import shortened
from gaoxin.errors import ModelError

if TYPE_CHECKING:
    from gaoxin.engine.model import Model

MOST = 400
"""Letters of a value at most; a longer table is cut."""


def exact(value: float) -> str:
    """Return a number with as many digits as it was written with.

    Examples
    --------
    >>> exact(0.1), exact(85.0), exact(1e-7)
    ('0.1', '85', '1e-07')
    """
    return f"{value:.12g}"


def value_text(model: Model, name: str) -> str:
    """Return a constant's value, by element where it has any; a lookup's points; else nothing."""
    try:
        held = model.default(name)
    except ModelError:
        return ""
    if "x" in held.dims:
        points = zip(held["x"].values, np.moveaxis(held.values, -1, 0), strict=True)
        return shortened(" ".join(f"({exact(float(x))}, {_list(y)})" for x, y in points), MOST)
    if not held.dims:
        return exact(float(held))
    flat = held.stack(cell=held.dims) if held.ndim > 1 else held.rename({held.dims[0]: "cell"})
    cells = [(_element(c), float(v)) for c, v in zip(flat["cell"].values, flat.values, strict=True)]
    if len({v for _, v in cells}) == 1:
        return exact(cells[0][1])
    return shortened(", ".join(f"{name}: {exact(v)}" for name, v in cells), MOST)


def _list(y: np.ndarray) -> str:
    return ", ".join(exact(float(v)) for v in np.ravel(y))


def _element(cell: object) -> str:
    return ", ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def limits_text(low: float | None, high: float | None) -> str:
    """Return a range, an end that is not stated as a mark of interrogation.

    Examples
    --------
    >>> limits_text(0, None), limits_text(None, None)
    ('0 … ?', '')
    """
    ends = [None if e is None or math.isnan(e) else e for e in (low, high)]
    if ends == [None, None]:
        return ""
    return " … ".join("?" if e is None else exact(e) for e in ends)
