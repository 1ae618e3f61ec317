"""A name may be spelled in any way wherever a user writes one, and means the same."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from tests.cli.conftest import Call
from tests.desks.region import edit

MEMBERS = ("--members", "20")
FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
"""Whole letters, as keyboards type them, and in pieces, as macOS names files."""


def verdicts(call: Call, *scenarios: str, report: bool = False) -> str:
    """Return what ``verdicts.csv`` says of the first scenario."""
    outcome = call("run", *scenarios, *MEMBERS, *([] if report else ["--no-report"]))
    assert outcome.exit_code == 0, outcome.output
    return Path("results", scenarios[0], "verdicts.csv").read_text(encoding="utf-8-sig")


def respell(root: Path) -> None:
    """Spell every name of the desks otherwise."""
    targets = root / "calibration" / "targets.csv"
    edit(targets, "a guess,,total revenue,", 'a guess,,"""Total_REVENUE""",')
    edit(targets, "1.1,,total revenue,", "1.1,,TOTAL_revenue,")
    edit(targets, "\nrevenue,revenue,", "\nrevenue,REVENUE,")
    edit(root / "calibration" / "indicators.csv", ",total revenue,", ",Total  Revenue,")
    edit(root / "calibration" / "elements.csv", "\nnorth,", "\nNORTH,")
    growth = root / "scenarios" / "growth.toml"
    edit(growth, "growth_rate =", '"Growth Rate" =')
    edit(growth, '"subsidy[north]"', '"Subsidy[ North ]"')
    edit(growth, 'extends = "base"', 'extends = "BASE"')
    edit(root / "scenarios" / "base.toml", 'revenue_count = "once"', '"Revenue Count" = "Once"')


def test_a_workspace_spelled_otherwise_gives_the_same_verdicts(root: Path, call: Call) -> None:
    before = verdicts(call, "growth", "base", report=True)
    page = Path("results/report.html").read_text(encoding="utf-8")
    respell(root)
    assert call("check").exit_code == 0
    assert verdicts(call, "growth", "base", report=True) == before
    assert before.splitlines()[1].split(",")[7] == "31"  # the value of 2020 is there
    again = Path("results/report.html").read_text(encoding="utf-8")
    assert again.count("<svg") == page.count("<svg")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["中文情景", "scénario", "ガ計画"])
def test_a_scenario_file_may_have_a_name_in_any_script(
    root: Path, call: Call, form: Literal["NFC", "NFD"], name: str
) -> None:
    spelled = unicodedata.normalize(form, name)
    text = (root / "scenarios" / "growth.toml").read_text(encoding="utf-8")
    (root / "scenarios" / f"{spelled}.toml").write_text(text, encoding="utf-8")
    assert verdicts(call, name) == verdicts(call, "growth")
    manifest = json.loads(Path("results", name, "manifest.json").read_text(encoding="utf-8"))
    assert f"scenarios/{name}.toml" in manifest["hashes"]
    assert call("check").exit_code == 0


def test_a_scenario_is_asked_for_in_any_spelling_and_runs_once(root: Path, call: Call) -> None:
    outcome = call("run", "GROWTH", "growth", *MEMBERS)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout.count("Growth (growth)") == 1
    assert Path("results/growth/verdicts.csv").is_file()
    compared = call("compare", "Growth", "BASE", *MEMBERS)
    assert compared.exit_code == 0, compared.output


def test_two_scenario_files_of_one_name_are_refused(root: Path, call: Call) -> None:
    text = (root / "scenarios" / "growth.toml").read_text(encoding="utf-8")
    (root / "scenarios" / "Growth.toml").write_text(text, encoding="utf-8")
    outcome = call("run", "growth", *MEMBERS)
    assert outcome.exit_code == 2
    assert "Growth.toml and growth.toml have one name" in outcome.stderr
    assert "rename all but one" in outcome.stderr


def test_a_file_name_that_cannot_be_a_folders_is_told_as_that(root: Path, call: Call) -> None:
    (root / "scenarios" / "growth.toml").rename(root / "scenarios" / "growth & more.toml")
    outcome = call("run", "growth & more", *MEMBERS)
    assert outcome.exit_code == 2
    assert "the name 'growth & more' becomes a folder's" in outcome.stderr
    assert "did you mean" not in outcome.stderr


def test_a_circle_is_found_in_any_spelling(root: Path, call: Call) -> None:
    edit(root / "scenarios" / "growth.toml", 'extends = "base"', 'extends = "Growth"')
    outcome = call("run", "growth", *MEMBERS)
    assert outcome.exit_code == 2
    assert "extends makes a circle: growth -> Growth" in outcome.stderr


def test_a_floor_names_its_target_in_any_spelling(root: Path, call: Call) -> None:
    outcome = call("run", "base", *MEMBERS, "--fail-under", "REVENUE=0.9")
    assert outcome.exit_code == 3, outcome.output
    assert "target 'revenue' is met with probability 0, under 0.9" in outcome.output


def test_two_rows_of_one_name_are_refused(root: Path, call: Call) -> None:
    line = edit(root / "calibration" / "targets.csv", "\nfirms,firms", "\nRevenue,firms") + 1
    outcome = call("run", "base", *MEMBERS)
    assert outcome.exit_code == 2
    assert f"targets.csv:{line}: id 'Revenue' stands on line 2 already" in outcome.stderr


def test_a_reality_check_names_constants_and_elements_in_any_spelling(
    root: Path, call: Call
) -> None:
    checks = root / "model" / "reality_checks.toml"
    edit(checks, "set = { growth_rate = 0,", 'set = { "Growth Rate" = 0,')
    edit(checks, 'variable = "Revenue[south]"', 'variable = "REVENUE[South]"')
    edit(
        checks,
        'variable = "total revenue", is = "below"',
        'variable = \'"Total_Revenue"\', is = "below"',
    )
    assert call("check").exit_code == 0


def test_a_sweep_names_levers_targets_and_indicators_in_any_spelling(
    root: Path, call: Call
) -> None:
    folder = root / "scenarios" / "sweeps"
    folder.mkdir()
    text = """title = {{ en = "S", zh = "扫" }}
base = "{base}"
design = "grid"
members = 20
targets = ["{target}"]
indicators = ["{indicator}"]
[levers]
"{lever}" = {{ values = [0, 5], unit = "percent/year" }}
"""
    plain = {"base": "base", "target": "revenue", "indicator": "revenue", "lever": "growth_rate"}
    (folder / "a.toml").write_text(text.format(**plain), encoding="utf-8")
    other = {key: value.upper().replace("_", " ") for key, value in plain.items()}
    (folder / "扫描.toml").write_text(text.format(**other), encoding="utf-8")
    found = []
    for name in ("a", "扫描"):
        outcome = call("sweep", name)
        assert outcome.exit_code == 0, outcome.output
        rows = Path("results", "sweeps", name, "sweep.csv").read_text(encoding="utf-8-sig")
        found.append(rows.splitlines()[1:])
    assert found[0] == found[1]
