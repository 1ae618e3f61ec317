"""Feedback loops: how many go through a variable, and the shortest of them.

A model of a few hundred variables can have more loops than anybody could count; so the shortest
come first, and counting stops at a limit that is told.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

Digraph = Mapping[str, Sequence[str]]
"""Each variable with those that use it."""

MAX_LOOPS = 1000
"""Loops that are counted."""

MAX_STEPS = 20_000
"""Paths that are followed before counting stops."""


MAX_LINKS = 2_000_000
"""Links that are looked at, in all, to find from where a path can come home."""


@dataclass(frozen=True)
class Found:
    """Loops as paths of canonical names, the shortest first.

    Attributes
    ----------
    complete : bool
        Whether these are all; else there are more.
    """

    paths: tuple[tuple[str, ...], ...]
    complete: bool


def loops_through(
    graph: Digraph, node: str, most: int = MAX_LOOPS, steps: int = MAX_STEPS
) -> Found:
    """Return the loops through a variable, in order of length.

    Parameters
    ----------
    graph : mapping of str to those that it acts on
    node : str
    most : int
        Loops returned.
    steps : int
        Links followed in all.

    Returns
    -------
    Found
        It says whether these are all.
    """
    return _first(_paths(graph, [_start(graph, node)], steps), most, whole=True)


def loops_of(graph: Digraph, most: int = MAX_LOOPS, steps: int = MAX_STEPS) -> Found:
    """Return the loops of a whole model, each once, in order of length.

    Where a great many variables all act on one another, loops that go through none of the first
    of them are left out, and `complete` is False.

    Parameters
    ----------
    graph : mapping of str to those that it acts on
    most : int
        Loops returned.
    steps : int
        Links followed in all.

    Returns
    -------
    Found
    """
    starts: list[tuple[str, dict[str, int]]] = []
    links = 0
    for part in components(graph):
        inside = set(part)
        for node in sorted(part):
            within = {n: [m for m in graph[n] if m in inside] for n in inside}
            links += len(within) + sum(map(len, within.values()))
            if links > MAX_LINKS:
                return _first(_paths(graph, starts, steps), most, whole=False)
            starts.append(_start(within, node))
            inside.discard(node)
    return _first(_paths(graph, starts, steps), most, whole=True)


def _first(paths: Iterator[tuple[str, ...] | None], most: int, *, whole: bool) -> Found:
    """Take `most` paths; whether there are more is told."""
    found: list[tuple[str, ...]] = []
    for path in paths:
        if path is None or len(found) == most:
            return Found(tuple(found), False)
        found.append(path)
    return Found(tuple(found), whole)


def _start(graph: Digraph, node: str) -> tuple[str, dict[str, int]]:
    """Return a variable, and from where how many links lead back to it at least."""
    return node, _distances(_turned(graph), node)


def _paths(
    graph: Digraph, starts: Sequence[tuple[str, Mapping[str, int]]], steps: int
) -> Iterator[tuple[str, ...] | None]:
    """Yield the simple loops through some variables, shortest first; None where steps run out.

    The least number of links by which a path comes home is known, so that the path that can come
    home soonest is followed first, and none that cannot (A*).
    """
    heap: list[tuple[int, tuple[str, ...], int]]
    heap = [(0, (node,), number) for number, (node, _) in enumerate(starts)]
    while heap:
        _, path, number = heapq.heappop(heap)
        home, left = starts[number]
        if len(path) > 1 and path[-1] == home:
            yield path[:-1]
            continue
        steps -= len(path) > 1
        if steps < 0:
            yield None
            return
        for after in graph[path[-1]]:
            if after == home or (after in left and after not in path):
                heapq.heappush(heap, (len(path) + left[after], (*path, after), number))


def around(graph: Digraph, stations: Sequence[str]) -> tuple[str, ...]:
    """Return the loop through some variables in order, by the shortest way from each to the next.

    No variable is passed twice, and no station out of turn.

    Raises
    ------
    LookupError
        There is no way from one to the next; with both.
    """
    loop: list[str] = []
    for source, target in zip(stations, (*stations[1:], stations[0]), strict=True):
        closed = {*loop, *stations} - {target}
        way = _shortest(graph, source, target, closed)
        if way is None:
            raise LookupError(source, target)
        loop += way
    return tuple(loop)


def _shortest(
    graph: Digraph, source: str, target: str, closed: Collection[str]
) -> tuple[str, ...] | None:
    """Return the variables from one up to before another, as few as can be; None if none lead."""
    before: dict[str, str] = {}
    row = [source]
    while row:
        reached: list[str] = []
        for node in row:
            for after in graph[node]:
                if after == target:
                    way = [node]
                    while way[-1] != source:
                        way.append(before[way[-1]])
                    return tuple(reversed(way))
                if after not in before and after not in closed:
                    before[after] = node
                    reached.append(after)
        row = reached
    return None


def _turned(graph: Digraph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {node: [] for node in graph}
    for node, after in graph.items():
        for other in after:
            found[other].append(node)
    return found


def _distances(graph: Digraph, node: str) -> dict[str, int]:
    """Return the least number of links from a node to each that it reaches."""
    found, row = {node: 0}, [node]
    while row:
        reached = [m for n in row for m in graph[n]]
        number = found[row[0]] + 1
        row = [m for m in dict.fromkeys(reached) if m not in found]
        found.update(dict.fromkeys(row, number))
    return found


def components(graph: Digraph) -> list[list[str]]:
    """Return the sets of variables that all reach one another, the largest first (Tarjan 1972)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    open_, found = [], []
    for root in graph:
        stack = [] if root in order else [(root, iter(graph[root]))]
        while stack:
            node, rest = stack[-1]
            if node not in order:
                order[node] = low[node] = len(order)
                open_.append(node)
            after = next((m for m in rest if m not in order or m in low), None)
            if after is not None and after not in order:
                stack.append((after, iter(graph[after])))
                continue
            if after is not None:
                low[node] = min(low[node], order[after])
                continue
            stack.pop()
            if stack:
                above = stack[-1][0]
                low[above] = min(low[above], low[node])
            if low[node] == order[node]:
                place = open_.index(node)
                part = open_[place:]
                del open_[place:]
                for member in part:
                    del low[member]
                if len(part) > 1 or node in graph[node]:
                    found.append(part)
    return sorted(found, key=len, reverse=True)
