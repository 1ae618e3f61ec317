"""Draws: the constants of each member, one independent stream a constant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.inference.priors import Prior

_HALF_STEP = 2.0**-54
"""Generator.random gives multiples of 2**-53 from 0 on; half a step more is inside (0, 1)."""


def uniforms(seed: int, name: str, n: int) -> NDArray[np.float64]:
    """Return `n` numbers in (0, 1) that belong to `name`.

    Parameters
    ----------
    seed : int
    name : str
        What is drawn. Equal names give equal numbers: the same constant in two scenarios is
        drawn at the same probabilities (common random numbers).
    n : int

    Returns
    -------
    array, shape (n,)
        Number i depends on `seed`, `name` and i alone: not on `n`, nor on what else is drawn.

    Notes
    -----
    Philox, a counter-based generator: Salmon, Moraes, Dror and Shaw (2011), *Parallel random
    numbers: as easy as 1, 2, 3*, SC11. Its key is the first 128 bits of SHA-256 of seed and name.
    """
    digest = hashlib.sha256(f"gaoxin:{seed}:{name}".encode()).digest()
    key = np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)
    return np.random.Generator(np.random.Philox(key=key)).random(n) + _HALF_STEP


def draw(priors: Iterable[Prior], n: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return the constants of `n` members.

    Returns
    -------
    dict of str to array, shape (n,)
        By :attr:`gaoxin.inference.places.Place.key` (``name`` or ``name[element]``), in the
        model's unit.
    """
    return {
        prior.place.key: prior.distribution.ppf(uniforms(seed, prior.place.key, n))
        for prior in priors
    }
