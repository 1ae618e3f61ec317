"""Loop scores: products of link scores, and their share of all loops that hold together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gaoxin.engine.dominance.discover import Loop
from gaoxin.engine.dominance.links import Links
from gaoxin.engine.values.graph import Array


def loop_score(links: Links, loop: Loop) -> Array | None:
    """Return the product of a loop's link scores, ``(steps, members)``; None if a link has none."""
    found: Array | None = None
    for source, target in zip(loop, (*loop[1:], loop[0]), strict=True):
        own = links.into.get(target, {}).get(source)
        if own is None:
            return None
        found = own if found is None else found * own
    return found


def relative(scores: Array, partition: npt.NDArray[np.int64]) -> Array:
    """Return each score in percent of the sum of the sizes of those of its partition.

    Parameters
    ----------
    scores : array, shape (loops, ...)
    partition : array of int, shape (loops,)
        Loops that have no variable from which both can be reached and back are apart.
    """
    share = np.zeros_like(scores)
    for part in np.unique(partition):
        own = partition == part
        total = np.abs(scores[own]).sum(axis=0)
        with np.errstate(all="ignore"):
            share[own] = np.where(total > 0, 100.0 * scores[own] / total, 0.0)
    return share


def polarity(scores: Array) -> str:
    """Return "R" or "B" where a score keeps its sign, else "U", as where it is 0 throughout."""
    up, down = bool((scores > 0).any()), bool((scores < 0).any())
    return "R" if up and not down else "B" if down and not up else "U"


def order_of(shares: Array) -> list[int]:
    """Return the loops' numbers, the largest mean share first."""
    size = np.abs(shares).mean(axis=tuple(range(1, shares.ndim)))
    return sorted(range(len(size)), key=lambda i: (-size[i], i))
