"""Moves: how far a lever may go from what the base says, as a share of the way to its ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.ensembles.constants import Constant

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.places import Place
    from gaoxin.ensembles.constants import Ground

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Move:
    """A lever, or one element of it, between its ends.

    A share of 0 is the base, 1 the upper end, -1 the lower end, and what lies between is in
    proportion, at every time: a path of the base keeps its form.

    Attributes
    ----------
    key : str
        ``name``, or ``name[element]``, as files spell it.
    place : Place
    low, high : float
        Its ends, in the model's unit.
    steps : tuple of (time, value)
        What the base says from `start` on, in the model's unit.
    start : float
        Time from which it acts; -inf for all of the run.
    """

    key: str
    place: Place
    low: float
    high: float
    steps: tuple[tuple[float, float], ...]
    start: float

    @property
    def times(self) -> tuple[float, ...]:
        """The instants from which on each of its values holds."""
        return tuple(time for time, _ in self.steps)

    @property
    def ends(self) -> tuple[float, float]:
        """Least and greatest share: 0 where the base stands at that end already."""
        values = [value for _, value in self.steps]
        span = 1e-12 * max(abs(self.low), abs(self.high))
        down = max(values) > self.low + span
        up = min(values) < self.high - span
        return (-1.0 if down else 0.0), (1.0 if up else 0.0)

    def values(self, shares: Array) -> Array:
        """Return the lever's values.

        Parameters
        ----------
        shares : array, shape (setting,)

        Returns
        -------
        array, shape (setting, step)
            In the model's unit.
        """
        base = np.array([value for _, value in self.steps])
        up, down = np.maximum(shares, 0.0)[:, None], np.maximum(-shares, 0.0)[:, None]
        return np.asarray(base + up * (self.high - base) + down * (self.low - base))

    def change(self, shares: Array) -> Array:
        """Return how far the lever goes from the base, on average over its steps; (setting,)."""
        base = np.array([value for _, value in self.steps])
        return np.asarray((self.values(shares) - base).mean(axis=1))


def moves_of(
    ground: Ground, place: Place, key: str, ends: tuple[float, float], start: float
) -> tuple[Move, ...]:
    """Return the moves of a lever: one where the base says the same of all its elements.

    Parameters
    ----------
    ground : Ground
        The base.
    place : Place
        The whole constant, or one element of it.
    key : str
        As files spell it.
    ends : (float, float)
        Low and high, in the model's unit.
    start : float
        Time from which it acts; -inf for all of the run.

    Returns
    -------
    tuple of Move
        None where the base draws it for each member: that is no lever but an uncertainty.
    """
    constant = ground.constants.get(place.constant) or Constant(place.default)
    singles = list(_singles(place))
    steps = [_steps(constant, one, start) for one in singles]
    if any(isinstance(value, np.ndarray) for one in steps for _, value in one):
        return ()
    if all(one == steps[0] for one in steps):
        return (Move(key, place, *ends, steps[0], start),)
    return tuple(
        Move(f"{key}[{', '.join(one.element)}]", one, *ends, own, start)
        for one, own in zip(singles, steps, strict=True)
    )


def _singles(place: Place) -> Iterable[Place]:
    if place.element or not place.default.ndim:
        return [place]
    labels = [[str(label) for label in place.default[dim].values] for dim in place.default.dims]
    return [
        replace(place, element=tuple(axis[i] for axis, i in zip(labels, index, strict=True)))
        for index in np.ndindex(*place.default.shape)
    ]


def _steps(constant: Constant, one: Place, start: float) -> tuple[tuple[float, float], ...]:
    (element,) = constant.covered(one)
    own = [(start, element.at(start)), *(step for step in element.steps if step[0] > start)]
    kept = own[:1]
    for since, value in own[1:]:
        if isinstance(value, np.ndarray) or value != kept[-1][1]:
            kept.append((since, value))
    return tuple(kept)


def moved_constants(
    moves: Sequence[Move], ground: Ground, shares: Array, since: float
) -> dict[str, tuple[list[float], Array]]:
    """Return the constants that some moves give, the elements that none moves as the base has them.

    Parameters
    ----------
    moves : sequence of Move
    ground : Ground
        The base.
    shares : array, shape (setting, move)
    since : float
        The run's first instant: what held before is left out.

    Returns
    -------
    dict of canonical name to (times, array of shape (setting, element, time))
        A value holds from its time on; elements in the order of the constant's array.
    """
    by_constant: dict[str, list[int]] = {}
    for number, move in enumerate(moves):
        by_constant.setdefault(move.place.constant, []).append(number)
    return {
        name: _moved(moves, numbers, ground, shares, since) for name, numbers in by_constant.items()
    }


def _moved(
    moves: Sequence[Move], numbers: Sequence[int], ground: Ground, shares: Array, since: float
) -> tuple[list[float], Array]:
    place = moves[numbers[0]].place
    constant = ground.constants.get(place.constant) or Constant(place.default)
    before = {s for e in constant.elements for s, _ in e.steps}
    own = {time for n in numbers for time in moves[n].times}
    times = sorted({max(time, since) for time in before | own | {since}})
    base = [[float(element.at(time)) for time in times] for element in constant.elements]
    out = np.broadcast_to(np.array(base), (len(shares), *np.shape(base))).copy()
    index = {id(element): i for i, element in enumerate(constant.elements)}
    for n in numbers:
        move = moves[n]
        at = np.searchsorted(move.times, times, side="right") - 1
        values = move.values(shares[:, n])
        for element in constant.covered(move.place):
            acts = at >= 0
            out[:, index[id(element)], acts] = values[:, at[acts]]
    return times, out
