"""What a run has to compute, and how often: once, once a member, once a time, or every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from gaoxin.engine.lowering.program import Lowered
from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.graph import LEAVES, Graph, Node, dependants, reachable
from gaoxin.engine.values.interpret import Leaf, Values, evaluate
from gaoxin.engine.values.state import State, feedback

MEMBER, TIME, MEMORY, FREE = 1, 2, 4, 8
"""What a value may depend on: the member, the time, the states; what is set after planning."""

NOISE = "noise "
"""The name, which no variable has, under which random numbers vary over members."""


@dataclass(frozen=True)
class Plan:
    """The part of a lowered model that a run needs.

    Attributes
    ----------
    outputs : dict of str to Node
        Canonical names asked for.
    states : tuple of State
        States that outputs rest on, directly or through other states.
    rates : dict of int to int
        Node number to a sum of MEMBER, TIME, MEMORY and FREE.
    constants : dict of int to array
        Values that are the same for all members and times.
    """

    outputs: dict[str, Node]
    states: tuple[State, ...]
    rates: dict[int, int]
    constants: Values

    @cached_property
    def order(self) -> list[Node]:
        """All values that it needs, operands before their users."""
        return reachable([*self.outputs.values(), *(n for s in self.states for n in s.parts())])

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Names of the parameters that it needs."""
        return frozenset(str(n.data.name) for n in self.order if n.op == "param")

    @cached_property
    def giving_na(self) -> tuple[Node, ...]:
        """Values that may be ``:NA:`` whatever the constants are."""
        return tuple(node for node in self.order if _gives_na(node))

    def rate(self, node: Node) -> int:
        """Say what a value depends on."""
        return self.rates[node.number]

    def in_loop(self, node: Node) -> bool:
        """Whether a value is computed again in every step."""
        rate = self.rates[node.number]
        return bool(rate & MEMORY) or rate & (MEMBER | TIME) == MEMBER | TIME

    def once(self, node: Node) -> bool:
        """Whether a value is computed once a member."""
        return bool(self.rates[node.number] & MEMBER) and not self.in_loop(node)

    def running(self) -> list[Node]:
        """Return the values every step needs to change the states."""
        return [s.change for s in self.states if s.change is not None]

    def starting(self) -> list[Node]:
        """Return the values needed before the first step."""
        nodes = [n for s in self.states for n in (s.initial, s.delay, s.ring)]
        return [n for n in nodes if n is not None]


_GIVING = frozenset({"element at", "market price"})
"""Operations that give :NA: themselves."""


def _gives_na(node: Node) -> bool:
    if node.op == "const":
        if isinstance(node.data, bytes):
            return bool((np.frombuffer(node.data) == NA).any())
        return bool(node.data == NA.hex())
    if node.op == "curves":
        return any(c.mode == "raw" or NA in c.y for c in node.data[1])
    return node.op in _GIVING


def make_plan(
    lowered: Lowered,
    outputs: Sequence[str],
    varying: Mapping[str, int],
    leaf: Leaf,
    *,
    general: bool = False,
) -> Plan:
    """Select what `outputs` need, and say how often each value is computed.

    Parameters
    ----------
    lowered : Lowered
    outputs : sequence of str
        Canonical names.
    varying : mapping of str to int
        What each overridden parameter varies over (MEMBER, TIME or both).
    leaf : callable
        Gives the values of constant parameters.
    general : bool, optional
        Whether the plan serves all values of the constants with which the :func:`switches` are
        the same; its constants are literals alone.

    Returns
    -------
    Plan
    """
    chosen = {key: lowered.values[key] for key in outputs}
    states = needed_states(lowered.states, list(chosen.values()))
    roots = _roots(chosen, states)
    rates = find_rates(roots, states, varying)
    order = reachable(roots)
    constants = evaluate(_fixed(order, rates, general), leaf)
    known = constants
    if general:
        # how the switches stand, and nothing of what they are computed from, which may change
        conditions = _switches(order, rates)
        found = evaluate(conditions, leaf, dict(constants))
        known = constants | {c.number: found[c.number] for c in conditions}
    new = _simplify(lowered.graph, roots, rates, varying, known)
    chosen = {key: new[node.number] for key, node in chosen.items()}
    states = tuple(
        replace(
            s,
            initial=new[s.initial.number] if s.initial else None,
            change=new[s.change.number] if s.change else None,
            delay=new[s.delay.number] if s.delay else None,
            ring=new[s.ring.number] if s.ring else None,
        )
        for s in states
    )
    states = needed_states(states, list(chosen.values()))
    roots = _roots(chosen, states)
    rates = find_rates(roots, states, varying)
    fixed = _fixed(reachable(roots), rates, general)
    return Plan(chosen, states, rates, evaluate(fixed, leaf, constants))


