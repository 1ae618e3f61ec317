"""The small workspace, as it is and as a copy to break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.desk import Desk, open_desk
from gaoxin.desks.workspace import Workspace
from tests.desks.region import REGION, copy_region


@pytest.fixture(scope="session")
def model() -> gaoxin.Model:
    return gaoxin.load(REGION / "model" / "zone.mdl")


@pytest.fixture(scope="session")
def region(model: gaoxin.Model) -> Desk:
    return open_desk(Workspace(REGION), model)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_region(tmp_path)


@pytest.fixture
def desk_with(root: Path, model: gaoxin.Model) -> Callable[..., Desk]:
    """Return a function that adds scenario files and opens the copied desk."""

    def build(**scenarios: str) -> Desk:
        for name, text in scenarios.items():
            head = "" if "title" in text else 'title = { en = "A", zh = "甲" }\n'
            (root / "scenarios" / f"{name}.toml").write_text(head + text, encoding="utf-8")
        return open_desk(Workspace(root), model)

    return build
