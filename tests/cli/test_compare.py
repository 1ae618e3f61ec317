"""``gaoxin compare``: two scenarios, or two result folders, on common draws."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import gaoxin
from gaoxin.cli import main
from gaoxin.desks.workspace import Workspace
from gaoxin.inference import draw, read_priors
from gaoxin.inference.draws import uniforms
from gaoxin.telling.writing.netcdf import read_runs
from tests.cli.conftest import Call
from tests.cli.test_run import document as run_document
from tests.cli.test_run import rows as run_rows
from tests.desks.region import REGION, edit

MEMBERS = 400
SIZE = ("--members", str(MEMBERS))
CONTRACT = {
    *("p50_a", "p50_b", "diff_p05", "diff_p50", "diff_p95"),
    *("probability_a", "probability_b", "diff_probability", "probability_a_better"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what ``gaoxin run --members 400`` writes for the small workspace."""
    out = tmp_path_factory.mktemp("made") / "results"
    args = ["run", *SIZE, "--draws", "prior", "--workspace", str(REGION), "--out", str(out)]
    args += ["--save-runs", "--no-report"]
    outcome = CliRunner().invoke(main, args)
    assert outcome.exit_code == 0, outcome.output
    return out


@pytest.fixture
def ran(made: Path, root: Path) -> Path:
    """Put those results into the copied workspace."""
    return Path(shutil.copytree(made, root / "results"))


def document(call: Call, *args: str) -> dict[str, Any]:
    outcome = call("compare", *args, "--json")
    assert outcome.exit_code == 0, outcome.output
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


def rows(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["target"]: row for row in found["targets"]}


def refused(call: Call, *args: str) -> str:
    """Return the message of a call that must be refused with nothing written."""
    message = refused_now(call, *args)
    assert not Path("results/compare").exists()
    return message


def refused_now(call: Call, *args: str) -> str:
    outcome = call("compare", *args)
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    return " ".join(outcome.stderr.split())


def test_a_difference_is_that_of_the_same_draws(call: Call) -> None:
    """Growth adds subsidies of 1, 2 and 4 and a drawn one, then 5 % of all of it."""
    found = rows(document(call, "growth", "base", *SIZE, "--seed", "5"))["revenue"]
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    north, south = draw(priors, MEMBERS, 5).values()
    base = north + south
    added = 1.0 + 2.0 + 4.0 * 3  # the value for 2023 holds on
    drawn = (1.0 + 2.0 * uniforms(5, "subsidy[south]", MEMBERS)) * 4.0
    growth = base + added + drawn
    assert found["p50_b"] == pytest.approx(np.median(base))
    # 2024 and 2025 grow by 5 %: the exact sum is the engine's affair, its bounds are ours
    assert found["diff_p05"] > np.quantile(growth - base, 0.05)
    assert found["diff_p95"] < np.quantile(growth * 1.05**2.1 - base, 0.95)
    assert found["probability_b"] == (base >= 40).mean()
    assert found["probability_a_better"] == 1.0
    assert found["diff_probability"] == found["probability_a"] - found["probability_b"]


def test_json_has_every_target_and_the_keys_of_the_contract(call: Call) -> None:
    found = document(call, "growth", "base", *SIZE)
    assert [row["target"] for row in found["targets"]] == [
        "revenue",
        "revenue_assumed",
        "firms",
        "jobs",
    ]
    for row in found["targets"]:
        assert set(row) >= CONTRACT
    assert found["a"] == {"scenario": "growth", "title": {"en": "Growth", "zh": "增长"}}
    assert (found["seed"], found["members"], found["draws"]) == (0, MEMBERS, "prior")
    assert found["stamp"] == "prior draws, not calibrated"
    assumed = rows(found)["revenue_assumed"]  # at most: more revenue is worse
    assert assumed["probability_a_better"] == 0.0
    assert assumed["verdict"] == "B virtually certain to be better"
    assert rows(found)["firms"]["diff_p50"] is None


