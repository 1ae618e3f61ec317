"""Members in blocks, blocks on cores. No bit of a result depends on either."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gaoxin.engine.machine import Machine, Tables, save_times_only
from gaoxin.engine.parameters import Parameters
from gaoxin.engine.plan import MEMBER, Plan
from gaoxin.engine.results import Store, stores
from gaoxin.engine.timing import Timing
from gaoxin.engine.workers import cores, share_out, shared_room
from gaoxin.errors import ModelError

BLOCK = 6144
"""Members a block: enough to outweigh the cost of a call, few enough for the cache."""

MANY = 1024
"""Fewer members than this are not worth dividing among cores."""


def simulate(
    plan: Plan, timing: Timing, parameters: Parameters, *, workers: int | None, block: int | None
) -> dict[str, Store]:
    """Run all members and return every output."""
    for name, value in (("workers", workers), ("block", block)):
        if value is not None and value < 1:
            raise ModelError(f"{name} = {value}; write 1 or more")
    count = workers or cores()
    many = parameters.members > MANY and count > 1
    filled = stores(plan, timing, parameters.members, shared_room if many else np.empty)
    tables = Tables(plan, timing, parameters)
    save_times_only(plan, timing, tables, filled)
    members = parameters.members if any(r & MEMBER for r in plan.rates.values()) else 1
    width, starts = divide(members, block or BLOCK, count if many and block is None else 1)
    count = min(count, len(starts)) if many else 1

    def work(own: Sequence[int]) -> None:
        machine = Machine(plan, timing, parameters, tables, filled, width)
        for start in own:
            machine.run(start)

    share_out(work, starts, count)
    return filled


def divide(members: int, block: int, count: int) -> tuple[int, list[int]]:
    """Divide members into blocks of one width, so that each core lays out its memory once.

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
