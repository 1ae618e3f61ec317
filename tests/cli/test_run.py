"""``gaoxin run``: what it prints and writes is what the draws say."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gaoxin
from gaoxin.cli.progress import bar
from gaoxin.desks.workspace import Workspace
from gaoxin.inference import draw, read_priors
from gaoxin.studies.progress import steps
from tests.cli.conftest import Call
from tests.desks.region import REGION, edit

MEMBERS = 400


def document(call: Call, *args: str) -> dict[str, Any]:
    outcome = call("run", *args, "--members", str(MEMBERS), "--no-report", "--json")
    assert outcome.exit_code == 0, outcome.output
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


def rows(found: dict[str, Any], scenario: str) -> dict[str, dict[str, Any]]:
    return {row["target"]: row for row in found["scenarios"][scenario]["verdicts"]}


def test_probabilities_are_the_share_of_draws_that_meet_the_target(call: Call) -> None:
    found = document(call, "--seed", "5")
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    total = sum(draw(priors, MEMBERS, 5).values(), np.zeros(MEMBERS))
    base = rows(found, "base")
    assert base["revenue"]["probability"] == (total >= 40.0).mean()
    assert base["revenue_assumed"]["probability"] == (total <= 100.0).mean()
    quantiles = [base["revenue"][p] for p in ("p05", "p50", "p95")]
    assert quantiles == pytest.approx(np.quantile(total, [0.05, 0.5, 0.95]), rel=1e-12)
    # the subsidies of growth only add
    growth = rows(found, "growth")
    assert growth["revenue"]["probability"] > base["revenue"]["probability"]


def test_json_holds_every_target_and_says_what_it_rests_on(call: Call) -> None:
    found = document(call)
    assert found["stamp"] == "prior draws, not calibrated"
    assert list(found["scenarios"]) == ["base", "growth"]
    base = rows(found, "base")
    assert list(base) == ["revenue", "revenue_assumed", "firms", "jobs"]
    assert base["firms"]["probability"] is None
    assert "not modelled" in base["firms"]["verdict"]
    assert "no number" in base["jobs"]["verdict"]
    (missing,) = found["not_modelled"]
    assert missing == {
        "indicator": "firms",
        "name_en": "Firms",
        "reason": "firms are not modelled",
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_gives_the_verdict_in_the_language_asked_for_and_in_each(
    call: Call, lang: str
) -> None:
    for row in rows(document(call, "base", "--lang", lang), "base").values():
        assert row["verdict"] == row[f"verdict_{lang}"]
        assert row["verdict_en"].isascii()
        assert not row["verdict_zh"].isascii()


def test_the_same_seed_prints_the_same_and_another_does_not(call: Call) -> None:
    first, again = (document(call, "base", "--seed", "1") for _ in range(2))
    other = document(call, "base", "--seed", "2")
    assert first == again
    assert rows(first, "base") != rows(other, "base")


def test_workers_and_company_change_nothing(call: Call) -> None:
    together = document(call, "--workers", "2")
    alone = document(call, "growth", "--workers", "1")
    assert rows(together, "growth") == rows(alone, "growth")


def test_tables_list_everything_and_carry_the_stamp(call: Call) -> None:
    outcome = call("run", "--members", "50", "--full")
    assert outcome.exit_code == 0, outcome.output
    text = outcome.stdout
    assert text.count("Prior draws, not calibrated.") == 2
    assert text.count("≥40") == 2
    assert "Total revenue* " in text  # an assumed target is flagged
    assert "firms are not modelled" in text
    assert "the plan gives no number" in text
    assert "\x1b[" not in text
    assert outcome.stderr == ""


def test_tables_in_chinese(call: Call) -> None:
    outcome = call("run", "base", "--members", "50", "--lang", "zh")
    assert "基准 (base)" in outcome.stdout
    assert "先验抽样，未经校准。" in outcome.stdout
    assert f"报告: {Path('results', 'report.html').absolute()}" in outcome.stdout


def test_it_writes_a_folder_a_scenario_and_a_report(call: Call, root: Path) -> None:
    assert call("run", "--members", "50", "--seed", "3").exit_code == 0
    folder = root / "results" / "growth"
    names = {path.name for path in folder.iterdir()}
    tables = {"verdicts.csv", "bands.csv", "binding.csv"}
    assert names == tables | {"figures", "manifest.json"}
    assert (root / "results" / "report.html").stat().st_size > 10_000
    with (folder / "verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["target"] for row in written] == ["revenue", "revenue_assumed", "firms", "jobs"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["members"], manifest["draws"]) == (3, 50, "prior")
    assert set(manifest["hashes"]) == {
        "model/zone.mdl",
        "scenarios/base.toml",
        "scenarios/growth.toml",
        "scenarios/levers.csv",
        "scenarios/definitions.csv",
        "calibration/priors.csv",
        "calibration/limits.csv",
        "calibration/elements.csv",
        "calibration/misfits.csv",
        "calibration/observations.csv",
        "calibration/translations.csv",
        "calibration/treatments.csv",
        "calibration/units.txt",
        "calibration/targets.csv",
        "calibration/indicators.csv",
        "calibration/facts.csv",
        "calibration/conflicts.csv",
        "calibration/policy_targets.csv",
    }
    assert "gaoxin run --members 50 --seed 3 --draws prior" in manifest["command"]


def test_the_trajectories_are_kept_whole(call: Call, root: Path) -> None:
    """Indicators, limits and stocks of every member, at whole years, where they are asked for."""
    import xarray as xr

    asked = ("run", "growth", "--members", "50", "--seed", "3", "--save-runs", "--no-report")
    assert call(*asked).exit_code == 0
    assert not (root / "results" / "report.html").exists()
    with xr.open_dataset(root / "results" / "growth" / "runs.nc") as stored:
        assert stored["Revenue"].sizes == {"member": 50, "Region": 2, "time": 12}
        total = stored["Revenue"].sum("Region").transpose("member", "time").values
        kept = stored["total revenue"].transpose("member", "time").values
        assert kept == pytest.approx(total, rel=1e-12)


def test_a_run_without_a_report_names_none(call: Call) -> None:
    asked = ("run", "base", "--members", "9", "--no-report")
    assert call(*asked).stdout.splitlines()[-1] == f"Results: {Path('results').absolute()}"
    assert json.loads(call(*asked, "--json").stdout)["report"] is None


def test_a_quick_run_says_so_on_everything(call: Call, root: Path) -> None:
    outcome = call("run", "growth", "--quick", "--lang", "zh")
    assert outcome.exit_code == 0, outcome.output
    assert "快速试算，500 个样本" in outcome.stdout
    folder = root / "results" / "growth"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["members"] == 500
    assert "--quick" in manifest["command"]
    for path in (folder / "verdicts.csv", root / "results" / "report.html"):
        assert "a first look, 500 members" in path.read_text(encoding="utf-8-sig")
    assert "快速试算" in (folder / "figures" / "indicators.svg").read_text(encoding="utf-8")
    refused = call("run", "growth", "--quick", "--members", "9")
    assert (refused.exit_code, "leave --members out" in refused.output) == (2, True)


def test_what_binds_is_written_by_element_and_year(call: Call, root: Path) -> None:
    """Revenue of the north is 10 ± 2 and stays: below 11 in most members, and there below it."""
    limits = root / "calibration" / "limits.csv"
    edit(limits, "below,0,never", "below,11,below eleven")
    assert call("run", "base", "--members", "400", "--seed", "3").exit_code == 0
    with (root / "results/base/binding.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 11
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    north = draw(priors, 400, 3)["initial_revenue[north]"]
    first = rows[0]
    assert (first["limit"], first["element"], first["unit"]) == (
        "north_and_south",
        "north",
        "CNY_1e8/year",
    )
    assert float(first["share_bound"]) == pytest.approx((north < 11).mean())
    assert float(first["median_when_bound"]) == pytest.approx(np.median(north[north < 11]))
    assert {row["element"] for row in rows} == {"north", "south"}
    assert "North" in (root / "results/base/figures/limits.svg").read_text("utf-8")


def test_the_report_says_what_a_scenario_changes(call: Call, root: Path) -> None:
    assert call("run", "--members", "50").exit_code == 0
    page = (root / "results" / "report.html").read_text(encoding="utf-8")
    assert "2021: 1; 2022: 2; 2023: 4" in page
    assert "uniform 1 to 3 from 2022" in page
    assert "5 from 2024" in page


@pytest.mark.parametrize(
    ("file", "old", "new", "scenario"),
    [
        ("model/zone.mdl", "10, 20", "10, 25", "growth"),
        ("calibration/priors.csv", "20,15,27", "20,19,21", "base"),
        ("scenarios/growth.toml", "[1, 2, 4]", "[1, 2, 5]", "growth"),
        ("calibration/targets.csv", "at_least,40,", "at_least,32,", "base"),
    ],
)
def test_a_number_changed_anywhere_changes_what_is_printed(
    call: Call, root: Path, file: str, old: str, new: str, scenario: str
) -> None:
    if file.startswith("model"):  # without its prior the model's own value counts
        edit(root / "calibration" / "priors.csv", ",initial_revenue[South],", ",,not now")
    before = rows(document(call), scenario)
    edit(root / file, old, new)
    after = rows(document(call), scenario)
    assert after["revenue"] != before["revenue"]


def test_fail_under(call: Call) -> None:
    args = ("run", "base", "--members", "50")
    assert call(*args, "--fail-under", "revenue=0").exit_code == 0
    missed = call(*args, "--fail-under", "revenue=0.999", "--fail-under", "revenue_assumed=0.1")
    assert missed.exit_code == 3
    assert "base: target 'revenue' is met with probability" in missed.stderr
    assert "under 0.999" in missed.stderr
    assert "revenue_assumed" not in missed.stderr
    assert "≥40" in missed.stdout  # the tables are printed all the same


def test_help_and_version(call: Call) -> None:
    shown = call("run", "--help")
    assert shown.exit_code == 0
    for option in ("--members", "--seed", "--workspace", "--out", "--workers", "--fail-under"):
        assert option in shown.stdout
    assert call("--version").stdout == f"gaoxin, version {gaoxin.__version__}\n"
    assert "run" in call("--help").stdout


def test_our_own_fault_is_said_to_be_ours(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr("gaoxin.studies.inputs.open_run", broken)
    outcome = call("run")
    assert outcome.exit_code == 1
    assert "gaoxin has a fault of its own (ZeroDivisionError: by us)" in outcome.stderr
    assert "Traceback" not in outcome.output
    monkeypatch.setenv("GAOXIN_DEBUG", "1")
    assert isinstance(call("run").exception, ZeroDivisionError)


def test_an_interrupt_and_too_little_memory_are_not_faults(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(error: type[BaseException]) -> int:
        def stop(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("gaoxin.studies.run.run_study", stop)
        outcome = call("run")
        assert "Traceback" not in outcome.output
        return outcome.exit_code

    assert stopped(KeyboardInterrupt) == 130
    assert stopped(MemoryError) == 2


def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with bar() as progress:
        assert list(steps(["a", "b"], str, progress)) == ["a", "b"]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with bar() as progress:
        assert list(steps(["first", "second"], str, progress)) == ["first", "second"]
    assert "second" in capsys.readouterr().err
