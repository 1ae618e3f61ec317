"""Members in blocks, blocks on cores. No bit of a result depends on either."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from gaoxin.engine.machine import Machine, Tables, save_times_only
from gaoxin.engine.parameters import Parameters
from gaoxin.engine.plan import MEMBER, Plan
from gaoxin.engine.results import Store, stores
from gaoxin.engine.timing import Timing
from gaoxin.errors import ModelError

BLOCK = 2048


def simulate(
    plan: Plan, timing: Timing, parameters: Parameters, *, workers: int | None, block: int | None
) -> dict[str, Store]:
    """Run all members and return every output."""
    for name, value in (("workers", workers), ("block", block)):
        if value is not None and value < 1:
            raise ModelError(f"{name} = {value}; write 1 or more")
    filled = stores(plan, timing, parameters.members)
    tables = Tables(plan, timing, parameters)
    save_times_only(plan, timing, tables, filled)
    members = parameters.members if any(r & MEMBER for r in plan.rates.values()) else 1
    starts = list(range(0, members, block or BLOCK))
    share = min(workers or os.cpu_count() or 1, len(starts))

    def work(own: Sequence[int]) -> None:
        machine: Machine | None = None
        for start in own:
            width = min(block or BLOCK, members - start)
            if machine is None or machine.width != width:
                machine = Machine(plan, timing, parameters, tables, filled, width)
            machine.run(start)

    if share == 1:
        work(starts)
    else:
        with ThreadPoolExecutor(share) as pool:
            list(pool.map(work, [starts[i::share] for i in range(share)]))
    return filled
