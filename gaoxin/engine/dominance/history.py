"""The values of a run at every step: of each variable, and of each state behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.replay import replay
from gaoxin.engine.running.run import Run
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array, Node


@dataclass(frozen=True)
class History:
    """A run, remembered whole.

    Attributes
    ----------
    values : dict of str to array
        By canonical name or state label; shape ``(*subscripts, steps + 1, members)``.
    """

    values: Mapping[str, Array]
    timing: Timing
    parameters: Parameters
    members: int

    @property
    def times(self) -> Array:
        """Instants of the steps."""
        steps = np.arange(self.timing.steps + 1, dtype=np.float64)
        return np.asarray(self.timing.start + steps * self.timing.step)

    def leaf(self, node: Node, labels: Mapping[int, str]) -> npt.NDArray[Any]:
        """Return a leaf's values at all steps: shape ``(*node.shape, steps + 1, members)``."""
        steps = self.timing.steps + 1
        if node.op == "time":
            return np.broadcast_to(self.times[:, None], (steps, self.members))
        if node.op == "random":
            return self._random(node)
        if node.op == "state":
            label = labels[int(str(node.data))]
            if label in self.values:
                return self.values[label]
            return np.zeros((*node.shape, steps, self.members))  # the run did not need it
        key, initial = node.data.name, node.data.initial
        if key in self.values:
            known = self.values[key]
            known = known[..., :1, :] if initial else known
        else:
            known = self._given(key, initial)
        return np.broadcast_to(known, (*node.shape, steps, self.members))

    def _given(self, key: str, initial: bool) -> npt.NDArray[Any]:
        values = self.parameters.values[key]
        if values.shape[-2] == 1:
            return values
        parts = self.timing.method.parts
        return values[..., :1, :] if initial else values[..., ::parts, :]

    def _random(self, node: Node) -> Array:
        block = slice(0, self.members)
        drawn = [
            self.parameters.random(node, 0 if node.data.initial else step, block)
            for step in range(self.timing.steps + 1)
        ]
        return np.stack(drawn, axis=-2)


def recorded(run: Run) -> History:
    """Run a model and keep every value of every step.

    The interpreter steps, not the tape, as every state is wanted too; members cost little.
    """
    plan, timing, parameters = run.plan, run.setup.timing, run.setup.parameters
    members = parameters.members
    nodes = dict(plan.outputs) | {s.label: s.node for s in plan.states}
    kept = {
        name: np.empty((*node.shape, timing.steps + 1, members)) for name, node in nodes.items()
    }
    for step, found in replay(plan, timing, parameters, slice(0, members), list(nodes.values())):
        for name, node in nodes.items():
            kept[name][..., step, :] = found[node.number]
    return History(kept, timing, parameters, members)
