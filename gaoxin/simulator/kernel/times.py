"""Values that members share, as scalar code: what rests on constants and on time alone.

A run of the program computes them by NumPy before its first step; in the page they change with
every move of a lever, so that they are computed there, instants in place of members.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from gaoxin.engine.compiled.expand import Refs, expand
from gaoxin.engine.compiled.layout import STEP_LENGTH, Rows
from gaoxin.engine.compiled.scalar import Builder, Code, Put
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.running.plan import Plan
from gaoxin.engine.values.graph import Node, reachable

INSTANT = 0
"""The given row that holds the instants themselves."""


@dataclass(frozen=True)
class Times:
    """Scalar code with one section, ``times``, and what its given rows are.

    Attributes
    ----------
    given : Rows
        Parameters, from row 1 on.
    """

    code: Code
    given: Rows


def times_code(plan: Plan, uniform: Rows, step: float) -> Times:
    """Write the uniform rows of a layout as scalar code.

    Parameters
    ----------
    plan : Plan
    uniform : Rows
        Of the layout, and of outputs that all members share.
    step : float
        The time step.

    Returns
    -------
    Times

    Raises
    ------
    NotCovered
        Something has no scalar form.
    """
    b, given = Builder(), Rows(count=INSTANT + 1)
    refs: dict[int, Refs] = {}
    for node in reachable(uniform.nodes):
        refs[node.number] = _elements(b, plan, given, refs, node)
    stores = [Put("uniform", STEP_LENGTH, b.number(step))]
    for node, first in uniform.items():
        whole = np.broadcast_to(refs[node.number], (*node.shape, 1)).reshape(-1).tolist()
        flat = [b.emit("as_number", n) for n in whole] if node.logical else whole
        stores += [Put("uniform", first + i, value) for i, value in enumerate(flat)]
    return Times(b.finish(times=stores), given)


def _elements(b: Builder, plan: Plan, given: Rows, refs: dict[int, Refs], node: Node) -> Refs:
    """Return the elements of a value: literals, given rows, or what is computed."""
    known = plan.constants.get(node.number)
    if known is not None:
        whole = np.broadcast_to(known, (*node.shape, 1))
        give = b.truth if node.logical else b.number
        numbers = [give(v) for v in whole.reshape(-1).tolist()]
    elif node.op == "time":
        numbers = [b.load("given", INSTANT)]
    elif node.op == "param":
        first = given.place(node)
        numbers = [b.load("given", first + i) for i in range(prod(node.shape))]
    elif node.op == "random":
        raise NotCovered(f"random numbers ('{node.data.name}')")
    else:
        return expand(b, node, [refs[a.number] for a in node.args])
    return np.array(numbers, dtype=np.int64).reshape((*node.shape, 1))