def test_each_side_is_what_a_run_of_it_says(call: Call) -> None:
    found = rows(document(call, "growth", "base", *SIZE))
    ran = run_document(call)
    for target, row in found.items():
        for side, scenario in (("a", "growth"), ("b", "base")):
            alone = run_rows(ran, scenario)[target]
            assert row[f"p50_{side}"] == alone["p50"]
            assert row[f"probability_{side}"] == alone["probability"]


@pytest.mark.parametrize("names", [("growth", "growth"), ("growth", "results/growth")])
def test_a_scenario_against_itself_is_exactly_zero(
    call: Call, ran: Path, names: tuple[str, str]
) -> None:
    """Also when the other side was run by an earlier process and read back."""
    for row in document(call, *names, "--members", "400")["targets"]:
        differences = {name: value for name, value in row.items() if name.startswith("diff_")}
        if row["p50_a"] is not None:
            assert set(differences.values()) == {0.0}
            assert row["probability_a_better"] == 0.5  # a tie counts half
            assert row["verdict"] == "no difference"
    bands = read_csv(Path("results/compare/growth--growth/compare_bands.csv"))
    assert {row[p] for row in bands for p in ("p05", "p25", "p50", "p75", "p95")} == {"0"}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_order_only_turns_the_sign(call: Call) -> None:
    there = rows(document(call, "growth", "base", *SIZE))
    back = rows(document(call, "base", "growth", *SIZE))
    for target in ("revenue", "revenue_assumed"):
        assert there[target]["diff_p50"] == pytest.approx(-back[target]["diff_p50"])
        assert there[target]["diff_probability"] == -back[target]["diff_probability"]


def test_folders_scenarios_and_both_say_the_same(call: Call) -> None:
    assert call("run", *SIZE, "--seed", "9").exit_code == 0
    folders = ("results/growth", "./results/base")
    expected = document(call, "growth", "base", *SIZE, "--seed", "9")["targets"]
    assert document(call, *folders)["targets"] == expected
    # a scenario takes seed and members from the folder
    mixed = document(call, "growth", folders[1])
    assert (mixed["seed"], mixed["members"]) == (9, MEMBERS)
    assert mixed["targets"] == expected


def test_posterior_draws_are_common_to_both(call: Call, fitted: Path) -> None:
    """A run that keeps every output and a comparison that keeps few have the same members."""
    draws = ("--draws", "posterior", "--members", "60")
    assert call("run", "base", *draws, "--save-runs", "--no-report").exit_code == 0
    same = document(call, "base", "results/base", *draws)
    assert (same["draws"], same["stamp"]) == ("posterior", "")
    assert rows(same)["revenue"]["verdict"] == "no difference"
    found = document(call, "growth", "results/base", "--draws", "posterior")
    assert rows(found)["revenue"]["probability_a_better"] == 1.0
    assert found["members"] == 60
    message = refused_now(call, "growth", "results/base", "--draws", "prior")
    assert "'results/base' was made with draws posterior; leave --draws out" in message
    edit(fitted / "calibration" / "observations.csv", ",36,", ",37,")
    assert "observations.csv: row total value 36.0 -> 37.0" in refused_now(
        call, "growth", "base", *draws
    )
    stamped = document(call, "growth", "base", *draws, "--stale-posterior")
    assert stamped["stamp"] == "stale posterior: observations changed since the fit"
    assert "differ in calibration/observations.csv" in refused_now(
        call, "growth", "results/base", *draws, "--stale-posterior"
    )


def test_it_writes_a_folder_with_everything(call: Call, root: Path) -> None:
    outcome = call("compare", "growth", "base", "--members", "50", "--seed", "3", "--lang", "zh")
    assert outcome.exit_code == 0, outcome.output
    folder = root / "results" / "compare" / "growth--base"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert found == {
        "compare.csv",
        "compare_bands.csv",
        "compare.nc",
        "figures/targets.svg",
        "figures/differences.svg",
        "manifest.json",
    }
    assert f"结果: {Path('results/compare/growth--base').absolute()}" in outcome.stdout
    assert "增长" in (folder / "figures" / "targets.svg").read_text(encoding="utf-8")
    assert [row["target"] for row in read_csv(folder / "compare.csv")][:2] == [
        "revenue",
        "revenue_assumed",
    ]
    bands = read_csv(folder / "compare_bands.csv")
    assert [row["time"] for row in bands] == [str(year) for year in range(2015, 2026)]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == ("gaoxin compare growth base --members 50 --seed 3 --draws prior")
    assert set(manifest["files"]) == found - {"manifest.json"}
    assert manifest["a"]["scenario"] == "growth"
    kept = read_runs(folder / "compare.nc")
    assert kept["total revenue"].sizes == {"member": 50, "time": 12}
    last = kept["total revenue"].sel(time=2025)
    assert float(bands[-1]["p50"]) == pytest.approx(float(last.median()))


