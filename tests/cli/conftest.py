"""``gaoxin`` as a user calls it, on a copy of the small workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gaoxin.cli import main
from tests.desks.region import copy_region

Call = Callable[..., Result]


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
        prior = ["--draws", "prior"] if args[:1] == ("run",) and "--draws" not in args else []
        return CliRunner().invoke(main, [*args, *prior])

    return run
