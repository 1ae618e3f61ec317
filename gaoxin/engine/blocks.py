"""Members in blocks."""

from __future__ import annotations

import numpy as np

from gaoxin.engine.parameters import Parameters
from gaoxin.engine.plan import Plan
from gaoxin.engine.replay import replay
from gaoxin.engine.results import Store, stores
from gaoxin.engine.timing import Timing


def simulate(
    plan: Plan, timing: Timing, parameters: Parameters, *, workers: int | None, block: int | None
) -> dict[str, Store]:
    """Run all members and return every output."""
    del workers, block
    filled = stores(plan, timing, parameters.members)
    saved = {step: i for i, step in enumerate(timing.saved)}
    everyone = slice(0, parameters.members)
    for step, values in replay(plan, timing, parameters, everyone, list(plan.outputs.values())):
        if step in saved:
            for key, node in plan.outputs.items():
                store = filled[key]
                at = saved[step] if store.in_time else 0
                store.values[at] = np.broadcast_to(values[node.number], store.values.shape[1:])
    return filled
