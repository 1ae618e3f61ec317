"""What went wrong with a member whose numbers left the finite ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gaoxin.engine.parameters import Parameters
from gaoxin.engine.plan import Plan
from gaoxin.engine.replay import replay, start
from gaoxin.engine.timing import Timing
from gaoxin.engine.variables import Variable


def diagnose(
    plan: Plan,
    timing: Timing,
    parameters: Parameters,
    variables: Mapping[str, Variable],
    values: Mapping[str, object],
    member: int,
) -> str:
    """Name the first variable of a member that is not finite, and the time.

    Parameters
    ----------
    values : mapping
        Canonical name to node, of every variable of the model in order of the equations.
    member : int
        Number of the member; its run is repeated alone, every value recorded.
    """
    alone = slice(member, member + 1)
    begin = start(plan, timing, parameters, alone).now
    for state in plan.states:
        if not np.isfinite(begin[state.number]).all():
            return f"member {member}: '{state.variable}' starts at {_text(begin[state.number])}"
    roots = list(plan.outputs.values())
    names = {n.number: variables[k].name for k, n in plan.outputs.items()}
    for key, node in values.items():
        names.setdefault(int(getattr(node, "number", -1)), variables[key].name)
    for step, found in replay(plan, timing, parameters, alone, roots):
        time = timing.start + step * timing.step
        for number, array in found.items():  # operands come before their users
            if number in names and not np.isfinite(array).all():
                name = names[number]
                return f"member {member}: '{name}' is {_text(array)} first at time {time:g}"
        for state in plan.states:
            change = found[state.change.number] if state.change is not None else np.zeros(1)
            if not np.isfinite(change).all():
                return (
                    f"member {member}: the change of '{state.variable}' is {_text(change)} "
                    f"first at time {time:g}"
                )
    return f"member {member}: a value left the finite numbers between saved times"


def _text(array: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    bad = array[~np.isfinite(array)]
    return str(bad.ravel()[0])