def test_a_comparison_leaves_runs_and_other_comparisons_alone(call: Call, root: Path) -> None:
    assert call("run", "--members", "50").exit_code == 0
    assert call("compare", "growth", "base", "--members", "50").exit_code == 0
    mine = root / "results" / "compare" / "growth--base" / "notes.txt"
    mine.write_text("mine")
    assert call("compare", "base", "growth", "--members", "50").exit_code == 0
    assert call("compare", "growth", "base", "--members", "60").exit_code == 0
    assert call("run", "--members", "50").exit_code == 0
    assert mine.read_text() == "mine"
    names = {path.name for path in (root / "results").iterdir()}
    assert names == {"base", "growth", "compare", "report.html", "simulator.html", "results.xlsx"}
    assert {path.name for path in mine.parents[1].iterdir()} == {"growth--base", "base--growth"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_in_either_language(call: Call, lang: str) -> None:
    outcome = call("compare", "growth", "base", "--members", "50", "--lang", lang)
    assert outcome.exit_code == 0, outcome.output
    said = {
        "en": ("A: Growth (growth)", "B: Base (base)", "Prior draws, not calibrated.", "A better"),
        "zh": ("A: 增长 (growth)", "B: 基准 (base)", "先验抽样，未经校准。", "A 更优"),
    }[lang]
    squeezed = "".join(outcome.stdout.split())
    for words in said:
        assert "".join(words.split()) in squeezed
    assert "\x1b[" not in outcome.stdout


def test_a_plain_word_is_a_scenario_first_and_a_path_is_a_folder(call: Call, root: Path) -> None:
    """In a folder that holds `growth/`, made with another seed, the word means the scenario."""
    assert call("run", *SIZE, "--seed", "7", "--out", ".", "--no-report").exit_code == 0
    assert document(call, "growth", "base", *SIZE)["seed"] == 0
    assert document(call, "./growth", "./base")["seed"] == 7
    (root / "growth").rename(root / "kept")
    found = document(call, "kept", "base")  # no scenario of this name: the folder
    assert (found["seed"], found["a"]["scenario"]) == (7, "growth")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("grwth", "base"), "unknown scenario 'grwth'; did you mean 'growth'?"),
        (("growth", "bse"), "unknown scenario 'bse'; did you mean 'base'?"),
        (("results/growht", "base"), "no such folder; did you mean 'growth'?"),
        (("results", "base"), "it has no manifest.json"),
        (("../nowhere/x", "base"), "no such folder"),
        (("", "base"), "A or B is empty"),
        (("growth",), "Missing argument 'B'"),
        (("growth", "base", "base"), "unexpected extra argument"),
        (("growth", "base", "--members", "0"), "is not in the range"),
        (("growth", "base", "--out", "model/zone.mdl"), "this is a file"),
        (("growth", "base", "--out", "elsewhere"), "not a run's"),
        (("growth", "base", "--workspace", "nowhere"), "not a workspace"),
        (("results/growth", "base", "--seed", "1"), "was made with seed 0; leave --seed out"),
        (("base", "results/growth", "--members", "9"), "was made with members 400"),
    ],
)
def test_wrong_input(call: Call, ran: Path, root: Path, args: tuple[str, ...], said: str) -> None:
    ours = root / "elsewhere" / "compare" / "growth--base"
    ours.mkdir(parents=True)
    (ours / "mine").touch()
    assert said in refused(call, *args)


