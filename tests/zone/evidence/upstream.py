"""What stands upstream of the judged targets, by the equations alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.zone.evidence.bench import Bench

FEW = 3
"""Stocks upstream below which a target is listed: it is nearly an assumption."""


@dataclass(frozen=True)
class Upstream:
    """The causes of the judged targets.

    Attributes
    ----------
    unreached : tuple of str
        Variables that reach no judged target, as the model spells them.
    stocks : dict of target to int
        Stocks from which a path leads to a target.
    """

    unreached: tuple[str, ...]
    stocks: Mapping[str, int]


def causes(graph: Mapping[str, Iterable[str]], ends: Iterable[str]) -> set[str]:
    """Return what reaches some variables, they among it, where `graph` leads from cause to effect.

    Examples
    --------
    >>> sorted(causes({"a": ["b"], "b": ["c"], "c": [], "d": ["d"]}, ["b"]))
    ['a', 'b']
    """
    behind: dict[str, list[str]] = {}
    for cause, affected in graph.items():
        for one in affected:
            behind.setdefault(one, []).append(cause)
    found, todo = set(ends), list(ends)
    while todo:
        fresh = set(behind.get(todo.pop(), ())) - found
        found |= fresh
        todo += fresh
    return found


def upstream(bench: Bench) -> Upstream:
    """Return what reaches which judged target; time controls aside."""
    model = bench.model
    table = model.variables
    spelled = {model.canonical(str(name)): str(name) for name in table["name"]}
    kinds = dict(zip(map(model.canonical, table["name"]), table["kind"], strict=True))
    graph = model._structure.graph
    own = {t.id: causes(graph, [model.canonical(t.variable)]) for t in bench.judged}
    reached = set().union(*own.values())
    controls = {"initial_time", "final_time", "time_step", "saveper"}
    return Upstream(
        tuple(sorted(spelled[key] for key in spelled if key not in reached | controls)),
        {name: sum(kinds[key] == "stock" for key in found) for name, found in own.items()},
    )
