"""What a verb does is a function: the same values and files as ``gaoxin VERB``, none unasked."""

from __future__ import annotations

import json
import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import gaoxin
from gaoxin.cli import main
from gaoxin.engine.running.pool import used
from gaoxin.studies.zone import Zone
from tests.desks.region import put_loop
from tests.engine.cluster.pools import PicklePool

MEMBERS, SEED = 60, 4
ASKED: dict[str, Any] = {"members": MEMBERS, "seed": SEED, "draws": "prior"}
SWEEP = """title = { en = "Growth", zh = "增速" }
base = "growth"
design = "grid"
indicators = ["revenue"]
members = 60
seed = 4

[levers]
growth_rate = { values = [0, 5], unit = "percent/year", from = 2024 }
"""


@pytest.fixture
def zone(root: Path) -> Zone:
    (root / "scenarios" / "sweeps").mkdir()
    (root / "scenarios" / "sweeps" / "try.toml").write_text(SWEEP, encoding="utf-8")
    return gaoxin.open_workspace(root)


def test_a_pool_and_a_precision_give_the_verdicts_of_a_run(zone: Zone) -> None:
    asks: dict[str, Any] = {"members": 2500, "draws": "prior"}
    alone = zone.run("base", **asks)
    pool = PicklePool()
    with used(pool):
        told = zone.run("base", **asks)
    assert pool.calls
    assert told.runs["base"].identical(alone.runs["base"])
    precise = zone.run("base", draws="prior", precision="2%")
    assert (precise.verdicts["mc_error"].dropna() <= 0.02).all()
    count = int(precise.verdicts["members"].iloc[0])
    assert zone.run("base", members=count, draws="prior").verdicts.equals(precise.verdicts)


