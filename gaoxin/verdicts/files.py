"""Write a run's folder whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.errors import DataError

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.verdicts.results import Provenance, ScenarioResult

STAGING, OLD = ".staging-", ".old-"
_STALE_SECONDS = 3600.0


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give an empty folder; on leaving without an error its contents replace those in `out`.

    Folders and files of the same name in `out` are replaced whole, all others stay. On an
    error, a full disk or a killed process, what was in `out` stays as it was; leavings of a
    killed process are put back or removed by the next call.

    Raises
    ------
    DataError
        The folder cannot be written; the message says why.
    """
    staging: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        _tidy(out)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=out))
        yield staging
        for new in sorted(staging.iterdir()):
            _replace(new, out / new.name)
    except OSError as error:
        raise DataError(
            f"results cannot be written: {error.strerror or error}; what was there before is "
            "untouched. Free some space or give another folder with --out",
            path=out,
        ) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)


def _replace(new: Path, final: Path) -> None:
    """Move `new` to `final`. A folder in the way is set aside first and removed last."""
    if not final.is_dir() or not new.is_dir():
        new.replace(final)
        return
    old = final.with_name(f"{OLD}{final.name}")
    shutil.rmtree(old, ignore_errors=True)
    final.replace(old)
    try:
        new.replace(final)
    except OSError:
        old.replace(final)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _tidy(out: Path) -> None:
    """Put back what a killed process had set aside, and remove what it had staged."""
    for old in out.glob(f"{OLD}*"):
        final = out / old.name.removeprefix(OLD)
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.replace(final)
    for staging in out.glob(f"{STAGING}*"):
        if time.time() - staging.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(staging, ignore_errors=True)


def write_runs(path: Path, runs: xr.Dataset, attributes: Mapping[str, Any]) -> None:
    """Write trajectories as netCDF-4.

    Values are kept in full: a target met to the last digit stays met when read back. A name
    that holds ``/``, which netCDF keeps for groups, has it written as ``∕`` (U+2215).
    """
    names = {name: str(name).replace("/", "∕") for name in runs.data_vars}
    named = runs.rename({old: new for old, new in names.items() if old != new})
    stated = {"failed": [], **runs.attrs, **attributes}
    plain = {key: _attribute(value) for key, value in stated.items()}
    named.assign_attrs(plain).to_netcdf(path, engine="netcdf4")


def read_runs(path: Path) -> xr.Dataset:
    """Read what :func:`write_runs` wrote, with names and ``attrs["failed"]`` as they were."""
    import xarray as xr

    with xr.open_dataset(path, engine="netcdf4") as stored:
        runs = stored.load()
    names = {name: str(name).replace("∕", "/") for name in runs.data_vars}
    runs = runs.rename({old: new for old, new in names.items() if old != new})
    return runs.assign_attrs(failed=json.loads(runs.attrs["failed"]))


def _attribute(value: Any) -> str | int | float:
    """Return `value` as a netCDF attribute that reads back the same: a list or dict is JSON."""
    if isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_listed)


def _listed(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def write_manifest(path: Path, result: ScenarioResult, provenance: Provenance) -> None:
    """Write what the folder was made from, and the hash of every other file in it."""
    import hashlib

    folder = path.parent
    files = {
        str(file.relative_to(folder).as_posix()): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != path
    }
    manifest = {
        "scenario": result.id,
        "title": dict(result.run.scenario.title),
        "calibrated": provenance.draws != "prior",
        "failed": result.verdicts[0].failed if result.verdicts else 0,
        **asdict(provenance),
        "files": files,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
