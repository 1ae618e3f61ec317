from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaoxin.errors import DataError, GaoxinWarning
from gaoxin.telling.report.report_page import ReportInput
from gaoxin.telling.writing.netcdf import described, read_runs, write_netcdf
from gaoxin.telling.writing.run_folder import write_outputs
from tests.verdicts.conftest import Case, make_runs


def test_a_full_disk_under_the_netcdf_library_is_our_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise RuntimeError("NetCDF: HDF error")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", full)
    with pytest.raises(DataError, match=r"HDF error.*disk may be full") as caught:
        write_netcdf(tmp_path / "runs.nc", described(make_runs([1.0, 2.0]), {}))
    assert (caught.value.exit_code, caught.value.path) == (2, tmp_path / "runs.nc")


def test_runs_survive_the_file(tmp_path: Path) -> None:
    runs = make_runs(np.linspace(0.0, 0.4, 150), failed=(4,))
    runs["R&D / GDP 研发强度"] = runs["Revenue"] * 2
    write_netcdf(tmp_path / "runs.nc", described(runs, {"seed": 7, "hashes": {"model": "ab"}}))
    found = read_runs(tmp_path / "runs.nc")
    xr.testing.assert_identical(found.drop_attrs(), runs.drop_attrs())
    assert found.attrs["failed"] == [4]
    assert json.loads(found.attrs["hashes"]) == {"model": "ab"}


@pytest.mark.parametrize("group", [1, 40_000])
def test_runs_written_in_groups_are_the_same(
    group: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = make_runs(np.linspace(0.0, 0.4, 150), failed=(4,))
    runs["Output"] = xr.DataArray(np.ones((150, 3)), dims=("member", "Sort"))
    runs = runs.assign_coords(Sort=["a", "b", "c"], unused=[1.0, 2.0])
    write_netcdf(tmp_path / "whole.nc", described(runs, {"seed": 7}))
    monkeypatch.setattr("gaoxin.telling.writing.netcdf.GROUP", group)
    write_netcdf(tmp_path / "groups.nc", described(runs, {"seed": 7}))
    whole, groups = (read_runs(tmp_path / f"{name}.nc") for name in ("whole", "groups"))
    xr.testing.assert_identical(whole, groups)
    assert list(whole.data_vars) == list(groups.data_vars)


def test_a_run_without_failures_survives_too(tmp_path: Path) -> None:
    write_netcdf(tmp_path / "runs.nc", described(make_runs([1.0, 2.0]), {}))
    assert read_runs(tmp_path / "runs.nc").attrs["failed"] == []


def test_outputs_are_complete_and_the_tables_the_same_bytes_again(
    case: Case, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        write_outputs(
            tmp_path / name,
            ReportInput(case.results, case.targets, case.indicators, case.provenance),
            save_runs=True,
        )
    one = {p.relative_to(tmp_path / "one").as_posix() for p in (tmp_path / "one").rglob("*.*")}
    inside = {"runs.nc", "verdicts.csv", "bands.csv", "binding.csv", "manifest.json"}
    inside |= {"figures/indicators.svg", "figures/limits.svg"}
    whole = {"report.html", "results.xlsx"}
    assert one == whole | {f"{r.id}/{name}" for r in case.results for name in inside}
    for name in one:
        if not name.endswith(("runs.nc", "manifest.json")):  # netCDF may carry its own times
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_manifest_vouches_for_each_file(case: Case, tmp_path: Path) -> None:
    made_of = ReportInput(case.results[:1], case.targets, case.indicators, case.provenance)
    assert write_outputs(tmp_path, made_of, save_runs=True, with_report=False) == tmp_path
    assert not (tmp_path / "report.html").exists()
    write_outputs(tmp_path, made_of, save_runs=True)
    with pytest.warns(GaoxinWarning, match=r"report\.html is of an earlier run"):
        write_outputs(tmp_path, made_of, save_runs=True, with_report=False)
    folder = tmp_path / case.results[0].id
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["calibrated"] is False
    assert (manifest["failed"], manifest["seed"], manifest["members"]) == (1, 0, 400)
    assert set(manifest["files"]) == {
        "bands.csv",
        "binding.csv",
        "figures/indicators.svg",
        "figures/limits.svg",
        "runs.nc",
        "verdicts.csv",
    }
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
