"""The loops that matter, found on a run: the strongest paths home (Eberlein and Schoenberg 2020).

From each stock, links are followed the strongest first, and a path is left when it comes to a
variable more weakly than an earlier one did. What is found is no list of all loops, of which a
model may have millions, but seldom lacks one that matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from gaoxin.engine.dominance.links import Element, Links

Loop = tuple[Element, ...]
"""Elements in the order of influence; the last acts on the first."""

Strengths = Mapping[Element, Sequence[tuple[Element, float]]]
"""Each element with those that it acts on and how strongly, the strongest first."""

MAX_STEPS = 20_000
"""Links that are followed from one stock at one instant."""


def strongest(links: Links, starts: Iterable[Element], instants: Sequence[int]) -> list[Loop]:
    """Return the loops found at some instants, each once, in the order in which they are found.

    Parameters
    ----------
    links : Links
    starts : iterable of Element
        Stocks: every loop of a model goes through one.
    instants : sequence of int
        Steps of the run at which is looked.

    Returns
    -------
    list of Loop
    """
    found: dict[frozenset[tuple[Element, Element]], Loop] = {}
    outward = links.out_of()
    starts = list(starts)
    for instant in instants:
        strengths = _at(outward, instant)
        for start in starts:
            for loop in loops_from(strengths, start):
                found.setdefault(_identity(loop), loop)
    return list(found.values())


def loops_from(strengths: Strengths, start: Element) -> Iterator[Loop]:
    """Yield the loops through a stock that the strongest paths close."""
    best: dict[Element, float] = {}
    path: list[Element] = [start]
    visiting = {start}
    stack = [(iter(strengths.get(start, ())), 1.0)]
    followed = 0
    while stack:
        rest, score = stack[-1]
        link = next(rest, None)
        if link is None:
            stack.pop()
            visiting.discard(path.pop())
            continue
        target, strength = link
        followed += 1
        if followed > MAX_STEPS:
            return
        if target == start:
            yield tuple(path)
            continue
        reached = score * strength
        if target in visiting or reached <= best.get(target, 0.0):
            continue
        best[target] = reached
        path.append(target)
        visiting.add(target)
        stack.append((iter(strengths.get(target, ())), reached))


def _at(outward: Mapping[Element, Mapping[Element, np.ndarray]], instant: int) -> Strengths:
    """Return the links' strengths at a step: the mean over members of what a score is in size."""
    found: dict[Element, list[tuple[Element, float]]] = {}
    for source, targets in outward.items():
        sizes = [(t, float(np.nanmean(np.abs(s[instant])))) for t, s in targets.items()]
        live = [(t, size) for t, size in sizes if size > 0]
        found[source] = sorted(live, key=lambda pair: -pair[1])
    return found


def _identity(loop: Loop) -> frozenset[tuple[Element, Element]]:
    return frozenset(zip(loop, (*loop[1:], loop[0]), strict=True))
