"""What a cluster of processes here costs over one process on the same cores.

``python -m tests.benchmarks.cluster zone [MEMBERS]`` runs the zone's base with both, in turn;
``python -m tests.benchmarks.cluster small [MEMBERS]`` reduces a small model, and tells the memory
that the client took.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import gaoxin
from gaoxin.cluster import open_cluster
from gaoxin.engine.running.workers import cores

SIR = Path(__file__).parents[1] / "ensembles" / "models" / "sir.mdl"
ROUNDS = 3


def zone(members: int) -> Callable[[], Any]:
    """Return what runs the zone's base, its draws taken before."""
    from gaoxin.studies.inputs import open_run
    from gaoxin.studies.run import run_scenarios
    from gaoxin.studies.zone import open_workspace

    place = open_workspace().workspace
    inputs = open_run(place, ["momentum"], members=members, seed=0, draws="prior")
    return lambda: next(iter(run_scenarios(inputs))).runs


def small(members: int) -> Callable[[], Any]:
    """Return what reduces a small model, each member drawn where it is needed."""
    model = gaoxin.load(SIR)

    def given(first: int, count: int) -> dict[str, Any]:
        rng = np.random.Generator(np.random.Philox(key=1, counter=first))
        return {"infectivity": rng.uniform(0.01, 0.1, count)}

    kept = {"band": gaoxin.reducers.quantiles(times=50.0), "mean": gaoxin.reducers.mean(times=50.0)}
    return lambda: model.reduce(given, kept, outputs=["Infectious"], members=members)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that work took, and what it returned."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def main(kind: str, members: int) -> None:
    """Measure, and print."""
    work = {"zone": zone, "small": small}[kind](members)
    count = cores()
    alone, there = [], []
    with open_cluster(f"local:{count}"):
        work()  # compiled, in the workers too
    work()
    for _ in range(ROUNDS if kind == "zone" else 1):
        alone.append(timed(work))
        with open_cluster(f"local:{count}"):
            work() if members <= 200_000 else None
            there.append(timed(work))
    one, other = min(t for t, _ in alone), min(t for t, _ in there)
    same = _same(alone[0][1], there[0][1])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{kind}, {members:,} members, {count} cores: one process {one:.2f} s, {count} processes "
        f"{other:.2f} s ({100 * (other / one - 1):+.0f} %); same bits: {same}; "
        f"client {memory:.2f} GiB"
    )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return all(_same(one[key], other[key]) for key in one)
    return bool(one.identical(other))


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "zone"
    main(asked, int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
