"""A run read back from its folder, and what makes two of them comparable."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import xarray as xr

from gaoxin.errors import DataError, ModelError
from gaoxin.language import NOTHING
from gaoxin.telling.report.report_page import ReportInput
from gaoxin.telling.writing.folder import file_hash, write_folders
from gaoxin.telling.writing.run_folder import scenario_folder, write_outputs
from gaoxin.telling.writing.staging import MANIFEST
from gaoxin.telling.writing.stored_run import apart, changed_since, read_stored
from tests.verdicts.conftest import Case


@pytest.fixture(scope="module")
def written(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of results, written once."""
    out = tmp_path_factory.mktemp("written")
    made_of = ReportInput(case.results[:1], case.targets, case.indicators, case.provenance)
    write_outputs(out, made_of, save_runs=True)
    return out


@pytest.fixture
def folder(case: Case, written: Path, tmp_path: Path) -> Path:
    """Return a copy of the results that may be broken."""
    return Path(shutil.copytree(written, tmp_path / "results")) / case.results[0].id


def test_a_run_comes_back_with_what_it_was_made_from(case: Case, folder: Path) -> None:
    found = read_stored(folder)
    assert found.provenance == case.provenance
    assert found.scenario.id == "momentum"
    assert found.scenario.title == {"en": "Title of momentum", "zh": "情景“momentum”"}
    xr.testing.assert_identical(found.runs.drop_attrs(), case.results[0].run.runs.drop_attrs())
    assert found.runs.attrs["failed"] == [3]


def test_it_tells_what_was_saved_as_a_model_does(folder: Path) -> None:
    found = read_stored(folder)
    assert list(found.variables["name"]) == ["Revenue", "Debt", "Area"]
    assert found.canonical("REVENUE") == "revenue"
    with pytest.raises(ModelError, match="saved no 'Revnue'; did you mean 'Revenue'"):
        found.canonical("Revnue")


def test_a_folder_that_is_none_names_the_nearest(folder: Path) -> None:
    with pytest.raises(DataError, match="no such folder; did you mean 'momentum'"):
        read_stored(folder.parent / "momentun")
    with pytest.raises(DataError, match=r"no such folder; name a scenario"):
        read_stored(folder / "a" / "b")
    with pytest.raises(DataError, match=r"it has no manifest\.json; `gaoxin run` writes"):
        read_stored(folder.parent)


@pytest.mark.parametrize("data", [b"", b"not netCDF at all", b"\x89HDF\r\n\x1a\n" + b"\0" * 600])
def test_a_broken_file_is_named(folder: Path, data: bytes) -> None:
    (folder / "runs.nc").write_bytes(data)
    with pytest.raises(DataError, match="written whole; run the scenario again") as caught:
        read_stored(folder)
    assert caught.value.path == folder / "runs.nc"


def test_a_flipped_byte_is_refused_wherever_it_is(folder: Path) -> None:
    path = folder / "runs.nc"
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 50):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        path.write_bytes(flipped)
        with pytest.raises(DataError, match="run the scenario again") as caught:
            read_stored(folder)
        assert caught.value.path == path


@pytest.mark.parametrize(
    "changes",
    [
        {"scenario": "../../elsewhere"},
        {"members": 7},
        {"members": 4000},
        {"seed": "x"},
        {"failed": "[400]"},
        {"hashes": "{"},
        {"draws": None},
    ],
)
def test_attributes_that_no_run_writes_are_refused(
    folder: Path, changes: dict[str, object]
) -> None:
    path = folder / "runs.nc"
    with xr.open_dataset(path) as stored:
        runs = stored.load()
    for name, value in changes.items():
        if value is None:
            del runs.attrs[name]
        else:
            runs.attrs[name] = value
    path.unlink()
    runs.to_netcdf(path, engine="netcdf4")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["runs.nc"] = file_hash(path)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DataError, match="written whole; run the scenario again"):
        read_stored(folder)


def test_a_manifest_without_a_title_is_refused(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps({"files": {}}), encoding="utf-8")
    with pytest.raises(DataError, match="KeyError: 'scenario'"):
        read_stored(folder)


def test_what_makes_members_other_ones_is_named_and_nothing_else(case: Case) -> None:
    own = replace(case.provenance, hashes={"model/zone.mdl": "a", "scenarios/plan.toml": "b"})
    other = replace(own, hashes={"model/zone.mdl": "a", "calibration/targets.csv": "c"})
    assert apart(own, replace(other, command="x", created="y", versions={})) == []
    assert apart(own, replace(own, seed=1, draws="posterior")) == [
        "draws prior and posterior",
        "seed 0 and 1",
    ]
    fitted = replace(own, members=7, hashes={**own.hashes, "calibration/posterior.nc": "d"})
    assert apart(own, fitted) == ["members 400 and 7", "calibration/posterior.nc"]
    assert apart(own, replace(own, hashes={"model/zone.mdl": "b"})) == ["model/zone.mdl"]


def test_equal_runs_are_equal_bytes_whenever_and_however_they_were_asked_for(
    case: Case, tmp_path: Path
) -> None:
    later = replace(case.provenance, command="from Python", created="2022-02-02T00:00:00+00:00")
    for name, made_from in (("one", case.provenance), ("two", later)):
        tables = (case.targets, case.indicators)
        made_of = scenario_folder(case.results[0], *tables, made_from, save_runs=True)
        write_folders(tmp_path / name, [made_of], "en")
    one, two = (tmp_path / name / "momentum" for name in ("one", "two"))
    assert (one / "runs.nc").read_bytes() == (two / "runs.nc").read_bytes()
    assert (read_stored(one).provenance, read_stored(two).provenance) == (case.provenance, later)


def test_a_manifest_says_in_both_languages_that_there_is_no_stamp(
    case: Case, tmp_path: Path
) -> None:
    plain = replace(case.provenance, stamp=NOTHING)
    made_of = scenario_folder(case.results[0], case.targets, case.indicators, plain)
    write_folders(tmp_path, [made_of], "en")
    manifest = json.loads((tmp_path / "momentum" / "manifest.json").read_text("utf-8"))
    assert manifest["stamp"] == ["", ""]
    assert read_stored(tmp_path / "momentum").provenance == plain


def test_a_run_that_kept_no_trajectories_says_what_it_was_made_from(
    case: Case, tmp_path: Path
) -> None:
    made_of = scenario_folder(case.results[0], case.targets, case.indicators, case.provenance)
    write_folders(tmp_path, [made_of], "en")
    assert not (tmp_path / "momentum" / "runs.nc").exists()
    found = read_stored(tmp_path / "momentum")
    assert not found.is_kept
    assert (found.scenario.id, found.provenance) == ("momentum", case.provenance)


def test_what_has_changed_since_a_run_was_made_is_named(case: Case, folder: Path) -> None:
    hashes = {"model/zone.mdl": "a", "scenarios/plan.toml": "b", "scenarios/other.toml": "c"}
    kept = replace(read_stored(folder), provenance=replace(case.provenance, hashes=hashes))
    now = replace(case.provenance, hashes=hashes | {"scenarios/other.toml": "d"})
    assert changed_since(kept, now, ["scenarios/plan.toml"]) == []  # another scenario's file
    now = replace(now, hashes={"model/zone.mdl": "e", "scenarios/levers.csv": "f"})
    assert changed_since(kept, now, ["scenarios/plan.toml"]) == [
        "model/zone.mdl",
        "scenarios/levers.csv",
        "scenarios/plan.toml",
    ]
