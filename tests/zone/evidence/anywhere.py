"""Draws of the priors with every lever anywhere in its range: how many members fail.

``python -m tests.zone.evidence.anywhere [MEMBERS]`` runs 10,000 in batches and names what fails.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache

from tests.zone.conftest import Zone
from tests.zone.evidence.bench import Bench

MEMBERS, BATCH = 10_000, 500


@cache
def anywhere(bench: Bench, members: int = MEMBERS) -> tuple[int, Counter[str]]:
    """Return how many members left the finite numbers, and which stocks fell below 0, how often."""
    zone = Zone(bench.workspace, bench.model)
    table = bench.model.variables
    things = (table["kind"] == "stock") & ~(table["low"] < 0)
    held = [str(name) for name in table["name"][things]]
    failed, below = 0, Counter[str]()
    for batch in range(members // BATCH):
        seed = 9 + batch
        given = zone.prior_draws(BATCH, seed=seed) | zone.random_levers(BATCH, seed=seed)
        runs = bench.model.run(given, members=BATCH, outputs=held, save_every=1.0)
        failed += len(runs.attrs["failed"])
        for name in held:
            values = runs[name]
            lowest = values.min([dim for dim in values.dims if dim != "member"])
            below[name] += int((lowest < -1e-9).sum())
    return failed, +below


if __name__ == "__main__":
    members = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    lost, negative = anywhere(Bench(), members)
    print(f"{members} members: {lost} failed; below 0 in some: {dict(negative)}")
