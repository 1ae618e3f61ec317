"""``gaoxin sweep``: points that are scenarios, a dry run that runs little, any model file."""

from __future__ import annotations

import csv
import doctest
import json
from pathlib import Path
from typing import Any

import pytest

from gaoxin.cli.printing import sweep as printing
from gaoxin.telling.writing.sweep_parts import PREFIX
from tests.cli.conftest import Call
from tests.desks.region import edit

SIR = Path(__file__).parents[1] / "ensembles" / "models" / "sir.mdl"

GRID = """title = { en = "Growth and subsidy", zh = "增速与补助" }
base = "growth"
design = "grid"
members = 60
seed = 4
targets = ["revenue"]
indicators = ["revenue"]

[levers]
growth_rate = { values = [0, 5, 8], unit = "percent/year", from = 2024 }
"subsidy[north]" = { values = [0.5, 1], relative = true, unit = "dimensionless", from = 2021 }
"""
ANY = """title = { en = "Epidemic", zh = "疫情" }
design = "grid"
members = 40
outputs = ["Infectious"]

[constants]
contacts = { values = [2, 6] }
duration = { values = [3, 5, 8], unit = "Day" }

[uncertainty]
infectivity = { distribution = "uniform", low = 0.01, high = 0.1 }

[thresholds]
beds = { variable = "Infectious", rule = "at_most", value = 1000, at = "max" }

[time]
final = 40
"""


@pytest.fixture
def sweep(root: Path) -> Path:
    """Write a sweep of the copied region; return its path."""
    path = root / "scenarios" / "sweeps" / "try.toml"
    path.parent.mkdir()
    path.write_text(GRID, encoding="utf-8")
    return path


@pytest.fixture
def anyone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a sweep of any model into a folder that is no workspace, and go there."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "epidemic.toml").write_text(ANY, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_point_that_equals_a_scenario_has_its_verdict_to_the_last_digit(
    call: Call, root: Path, sweep: Path
) -> None:
    assert call("sweep", "try").exit_code == 0
    ran = call("run", "growth", "--members", "60", "--seed", "4")
    assert ran.exit_code == 0
    (stated,) = [
        row for row in read(root / "results/growth/verdicts.csv") if row["target"] == "revenue"
    ]
    (point,) = [
        row
        for row in read(root / "results/sweeps/try/sweep.csv")
        if row["growth_rate (percent/year)"] == "5" and row["subsidy[north] (x base)"] == "1"
    ]
    shared = set(stated) & set(point) - {"note"}
    assert {"p05", "p50", "p95", "probability", "mc_error", "members", "verdict"} <= shared
    assert {name: stated[name] for name in shared} == {name: point[name] for name in shared}


def test_the_bands_of_that_point_are_the_scenarios(call: Call, root: Path, sweep: Path) -> None:
    assert call("sweep", "try").exit_code == 0
    assert call("run", "growth", "--members", "60", "--seed", "4").exit_code == 0
    here = [
        {k: row[k] for k in ("time", "p05", "p50", "p95")}
        for row in read(root / "results/sweeps/try/bands.csv")
        if row["point"] == "3" and row["time"] != "2014"
    ]
    there = [
        {k: row[k] for k in ("time", "p05", "p50", "p95")}
        for row in read(root / "results/growth/bands.csv")
        if row["indicator"] == "revenue"
    ]
    assert here == there


