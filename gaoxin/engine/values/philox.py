"""Random numbers by counting: each belongs to a place, not to the order in which it is drawn."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

_HALF_STEP = 2.0**-54
"""Generator.random gives multiples of 2**-53 from 0 on; half a step more is inside (0, 1)."""


@lru_cache(maxsize=4096)
def key_words(seed: int, name: str) -> npt.NDArray[np.uint64]:
    """Return the two words of the key of a random function."""
    digest = hashlib.sha256(f"gaoxin noise:{seed}:{name}".encode()).digest()
    return np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)


def uniforms(
    seed: int, name: str, step: int, elements: int, members: slice
) -> npt.NDArray[np.float64]:
    """Return numbers in (0, 1), of shape ``(elements, members)``.

    Parameters
    ----------
    seed : int
    name : str
        Of the stream.
    step : int
        Of the run.
    elements : int
    members : slice
        Numbers of the members, start and stop given.

    Returns
    -------
    array, shape (elements, members)

    Notes
    -----
    Philox, a counter-based generator: Salmon, Moraes, Dror and Shaw (2011), *Parallel random
    numbers: as easy as 1, 2, 3*, SC11. Its key follows from seed and name, the second word of its
    counter is the step, the first counts members and their elements, four numbers a count.
    """
    first, count = members.start * elements, (members.stop - members.start) * elements
    counter = np.array([first // 4, step, 0, 0], dtype=np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key_words(seed, name), counter=counter))
    drawn = generator.random(first % 4 + count)[first % 4 :] + _HALF_STEP
    return np.ascontiguousarray(drawn.reshape(-1, elements).T)
