"""A wheel built from the repository runs the zone from an empty folder outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it: what an installer would put into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_the_desks(unpacked: Path) -> None:
    desks = unpacked / "gaoxin" / "default_workspace"
    assert (desks / "model" / "zone.mdl").is_file()
    assert (desks / "scenarios" / "momentum.toml").is_file()
    assert (desks / "calibration" / "targets.csv").is_file()
    assert (unpacked / "gaoxin" / "py.typed").is_file()


def test_the_wheel_runs_in_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    code = (
        "import sys, gaoxin; from gaoxin.cli import main;"
        "print(gaoxin.__file__, file=sys.stderr); sys.argv[0] = 'gaoxin';"
        "main(['run', 'momentum', '--members', '50'])"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(unpacked), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert str(unpacked) in run.stderr
    assert "1,200" in run.stdout
    assert (tmp_path / "results" / "report.html").stat().st_size > 10_000
    assert (tmp_path / "results" / "momentum" / "verdicts.csv").is_file()
