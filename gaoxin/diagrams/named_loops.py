"""The named loops of a model, each as a path through its equations.

A loop is named by a constant, as ``strength R1``, that scales one effect in it. Which loop through
that effect is meant is said in ``model/loops.csv`` (column ``variables``: those of the loop in the
order of influence, ``->`` between; some of them are enough) or, without that table, by the words of
the constant's own comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.loops import read_loop_rows
from gaoxin.desks.spoken import chinese_name
from gaoxin.diagrams.network import Network, meaning
from gaoxin.engine.reading.catalogue import units_and_limits
from gaoxin.engine.structure.cycles import loops_through
from gaoxin.engine.structure.signs import Sign, times
from gaoxin.errors import nearest
from gaoxin.names import canonical

if TYPE_CHECKING:
    from gaoxin.engine.structure.cycles import Digraph

_STRENGTH = re.compile(r"strength ([RB]\d+)", re.IGNORECASE)
_WORD = re.compile(r"[a-z&]{3,}")


@dataclass(frozen=True)
class NamedLoop:
    """A loop with its name.

    Attributes
    ----------
    id : str
        As ``R1``.
    polarity : {"R", "B"}
        Whether it is said to reinforce or to balance.
    path : tuple of str
        Canonical names in the order of influence; the last acts on the first.
    sign : 1, -1 or None
        As the equations tell: reinforcing, balancing, or not to be told from their form.
    """

    id: str
    polarity: str
    name_en: str
    name_zh: str
    path: tuple[str, ...]
    sign: Sign


@dataclass(frozen=True)
class _Asked:
    id: str
    strength: str
    polarity: str
    name_en: str
    name_zh: str
    through: tuple[str, ...]
    words: frozenset[str]


def named_loops(network: Network, table: Path | None = None) -> list[NamedLoop]:
    """Return the named loops of a model that close, in the order they are listed.

    Parameters
    ----------
    table : Path, optional
        ``loops.csv``; without it constants named ``strength R1`` and the like count.

    Raises
    ------
    DataError
        The table names a variable that the model does not have, or another polarity than R or B.
    """
    asked = _listed(network, table) if table is not None else _commented(network)
    loops = (_loop(network, one) for one in asked)
    return [loop for loop in loops if loop is not None]


def _listed(network: Network, table: Path) -> list[_Asked]:
    asked = []
    for row in read_loop_rows(table):
        for name in (row.strength, *row.stations):
            if canonical(name) not in network.inputs:
                close = nearest(name, network.names.values())
                raise row.error(f"the model has no variable '{name}'{close}")
        through = tuple(canonical(name) for name in row.stations)
        names = (row.name_en, row.name_zh)
        strength = canonical(row.strength)
        asked.append(_Asked(row.id, strength, row.polarity, *names, through, frozenset()))
    return asked


def _commented(network: Network) -> list[_Asked]:
    asked = []
    for key, name in network.names.items():
        match = _STRENGTH.fullmatch(name)
        if match is None or key not in network.inputs:
            continue
        comment = units_and_limits(network.structure.contents.variables[key])["comment"]
        english = meaning(comment).removeprefix(f"{match[1]}:").strip().split(". ")[0]
        chinese = chinese_name(comment).removesuffix("强度") or match[1]
        words = frozenset(_WORD.findall(english.lower()))
        kind = match[1][0].upper()
        asked.append(_Asked(match[1], key, kind, english, chinese, (), words))
    return asked


def _loop(network: Network, asked: _Asked) -> NamedLoop | None:
    """Return the loop that fits best: its kind, then what it is said to go through, then short."""
    graph = network.structure.graph
    if len(asked.through) > 1 and all(b in graph[a] for a, b in links(asked.through)):
        sign = loop_sign(network, asked.through)  # said from end to end
        named = (asked.id, asked.polarity, asked.name_en, asked.name_zh)
        return NamedLoop(*named, asked.through, sign)
    wanted = 1 if asked.polarity == "R" else -1
    best: tuple[tuple[int, int, int], tuple[str, ...], Sign] | None = None
    for user in network.structure.used_by[asked.strength]:
        paths = list(loops_through(graph, user, most=300, steps=3000).paths)
        if asked.through:
            paths += _through(graph, user, asked.through)
        for path in paths:
            sign = loop_sign(network, path)
            fits = 2 if sign == wanted else 1 if sign is None else 0
            score = (fits, _hits(path, asked), -len(path))
            if best is None or score > best[0]:
                best = score, path, sign
    if best is None:
        return None
    return NamedLoop(asked.id, asked.polarity, asked.name_en, asked.name_zh, best[1], best[2])


def loop_sign(network: Network, path: Sequence[str]) -> Sign:
    """Return the product of the signs of a loop's links."""
    sign: Sign = 1
    for source, target in links(path):
        sign = times(sign, network.sign(source, target))
    return sign


def links(path: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Return the links of a closed path."""
    return zip(path, (*path[1:], path[0]), strict=True)


def _hits(path: Sequence[str], asked: _Asked) -> int:
    if asked.through:
        return len(set(asked.through) & set(path))
    return len(asked.words & {word for key in path for word in _WORD.findall(key)})


def _through(graph: Digraph, user: str, stations: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the loop from station to station by shortest ways, if one closes without a knot."""
    turned = [s for s in stations if s != user]
    start = stations.index(user) if user in stations else 0
    turned = [*turned[start:], *turned[:start]]
    path = [user]
    for station in (*turned, user):
        way = _shortest(graph, path[-1], station, set(path[1:]))
        if way is None:
            return []
        path += way
    return [tuple(path[:-1])]


def _shortest(graph: Digraph, start: str, end: str, closed: set[str]) -> list[str] | None:
    """Return what comes after `start` on a shortest way to `end`, by breadth first search."""
    before: dict[str, str] = {}
    row = [start]
    while row:
        following = []
        for node in row:
            for after in graph[node]:
                if after == end:
                    way = [end]
                    while node != start:
                        way.append(node)
                        node = before[node]
                    return way[::-1]
                if after not in closed and after not in before and after != start:
                    before[after] = node
                    following.append(after)
        row = following
    return None
