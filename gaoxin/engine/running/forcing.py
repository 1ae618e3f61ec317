"""What the loop over time reads and does not compute: values that vary in time only, and others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import TIME, Plan
from gaoxin.engine.running.stores import Store
from gaoxin.engine.running.tape import Arrays
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Node, reachable
from gaoxin.engine.values.interpret import Values, evaluate


class Forcing:
    """Values that vary in time only, computed once for the whole run.

    Attributes
    ----------
    floats, truths : array
        A row an instant, a column a scalar.
    """

    def __init__(self, plan: Plan, timing: Timing, parameters: Parameters) -> None:
        wanted = [n for n in frontier(plan) if plan.rate(n) == TIME]
        outputs = [n for n in plan.outputs.values() if plan.rate(n) == TIME]
        instants = timing.instants
        self.values: Values = evaluate(
            [*wanted, *outputs], parameters.over_time(instants), dict(plan.constants)
        )
        self.nodes = wanted
        self.floats = self._rows([n for n in wanted if not n.logical], len(instants), np.float64)
        self.truths = self._rows([n for n in wanted if n.logical], len(instants), np.bool_)

    def _rows(self, nodes: Sequence[Node], instants: int, kind: Any) -> npt.NDArray[Any]:
        columns = [
            np.broadcast_to(self.values[n.number], (*n.shape, instants)).reshape(-1, instants)
            for n in nodes
        ]
        whole = np.concatenate(columns) if columns else np.empty((0, instants))
        return np.ascontiguousarray(whole.T, dtype=kind)

    def registers(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any], Arrays]:
        """Return memory for one instant's floats and truths, and each value's place in it."""
        memory = {
            False: np.empty(self.floats.shape[1]),
            True: np.empty(self.truths.shape[1], dtype=bool),
        }
        used = {False: 0, True: 0}
        places: Arrays = {}
        for node in self.nodes:
            start = used[node.logical]
            used[node.logical] = end = start + int(np.prod(node.shape))
            places[node.number] = memory[node.logical][start:end].reshape((*node.shape, 1))
        return memory[False], memory[True], places


def frontier(plan: Plan) -> list[Node]:
    """Return the values outside the loop over time that the loop reads."""
    roots = [*plan.running(), *plan.outputs.values()]
    found: dict[int, Node] = {}
    for node in reachable(roots):
        if plan.in_loop(node):
            for arg in node.args:
                if not plan.in_loop(arg):
                    found[arg.number] = arg
    for node in plan.running():
        if not plan.in_loop(node):
            found[node.number] = node
    return list(found.values())


def save_times_only(
    plan: Plan, timing: Timing, forcing: Forcing, filled: Mapping[str, Store]
) -> None:
    """Write the outputs that vary in time only.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    forcing : Forcing
        The values of what varies in time only.
    filled : mapping of canonical name to Store
        Is written into.
    """
    at = [timing.instant(step) for step in timing.saved]
    for key, node in plan.outputs.items():
        if plan.rate(node) == TIME:
            whole = np.broadcast_to(
                forcing.values[node.number], (*node.shape, len(timing.instants))
            )
            filled[key].values[..., 0] = np.moveaxis(whole[..., at], -1, 0)
