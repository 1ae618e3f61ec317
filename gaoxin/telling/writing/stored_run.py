"""A run read back from its result folder, and whether two runs rest on common draws."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.workspace import is_plain
from gaoxin.errors import DataError, ModelError, nearest
from gaoxin.files import read_bytes
from gaoxin.language import Text
from gaoxin.names import canonical, spellings
from gaoxin.telling.writing.folder import file_hash
from gaoxin.telling.writing.netcdf import RUNS, read_runs
from gaoxin.telling.writing.staging import MANIFEST, read_whole
from gaoxin.verdicts.results import MOMENT, Provenance

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

DRAWN_FROM = (
    "model/zone.mdl",
    "calibration/priors.csv",
    "calibration/units.txt",
    "calibration/posterior.nc",
    "calibration/observations.csv",
    "calibration/disturbances.csv",
)
"""Files that the members' constants and equations come from; the others differ by scenario or
judge what came out."""

MAX_MANIFEST = 16 * 2**20
"""Bytes of a manifest."""

LAID_OVER = ("scenarios/levers.csv", "scenarios/definitions.csv")
"""Files that say what a scenario's words change."""


@dataclass(frozen=True)
class StoredScenario:
    """What a result folder says of its scenario, for the outputs."""

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    extends: str | None = None


@dataclass(frozen=True)
class StoredRun:
    """A run that an earlier ``gaoxin run`` has written.

    Attributes
    ----------
    folder : Path
    scenario : StoredScenario
    runs : Dataset
        As :func:`gaoxin.telling.writing.netcdf.read_runs` gives it; without variables where the
        run has kept none.
    provenance : Provenance
        What it was made from.
    """

    folder: Path
    scenario: StoredScenario
    runs: xr.Dataset
    provenance: Provenance

    @property
    def is_kept(self) -> bool:
        """Whether the trajectories were kept, as ``gaoxin run --save-runs`` does."""
        return bool(self.runs.data_vars)

    @property
    def variables(self) -> pd.DataFrame:
        """Table of what was saved, with columns of :attr:`gaoxin.Model.variables` that it knows."""
        import pandas as pd

        rows = [
            {
                "name": str(name),
                "unit": values.attrs.get("units", ""),
                "subscripts": tuple(str(d) for d in values.dims if d not in {"member", "time"}),
            }
            for name, values in self.runs.items()
        ]
        return pd.DataFrame(rows, columns=["name", "unit", "subscripts"])

    def canonical(self, name: str, /) -> str:
        """Return the canonical spelling of a saved variable.

        Raises
        ------
        ModelError
            None of this name was saved; names the nearest.
        """
        known = spellings(str(saved) for saved in self.runs.data_vars)
        if name not in known:
            raise ModelError(f"'{self.folder}' saved no '{name}'{nearest(name, known)}")
        return canonical(name)


def read_stored(folder: Path) -> StoredRun:
    """Read a result folder.

    Raises
    ------
    DataError
        There is no such folder (with the nearest beside it), or it is not one that ``gaoxin run``
        has written.
    """
    return read_whole(folder, lambda: _read(folder))


def _read(folder: Path) -> StoredRun:
    if not folder.is_dir():
        beside = [path.name for path in _folders(folder.parent)]
        remedy = "; name a scenario, or a folder that 'gaoxin run' has written"
        raise DataError(f"no such folder{nearest(folder.name, beside)}{remedy}", path=folder)
    path = folder / MANIFEST
    if not path.is_file():
        message = (
            f"not a scenario's results: it has no {MANIFEST}; `gaoxin run` writes such folders"
        )
        raise DataError(message, path=folder)
    try:
        manifest = json.loads(read_bytes(path, MAX_MANIFEST))
        runs = None
        if RUNS in manifest["files"]:
            path = folder / RUNS
            if manifest["files"][RUNS] != file_hash(path):
                raise ValueError("it is not the one that the manifest lists")
            runs = read_runs(path)
        told = manifest if runs is None else manifest | _decoded(runs)
        scenario = _scenario(str(told["scenario"]), manifest["title"])
        made_from = _provenance(told)
        if runs is not None:
            _check_members(runs, made_from.members)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        message = "not a file that `gaoxin run` has written whole; run the scenario again"
        raise DataError(f"{message} ({type(error).__name__}: {error})", path=path) from None
    return StoredRun(folder, scenario, runs if runs is not None else _nothing(), made_from)


def _nothing() -> xr.Dataset:
    import xarray as xr

    return xr.Dataset()


def apart(a: Provenance, b: Provenance) -> list[str]:
    """Return in what two runs differ that makes their members other ones, in words.

    Examples
    --------
    ``["seed 0 and 1", "calibration/priors.csv"]``; empty for common draws.
    """
    differences = [
        f"{name} {getattr(a, name)} and {getattr(b, name)}"
        for name in ("draws", "seed", "members")
        if getattr(a, name) != getattr(b, name)
    ]
    return differences + [role for role in DRAWN_FROM if a.hashes.get(role) != b.hashes.get(role)]


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []


def changed_since(run: StoredRun, now: Provenance, chain: Iterable[str]) -> list[str]:
    """Return the files that a run would be made from now, and that are not what they were.

    Parameters
    ----------
    run : StoredRun
    now : Provenance
        Of the same scenario, as the workspace stands.
    chain : iterable of str
        The scenario's own files, as ``scenarios/plan.toml``.

    Returns
    -------
    list of str
        Of the model, the draws, the levers and the scenario; empty for the same members.
    """
    then = run.provenance.hashes
    roles = {*DRAWN_FROM, *LAID_OVER, *chain}
    return sorted(role for role in roles if then.get(role) != now.hashes.get(role))


def _decoded(runs: xr.Dataset) -> dict[str, Any]:
    """Return what the attributes of trajectories say of their making, as a manifest says it."""
    names = [field.name for field in fields(Provenance) if field.name not in MOMENT]
    told: dict[str, Any] = {name: runs.attrs[name] for name in (*names, "scenario")}
    return told | {name: json.loads(told[name]) for name in ("hashes", "versions", "stamp")}


def _provenance(told: Mapping[str, Any]) -> Provenance:
    kept: dict[str, Any] = {field.name: told[field.name] for field in fields(Provenance)}
    kept |= {name: int(kept[name]) for name in ("seed", "members")}
    kept["stamp"] = Text(*kept["stamp"])
    if not isinstance(kept["hashes"], dict):
        raise TypeError("hashes")
    return Provenance(**kept)


def _check_members(runs: xr.Dataset, members: int) -> None:
    """Refuse trajectories of other members than they say."""
    if runs.sizes["member"] != members or not set(runs.attrs["failed"]) <= set(range(members)):
        raise ValueError(f"{runs.sizes['member']} members, not {members}")


def _scenario(name: str, title: Mapping[str, str]) -> StoredScenario:
    if not is_plain(name):
        raise ValueError(f"scenario '{name}'")
    words = {lang: str(title[lang]) for lang in ("en", "zh")}
    return StoredScenario(name, words, {"en": "", "zh": ""})
