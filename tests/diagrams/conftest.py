"""The zone's network and views, and those of small models, once a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import gaoxin
from gaoxin.cli import main
from gaoxin.diagrams.geometry import SectorView
from gaoxin.diagrams.network import Network, network
from gaoxin.diagrams.view import sector_views

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "model" / "zone.mdl"
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs ``gaoxin`` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *args: CliRunner().invoke(main, args)


@pytest.fixture(scope="session")
def net() -> Network:
    return network(gaoxin.load(MODEL))


@pytest.fixture(scope="session")
def drawn(net: Network) -> list[SectorView]:
    return sector_views(net)