@pytest.fixture
def call(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(root)

    def run(*args: str) -> Result:
        done = CliRunner().invoke(main, [*args, "--seed", str(SEED)])
        assert done.exit_code == 0, done.output
        return done

    return run


def test_a_pickled_study_is_the_study(zone: Zone) -> None:
    study = zone.run(["growth"], **ASKED)
    again = pickle.loads(pickle.dumps(study))  # noqa: S301
    pd.testing.assert_frame_equal(again.verdicts, study.verdicts)
    pd.testing.assert_frame_equal(again.bands, study.bands)
    one, other = again.inputs.desk.registry, study.inputs.desk.registry
    assert one("CNY_1e8").to("CNY").magnitude == other("CNY_1e8").to("CNY").magnitude == 1e8


def written(folder: Path, tail: str = "") -> dict[str, Any]:
    """Return the files under a folder but pages, which name the moment at which they were made.

    Of a manifest, without that moment and a tail of its command.
    """
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name == "manifest.json":
            manifest = json.loads(path.read_text(encoding="utf-8"))
            manifest.pop("created", None)
            manifest["command"] = manifest["command"].removesuffix(tail)
            found[name] = manifest
        elif path.suffix != ".html" and path.is_file():
            found[name] = path.read_bytes()
    return found


def as_written(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return a table with the texts that a CSV file holds."""
    cells = table.astype(object).where(table.notna(), "")
    return [
        {str(k): f"{v:.10g}" if isinstance(v, float) else str(v) for k, v in row.items()}
        for row in cells.to_dict("records")
    ]


def read(path: Path) -> list[dict[str, str]]:
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def test_a_run_holds_what_the_command_writes(
    zone: Zone, call: Callable[..., Result], root: Path
) -> None:
    study = zone.run(**ASKED)
    assert not (root / "results").exists()
    assert study.scenarios == ("base", "growth")
    call("run", "--members", str(MEMBERS), "--draws", "prior")
    for name in ("verdicts", "bands", "binding"):
        table = getattr(study, name)
        assert table.columns[0] == "scenario"
        for scenario, own in table.groupby("scenario"):
            path = root / "results" / str(scenario) / f"{name}.csv"
            assert as_written(own.drop(columns="scenario")) == read(path)
    targets = ["revenue", "revenue_assumed", "firms", "jobs"]
    assert list(study.verdicts["target"].unique()) == targets


def test_a_run_saves_what_the_command_writes(
    zone: Zone, call: Callable[..., Result], root: Path, tmp_path: Path
) -> None:
    import xarray as xr

    call("run", "--members", str(MEMBERS), "--draws", "prior", "--save-runs")
    study = zone.run(**ASKED)
    report = study.save(tmp_path / "saved", save_runs=True)
    assert report == tmp_path / "saved" / "report.html"
    assert written(tmp_path / "saved") == written(root / "results")
    pages = [folder / "report.html" for folder in (tmp_path / "saved", root / "results")]
    one, other = (page.read_text(encoding="utf-8") for page in pages)
    assert one.replace(study.inputs.provenance.created, "") == other.replace(
        json.loads((root / "results/base/manifest.json").read_text("utf-8"))["created"], ""
    )
    for scenario, runs in study.runs.items():
        with xr.open_dataset(root / "results" / scenario / "runs.nc") as stored:
            for name, values in runs.items():
                np.testing.assert_array_equal(values.values, stored[name].values)


def test_runs_are_found_under_any_spelling_and_have_axes(zone: Zone) -> None:
    runs = zone.run("growth", **ASKED).runs
    assert runs["Growth"] is runs["growth"]
    assert runs["growth"]["Revenue"].dims == ("member", "Region", "time")
    assert runs["growth"].sizes["member"] == MEMBERS


def test_a_report_alone_is_the_one_of_the_folder(zone: Zone, tmp_path: Path) -> None:
    study = zone.run("base", **ASKED)
    page = study.report(tmp_path / "page.html", lang="zh")
    assert [path.name for path in tmp_path.iterdir() if path.suffix] == ["page.html"]
    saved = study.save(tmp_path / "saved", lang="zh", with_simulator=False)
    assert page.read_bytes() == saved.read_bytes()
    with pytest.raises(gaoxin.DataError, match="cannot be written"):
        study.report(tmp_path / "nowhere" / "page.html")


def test_a_comparison_is_that_of_the_command(
    zone: Zone, call: Callable[..., Result], root: Path, tmp_path: Path
) -> None:
    study = zone.compare("growth", "base", **ASKED)
    assert not (root / "results").exists()
    call("compare", "growth", "base", "--members", str(MEMBERS), "--draws", "prior")
    folder = root / "results" / "compare" / "growth--base"
    assert as_written(study.verdicts) == read(folder / "compare.csv")
    assert as_written(study.bands) == read(folder / "compare_bands.csv")
    assert study.differences["total revenue"].dims == ("member", "time")
    saved = study.save(tmp_path / "saved")
    assert saved == tmp_path / "saved" / "compare" / "growth--base"
    # the command is told with the workspace, which was named here and found there
    assert written(saved, f" --workspace {root}") == written(folder)


def test_saved_runs_are_compared_as_scenarios_are(zone: Zone, tmp_path: Path) -> None:
    zone.run(**ASKED).save(tmp_path / "saved")
    stored = zone.compare(str(tmp_path / "saved" / "growth"), str(tmp_path / "saved" / "base"))
    pd.testing.assert_frame_equal(stored.verdicts, zone.compare("growth", "base", **ASKED).verdicts)


def test_a_sweep_is_that_of_the_command(
    zone: Zone, call: Callable[..., Result], root: Path, tmp_path: Path
) -> None:
    study = zone.sweep("try", draws="prior")
    assert not (root / "results").exists()
    call("sweep", "try", "--draws", "prior")
    folder = root / "results" / "sweeps" / "try"
    assert as_written(study.verdicts) == read(folder / "sweep.csv")
    assert as_written(study.bands) == read(folder / "bands.csv")
    assert study.dataset.sizes["point"] == 2
    assert written(study.save(tmp_path / "saved")) == written(folder)
    zone.sweep("try", draws="prior", out=tmp_path / "out")
    assert written(tmp_path / "out" / "sweeps" / "try") == written(folder)


def test_a_sweep_goes_on_from_parts_that_are_kept(
    zone: Zone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("gaoxin.studies.sweep.write_sweep", stop)
        with pytest.raises(KeyboardInterrupt):
            zone.sweep("try", draws="prior", out=tmp_path / "out")
    assert zone.estimate_sweep("try", draws="prior", out=tmp_path / "out").done == 1
    monkeypatch.setattr("gaoxin.studies.sweep.run_points", stop)
    study = zone.sweep("try", draws="prior", out=tmp_path / "out")
    assert len(study.verdicts) == 2 * 2


def test_loops_are_those_of_the_command(
    zone: Zone, call: Callable[..., Result], root: Path, tmp_path: Path
) -> None:
    put_loop(root)
    study = zone.loops("base", **ASKED)
    assert not (root / "results").exists()
    call("loops", "base", "--members", str(MEMBERS), "--draws", "prior")
    folder = root / "results" / "loops"
    assert as_written(study.effects.drop(columns="scenario")) == read(folder / "base/effects.csv")
    assert as_written(study.shares.drop(columns="scenario")) == read(folder / "base/shares.csv")
    assert written(study.save(tmp_path / "saved")) == written(folder)
    assert repr(study) == ("<gaoxin.LoopStudy of base: 1 loops, 60 members, prior draws, seed 4>")


def test_a_fit_is_kept_when_it_is_saved(zone: Zone, root: Path) -> None:
    fit = zone.calibrate(seed=1)
    assert not (root / "calibration" / "posterior.nc").exists()
    assert set(fit.parameters["parameter"]) == set(fit.draws.data_vars)
    assert fit.diagnostics["sampled"] == len(fit.parameters)
    assert fit.save() == root / "calibration" / "posterior.nc"
    kept = zone.last_fit()
    pd.testing.assert_frame_equal(kept.parameters, fit.parameters)
    study = zone.run("base", members=MEMBERS)
    assert study.inputs.provenance.draws == "posterior"
    assert study.knowledge is not None
    assert study.knowledge is study.knowledge  # its runs are made once
    later = zone.run("base", members=MEMBERS)
    zone.calibrate(seed=2).save()
    with pytest.raises(gaoxin.DataError, match="it changed since the scenarios were run") as error:
        later.report(root / "page.html")
    assert error.value.path == root / "calibration" / "posterior.nc"


def test_checks_are_those_of_the_command(zone: Zone, call: Callable[..., Result]) -> None:
    found = zone.check(members=20, seed=SEED)
    told = json.loads(call("check", "--members", "20", "--json").stdout)
    assert found.passed
    assert [list(row.items()) for row in told["checks"]] == [
        list(row.items()) for row in found.outcomes.to_dict("records")
    ]
    assert len(found.findings) == len(told["findings"]) == 0


def test_a_fault_of_units_is_told_and_saved(zone: Zone, root: Path, tmp_path: Path) -> None:
    model = root / "model" / "zone.mdl"
    text = model.read_text(encoding="utf-8")
    model.write_text(text.replace("CNY_1e8/year/year", "CNY_1e8/year", 1), encoding="utf-8")
    found = zone.check(members=20)
    assert not found.passed
    assert list(found.findings["line"])
    folder = found.save(tmp_path / "saved")
    assert read(folder / "units.csv") == as_written(found.findings)
    assert len(read(folder / "checks.csv")) == len(found.outcomes)


def test_a_variable_and_a_model_are_explained(zone: Zone, tmp_path: Path) -> None:
    about = zone.describe("total_revenue")
    assert isinstance(about, type(zone.model().describe("total revenue")))
    assert about == zone.model().describe("total revenue")
    assert zone.describe() == zone.model().summary()
    page = zone.document(tmp_path / "zone.html")
    assert "total revenue" in page.read_text(encoding="utf-8")


def test_each_says_what_it_is(zone: Zone, root: Path) -> None:
    assert repr(zone) == f"<gaoxin.Zone {root}: 2 scenarios>"
    assert repr(zone.run("growth", **ASKED)) == (
        "<gaoxin.Study of growth: 60 members, prior draws, seed 4; 2 targets judged>"
    )
    assert repr(zone.compare("growth", "base", **ASKED)) == (
        "<gaoxin.ComparisonStudy of growth - base: 60 members, prior draws, seed 4>"
    )
    assert repr(zone.sweep("try", draws="prior")) == (
        "<gaoxin.SweepStudy try over growth_rate: 2 points of 60 members, seed 4>"
    )
    assert repr(zone.check(members=20)).startswith(f"<gaoxin.CheckStudy of {root}")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"members": 0}, "members is 0; write a whole number from 1 to 1,000,000"),
        ({"members": 10**9}, "members is 1000000000; write a whole number from 1 to 1,000,000"),
        ({"members": 2.5}, "members is 2.5; write a whole number"),
        ({"seed": -1}, "seed is -1; write a whole number from 0"),
        ({"draws": "posteror"}, "draws is 'posteror'; did you mean 'posterior'?; write one of"),
        ({"scenarios": "grow"}, "unknown scenario 'grow'; did you mean 'growth'?"),
        ({"scenarios": []}, "no scenario is named; leave `scenarios` out to take all of them"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_runs(
    zone: Zone, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], said: str
) -> None:
    def ran(*_: object, **__: object) -> None:
        raise AssertionError("it ran")

    monkeypatch.setattr("gaoxin.studies.run.run_scenario", ran)
    with pytest.raises(gaoxin.GaoxinError) as error:
        zone.run(**(ASKED | asked))
    assert said in str(error.value)


def test_the_packaged_workspace_is_opened_from_any_folder(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)  # itself a workspace, and not what is meant
    zone = gaoxin.open_workspace()
    assert zone.path != root
    assert "plan" in zone.scenarios
    with pytest.raises(gaoxin.DataError, match="not a workspace"):
        gaoxin.open_workspace(root / "scenarios")


def test_a_workspace_stays_what_it_is_where_the_program_goes_elsewhere(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    zone = gaoxin.open_workspace(root.name)
    monkeypatch.chdir("/")
    assert zone.scenarios == ("base", "growth")
    assert zone.run("base", **ASKED).scenarios == ("base",)


def test_a_study_asks_for_no_terminal(zone: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        zone.run(**ASKED, progress=lambda what, _share: told.append(what))
    assert list(dict.fromkeys(told)) == ["base", "growth"]
    assert capsys.readouterr() == ("", "")
