"""The values that a run takes from outside: of constants, of overrides, and random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.plan import MEMBER, NOISE, TIME
from gaoxin.engine.values.graph import Array, Node
from gaoxin.engine.values.philox import uniforms

Members = slice | npt.NDArray[np.intp]
"""Some members of a run: a block that is computed together, or members picked one by one."""


def count(members: Members) -> int:
    """Return how many members a choice of them has."""
    return members.stop - members.start if isinstance(members, slice) else len(members)


@dataclass(frozen=True)
class Parameters:
    """Values of parameters, each of shape ``(*subscripts, instants or 1, members or 1)``.

    Attributes
    ----------
    seed : int
        Drives the random functions.
    first : int
        The first member's number, to which its random numbers belong. Elsewhere members are
        counted from 0 on.
    given : frozenset of str
        What a caller gave, and may change later; the rest is the model's own.
    """

    values: Mapping[str, Array]
    members: int
    seed: int = 0
    first: int = 0
    given: frozenset[str] = frozenset()

    def copied(self) -> Parameters:
        """Return the same values in memory of their own, which no caller changes."""
        own = {key: _copied(self.values[key]) for key in self.given}
        return replace(self, values={**self.values, **own})

    def varying(self) -> dict[str, int]:
        """Return what each parameter varies over (MEMBER, TIME), where it does."""
        found = {NOISE: MEMBER if self.members > 1 else 0}
        for key, values in self.values.items():
            rate = (TIME if values.shape[-2] > 1 else 0) | (MEMBER if values.shape[-1] > 1 else 0)
            if rate:
                found[key] = rate
        return found

    def constant(self, node: Node) -> npt.NDArray[Any]:
        """Leaf of the program of constants: width 1."""
        if node.op == "random":
            return self.random(node, 0, slice(0, 1))
        return self.whole(node)[..., 0, :]

    def over_time(self, instants: Array) -> Callable[[Node], npt.NDArray[Any]]:
        """Leaf of the program of times: width = number of instants, or 1."""

        def read(node: Node) -> npt.NDArray[Any]:
            return instants if node.op == "time" else self.whole(node)[..., :, 0]

        return read

    def at(self, node: Node, instant: int, members: Members) -> npt.NDArray[Any]:
        """Return a parameter at one instant, for a block of members: width = members, or 1.

        Parameters
        ----------
        node : Node
            A parameter, or a random number.
        instant : int
            The place among the run's instants.
        members : slice or array of int, shape (member,)

        Returns
        -------
        array, shape (*subscripts, member)
            The last axis is 1 where the parameter is the same for all members.
        """
        if node.op == "random":
            return self.random(node, 0, members)
        values = self.whole(node)
        of_time = values[..., instant if values.shape[-2] > 1 and not _at_start(node) else 0, :]
        return of_time[..., members] if values.shape[-1] > 1 else of_time

    def random(self, node: Node, step: int, members: Members) -> Array:
        """Return a random number for each element and member of a block, at one step.

        Those of the start are those of the first step. A single run is the first member.

        Parameters
        ----------
        node : Node
        step : int
        members : slice or array of int, shape (member,)

        Returns
        -------
        array, shape (*subscripts, member)
        """
        if not isinstance(members, slice):
            each = [self.random(node, step, slice(m, m + 1)) for m in members.tolist()]
            return np.concatenate(each, axis=-1)
        block = members if self.members > 1 else slice(0, 1)
        own = slice(block.start + self.first, block.stop + self.first)
        drawn = uniforms(self.seed, node.data.name, step, int(np.prod(node.shape)), own)
        return drawn.reshape((*node.shape, -1))

    def whole(self, node: Node) -> Array:
        """Return a parameter at all instants, for all members."""
        if node.op != "param":
            raise KeyError(node.op)
        return self.values[node.data.name]


def _copied(values: Array) -> Array:
    """Copy an array that somebody may change; what it repeats along an axis stays one."""
    owner: Any = values
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    if not owner.flags.writeable:  # the model's own
        return values
    once = tuple(slice(None) if step else slice(0, 1) for step in values.strides)
    return np.broadcast_to(values[once].copy(), values.shape)


def _at_start(node: Node) -> bool:
    return node.op == "param" and bool(node.data.initial)
