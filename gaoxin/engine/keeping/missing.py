"""NaN that is no fault: ``:NA:``, raw data between its points, elements without an equation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.plan import Plan
from gaoxin.engine.values.graph import Node, dependants, reachable
from gaoxin.engine.values.state import feedback

Blanks = dict[str, npt.NDArray[np.bool_]]


def blanks(plan: Plan) -> Blanks:
    """Return, for each output that may be NaN, in which of its elements.

    A value computed from what is missing is missing too, and may be NaN everywhere.
    """
    missing = missing_nodes(plan)
    found: Blanks = {}
    for key, node in plan.outputs.items():
        if node.number in missing:
            whole = node.op != "assemble" or any(a.number in missing for a in node.args)
            found[key] = np.ones(node.shape, dtype=bool) if whole else ~_covered(node)
    return found


def missing_nodes(plan: Plan) -> set[int]:
    """Return the values, by number of the node, that rest on something missing."""
    roots = [*plan.outputs.values(), *(n for s in plan.states for n in s.parts())]
    order = reachable(roots)
    sources = [node.number for node in order if _is_source(node)]
    return dependants(order, sources, feedback(plan.states)) if sources else set()


def _is_source(node: Node) -> bool:
    if node.op == "const":
        if isinstance(node.data, bytes):
            return bool(np.isnan(np.frombuffer(node.data)).any())
        return bool(node.data == "nan")
    if node.op == "curves":
        return any(c.mode == "raw" or np.isnan(c.y).any() for c in node.data[1])
    return node.op == "assemble" and not _covered(node).all()


def _covered(node: Node) -> npt.NDArray[np.bool_]:
    """Return which elements of a variable have an equation."""
    covered = np.zeros(node.shape, dtype=bool)
    for part in node.data:
        covered[np.ix_(*part.positions)] = True
    return covered
