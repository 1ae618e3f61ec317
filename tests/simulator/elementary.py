"""How exact a kernel's functions are: ``python -m tests.simulator.elementary``.

Units of the last place beside NumPy's own results, over the numbers that models meet; what is not
finite must be what NumPy has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.operations import OPERATIONS
from gaoxin.simulator.kernel.binary import (
    ADD,
    END,
    I32,
    LOOP,
    Function,
    Module,
    branch_if,
    call,
    get,
    i32,
    put,
)
from gaoxin.simulator.kernel.kernel import KINDS
from gaoxin.simulator.kernel.library import Library
from tests.simulator.wasm import Instance

Array = npt.NDArray[np.float64]

SPECIAL = (0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 3.0, np.inf, -np.inf, np.nan, 1e-300, 1e300, -1e300)


@dataclass(frozen=True)
class Range:
    """Where a function is tried, and how far it may be from NumPy's.

    Attributes
    ----------
    low, high : float
        Of the first operand.
    logarithmic : bool
        Whether sizes are spread evenly, and not numbers.
    bar : float
        Units of the last place; of the sine and cosine, of 1.
    """

    low: float
    high: float
    logarithmic: bool
    bar: float


INSIDE = {
    "exp": Range(-700, 700, False, 1),
    "expm1": Range(1e-12, 700, True, 4),
    "log": Range(1e-300, 1e300, True, 1),
    "log1p": Range(1e-12, 1e12, True, 4),
    "power": Range(1e-12, 1e12, True, 2),
    "remainder": Range(1e-3, 1e6, True, 0),
    "sin": Range(-1e6, 1e6, False, 1),
    "cos": Range(-1e6, 1e6, False, 1),
    "tan": Range(-100, 100, False, 4),
    "arcsin": Range(-1, 1, False, 4),
    "arccos": Range(-1, 1, False, 4),
    "arctan": Range(-1e3, 1e3, False, 2),
    "sinh": Range(1e-9, 700, True, 4),
    "cosh": Range(-700, 700, False, 4),
    "tanh": Range(-20, 20, False, 4),
}


def computed(name: str, which: str, x: Array, y: Array) -> Array:
    """Return a function of two columns, by a module that holds it alone."""
    lanes = KINDS[which]()
    module = Module()
    library = Library(module, lanes)
    function = library.quick_power() if name == "power" else library.elementary(name)
    f = Function([I32, I32, I32])  # bytes before, columns' size, end
    takes = len(OPERATIONS[name].takes)
    first = module.room(24 * x.size + 64)
    columns = [get(0) + get(1) + i32(place) + b"\x6c" + ADD for place in range(3)]
    values = [lanes.load(column, first) for column in columns[:takes]]
    f.do(LOOP, lanes.store(columns[2], b"".join(values) + call(function), first))
    f.do(put(0, get(0) + i32(lanes.size) + ADD), branch_if(0, get(0) + get(2) + b"\x48"), END)
    module.add(f, "map")
    instance = Instance(module.bytes())
    table = instance.view(first, 3 * x.size).reshape(3, -1)
    table[0], table[1] = x, y
    instance.call("map", 0, 8 * x.size, 8 * x.size)
    return np.array(table[2])


def apart(name: str, count: int = 20_000) -> float:
    """Return the largest distance from NumPy's results, of both modules.

    Infinite where one is finite and the other is not.
    """
    rng = np.random.default_rng(0)
    own = INSIDE[name]
    if own.logarithmic:
        x = np.exp(rng.uniform(np.log(own.low), np.log(own.high), count))
        x *= np.where(name not in {"log", "log1p", "power"}, rng.choice([-1.0, 1.0], count), 1.0)
    else:
        x = rng.uniform(own.low, own.high, count)
    y = rng.uniform(-20, 20, count)
    special = [(a, b) for a in SPECIAL for b in SPECIAL]
    pairs = np.array(special if len(special) % 2 == 0 else [*special, (1.0, 1.0)])
    far = np.abs(np.log10(np.where(pairs == 0, 1.0, np.abs(pairs)))) > 290
    keep = ~far.any(axis=1) | (name in {"exp", "log", "arctan", "tanh"})
    x, y = np.append(x, pairs[keep, 0]), np.append(y, pairs[keep, 1])
    x, y = x[: x.size // 2 * 2], y[: x.size // 2 * 2]
    operation = OPERATIONS[name]
    with np.errstate(all="ignore"):
        truth = operation.call(*(x, y)[: len(operation.takes)])
    worst = 0.0
    for found in (computed(name, which, x, y) for which in KINDS):
        finite = np.isfinite(truth) & (np.abs(truth) > 1e-300)
        same = ~np.isfinite(truth) & ((found == truth) | (np.isnan(found) & np.isnan(truth)))
        tiny = np.isfinite(truth) & ~finite & (np.abs(found) <= 1e-300)
        if not (finite | same | tiny).all():
            return float("inf")
        unit = np.spacing(np.maximum(np.abs(truth), 1.0 if name in {"sin", "cos"} else 0.0))
        gap = np.abs(found[finite] - truth[finite]) / unit[finite]
        worst = max(worst, float(np.nan_to_num(gap, nan=np.inf).max()))
    return worst


def main() -> None:
    """Print a line a function."""
    for name, own in INSIDE.items():
        print(f"{name:10} {apart(name, 400_000):6.2f} units, {own.low:g} to {own.high:g}")


if __name__ == "__main__":
    main()