def switches(lowered: Lowered, outputs: Sequence[str], varying: Mapping[str, int]) -> list[Node]:
    """Return the conditions by which constants decide what `outputs` rest on.

    Parameters
    ----------
    lowered : Lowered
    outputs : sequence of str
        Canonical names.
    varying : mapping of str to int
        As in :func:`make_plan`.

    Returns
    -------
    list of Node
    """
    chosen = [lowered.values[key] for key in outputs]
    states = needed_states(lowered.states, chosen)
    roots = [*chosen, *(n for s in states for n in (s.node, *s.parts()))]
    return _switches(reachable(roots), find_rates(roots, states, varying))


def _switches(order: Sequence[Node], rates: Mapping[int, int]) -> list[Node]:
    chosen = [n.args[0] for n in order if n.op == "where" and rates[n.number]]
    return [c for c in dict.fromkeys(chosen) if rates[c.number] == 0]


def _fixed(order: Sequence[Node], rates: Mapping[int, int], general: bool) -> list[Node]:
    """Return what is the same for all members and times; in general, what no constant changes."""
    if not general:
        return [n for n in order if rates[n.number] == 0]
    literal: set[int] = set()
    for node in order:
        inner = node.op not in LEAVES and all(a.number in literal for a in node.args)
        if inner or node.op == "const":
            literal.add(node.number)
    return [n for n in order if n.number in literal]


def _roots(chosen: Mapping[str, Node], states: Sequence[State]) -> list[Node]:
    return [*chosen.values(), *(n for s in states for n in (s.node, *s.parts()))]


def needed_states(states: Sequence[State], roots: Sequence[Node]) -> tuple[State, ...]:
    """Return the states that `roots` rest on, and those that these rest on."""
    by_number = {s.number: s for s in states}
    found: set[int] = set()
    seen: set[int] = set()
    front = list(roots)
    while front:
        node = front.pop()
        if node.number in seen:
            continue
        seen.add(node.number)
        front.extend(node.args)
        if node.op == "state" and int(str(node.data)) not in found:
            found.add(int(str(node.data)))
            front.extend(by_number[int(str(node.data))].parts())
    return tuple(s for s in states if s.number in found)


def find_rates(
    roots: Sequence[Node], states: Sequence[State], varying: Mapping[str, int]
) -> dict[int, int]:
    """Say what every value depends on; a state depends on what its start and change do.

    Parameters
    ----------
    roots : sequence of Node
        They, and what they need, are judged.
    states : sequence of State
        Those that the roots rest on.
    varying : mapping of str to int
        What each overridden parameter varies over (MEMBER, TIME or both), and FREE for what is
        set only when the plan is done.

    Returns
    -------
    dict of int to int
        Node number to a sum of MEMBER, TIME, MEMORY and FREE.
    """
    order = reachable(roots)
    rates: dict[int, int] = {}
    for node in order:  # as if no state varied over members
        rates[node.number] = _rate(node, rates, varying)
    varies = [number for number, rate in rates.items() if rate & MEMBER]
    for number in dependants(order, varies, feedback(states)):
        rates[number] |= MEMBER
    return rates


def _rate(node: Node, rates: Mapping[int, int], varying: Mapping[str, int]) -> int:
    if node.op == "time":
        return TIME
    if node.op == "state":
        return MEMORY
    if node.op == "random":  # a new number a step, kept all through it
        return varying.get(NOISE, MEMBER) | (0 if node.data.initial else MEMORY)
    if node.op == "param":
        rate = varying.get(node.data.name, 0)
        return rate & ~TIME if node.data.initial else rate
    total = 0
    for arg in node.args:
        total |= rates[arg.number]
    return total


def _simplify(
    g: Graph,
    roots: Sequence[Node],
    rates: Mapping[int, int],
    varying: Mapping[str, int],
    constants: Values,
) -> dict[int, Node]:
    """Leave out what the constants of this run make void; no bit of a result changes.

    Factors that are 1 and choices whose condition is fixed fall away; constants that do not vary
    in time have one value for the start and the run.
    """
    new: dict[int, Node] = {}
    for node in reachable(roots):
        args = tuple(new[a.number] for a in node.args)
        result = node
        if node.op == "param":
            if node.data.initial and not varying.get(node.data.name, 0) & TIME:
                result = g.param(node.data.name, node.shape)
        elif rates[node.number] != 0:
            kept = _void(node, constants)
            if kept is not None:
                result = g.expand(g.number(args[kept]), node.shape)
            elif any(a is not b for a, b in zip(args, node.args, strict=True)):
                result = g.make(node.op, args, node.shape, node.data, node.logical)
        new[node.number] = result
        if node.number in constants and result.number not in constants:
            constants[result.number] = constants[node.number]
    return new


def _void(node: Node, constants: Values) -> int | None:
    """Return which operand a value equals, or None."""

    def is_all(position: int, value: Any) -> bool:
        known = constants.get(node.args[position].number)
        return known is not None and bool(np.all(known == value))

    if node.op == "multiply":
        return 1 if is_all(0, 1.0) else 0 if is_all(1, 1.0) else None
    if node.op == "divide":
        return 0 if is_all(1, 1.0) else None
    if node.op == "where":
        return 1 if is_all(0, True) else 2 if is_all(0, False) else None
    return None
