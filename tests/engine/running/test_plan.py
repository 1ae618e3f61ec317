"""What a value varies over, against the rule as it is said: look again until nothing changes."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

import gaoxin
from gaoxin.engine.keeping.missing import missing_nodes
from gaoxin.engine.running import plan as planning
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import MEMBER, MEMORY, NOISE, TIME, Plan, find_rates, needed_states
from gaoxin.engine.values.data import Part, Source
from gaoxin.engine.values.graph import Graph, Node, reachable
from gaoxin.engine.values.state import State
from gaoxin.errors import GaoxinError
from tests.engine.random_models import model_texts

Varying = Mapping[str, int]


def _own(node: Node, varying: Varying, by_member: set[object]) -> int:
    """Return what a value varies over by itself."""
    if node.op == "time":
        return TIME
    if node.op == "state":
        return MEMORY | (MEMBER if node.data in by_member else 0)
    if node.op == "random":
        return varying.get(NOISE, MEMBER) | (0 if node.data[1] else MEMORY)
    if node.op == "param":
        rate = varying.get(node.data[0], 0)
        return rate & MEMBER if node.data[1] else rate
    return 0


def _said(roots: Sequence[Node], states: Sequence[State], varying: Varying) -> dict[int, int]:
    """Return the rates, slowly: all values again whenever one more state varies over members."""
    by_member: set[object] = set()
    while True:
        rates: dict[int, int] = {}
        for node in reachable(roots):
            rate = _own(node, varying, by_member)
            for arg in node.args:
                rate |= rates[arg.number]
            rates[node.number] = rate
        parts = {s.number: s.parts() for s in states}
        grown = {n for n, nodes in parts.items() if any(rates[p.number] & MEMBER for p in nodes)}
        if grown <= by_member:
            return rates
        by_member |= grown


def _needed(states: Sequence[State], roots: Sequence[Node]) -> set[int]:
    known = {s.number: s for s in states}
    found: set[int] = set()
    while True:
        nodes = [*roots, *(n for f in found for n in known[f].parts())]
        grown = {int(str(n.data)) for n in reachable(nodes) if n.op == "state"}
        if grown <= found:
            return found
        found |= grown


def _random_graph(number: int) -> tuple[list[Node], tuple[State, ...], dict[str, int]]:
    """Return some roots, states that change into each other, and what parameters vary over."""
    rng = np.random.default_rng(number)
    g = Graph()
    count = int(rng.integers(1, 12))
    states = [g.make("state", data=n) for n in range(count)]
    names = [f"p{n}" for n in range(6)]
    pool = [*states, g.make("time"), g.make("random", data=Source("noise", bool(rng.integers(2))))]
    pool += [g.param(n, initial=bool(rng.integers(2))) for n in names]
    pool += [g.const(float(n)) for n in range(3)]
    for _ in range(int(rng.integers(0, 40))):
        a, b = (pool[int(rng.integers(len(pool)))] for _ in range(2))
        pool.append(g.call(str(rng.choice(["add", "multiply", "maximum"])), a, b))

    def some() -> Node:
        return pool[int(rng.integers(len(pool)))]

    made = tuple(
        State(n, "queue", node, "v", some(), some(), some() if rng.random() < 0.3 else None)
        for n, node in enumerate(states)
    )
    varying = {
        n: int(rng.choice([MEMBER, TIME, MEMBER | TIME])) for n in names if rng.random() < 0.3
    }
    varying[NOISE] = int(rng.choice([0, MEMBER]))
    return [some() for _ in range(int(rng.integers(1, 4)))], made, varying


def test_rates_are_those_of_the_rule_on_random_graphs() -> None:
    differing = 0
    for number in range(400):
        roots, states, varying = _random_graph(number)
        needed = needed_states(states, roots)
        assert {s.number for s in needed} == _needed(states, roots)
        nodes = [*roots, *(n for s in needed for n in (s.node, *s.parts()))]
        found = find_rates(nodes, needed, varying)
        assert found == _said(nodes, needed, varying)
        differing += any(found[s.node.number] & MEMBER for s in needed)
    assert differing > 100, "in most of them some state varies over members"


def test_rates_are_those_of_the_rule_on_random_models() -> None:
    compared = 0

    @seed(5)
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=model_texts())
    def agree(text: str) -> None:
        nonlocal compared
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.mdl"
            path.write_text(text, encoding="utf-8")
            try:
                lowered = gaoxin.load(path)._contents.program()
            except GaoxinError:
                return
        roots = [*lowered.values.values(), *(n for s in lowered.states for n in s.parts())]
        roots += [s.node for s in lowered.states]
        for varying in ({"k": MEMBER}, {"kr": MEMBER | TIME, "ks": TIME}, {NOISE: 0}):
            assert find_rates(roots, lowered.states, varying) == _said(
                roots, lowered.states, varying
            )
        compared += 1

    agree()
    assert compared >= 10


def test_each_value_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many stocks lie between what varies over members and what rests on it."""
    g = Graph()
    nodes = [g.make("state", data=n) for n in range(200)]
    first = g.param("rate")
    changes = [first, *nodes[:-1]]
    states = [
        State(n, "integral", node, "v", g.const(0.0), change)
        for n, (node, change) in enumerate(zip(nodes, changes, strict=True))
    ]
    judged = 0
    rate = planning._rate

    def counted(node: Node, rates: Mapping[int, int], varying: Varying) -> int:
        nonlocal judged
        judged += 1
        return rate(node, rates, varying)

    monkeypatch.setattr(planning, "_rate", counted)
    rates = find_rates([*nodes, first, g.const(0.0)], states, {"rate": MEMBER})
    assert judged == len(rates) == 202
    assert all(rates[node.number] == MEMBER | MEMORY for node in nodes)


def test_what_rests_on_missing_data_is_found_through_states() -> None:
    g = Graph()
    nodes = [g.make("state", data=n) for n in range(4)]
    part = Part(((0,),), (0,))  # of two elements one has an equation
    missing = g.make("assemble", (g.array(np.ones(1)),), (2,), (part,))
    changes = [g.const(1.0), g.call("add", missing, nodes[0]), nodes[1], g.call("exp", nodes[0])]
    states = tuple(
        State(n, "integral", node, "v", g.const(0.0), change)
        for n, (node, change) in enumerate(zip(nodes, changes, strict=True))
    )
    plan = Plan({f"s{n}": node for n, node in enumerate(nodes)}, states, {}, {})
    found = missing_nodes(plan, Parameters({}, 1))
    assert [node.number in found for node in nodes] == [False, True, True, False]
