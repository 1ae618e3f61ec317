"""A sweep that is killed and started again writes the same bytes; so does any number of workers."""

from __future__ import annotations

import json
import re
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli import main
from gaoxin.telling.writing.sweep_parts import PREFIX
from tests.cli.test_process import CODE, environment, execute, hashes

GRID = """title = { en = "Try", zh = "试" }
base = "growth"
design = "grid"
members = 3000
targets = ["revenue"]

[levers]
growth_rate = { low = 0, high = 8, points = 4, unit = "percent/year", from = 2024 }
subsidy = { low = 0, high = 6, points = 4, unit = "CNY_1e8/year/year", from = 2021 }
"""
PARTS = 8
KILLS = 5

DRIVER = """
import contextlib, json, os, random, shutil, signal, sys, time
from gaoxin.cli import main
from gaoxin.telling.writing.sweep_parts import PREFIX
from pathlib import Path

def sweep(*args):
    with open(os.devnull, "w") as nobody, contextlib.redirect_stdout(nobody):
        try:
            main(["sweep", "try", "--draws", "prior", *args], prog_name="gaoxin")
        except SystemExit as left:
            return left.code or 0
    return 0

def start(*args):
    child = os.fork()
    if child:
        return child
    status = 1
    sys.stderr = open(os.devnull, "w")
    try:
        status = sweep(*args)
    finally:
        os._exit(status)

def finish(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

# what a first sweep imports and makes is in memory then: each child begins where its work does
assert sweep("--workers", "1", "--out", "whole") == 0
begin = time.monotonic()
assert finish(start("--out", "again")) == 0
whole = time.monotonic() - begin
rng = random.Random(int(sys.argv[1]))
done = parts = 0
while done < int(sys.argv[2]) or not parts and done < 40:
    out = f"killed-{done}"
    begin, wait = time.monotonic(), rng.uniform(0.0, whole)
    child = start("--out", out)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    if finish(child) != -signal.SIGKILL:  # it came to its end before: the machine is faster now
        whole = wait
        shutil.rmtree(out)
        continue
    left = len(list(Path(out, "sweeps").glob(f"{PREFIX}try/part-*.npz")))
    parts += left
    print(json.dumps({"left": left, "again": finish(start("--out", out))}), flush=True)
    done += 1
"""


@pytest.fixture
def sweep(root: Path) -> Path:
    path = root / "scenarios" / "sweeps" / "try.toml"
    path.parent.mkdir()
    path.write_text(GRID, encoding="utf-8")
    return root


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_random_kills_leave_the_same_hash(sweep: Path) -> None:
    seed = secrets.randbelow(10**6)
    line = [sys.executable, "-c", DRIVER, str(seed), str(KILLS)]
    done = execute(sweep, line)
    assert done.returncode == 0, done.stderr
    told = [json.loads(text) for text in done.stdout.splitlines()]
    assert len(told) >= KILLS
    assert all(one["again"] == 0 for one in told), seed
    assert any(one["left"] for one in told), "no kill came after a part"
    whole = hashes(sweep / "whole")
    assert len(whole) == 6
    for kill in range(len(told)):
        assert hashes(sweep / f"killed-{kill}") == whole
        assert [path.name for path in (sweep / f"killed-{kill}" / "sweeps").iterdir()] == ["try"]


def test_a_killed_process_is_gone_on_with_and_old_results_stay(
    sweep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that is killed is one; the others are this one."""
    asked = ["sweep", "try", "--draws", "prior", "--members", "2900"]
    monkeypatch.chdir(sweep)

    def here(*args: str) -> str:
        outcome = CliRunner().invoke(main, [*asked, *args])
        assert outcome.exit_code == 0, outcome.output
        return outcome.stderr

    here("--seed", "1", "--workers", "1")
    results = sweep / "results" / "sweeps"
    before, partial = hashes(results), results / f"{PREFIX}try"
    with subprocess.Popen(
        [sys.executable, "-c", CODE, *asked],
        cwd=sweep,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None and not (partial / "part-000001.npz").exists():
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert hashes(results) == before
    assert re.fullmatch(rf"gaoxin: going on after [2-{PARTS}] of {PARTS} parts\n", here())
    assert not partial.exists()
    here("--workers", "1", "--out", "alone")
    assert hashes(sweep / "alone" / "sweeps") == hashes(results)
