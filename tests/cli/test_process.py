"""A real process: what a shell sees, and what is left when it dies."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli import main
from tests.desks.region import edit

CODE = "from gaoxin.cli import main; main(prog_name='gaoxin')"
ROOT = Path(__file__).parents[2]
FILE_LIMIT = 40
"""KiB a file may have: less than runs.nc needs."""


RUN = ("run", "--members", "300", "--draws", "prior")


def command(*args: str) -> list[str]:
    return [sys.executable, "-c", CODE, *RUN, *args]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}


def execute(folder: Path, line: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        line, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return execute(folder, command(*args))


def run_here(root: Path, *args: str) -> None:
    """Run in this process, where no more is asked than what is written."""
    where = ("--workspace", str(root), "--out", str(root / "results"))
    outcome = CliRunner().invoke(main, [*RUN, *where, *args])
    assert outcome.exit_code == 0, outcome.output


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file that a reader of the results would open."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def test_a_misspelt_lever(root: Path) -> None:
    path = root / "scenarios" / "growth.toml"
    line = edit(path, "growth_rate =", "growth_rat =")
    done = run(root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"gaoxin: {path}:{line}: levers.growth_rat: unknown lever; did you mean 'growth_rate'?; "
        "'gaoxin levers' lists them\n"
    )


def test_a_full_disk_leaves_the_old_results_whole(root: Path) -> None:
    run_here(root)
    before = hashes(root / "results")
    limited = ["bash", "-c", f'ulimit -f {FILE_LIMIT}; exec "$@"', "bash"]
    full = execute(root, [*limited, *command("--seed", "1")])
    assert full.returncode == 2, full.stderr
    assert "results cannot be written" in full.stderr
    assert "Traceback" not in full.stderr
    assert hashes(root / "results") == before
    assert not list((root / "results").glob(".*"))


def test_a_killed_run_leaves_the_old_results_whole(root: Path) -> None:
    run_here(root)
    results = root / "results"
    before = hashes(results)
    with subprocess.Popen(
        command("--seed", "1"),
        cwd=root,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None and not list(results.glob(".staging-*/new/*/bands.csv")):
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert hashes(results) == before
    assert list(results.glob(".staging-*"))
    run_here(root, "--seed", "1")
    manifest = json.loads((results / "base" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 1
    assert not list(results.glob(".*"))


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX")
def test_a_reader_that_leaves_early_is_no_error(root: Path) -> None:
    pipe = ["bash", "-o", "pipefail", "-c", '"$@" | head -n 1', "bash"]
    done = execute(root, [*pipe, *command("--no-report", "--json")])
    assert done.returncode == 0
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_no_color_and_a_narrow_pipe(root: Path) -> None:
    done = run(root, "base", "--no-report")
    assert done.returncode == 0, done.stderr
    assert "\x1b[" not in done.stdout
    assert done.stderr == ""