def test_folders_that_are_not_on_common_draws(call: Call, ran: Path, root: Path) -> None:
    """Each difference is named, with the command that makes the two comparable."""
    assert call("run", *SIZE, "--seed", "1", "--out", "other", "--save-runs").exit_code == 0
    message = refused(call, "results/growth", "other/base")
    assert "seed 0 and 1" in message
    assert "gaoxin compare growth base --members 400 --seed 0 --draws prior" in message
    message = refused(call, "results/growth", "other/growth")
    assert "gaoxin run growth --members 400 --seed 0 --draws prior --out other" in message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("calibration/priors.csv", "20,15,27", "20,15,28"),
        ("model/zone.mdl", "10, 20", "10, 25"),
        ("calibration/units.txt", "Dmnl = []", "Dmnl = []\npark = []"),
    ],
)
def test_a_folder_made_from_other_files_is_refused(
    call: Call, ran: Path, root: Path, file: str, old: str, new: str
) -> None:
    edit(root / file, old, new)
    message = refused(call, "growth", "results/base")
    assert f"differ in {file}." in message
    assert "gaoxin run base --members 400 --seed 0 --draws prior --out results" in message
    assert call("compare", "results/growth", "results/base").exit_code == 0  # alike all the same


def test_what_an_edit_of_a_scenario_has_changed(call: Call, root: Path) -> None:
    """The folder holds the scenario as it was, where it was told to keep it."""
    assert call("run", "growth", *SIZE, "--save-runs").exit_code == 0
    edit(root / "scenarios" / "growth.toml", "[1, 2, 4]", "[1, 2, 5]")
    found = document(call, "growth", "results/growth")
    assert rows(found)["revenue"]["diff_p05"] > 3.0
    manifest = json.loads(
        (root / "results/compare/growth--growth/manifest.json").read_text(encoding="utf-8")
    )
    role = "scenarios/growth.toml"
    assert manifest["a"]["hashes"][role] != manifest["b"]["hashes"][role]
    assert role not in manifest["hashes"]
    assert manifest["b"]["folder"] == str(Path("results/growth"))


def test_a_folder_that_kept_no_trajectories_is_run_again(call: Call, root: Path, ran: Path) -> None:
    """With the same numbers as from kept ones, and refused where it would be another run."""
    kept = rows(document(call, "results/growth", "results/base"))
    for name in ("growth", "base"):
        assert call("run", name, *SIZE, "--out", "lean", "--no-report").exit_code == 0
    assert not list((root / "lean").rglob("runs.nc"))
    found = document(call, "lean/growth", "lean/base")
    assert rows(found) == kept
    assert rows(document(call, "lean/growth", "results/base")) == kept
    assert rows(document(call, "lean/growth", "base")) == kept
    edit(root / "scenarios" / "growth.toml", "[1, 2, 4]", "[1, 2, 5]")
    message = refused_now(call, "lean/growth", "lean/base")
    assert "it keeps no trajectories" in message
    assert "scenarios/growth.toml changed since" in message
    assert "--save-runs" in message


def test_targets_are_those_of_the_workspace_now(call: Call, ran: Path, root: Path) -> None:
    edit(root / "calibration" / "targets.csv", "at_least,40,", "at_least,1,")
    found = rows(document(call, "results/growth", "results/base"))["revenue"]
    assert (found["probability_a"], found["probability_b"]) == (1.0, 1.0)
    path = root / "calibration" / "targets.csv"
    line = edit(path, ",total revenue,\nfirms", ",Revenue,\nfirms")
    message = refused_now(call, "results/growth", "results/base")
    assert message.startswith(f"gaoxin: {path}:{line}: variable 'Revenue' of 'revenue_assumed' has")
    edit(path, ",Revenue,\nfirms", ",total revenue,\nfirms")
    edit(path, "at_least,1,CNY_1e8", "at_least,1,CNY_1e4")
    outcome = call("compare", "results/growth", "results/base")
    assert outcome.exit_code == 2
    assert "give both the same unit" in outcome.stderr


def test_help(call: Call) -> None:
    shown = call("compare", "--help")
    assert shown.exit_code == 0
    for words in ("--members", "or the folder's", "./NAME", "a tie counts half"):
        assert words in " ".join(shown.stdout.split())
    assert "compare" in call("--help").stdout
