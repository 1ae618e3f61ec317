"""Room for the outputs of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.engine.running.plan import MEMBER, MEMORY, TIME, Plan
from gaoxin.engine.running.timing import Timing


@dataclass(frozen=True)
class Store:
    """Room for one output: array of shape ``(saved times or 1, *subscripts, members or 1)``.

    The values of a large run may be a promise: something with that shape, and with a method
    ``read`` that returns the array.
    """

    values: Any
    in_time: bool
    by_member: bool


def stores(plan: Plan, timing: Timing, members: int, room: Any = np.empty) -> dict[str, Store]:
    """Make room for every output.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    members : int
    room : callable
        Makes an array of a shape: ``numpy.empty``, or one that other processes see.

    Returns
    -------
    dict of canonical name to Store
    """
    made = {}
    for key, node in plan.outputs.items():
        rate = plan.rate(node)
        in_time, by_member = bool(rate & (TIME | MEMORY)), bool(rate & MEMBER)
        times = len(timing.saved) if in_time else 1
        shape = (times, *node.shape, members if by_member else 1)
        made[key] = Store(room(shape), in_time, by_member)
    return made
