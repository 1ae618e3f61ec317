"""How long it takes until something happens: loading, help, the first step of a run."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.children import child, environment, summary

CHILDREN = 7

Times = tuple[float, float]
"""Wall and processor time, in seconds."""

LOAD = """
import time
import numpy
begin, used = time.perf_counter(), time.process_time()
import gaoxin
gaoxin.load("model/zone.mdl")
print(time.perf_counter() - begin, time.process_time() - used)
"""

FIRST_STEP = """
import os, sys, time
from gaoxin.cli import main
from gaoxin.engine.compiled.engine import _Blocks
from gaoxin.engine.running.machine import Machine

parent = os.getpid()

def leave(*_, **__):
    if os.getpid() == parent:
        print(time.time(), time.process_time(), flush=True)
    os._exit(0)

Machine.run = _Blocks.run = leave
main(["run", "--draws", "prior", "--out", sys.argv[1]])
"""


def start() -> None:
    """Print the times as medians over child processes, one first child apart."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cached = environment(folder)
        without = environment(folder, GAOXIN_CACHE="off")
        parts: dict[str, Callable[[], Times]] = {
            "load zone.mdl, nothing cached (bar 2000 ms)": lambda: _load(without),
            "load zone.mdl, cached, beyond numpy (bar 150 ms)": lambda: _load(cached),
            "gaoxin --help (bar 150 ms)": lambda: _whole(["-m", "gaoxin", "--help"], cached),
            "gaoxin run --help": lambda: _whole(["-m", "gaoxin", "run", "--help"], cached),
            "gaoxin run to its first step (bar 2500 ms)": lambda: _first_step(folder, cached),
            "python, for comparison": lambda: _whole(["-c", ""], cached),
            "python and numpy, for comparison": lambda: _whole(["-c", "import numpy"], cached),
        }
        for part in parts.values():
            part()  # compiles the modules and fills the cache
        for title, part in parts.items():
            print(f"{title}: {summary([part() for _ in range(CHILDREN)])}")


def _load(environ: dict[str, str]) -> Times:
    wall, used = child(["-c", LOAD], environ).split()
    return float(wall), float(used)


def _whole(arguments: list[str], environ: dict[str, str]) -> Times:
    """Return the times of a whole process."""
    begin, used = time.perf_counter(), _used()
    child(arguments, environ)
    return time.perf_counter() - begin, _used() - used


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _first_step(folder: Path, environ: dict[str, str]) -> Times:
    """Return the time from the call of the program to the first step of its first block."""
    begin = time.time()
    end, used = child(["-c", FIRST_STEP, str(folder / "results")], environ).split()
    return float(end) - begin, float(used)