def test_it_writes_a_folder_and_says_where(call: Call, root: Path, sweep: Path) -> None:
    done = call("sweep", str(sweep))
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    assert "Growth and subsidy (try)" in done.stdout
    assert "Prior draws, not calibrated." in done.stdout
    assert f"Results: {(root / 'results/sweeps/try').absolute()}" in done.stdout
    folder = root / "results" / "sweeps" / "try"
    names = {path.name for path in folder.iterdir()}
    pages = {"sweep.html", "sweep.xlsx"}
    assert names == {"sweep.csv", "bands.csv", "sweep.nc", "manifest.json", "figures"} | pages
    assert [path.name for path in (folder / "figures").iterdir()] == ["revenue.svg"]
    assert [path.name for path in folder.parent.iterdir()] == ["try"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == "gaoxin sweep try --draws prior --members 60 --seed 4"
    assert (manifest["points"], manifest["members"], manifest["draws"]) == (6, 60, "prior")
    assert manifest["calibrated"] is False
    assert {"sweep/try.toml", "scenarios/growth.toml", "model/zone.mdl"} <= set(manifest["hashes"])
    assert set(manifest["files"]) == (names | {"figures/revenue.svg"}) - {
        "manifest.json",
        "figures",
    }


def document(call: Call, *args: str) -> dict[str, Any]:
    done = call("sweep", *args, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_json_has_every_point_and_target(call: Call, sweep: Path) -> None:
    found = document(call, "try", "--lang", "zh")
    assert (found["points"], found["members"], found["stamp"]) == (
        6,
        60,
        "prior draws, not calibrated",
    )
    assert [row["point"] for row in found["rows"]] == list(range(6))
    row = found["rows"][3]
    assert row["values"] == {"growth_rate": 5.0, "subsidy[north]": 1.0}
    assert row["verdict"] == row["verdict_zh"] != row["verdict_en"]


def test_the_seed_and_the_members_may_be_given(call: Call, sweep: Path) -> None:
    own, other = document(call, "try"), document(call, "try", "--seed", "5", "--members", "30")
    assert (other["seed"], other["members"]) == (5, 30)
    assert own["rows"] != other["rows"]
    assert document(call, "try", "--seed", "4")["rows"] == own["rows"]


def test_a_dry_run_tells_and_writes_nothing(call: Call, root: Path, sweep: Path) -> None:
    told = call("sweep", "try", "--dry-run")
    assert told.exit_code == 0, told.output
    for said in (
        "Design points: 6",
        "Members a point: 60",
        "Runs in all: 360",
        "Time, about: ",
        "Memory at the peak, about: ",
        "Size of the results, about: ",
        "sweep.csv, bands.csv, sweep.nc, sweep.html, sweep.xlsx, manifest.json, figures/*.svg (1)",
    ):
        assert said in told.stdout
    assert "设计点: 6" in call("sweep", "try", "--dry-run", "--lang", "zh").stdout
    assert not (root / "results").exists()


def test_a_dry_run_reckons_what_is_written(call: Call, root: Path, sweep: Path) -> None:
    found = document(call, "try", "--dry-run")
    assert (found["points"], found["members"], found["runs"]) == (6, 60, 360)
    assert (found["parts"], found["done"]) == (1, 0)
    assert found["seconds"] > 0
    assert found["memory"] is None or found["memory"] > 10**7
    assert call("sweep", "try").exit_code == 0
    folder = root / "results" / "sweeps" / "try"
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == set(found["files"])
    size = sum((folder / name).stat().st_size for name in written)
    assert size / 3 < found["disk"] < 3 * size


def test_members_below_the_first_probe_and_above_a_run(call: Call, sweep: Path) -> None:
    assert document(call, "try", "--dry-run", "--members", "1")["runs"] == 6
    many = document(call, "try", "--dry-run", "--members", "9000")
    assert (many["parts"], many["runs"]) == (6, 54_000)


def test_any_model(call: Call, anyone: Path) -> None:
    done = call("sweep", "epidemic.toml", "--model", str(SIR))
    assert done.exit_code == 0, done.output
    assert "around: sir.mdl" in done.stdout
    rows = read(anyone / "results/sweeps/epidemic/sweep.csv")
    beds = [row for row in rows if row["target"] == "beds"]
    assert list(rows[0])[1:3] == ["contacts (1/Day)", "duration (Day)"]
    assert {row["target"] for row in rows} == {"beds", "Infectious"}
    assert {row["at"] for row in beds} == {"max"}
    by_point = {(row["contacts (1/Day)"], row["duration (Day)"]): float(row["p50"]) for row in beds}
    assert by_point["2", "3"] < by_point["6", "3"] < by_point["6", "8"]
    figures = {path.name for path in (anyone / "results/sweeps/epidemic/figures").iterdir()}
    assert figures == {"beds.svg", "Infectious.svg"}


def test_any_model_against_its_own_runs(call: Call, anyone: Path) -> None:
    import gaoxin
    from gaoxin.inference import uniforms

    assert call("sweep", "epidemic.toml", "--model", str(SIR), "--seed", "3").exit_code == 0
    (row,) = [
        row
        for row in read(anyone / "results/sweeps/epidemic/sweep.csv")
        if row["target"] == "beds" and (row["point"] == "4")
    ]
    draws = 0.01 + (0.1 - 0.01) * uniforms(3, "infectivity", 40)
    runs = gaoxin.load(SIR).run(
        {"infectivity": draws, "contacts": 6.0, "duration": 5.0}, final_time=40
    )
    peaks = runs["Infectious"].max("time").values
    assert float(row["probability"]) == (peaks <= 1000).mean()
    assert float(row["p50"]) == pytest.approx(float(sorted(peaks)[19] + sorted(peaks)[20]) / 2)


def test_one_run_a_point_where_nothing_is_drawn(call: Call, anyone: Path) -> None:
    text = ANY.replace("members = 40\n", "").replace("[uncertainty]\n", "")
    (anyone / "epidemic.toml").write_text(text.replace("infectivity", "# "), encoding="utf-8")
    done = call("sweep", "epidemic.toml", "--model", str(SIR), "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert "每点运行一次" in done.stdout
    words = {row["verdict"] for row in read(anyone / "results/sweeps/epidemic/sweep.csv")}
    assert words == {"met 达到", "not met 未达到", ""}


def test_parts_of_other_inputs_are_not_used(call: Call, root: Path, sweep: Path) -> None:
    assert call("sweep", "try", "--out", "whole").exit_code == 0
    partial = root / "results" / "sweeps" / f"{PREFIX}try"
    partial.mkdir(parents=True)
    (partial / "key.json").write_text(json.dumps({"seed": "77", "members": "60"}))
    (partial / "part-000000.npz").write_bytes(b"not used")
    done = call("sweep", "try")
    assert done.exit_code == 0, done.output
    assert "parts of an earlier start were made with another " in done.stderr
    assert "seed" in done.stderr
    assert "starting anew" in done.stderr
    one, two = (root / out / "sweeps" / "try" / "sweep.csv" for out in ("whole", "results"))
    assert one.read_bytes() == two.read_bytes()


def test_an_interrupt_keeps_what_is_done(
    call: Call, root: Path, sweep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gaoxin.studies.sweep.write_sweep", stop)
    done = call("sweep", "try")
    assert done.exit_code == 130
    assert "the same command goes on" in done.stderr
    monkeypatch.undo()
    monkeypatch.chdir(root)
    assert document(call, "try", "--dry-run")["done"] == 1
    again = call("sweep", "try")
    assert "going on after 1 of 1 parts" in again.stderr
    assert again.exit_code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ty",), "unknown sweep 'ty'; did you mean 'try'?; there are: try"),
        (("../growth",), "cannot read this sweep file"),
        (("nowhere.toml",), "cannot read this sweep file"),
        (("try", "--members", "0"), "is not in the range"),
        (("try", "--seed", "-1"), "is not in the range"),
        (("try", "--draws", "posterior"), "there is no posterior; make one with 'gaoxin calib"),
        (("try", "--out", ""), "the path is empty"),
        (("try", "--out", "scenarios/levers.csv"), "this is a file"),
        (("try", "--out", "taken"), "not a run's"),
        (("try", "--workspace", "nowhere"), "not a workspace"),
        (("try", "--model", "nowhere.mdl"), "nowhere.mdl: cannot be read"),
        (("scenarios/sweeps/try.toml", "--model", "model/zone.mdl"), "leave --model out"),
        (("try", "--model", "model/zone.mdl", "--workspace", "."), "reads no workspace"),
        ((), "Missing argument 'FILE'"),
    ],
)
def test_a_wrong_argument(
    call: Call, root: Path, sweep: Path, args: tuple[str, ...], said: str
) -> None:
    (root / "taken" / "sweeps" / "try").mkdir(parents=True)
    (root / "taken" / "sweeps" / "try" / "mine").touch()
    done = call("sweep", *args)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not (root / "results").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["revenue"]\nind', '["revenu"]\nind', "unknown 'revenu'; did you mean 'revenue'?"),
        ('["revenue"]\nind', '["firms"]\nind', "'firms' is not judged: firms are not modelled"),
        ('["revenue"]\nind', '["jobs"]\nind', "'jobs' is not judged: the plan gives no number"),
        ('indicators = ["revenue"]', 'indicators = ["firm"]', "unknown 'firm'"),
        ('indicators = ["revenue"]', 'indicators = ["firms"]', "firms are not modelled"),
        ("growth_rate =", "growth_rat =", "did you mean 'growth_rate'?"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    call: Call, root: Path, sweep: Path, old: str, new: str, said: str
) -> None:
    line = edit(sweep, old, new)
    done = call("sweep", "try")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"gaoxin: {sweep}:{line}: ")
    assert said in done.stderr
    assert not (root / "results").exists()


def test_a_constant_that_no_run_can_change_is_refused_before_anything_runs(
    call: Call, anyone: Path
) -> None:
    (anyone / "order.mdl").write_text(
        "{UTF-8}\nx= DELAY N(TIME, 3, 0, order) ~ ~ |\norder= 2 ~ ~ |\nINITIAL TIME= 0 ~ ~ |\n"
        "FINAL TIME= 4 ~ ~ |\nTIME STEP= 1 ~ ~ |\nSAVEPER= 1 ~ ~ |\n",
        encoding="utf-8",
    )
    text = 'title = { en = "A", zh = "甲" }\ndesign = "grid"\noutputs = ["x"]\n'
    (anyone / "order.toml").write_text(
        f"{text}[constants]\norder = {{ values = [1, 3] }}\n", "utf-8"
    )
    done = call("sweep", "order.toml", "--model", "order.mdl")
    assert done.exit_code == 2
    assert "sets the order of a delay" in done.stderr
    assert not (anyone / "results").exists()


def test_help_and_the_words_for_time_and_size(call: Call) -> None:
    shown = call("sweep", "--help").stdout
    for option in ("--model", "--members", "--seed", "--draws", "--dry-run", "--workers", "--json"):
        assert option in shown
    failed, tried = doctest.testmod(printing)
    assert tried
    assert not failed
