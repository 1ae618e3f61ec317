"""Many members in little memory: bands of every indicator of the zone, streamed."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.children import ROOT, child, environment

MEMBERS = 100_000
MIB = 2**20


def stream() -> None:
    """Print seconds and peak memory, measured in a child process."""
    with tempfile.TemporaryDirectory() as name:
        environ = environment(Path(name))
        for members in (MEMBERS // 10, MEMBERS):
            _print(json.loads(child(["-m", "tests.benchmarks.stream", str(members)], environ)))


def _print(found: dict[str, Any]) -> None:
    print(
        f"zone.mdl, {found['members']:,} members, {found['priors']} priors drawn, bands of "
        f"{found['indicators']} indicators at {found['times']} times: {found['seconds']:.1f} s "
        f"({found['cpu']:.1f} s of processor time, {found['draws']:.1f} s to draw), peak "
        f"{found['peak']:.0f} MiB, largest worker {found['worker']:.0f} MiB"
    )


def measure(members: int) -> dict[str, Any]:
    """Draw all priors, run, and keep the bands."""
    import gaoxin
    from gaoxin import reducers
    from gaoxin.desks.desk import open_desk
    from gaoxin.desks.indicators import read_indicators
    from gaoxin.desks.workspace import Workspace
    from gaoxin.ensembles.member_draws import take_draws
    from gaoxin.ensembles.members import overrides
    from gaoxin.ensembles.scenario import load_scenario
    from gaoxin.verdicts.bands import LEVELS

    workspace = Workspace(ROOT)
    model = gaoxin.load(workspace.model_path)
    desk = open_desk(workspace, model)
    scenario = load_scenario(desk, "momentum")
    rows = read_indicators(workspace.table("indicators"))
    outputs = list(dict.fromkeys(row.variable for row in rows if row.variable))
    drawing, priors = 0.0, 0

    def of_part(first: int, count: int) -> dict[str, Any]:
        """Draw the priors of some members."""
        nonlocal drawing, priors
        start = time.perf_counter()
        draws = take_draws(desk, "prior", members=count, seed=0, first=first)
        given = overrides(desk, scenario, draws.constants, members=count, seed=0, first=first)
        drawing, priors = drawing + time.perf_counter() - start, len(draws.constants)
        return given

    begin, used = time.perf_counter(), _cpu()
    asked = {"band": reducers.quantiles(LEVELS)}
    found = model.reduce(of_part, asked, outputs=outputs, members=members, save_every=1.0)["band"]
    end = time.perf_counter()
    return {
        "members": members,
        "priors": priors,
        "indicators": len(found.data_vars),
        "times": found.sizes["time"],
        "draws": drawing,
        "seconds": end - begin,
        "cpu": _cpu() - used,
        "peak": _peak(resource.RUSAGE_SELF),
        "worker": _peak(resource.RUSAGE_CHILDREN),
    }


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _peak(who: int) -> float:
    """Return the peak resident memory in MiB; Linux counts in KiB, macOS in bytes."""
    size = resource.getrusage(who).ru_maxrss
    return size / MIB if sys.platform == "darwin" else size * 1024 / MIB


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
