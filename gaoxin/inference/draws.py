"""Draws: the constants of each member, one independent stream a constant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.running.memory import check_room
from gaoxin.engine.running.workers import share_out, shared_room, usable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.places import Place
    from gaoxin.desks.priors import Prior

_HALF_STEP = 2.0**-54
"""Generator.random gives multiples of 2**-53 from 0 on; half a step more is inside (0, 1)."""

MANY = 8192
"""From so many members on, constants are drawn on all cores: a beta's inverse is slow."""


def uniforms(seed: int, name: str, n: int, first: int = 0) -> NDArray[np.float64]:
    """Return `n` numbers in (0, 1) that belong to `name`.

    Parameters
    ----------
    seed : int
    name : str
        What is drawn. Equal names give equal numbers: the same constant in two scenarios is
        drawn at the same probabilities (common random numbers).
    n : int
    first : int, optional
        Number of the first of them; those before it are not made.

    Returns
    -------
    array, shape (n,)
        Number i, counted from `first` on, depends on `seed`, `name` and i alone: not on `n`, nor
        on what else is drawn.

    Notes
    -----
    Philox, a counter-based generator: Salmon, Moraes, Dror and Shaw (2011), *Parallel random
    numbers: as easy as 1, 2, 3*, SC11. Its key is the first 128 bits of SHA-256 of seed and name;
    each count gives four numbers.
    """
    digest = hashlib.sha256(f"gaoxin:{seed}:{name}".encode()).digest()
    key = np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key, counter=first // 4))
    return generator.random(first % 4 + n)[first % 4 :] + _HALF_STEP


def single(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return draws in single precision: those of a page that carries them so are the same."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def draw(
    priors: Iterable[Prior], n: int, seed: int, first: int = 0
) -> dict[str, NDArray[np.float64]]:
    """Return the constants of `n` members.

    Parameters
    ----------
    priors : iterable of Prior
    n, seed : int
    first : int, optional
        Number of the first member; its constants and those after it are the same whatever it is.

    Returns
    -------
    dict of str to array, shape (n,)
        By :attr:`gaoxin.desks.places.Place.key` (``name`` or ``name[element]``), in the
        model's unit, in single precision.
    """
    own = list(priors)
    what = f"{n} members with {len(own)} drawn constants"
    check_room(8 * n * len(own), what, "ask for fewer members")
    many = n >= MANY and len(own) > 1
    found = shared_room((len(own), n)) if many else np.empty((len(own), n))

    def work(numbers: Iterable[int]) -> None:
        for i in numbers:
            found[i] = single(own[i].distribution.ppf(uniforms(seed, own[i].place.key, n, first)))

    share_out(work, range(len(own)), usable(None, len(own)) if many else 1)
    return {prior.place.key: values for prior, values in zip(own, found, strict=True)}


def whole_constants(
    places: Sequence[Place], constants: Mapping[str, NDArray[np.float64]]
) -> dict[str, Any]:
    """Return draws of places as overrides of whole constants.

    Parameters
    ----------
    places : sequence of Place
        A constant's elements without a draw keep the model's own value. Values of years become a
        path, each held from its year on.
    constants : mapping of place key to array, shape (member,)

    Returns
    -------
    dict of constant to array (member,) or DataArray
        As :meth:`gaoxin.Model.run` takes them.
    """
    starts: dict[str, set[float]] = {}
    for place in places:
        starts.setdefault(place.constant, set()).update(
            () if place.year is None else (place.since,)
        )
    found: dict[str, Any] = {}
    for place in places:
        values, times = constants[place.key], sorted(starts[place.constant])
        if not place.default.dims and not times:
            found[place.constant] = values
            continue
        if place.constant not in found:
            found[place.constant] = _own(place, len(values), times)
        index: dict[Any, Any] = dict(zip(place.default.dims, place.element, strict=False))
        if times and place.year is not None:
            index["time"] = slice(place.since, None)
        part = found[place.constant].loc[index]
        part[...] = values.reshape((-1,) + (1,) * (part.ndim - 1))
    return found


def _own(place: Place, members: int, times: list[float]) -> Any:
    """Return the model's own value for each member, at each time where there are some."""
    import xarray as xr

    default = place.default
    dims, coords = [*map(str, default.dims)], dict(default.coords)
    whole = np.broadcast_to(default.values, (members, *default.shape))
    if times:
        whole = np.broadcast_to(whole[..., None], (*whole.shape, len(times)))
        dims, coords = [*dims, "time"], {**coords, "time": times}
    return xr.DataArray(whole.copy(), dims=["member", *dims], coords=coords)
