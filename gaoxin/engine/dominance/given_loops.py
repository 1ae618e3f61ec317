"""Loops that are given by name, scored over all elements that they run through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from gaoxin.engine.contents import Contents
from gaoxin.engine.dominance.links import Links
from gaoxin.engine.dominance.system import System
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError

Sizes = Mapping[str, int]
"""Elements of each variable and state."""


def given_score(links: Links, system: System, sizes: Sizes, loop: Sequence[str]) -> Array:
    """Return the sum of the scores of a loop's elements: ``(steps, members)``.

    Each variable is gone through at one element, and all ways to choose them are summed: the
    trace of the product of the matrices of link scores.

    Parameters
    ----------
    links : Links
        Scored for all links of the loop.
    system : System
    sizes : mapping of canonical name to int
        Elements of each variable or state.
    loop : sequence of str
        From :func:`read_loop`.

    Returns
    -------
    array, shape (steps, members)

    Raises
    ------
    ModelError
        The loop has no variables.
    """
    around: Array | None = None
    for source, target in zip(loop, (*loop[1:], loop[0]), strict=True):
        step = _between(links, system, sizes, source, target)
        around = step if around is None else np.einsum("ij...,jk...->ik...", step, around)
    if around is None:
        raise ModelError("a loop has no variables; name those it runs through, in order")
    return np.asarray(np.einsum("ii...->...", around))


def read_loop(contents: Contents, system: System, names: Sequence[str]) -> tuple[str, ...]:
    """Return a given loop's canonical names.

    Parameters
    ----------
    contents : Contents
    system : System
    names : sequence of str
        Variables in the order of influence, in any spelling; the last acts on the first.

    Returns
    -------
    tuple of str

    Raises
    ------
    ModelError
        A name is unknown, or a variable does not use the one before it.
    """
    if not isinstance(names, Sequence) or isinstance(names, str) or not names:
        raise ModelError(
            f"loop {names!r}: give the names of its variables, in the order of influence",
            path=contents.path,
        )
    keys = tuple(contents.key(name) for name in names)
    for source, target in zip(keys, (*keys[1:], keys[0]), strict=True):
        if not any(_ways(system, source, target)):
            one, other = (contents.variables[k].name for k in (source, target))
            raise ModelError(
                f"loop {' -> '.join(names)}: '{other}' does not use '{one}'; write the loop's "
                "variables in the order of influence",
                path=contents.path,
                line=contents.variables[target].line,
            )
    return keys


def _ways(system: System, source: str, target: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways from a variable to another directly, or through the other's states alone."""
    stack: list[tuple[str, ...]] = [(source,)]
    while stack:
        path = stack.pop()
        for after in system.graph.get(path[-1], ()):
            if after == target:
                yield (*path, after)
            elif after != system.owners[after] == target and after not in path:
                stack.append((*path, after))


def _between(links: Links, system: System, sizes: Sizes, source: str, target: str) -> Array:
    """Return the scores from a variable's elements to another's: ``(to, from, steps, members)``."""
    total: Array | None = None
    for way in _ways(system, source, target):
        product: Array | None = None
        for one, other in pairwise(way):
            step = _matrix(links, sizes, one, other)
            product = step if product is None else np.einsum("ij...,jk...->ik...", step, product)
        if product is not None:
            total = product if total is None else total + product
    return np.zeros((sizes[target], sizes[source], 1, 1)) if total is None else total


def _matrix(links: Links, sizes: Sizes, source: str, target: str) -> Array:
    made = np.zeros((sizes[target], sizes[source], *links.shape))
    for to in range(sizes[target]):
        for (name, place), scores in links.into.get((target, to), {}).items():
            if name == source:
                made[to, place] = scores
    return made
