"""Places for the names of a graph, so that what is linked is near.

They minimise the stress of Kamada and Kawai (1989), An algorithm for drawing general undirected
graphs, Information Processing Letters 31, majorised as by Gansner, Koren and North (2004), Graph
drawing by stress majorization. From a circle: the same graph has the same places.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROUNDS = 400


def distances(count: int, pairs: Iterable[tuple[int, int]]) -> Floats:
    """Return how many links lie between any two, whichever way they go; shape (count, count).

    Two that nothing joins are a little over half as far apart as the two furthest that are joined.
    """
    from scipy.sparse.csgraph import shortest_path

    linked = np.zeros((count, count))
    for a, b in pairs:
        linked[a, b] = 1.0
    links = np.asarray(shortest_path(linked, directed=False, unweighted=True))
    apart = np.isinf(links)
    links[apart] = links[~apart].max() / 2 + 1.5
    return links


def stress(wanted: Floats) -> Floats:
    """Return places whose distances are as near to `wanted` as can be, weighted by 1/d^2."""
    count = len(wanted)
    if count == 1:
        return np.zeros((1, 2))
    turn = 2 * np.pi * np.arange(count) / count
    xy = np.column_stack([np.cos(turn), np.sin(turn)]) * float(wanted.max()) / 2
    weights = np.where(wanted > 0, 1.0 / np.maximum(wanted, 1.0) ** 2, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(ROUNDS):
        gaps = np.linalg.norm(xy[:, None] - xy[None], axis=2)
        ratio = np.where(gaps > 1e-9, weights * wanted / np.maximum(gaps, 1e-9), 0.0)
        xy = inverse @ ((np.diag(ratio.sum(axis=1)) - ratio) @ xy)
    return xy
