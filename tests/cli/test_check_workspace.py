"""``gaoxin check`` of a workspace tells every file that is wrong, and drives the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gaoxin
from gaoxin.checks.outcome import CheckOutcome
from gaoxin.checks.workspace import check_workspace
from gaoxin.desks.workspace import Workspace
from tests.cli.conftest import Call
from tests.desks.region import copy_region, edit


def failed(root: Path) -> dict[str, CheckOutcome]:
    model = gaoxin.load(root / "model" / "zone.mdl")
    found = check_workspace(Workspace(root), model, members=30, seed=0)
    return {f"{o.part}: {o.id}": o for o in found if not o.passed}


def test_a_sound_workspace_passes(tmp_path: Path, call: Call) -> None:
    root = copy_region(tmp_path / "own")
    assert failed(root) == {}
    outcome = call("check", "--workspace", str(root))
    assert outcome.exit_code == 0
    assert "reality checks: 3 of 3 passed" in outcome.stdout
    assert (
        "现实性检验：3 项中 3 项通过"
        in call("check", "--workspace", str(root), "--lang", "zh").stdout
    )


MISSED = """
[checks.it]
name = { en = "Revenue is a thousand", zh = "收入过千" }
why = { en = "Said so.", zh = "如此。" }
missed = { en = "It is some thirty.", zh = "约为三十。" }
expect = [{ variable = "Revenue", is = "at least", value = 1000 }]
"""


def test_a_known_miss_is_printed_and_is_no_failure(tmp_path: Path, call: Call) -> None:
    root = copy_region(tmp_path / "own")
    path = root / "model" / "reality_checks.toml"
    path.write_text(path.read_text(encoding="utf-8") + MISSED, encoding="utf-8")
    outcome = call("check", "--workspace", str(root))
    assert outcome.exit_code == 0
    assert "reality checks: 3 of 4 passed, 1 known to fail" in outcome.stdout
    assert "It is some thirty." in outcome.stdout


def test_every_fault_is_told_not_the_first_alone(tmp_path: Path, call: Call) -> None:
    root = copy_region(tmp_path / "own")
    edit(root / "calibration" / "structures.csv", "count twice", "count twoce")
    edit(root / "scenarios" / "levers.csv", "growth_rate,percent", "growth_rat,percent")
    edit(root / "model" / "reality_checks.toml", "from = 2021", "since = 2021")
    found = failed(root)
    assert {"data: structures.csv", "scenarios: levers.csv"} <= set(found)
    assert "did you mean 'count twice'" in found["data: structures.csv"].said_en
    outcome = call("check", "--workspace", str(root), "--json")
    assert outcome.exit_code == 3
    ids = {c["id"] for c in json.loads(outcome.stdout)["checks"] if not c["passed"]}
    assert {"structures.csv", "levers.csv"} <= ids


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("revenue_rise,targt,,why,为何", "did you mean 'target'"),
        ("revenue_ris,target,,why,为何", "not in facts.csv; did you mean 'revenue_rise'"),
    ],
)
def test_what_became_of_the_commitments_is_read_too(tmp_path: Path, row: str, said: str) -> None:
    root = copy_region(tmp_path / "own")
    table = f"fact,used_as,where,reason_en,reason_zh\n{row}\n"
    (root / "calibration" / "coverage.csv").write_text(table, encoding="utf-8")
    assert said in failed(root)["data: coverage.csv"].said_en


@pytest.mark.parametrize(
    ("old", "new", "id_"),
    [
        # Negative growth by a subsidy that takes away: the stock runs below zero.
        ("subsidy[Region],", "subsidy[Region] - 30,", "extremes: ranges"),
        # A logarithm of what the levers can make negative leaves the finite numbers.
        ("SUM(Revenue[Region!])*(1", "LN(Revenue[north] - 20)*(1", "extremes: finite"),
        # Growth that no constant stops.
        ("growth rate*Revenue", "(growth rate + 0.1)*Revenue", "reality: nothing_moves_revenue"),
    ],
)
def test_a_broken_model_is_found(tmp_path: Path, old: str, new: str, id_: str) -> None:
    root = copy_region(tmp_path / "own")
    edit(root / "model" / "zone.mdl", old, new)
    assert id_ in failed(root)
