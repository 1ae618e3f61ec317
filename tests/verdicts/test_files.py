from __future__ import annotations

import errno
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaoxin.errors import DataError
from gaoxin.verdicts import provenance
from gaoxin.verdicts.files import read_runs, staged, write_runs
from gaoxin.verdicts.write import write_outputs
from tests.verdicts.conftest import Case, make_runs


def tree(folder: Path) -> dict[str, str]:
    """Every file with its text; hidden ones too, since none may be left behind."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }


def fail_halfway(out: Path, error: BaseException | type[BaseException]) -> None:
    with staged(out) as folder:
        put(folder, plan="half")
        raise error


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name / "text"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_new_replaces_old_whole_and_the_rest_stays(tmp_path: Path) -> None:
    put(tmp_path, plan="old", other="kept")
    (tmp_path / "plan" / "gone").write_text("x", encoding="utf-8")
    with staged(tmp_path) as folder:
        put(folder, plan="new")
    assert tree(tmp_path) == {"plan/text": "new", "other/text": "kept"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_leaves_the_old(tmp_path: Path, error: type[BaseException]) -> None:
    put(tmp_path, plan="old")
    with pytest.raises(error):
        fail_halfway(tmp_path, error)
    assert tree(tmp_path) == {"plan/text": "old"}


def test_a_full_disk_leaves_the_old_and_says_so(tmp_path: Path) -> None:
    put(tmp_path, plan="old")
    with pytest.raises(DataError, match=r"No space left.*untouched.*--out") as caught:
        fail_halfway(tmp_path, OSError(errno.ENOSPC, "No space left on device"))
    assert caught.value.exit_code == 2
    assert tree(tmp_path) == {"plan/text": "old"}


def test_a_folder_that_cannot_be_moved_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, plan="old")
    real = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".staging-"):
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(DataError, match="Input/output error"), staged(tmp_path) as folder:
        put(folder, plan="new")
    assert tree(tmp_path) == {"plan/text": "old"}


def test_what_a_killed_process_set_aside_comes_back(tmp_path: Path) -> None:
    put(tmp_path, **{".old-plan": "old"})
    with staged(tmp_path):
        assert tree(tmp_path)["plan/text"] == "old"


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="results cannot be written"), staged(tmp_path / "results"):
        pass


def test_runs_survive_the_file(tmp_path: Path) -> None:
    runs = make_runs(np.linspace(0.0, 0.4, 150), failed=(4,))
    runs["R&D / GDP 研发强度"] = runs["Revenue"] * 2
    write_runs(tmp_path / "runs.nc", runs, {"seed": 7, "hashes": {"model": "ab"}})
    found = read_runs(tmp_path / "runs.nc")
    xr.testing.assert_identical(found.drop_attrs(), runs.drop_attrs())
    assert found.attrs["failed"] == [4]
    assert json.loads(found.attrs["hashes"]) == {"model": "ab"}


def test_a_run_without_failures_survives_too(tmp_path: Path) -> None:
    write_runs(tmp_path / "runs.nc", make_runs([1.0, 2.0]), {})
    assert read_runs(tmp_path / "runs.nc").attrs["failed"] == []


def test_provenance_hashes_what_is_in_the_files(tmp_path: Path) -> None:
    model = tmp_path / "zone.mdl"
    model.write_bytes(b"x = 1")
    found = provenance(
        {"model": model}, command="gaoxin run", created="now", draws="prior", seed=1, members=2
    )
    assert found.hashes == {"model": hashlib.sha256(b"x = 1").hexdigest()}
    assert {"gaoxin", "numpy", "python"} <= set(found.versions)


def test_outputs_are_complete_and_the_tables_the_same_bytes_again(
    case: Case, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        write_outputs(tmp_path / name, case.results, case.targets, case.indicators, case.provenance)
    one = {p.relative_to(tmp_path / "one").as_posix() for p in (tmp_path / "one").rglob("*.*")}
    inside = ("runs.nc", "verdicts.csv", "bands.csv", "manifest.json", "figures/indicators.svg")
    assert one == {"report.html"} | {f"{r.id}/{name}" for r in case.results for name in inside}
    for name in one:
        if not name.endswith(("runs.nc", "manifest.json")):  # netCDF may carry its own times
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_manifest_vouches_for_each_file(case: Case, tmp_path: Path) -> None:
    write_outputs(tmp_path, case.results[:1], case.targets, case.indicators, case.provenance)
    folder = tmp_path / case.results[0].id
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["calibrated"] is False
    assert (manifest["failed"], manifest["seed"], manifest["members"]) == (1, 0, 400)
    assert set(manifest["files"]) == {
        "bands.csv",
        "figures/indicators.svg",
        "runs.nc",
        "verdicts.csv",
    }
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
