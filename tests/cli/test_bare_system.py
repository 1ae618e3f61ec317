"""Every verb where the system has no fork, no locks, no exchange of folders: the same results."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tests.cli.test_process import execute, hashes
from tests.cli.test_streams import VERBS
from tests.cli.test_streams import every as every  # a fixture

FIT = ["calibrate", "--seed", "1", "--workers", "2"]
MEMBERS = ["--members", "1500", "--workers", "2"]  # so many that cores share them
ASKED = [
    *(list(verb) for verb in VERBS[1:]),  # the first is one of those below
    FIT,
    ["calibrate", "--show"],
    ["run", "--out", "fitted", *MEMBERS],
    ["describe", "--figures", "--out", "figures"],
]

BARE = """
import json, os, signal, sys
import ctypes, multiprocessing.connection, subprocess, tempfile
import arviz, matplotlib.figure, netCDF4, numpy, openpyxl, rich.console, scipy.stats, xarray

for name in ("fork", "sched_getaffinity", "pread", "pwrite", "geteuid", "getuid", "getppid"):
    delattr(os, name)
for name in ("SIGKILL", "SIGHUP"):
    delattr(signal, name)
for name in ("fcntl", "resource", "pwd", "grp", "llvmlite"):
    sys.modules[name] = None
os.cpu_count = lambda: 2

from gaoxin.engine.running import workers
from gaoxin.telling.writing import exchange

assert not workers.CAN_FORK
exchange.system_swap = lambda: None
"""

NO_COMPILER = """
import sys

sys.modules["llvmlite"] = None
"""

VERBS_IN_TURN = """
import json, sys
from gaoxin.cli import main

for arguments in json.loads(sys.argv[1]):
    print("--", *arguments, flush=True)
    try:
        main(arguments, prog_name="gaoxin")
    except SystemExit as left:
        assert not left.code, (arguments, left.code)
"""


def written(folder: Path) -> dict[str, str]:
    """Return the hashes of what was computed; other files say when they were made."""
    known = hashes(folder)
    return {name: text for name, text in known.items() if name.endswith((".csv", ".svg"))}


def test_every_verb_writes_the_same_bytes(every: Path, tmp_path: Path) -> None:
    bare = Path(shutil.copytree(every, tmp_path / "bare"))
    # without a compiler there are no gradients, and a fit moves otherwise: so on both sides
    for folder, system in ((bare, BARE), (every, NO_COMPILER)):
        done = execute(folder, [sys.executable, "-c", system + VERBS_IN_TURN, json.dumps(ASKED)])
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
    assert written(bare) == written(every)
    assert len(written(bare)) > 20
    assert not list((bare / "results").rglob(".*"))
