"""Loops against a count by hand, and against brute force on random graphs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.engine.structure.cycles import around, components, loops_of, loops_through

NODES = "abcdef"
graphs = st.fixed_dictionaries(
    {node: st.lists(st.sampled_from(NODES), max_size=3, unique=True) for node in NODES}
)


def every_loop(graph: dict[str, list[str]]) -> set[tuple[str, ...]]:
    """Follow every path; a loop is told from its least node on."""

    def follow(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for after in graph[path[-1]]:
            if after == path[0]:
                yield path
            elif after not in path and after > path[0]:
                yield from follow((*path, after))

    return {loop for node in graph for loop in follow((node,))}


def turned(loop: tuple[str, ...]) -> tuple[str, ...]:
    place = loop.index(min(loop))
    return loop[place:] + loop[:place]


@given(graphs)
def test_all_loops_are_found_once_and_in_order_of_length(graph: dict[str, list[str]]) -> None:
    found = loops_of(graph)
    assert found.complete
    assert len(set(found.paths)) == len(found.paths)
    assert {turned(p) for p in found.paths} == every_loop(graph)
    assert [len(p) for p in found.paths] == sorted(len(p) for p in found.paths)


@given(graphs, st.sampled_from(NODES))
def test_the_loops_through_one_node_are_those_that_name_it(
    graph: dict[str, list[str]], node: str
) -> None:
    found = loops_through(graph, node)
    assert all(path[0] == node for path in found.paths)
    assert {turned(p) for p in found.paths} == {p for p in every_loop(graph) if node in p}
    assert [len(p) for p in found.paths] == sorted(len(p) for p in found.paths)


@given(graphs)
def test_components_are_what_reaches_one_another(graph: dict[str, list[str]]) -> None:
    reach = {node: {node} for node in graph}
    for _ in NODES:
        for node, after in graph.items():
            for other in after:
                reach[node] |= reach[other]
    loops = {node for loop in every_loop(graph) for node in loop}
    expected = {frozenset(b for b in reach[a] if a in reach[b]) for a in graph if a in loops}
    assert {frozenset(part) for part in components(graph)} == expected


def test_counting_stops_at_its_limit_and_says_so() -> None:
    everyone = {str(i): [str(j) for j in range(30) if j != i] for i in range(30)}
    found = loops_of(everyone, most=200)
    assert (len(found.paths), found.complete) == (200, False)
    assert {len(p) for p in found.paths} == {2}
    exact = {"a": ["b"], "b": ["a"]}
    assert loops_of(exact, most=1).complete
    assert not loops_of({"a": ["b", "a"], "b": ["a"]}, most=1).complete


def test_a_model_in_which_all_acts_on_all_ends_too() -> None:
    everyone = {str(i): [str(j) for j in range(400)] for i in range(400)}
    found = loops_of(everyone)
    assert (len(found.paths), found.complete) == (1000, False)


def test_a_very_long_chain_is_no_recursion() -> None:
    ring = {str(i): [str((i + 1) % 5000)] for i in range(5000)}
    assert [len(part) for part in components(ring)] == [5000]
    assert len(loops_through(ring, "0").paths[0]) == 5000


def test_the_loop_through_stations_takes_the_shortest_way() -> None:
    graph = {"a": ["b", "c"], "b": ["c", "d"], "c": ["d"], "d": ["a"], "e": []}
    assert around(graph, ["a", "d"]) in {("a", "b", "d"), ("a", "c", "d")}
    assert around(graph, ["a", "c"]) == ("a", "c", "d")
    assert around(graph, ["a", "b", "c"]) == ("a", "b", "c", "d")
    with pytest.raises(LookupError):
        around(graph, ["a", "c", "b"])  # from c only over a, which is passed already
    with pytest.raises(LookupError):
        around(graph, ["a", "e"])
