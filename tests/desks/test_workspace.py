"""Workspaces: what was chosen is used, and nothing is taken from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaoxin.desks.workspace import Workspace
from gaoxin.errors import DataError, ScenarioError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("model/zone.mdl", "scenarios/plan.toml", "calibration/targets.csv"):
        path = tmp_path / "ws" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "secret.toml").write_text("x")
    return tmp_path / "ws"


def test_the_folder_asked_for_wins(root: Path, tmp_path: Path) -> None:
    assert Workspace.find(root, cwd=tmp_path).root == root


def test_the_current_folder_comes_next(root: Path) -> None:
    assert Workspace.find(None, cwd=root).root == root


def test_the_installed_one_comes_last(tmp_path: Path) -> None:
    found = Workspace.find(None, cwd=tmp_path)
    assert found.model_path.is_file()
    assert tmp_path not in found.model_path.parents


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"not a workspace: it has no model/zone\.mdl"):
        Workspace.find(tmp_path)


def test_a_missing_file_is_named_not_replaced(root: Path) -> None:
    workspace = Workspace(root)
    assert workspace.table("targets").is_file()
    with pytest.raises(DataError, match=r"the workspace has no calibration/priors\.csv"):
        workspace.table("priors")
    with pytest.raises(DataError, match=r"the workspace has no scenarios/levers\.csv"):
        _ = workspace.levers


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "..", ""])
def test_a_scenario_name_leads_nowhere_else(root: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="unknown scenario"):
        Workspace(root).scenario(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere.toml", "there is no such file; scenarios there are: "),
        ("/etc/secret.toml", "there is no such file"),
        ("{root}/other.toml", "a scenario stands in .*; copy the file there"),
    ],
)
def test_a_path_leads_to_scenarios_alone(root: Path, name: str, said: str) -> None:
    (root / "other.toml").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError, match=said):
        Workspace(root).scenario(name.format(root=root))


def test_an_unknown_scenario_names_the_nearest(root: Path) -> None:
    with pytest.raises(ScenarioError, match=r"unknown scenario 'plam'; did you mean 'plan'\?"):
        Workspace(root).scenario("plam")
