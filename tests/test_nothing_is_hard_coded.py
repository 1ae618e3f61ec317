"""Changing a number in data, model or scenario changes what is printed, and nothing else does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gaoxin.cli import main

ROOT = Path(__file__).parents[1]
Rows = dict[str, dict[str, Any]]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a copy of the workspace that may be edited."""
    for name in ("model", "scenarios", "calibration"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def printed(desk: Path, out: Path | None = None, scenario: str = "plan") -> Rows:
    """Return the rows that ``gaoxin run --json`` prints, by target."""
    args = ["run", scenario, "--members", "40", "--draws", "prior", "--no-report", "--json"]
    where = ["--workspace", str(desk), "--out", str(out or desk / "results")]
    outcome = CliRunner().invoke(main, [*args, *where])
    assert outcome.exit_code == 0, outcome.output
    document = json.loads(outcome.stdout)
    return {row["target"]: row for row in document["scenarios"][scenario]["verdicts"]}


def edit(path: Path, old: str, new: str) -> None:
    """Replace one exact piece of text in a desk file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return what is printed of the workspace as it is."""
    return printed(ROOT, tmp_path_factory.mktemp("before"))


def test_the_same_files_print_the_same(desk: Path, before: Rows) -> None:
    assert printed(desk) == before


def test_a_number_of_the_model_counts(desk: Path, before: Rows) -> None:
    edit(
        desk / "model" / "zone.mdl",
        "*application success*effective innovation support",
        "*2*application success*effective innovation support",
    )
    after = printed(desk)
    assert after["hightech_firms"]["p50"] > before["hightech_firms"]["p50"]
    assert after["dc_racks"]["p50"] == before["dc_racks"]["p50"]  # no certificate builds racks


def test_a_number_of_the_data_counts(desk: Path, before: Rows) -> None:
    edit(
        desk / "calibration" / "targets.csv", "at_least,121,CNY_1e8/year", "at_least,1,CNY_1e8/year"
    )
    after = printed(desk)
    assert before["gdp"]["probability"] < after["gdp"]["probability"] == 1
    assert after["revenue_1000"] == before["revenue_1000"]


def test_a_prior_counts(desk: Path, before: Rows) -> None:
    edit(desk / "calibration" / "priors.csv", "1/year,0.35,0.15,0.8", "1/year,0.6,0.3,1.2")
    after = printed(desk)
    assert after["tech_smes"]["p50"] > before["tech_smes"]["p50"]


def test_a_number_of_a_scenario_counts(desk: Path, before: Rows) -> None:
    edit(
        desk / "scenarios" / "plan.toml",
        "rd_subsidy_rate = { value = 0.15",
        "rd_subsidy_rate = { value = 0.5",
    )
    after = printed(desk)
    assert after["rd_intensity"]["p50"] > before["rd_intensity"]["p50"]
