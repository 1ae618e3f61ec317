"""A model cut into its equations: each a function of what it names, and of nothing behind that.

Lowering with every variable taken from outside gives exactly that; stocks and everything else
with memory have a second equation, for their change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from gaoxin.engine.contents import Contents
from gaoxin.engine.lowering.lower import Free, Lowering, part_of
from gaoxin.engine.lowering.program import RULES
from gaoxin.engine.values.curves import Curve
from gaoxin.engine.values.graph import Node, reachable
from gaoxin.errors import ModelError

Kind = Literal["value", "integral", "held", "queue"]


@dataclass(frozen=True)
class LinkedEquation:
    """One equation.

    Attributes
    ----------
    target : str
        The canonical name of the variable, or the label of the state, that it gives.
    owner : str
        The canonical name of the variable in whose equation it stands.
    node : Node
        The value, or what changes the state: its rate, or what is held or queued next.
    inputs : dict of str to Node
        Leaves in whose direction it can move, by variable or label.
    delay : Node or None
        How long a queue holds back.
    """

    target: str
    owner: str
    kind: Kind
    node: Node
    inputs: dict[str, Node]
    delay: Node | None = None


@dataclass(frozen=True)
class System:
    """A model in equations.

    Attributes
    ----------
    labels : dict of int to str
        The states' labels by the numbers that the equations know them by.
    """

    parts: tuple[LinkedEquation, ...]
    labels: dict[int, str]

    @cached_property
    def owners(self) -> dict[str, str]:
        """The variable in whose equation each variable or state stands."""
        return {part.target: part.owner for part in self.parts}

    @cached_property
    def graph(self) -> dict[str, list[str]]:
        """Each variable or state with those that use it."""
        found: dict[str, list[str]] = {part.target: [] for part in self.parts}
        for part in self.parts:
            for source in part.inputs:
                found[source].append(part.target)
        return found


def cut(contents: Contents, fixed: Iterable[str], tables: frozenset[tuple[str, int]]) -> System:
    """Cut a model into its equations.

    Parameters
    ----------
    contents : Contents
    fixed : iterable of str
        Variables whose value comes from outside the run: constants, time controls, overrides.
    tables : frozenset of (str, int)
        Lookups that are overridden, with the number of their points.

    Returns
    -------
    System

    Raises
    ------
    ModelError
        The model has a conveyor.
    """
    outside = set(fixed)
    whole = contents.program()
    free = Free(frozenset(whole.values), tables=tables)
    work = Lowering(
        contents.path,
        contents.variables,
        contents.ranges,
        contents.constants(),
        RULES,
        free,
        contents.macros,
    )
    moving = [key for key in whole.values if key not in outside]
    values = [(key, _whole(work, key)) for key in moving]
    parts: list[tuple[str, str, Kind, Node, Node | None]] = [
        (key, key, "value", node, None) for key, node in values
    ]
    labels: dict[int, str] = {}
    finished = 0
    while finished < len(work.states):
        for identity, state in list(work.states.items())[finished:]:
            finished += 1
            key = str(identity[0])
            labels[state.number] = state.label
            change = work.finish(("change", key, state.number, False))
            delay = None
            if isinstance(state.way, Curve) or state.way in {"batches", "returns"}:
                raise ModelError(
                    f"'{state.variable}' is a conveyor, leaves a queue or is a rate of return; "
                    "loops through it are not scored",
                    path=work.path,
                )
            if state.kind == "queue":
                delay = work.finish(("delay", key, state.number, True))
            parts.append((state.label, key, _kind(state.kind), change, delay))
    names = set(moving)
    made = [
        LinkedEquation(t, o, kind, n, _inputs(n, names, labels), d) for t, o, kind, n, d in parts
    ]
    return System(tuple(made), labels)


def _kind(kind: str) -> Kind:
    return "integral" if kind == "integral" else "held" if kind == "held" else "queue"


def _whole(work: Lowering, key: str) -> Node:
    """Return a variable's value by its own equations, though it counts as taken from outside."""
    variable = work.variables[key]
    made = [(p, work.finish(("piece", key, p.number, False))) for p in variable.pieces]
    if len(made) == 1 and made[0][1].shape == variable.shape:
        full = all(
            index == tuple(range(n))
            for index, n in zip(made[0][0].index, variable.shape, strict=True)
        )
        if full and [i for _, i in made[0][0].looped] == list(range(len(variable.dims))):
            return work.graph.number(made[0][1])
    parts = tuple(part_of(p) for p, _ in made)
    nodes = tuple(work.graph.number(node) for _, node in made)
    return work.graph.make("assemble", nodes, variable.shape, data=parts)


def _inputs(node: Node, names: set[str], labels: dict[int, str]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for leaf in reachable([node]):
        if leaf.op == "state":
            found[labels[int(str(leaf.data))]] = leaf
        elif leaf.op == "param" and leaf.data.name in names and not leaf.data.initial:
            found[leaf.data.name] = leaf
    return found
