"""A whole model lowered: the value of every variable, the states, and cycles named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gaoxin.engine.lowering.expressions import EXPRESSIONS
from gaoxin.engine.lowering.functions.specials import SPECIALS
from gaoxin.engine.lowering.functions.vectors import ALLOCATIONS
from gaoxin.engine.lowering.lower import Free, Goal, Lowering, Rule
from gaoxin.engine.lowering.memory.delays import DELAYS
from gaoxin.engine.lowering.memory.stateful import STATEFUL
from gaoxin.engine.lowering.order import parts_of, untangle
from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.unreadable import together
from gaoxin.engine.reading.variables import CONTROLS, Variable
from gaoxin.engine.values.graph import Array, Graph, Node
from gaoxin.engine.values.state import State
from gaoxin.errors import ModelError

RULES: dict[str, Rule] = {
    **EXPRESSIONS,
    **STATEFUL,
    **DELAYS,
    **ALLOCATIONS,
    **{name: function.rule for name, function in SPECIALS.items()},
}
"""What lowers each structure of a tree, by its name, and each function with a rule of its own."""


@dataclass(frozen=True)
class Lowered:
    """A model as values: the running value of every variable, and its states.

    Attributes
    ----------
    frozen : dict of str to Node
        Values of the start that the run goes on using, as INITIAL's.
    """

    graph: Graph
    values: dict[str, Node]
    controls: dict[str, Node]
    states: tuple[State, ...]
    structural: frozenset[str]
    frozen: dict[str, Node]


def lower_model(
    path: Path,
    variables: dict[str, Variable],
    ranges: Ranges,
    constants: dict[str, Array],
    free: Free,
    macros: Mapping[str, Macro],
) -> Lowered:
    """Lower every variable, its states and their initial values.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    variables : dict of canonical name to Variable
        Where an order of subscripted equations asks for it, their pieces are split.
    ranges : Ranges
    constants : dict
        Values of the model's constants, in their own shapes (orders of delays rest on them).
    free : Free
        What comes from outside instead of an equation.
    macros : mapping
        Macros by canonical name.

    Returns
    -------
    Lowered

    Raises
    ------
    ModelError
        Unknown names and functions, subscripts out of place, cycles (named in order): all of them
        at once.
    """
    while True:
        work = Lowering(path, variables, ranges, constants, RULES, free, macros)
        lowered = _lower_all(work)
        for cycle in work.cycles:
            if not any(parts_of(variables[key]) for _, key, _, _ in cycle):
                work.faults.append(_cycle_error(path, variables, cycle))
        if work.faults:
            raise together(work.faults)
        if not work.cycles:
            return lowered
        untangle(path, [variables[k] for k in dict.fromkeys(t[1] for c in work.cycles for t in c)])


def _lower_all(work: Lowering) -> Lowered:
    values: dict[str, Node] = {}
    for key, variable in work.variables.items():
        if variable.equations[0].kind == "lookup":
            continue
        if not work.is_free(variable):
            for piece in variable.pieces:
                work.finish(("piece", key, piece.number, False))
        values[key] = work.variable(key)
    controls = {}
    for key in CONTROLS:
        if key in work.variables:
            controls[key] = work.finish(("control", key, 0, False))
    finished = 0
    while finished < len(work.states):
        for identity, state in list(work.states.items())[finished:]:
            finished += 1
            variable_key = identity[0]
            state.initial = work.finish(("initial", variable_key, state.number, True))
            state.change = work.finish(("change", variable_key, state.number, False))
            if state.kind == "queue":
                state.delay = work.finish(("delay", variable_key, state.number, True))
    return Lowered(
        work.graph,
        values,
        controls,
        tuple(work.states.values()),
        frozenset(work.structural),
        work.frozen,
    )


def _cycle_error(path: Path, variables: dict[str, Variable], cycle: tuple[Goal, ...]) -> ModelError:
    keys = list(dict.fromkeys(t[1] for t in cycle))
    first = min(range(len(keys)), key=lambda i: variables[keys[i]].line)
    names = [variables[k].name for k in keys[first:] + keys[:first]]
    loop = " -> ".join([*names, names[0]])
    line = variables[keys[first]].line
    if any(t[3] for t in cycle):
        text = f"initial values depend on each other: {loop}; give one of them a value of its own"
    else:
        text = (
            f"simultaneous equations, each needs the next: {loop}; "
            "break the loop with a stock, SMOOTH or DELAY"
        )
    return ModelError(text, path=path, line=line)
