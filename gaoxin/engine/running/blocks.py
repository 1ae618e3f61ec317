"""Members in blocks, blocks on cores. No bit of a result depends on either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gaoxin.engine.running.forcing import Forcing, save_times_only
from gaoxin.engine.running.machine import Machine, ring_key
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import MEMBER, Plan
from gaoxin.engine.running.request import check_whole
from gaoxin.engine.running.stores import Store, stores
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.running.workers import BlockWork, share_out, shared_room, usable

BLOCK = 6144
"""Members a block: enough to outweigh the cost of a call, few enough for the cache."""

MANY = 1024
"""Fewer members than this are not worth dividing among cores."""


@dataclass(frozen=True)
class Division:
    """Blocks of `width` members that begin at `starts`, for `count` cores.

    `members` is 1 where no value depends on the member: one stands for all of them.
    """

    members: int
    width: int
    starts: list[int]
    count: int


class Blocks(Protocol):
    """Runs blocks of members, one after another."""

    def run(self, start: int, at: int | None = None) -> None:
        """Run the members from `start` on, and write their outputs from `at` on."""


@dataclass(frozen=True)
class Engine:
    """What computes a run.

    Attributes
    ----------
    plan, timing, parameters
        The run.
    division : Division
        Its members in blocks.
    blocks : callable
        From stores, what runs blocks of members and writes to them; a core has its own.
    share_out : callable
        Does work on blocks, on some cores.
    room : callable
        Makes an array that all cores see.
    """

    plan: Plan
    timing: Timing
    parameters: Parameters
    division: Division
    blocks: Callable[[Mapping[str, Store]], Blocks]
    share_out: Callable[[BlockWork, Sequence[int], int], None]
    room: Callable[[tuple[int, ...]], Any]

    def simulate(self, more: Mapping[str, Store] | None = None) -> dict[str, Store]:
        """Run all members and return every output.

        Parameters
        ----------
        more : mapping of str to Store, optional
            Room for what else is wanted.
        """
        filled = stores(self.plan, self.timing, self.parameters.members, self.room)
        filled.update(more or {})

        def work(own: Iterable[int]) -> None:
            blocks = self.blocks(filled)
            for start in own:
                blocks.run(start)

        self.share_out(work, self.division.starts, self.division.count)
        return filled


def tape(
    plan: Plan,
    timing: Timing,
    parameters: Parameters,
    *,
    workers: int | None = None,
    block: int | None = None,
) -> Engine:
    """Return the engine that computes by NumPy, an operation at a time.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    parameters : Parameters
        Of all members.
    workers, block : int, optional
        Cores, and members a block.

    Returns
    -------
    Engine

    Raises
    ------
    ModelError
        `workers` or `block` is no whole number from 1 on.
    """
    parts = division(plan, parameters, workers, block)
    forcing = Forcing(plan, timing, parameters)

    def blocks(filled: Mapping[str, Store]) -> Machine:
        save_times_only(plan, timing, forcing, filled)
        return Machine(plan, timing, parameters, forcing, filled, parts.width)

    room = shared_room if parts.count > 1 else np.empty
    return Engine(plan, timing, parameters, parts, blocks, share_out, room)


def simulate(
    plan: Plan,
    timing: Timing,
    parameters: Parameters,
    *,
    workers: int | None = None,
    block: int | None = None,
    rings: Mapping[int, int] | None = None,
) -> dict[str, Store]:
    """Run all members by NumPy and return every output.

    Parameters
    ----------
    plan : Plan
    timing : Timing
    parameters : Parameters
        Of all members.
    workers : int, optional
        Cores to use; all that are there by default.
    block : int, optional
        Members that are computed together.
    rings : mapping of int to int, optional
        Numbers of queues whose contents at the end are wanted too, with their greatest lengths.

    Returns
    -------
    dict of canonical name to Store
        Queues that were asked for have keys of :func:`ring_key`.
    """
    engine = tape(plan, timing, parameters, workers=workers, block=block)
    more = {}
    for state in plan.states:
        if rings and state.number in rings:
            by_member = bool(plan.rate(state.node) & MEMBER)
            shape = (*state.node.shape, parameters.members if by_member else 1)
            values = engine.room((rings[state.number], *shape))
            more[ring_key(state.number)] = Store(values, False, by_member)
    return engine.simulate(more)


def division(
    plan: Plan,
    parameters: Parameters,
    workers: int | None,
    block: int | None,
    width: int = BLOCK,
) -> Division:
    """Divide the members of a run into blocks, and blocks among cores.

    Parameters
    ----------
    plan : Plan
    parameters : Parameters
    workers, block : int or None
        Cores, and members a block; None: chosen here.
    width : int
        Members of a block at most, where they are chosen.

    Returns
    -------
    Division

    Raises
    ------
    ModelError
        `workers` or `block` is no whole number from 1 on.
    """
    for name, value in (("workers", workers), ("block", block)):
        if value is not None:
            check_whole(name, value, least=1)
    count = usable(workers)
    many = parameters.members > MANY and count > 1
    members = parameters.members if any(r & MEMBER for r in plan.rates.values()) else 1
    width, starts = divide(members, block or width, count if many and block is None else 1)
    return Division(members, width, starts, min(count, len(starts)) if many else 1)


def divide(members: int, block: int, count: int) -> tuple[int, list[int]]:
    """Divide members into blocks of one width, so that each core lays out its memory once.

    Parameters
    ----------
    members : int
    block : int
        Most members of a block.
    count : int
        Cores.

    Returns
    -------
    width : int
        At most `block`.
    starts : list of int
        First members. The last block may overlap the one before; both write the same numbers.
    """
    rounds = -(-members // (block * count))
    width = -(-members // min(members, rounds * count))
    blocks = -(-members // width)
    return width, [min(i * width, members - width) for i in range(blocks)]
