"""A program that is ended, however that happens, leaves nobody computing and old results whole."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from gaoxin.engine.running.workers import CAN_FORK
from tests.cli.test_process import execute, hashes

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system does not fork")

SWEEP = """title = { en = "Try", zh = "试" }
base = "growth"
design = "grid"
members = 200000
targets = ["revenue"]

[levers]
growth_rate = { low = 0, high = 8, points = 8, unit = "percent/year", from = 2024 }
"""
PRIOR = ("--draws", "prior")
WORK = {
    "run": ["run", "growth", "--members", "1000000", *PRIOR],
    "sweep": ["sweep", "try", *PRIOR],
    "calibrate": ["calibrate", "--chains", "2000"],
    "python": ["python"],
}

DRIVER = """
import json, os, pty, signal, sys, time
from pathlib import Path
sys.modules["llvmlite"] = None  # compiled code runs on threads: NumPy's has processes
import gaoxin
from gaoxin.cli import main
from gaoxin.engine.running import children, workers
import arviz, matplotlib.figure, netCDF4, numpy, rich.console, scipy.stats, tree_sitter_toml, xarray
from gaoxin.desks.workspace import Workspace
from gaoxin.studies.inputs import open_tables

open_tables(Workspace.find())  # what every start reads is in memory then
workers.cores = lambda: 2
cases = json.loads(sys.argv[1])

def work(arguments):
    if arguments == ["python"]:
        model = gaoxin.load("model/zone.mdl")
        model.run({"growth rate": numpy.linspace(0, 0.1, 3_000_000)}, workers=2)
        return 0
    try:
        main(arguments, prog_name="gaoxin")
    except SystemExit as left:
        return left.code or 0

def begin(arguments, terminal, guarded):
    if terminal:
        child, master = pty.fork()
    else:
        child, master = os.fork(), None
    if child:
        return child, master
    if not terminal:
        os.setsid()
        sys.stdout = sys.stderr = open(os.devnull, "w")
    if not guarded:
        children._death_signal = lambda: lambda *_: 0
        workers.while_alive = lambda parent, items: items
    status = 1
    try:
        status = work(arguments)
    finally:
        os._exit(status)

def at_work(process):
    try:
        return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except FileNotFoundError:
        return []

def computes(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False

for case in cases:
    process, master = begin(case["work"], case["end"] == "terminal", case["guarded"])
    late = time.monotonic() + 20
    while not (found := at_work(process)) and time.monotonic() < late:
        time.sleep(0.001)
    time.sleep(0.05)
    if master is None:
        os.kill(process, getattr(signal, case["end"]))
    else:
        os.close(master)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    late = time.monotonic() + 0.3
    while any(map(computes, found)) and time.monotonic() < late:
        time.sleep(0.01)
    left = [one for one in found if computes(one)]
    for one in left:
        os.kill(one, signal.SIGKILL)
    print(json.dumps({"code": code, "children": len(found), "left": len(left)}), flush=True)
"""


@pytest.fixture
def busy(root: Path) -> Path:
    (root / "scenarios" / "sweeps").mkdir()
    (root / "scenarios" / "sweeps" / "try.toml").write_text(SWEEP, encoding="utf-8")
    return root


def ended(folder: Path, *cases: tuple[str, str], guarded: bool = True) -> list[dict[str, Any]]:
    """Return of each (work, way to end) its exit code, and how many children it had and left."""
    asked = [{"work": WORK[work], "end": end, "guarded": guarded} for work, end in cases]
    done = execute(folder, [sys.executable, "-c", DRIVER, json.dumps(asked)])
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_no_worker_is_left_and_old_results_stay(busy: Path) -> None:
    (busy / "results" / "growth").mkdir(parents=True)
    (busy / "results" / "growth" / "manifest.json").write_text('{"files": []}', encoding="utf-8")
    before = hashes(busy)
    cases = {
        ("run", "SIGTERM"): 143,
        ("run", "terminal"): 129,
        ("sweep", "SIGHUP"): 129,
        ("calibrate", "SIGTERM"): 143,
        ("calibrate", "SIGKILL"): -9,
        ("python", "SIGTERM"): -15,
        ("python", "SIGKILL"): -9,
    }
    found = ended(busy, *cases)
    assert [one["code"] for one in found] == list(cases.values())
    assert all(one["children"] for one in found)
    assert [one["left"] for one in found] == [0] * len(cases)
    assert {name: text for name, text in hashes(busy).items() if "/." not in name} == before
    assert not list((busy / "results").glob(".*"))


def test_without_its_guards_a_worker_would_be_left(busy: Path) -> None:
    (found,) = ended(busy, ("python", "SIGKILL"), guarded=False)
    assert found["left"] == 1
