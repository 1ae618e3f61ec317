"""``gaoxin`` as a user calls it, on a copy of the small workspace."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gaoxin.cli import main
from tests.desks.region import copy_region

Call = Callable[..., Result]
DRAWING = frozenset({"run", "compare", "sweep", "reach", "sensitivity", "discover", "certify"})
FIT = ("calibrate", "--seed", "1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_region(tmp_path)


@pytest.fixture
def call(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs ``gaoxin`` with the copied workspace as the current folder.

    A run takes prior draws unless it says otherwise: that workspace has no posterior.
    """
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("GAOXIN_DEBUG", raising=False)

    def run(*args: str) -> Result:
        asks = bool(args) and args[0] in DRAWING and "--draws" not in args
        prior = ["--draws", "prior"] if asks else []
        return CliRunner().invoke(main, [*args, *prior])

    return run


@pytest.fixture(scope="session")
def fitted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workspace with a posterior, made once."""
    root = copy_region(tmp_path_factory.mktemp("fitted"))
    outcome = CliRunner().invoke(main, [*FIT, "--workspace", str(root)])
    assert outcome.exit_code == 0, outcome.output
    return root


@pytest.fixture
def fitted(root: Path, fitted_once: Path) -> Path:
    """Return the copied workspace with the posterior in it."""
    for name in ("posterior.nc", "structures.nc"):
        shutil.copy(fitted_once / "calibration" / name, root / "calibration" / name)
    return root
