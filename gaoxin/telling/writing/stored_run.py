"""A run read back from its result folder, and whether two runs rest on common draws."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    "calibration/model_error.csv",
)
"""Files that the members' constants and equations come from; the others differ by scenario or
judge what came out."""


MAX_MANIFEST = 16 * 2**20
"""Bytes of a manifest."""


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
        As :func:`gaoxin.telling.writing.netcdf.read_runs` gives it.
    provenance : Provenance
        What it was made from.
    """

    folder: Path
    scenario: StoredScenario
    runs: xr.Dataset
    provenance: Provenance

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
        raise DataError(f"no such folder{nearest(folder.name, beside)}", path=folder)
    path = folder / RUNS
    if not path.is_file():
        message = f"not a scenario's results: it has no {RUNS}; `gaoxin run` writes such folders"
        raise DataError(message, path=folder)
    try:
        manifest = json.loads(read_bytes(folder / MANIFEST, MAX_MANIFEST))
        if manifest["files"][RUNS] != file_hash(path):
            raise ValueError("it is not the one that the manifest lists")
        runs = read_runs(path)
        scenario = _scenario(str(runs.attrs["scenario"]), manifest["title"])
        made_from = _provenance(runs, manifest)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        message = "not a file that `gaoxin run` has written whole; run the scenario again"
        raise DataError(f"{message} ({type(error).__name__}: {error})", path=path) from None
    return StoredRun(folder, scenario, runs, made_from)


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


def _provenance(runs: xr.Dataset, manifest: Mapping[str, Any]) -> Provenance:
    """Return what the attributes of the runs have kept, and of their moment the manifest."""
    kept: dict[str, Any] = {
        field.name: (manifest if field.name in MOMENT else runs.attrs)[field.name]
        for field in fields(Provenance)
    }
    kept |= {name: json.loads(kept[name]) for name in ("hashes", "versions", "stamp")}
    kept |= {name: int(kept[name]) for name in ("seed", "members")}
    kept["stamp"] = Text(*kept["stamp"])
    members = range(kept["members"])
    if runs.sizes["member"] != len(members) or not set(runs.attrs["failed"]) <= set(members):
        raise ValueError(f"{runs.sizes['member']} members, not {len(members)}")
    return Provenance(**kept)


def _scenario(name: str, title: Mapping[str, str]) -> StoredScenario:
    if not is_plain(name):
        raise ValueError(f"scenario '{name}'")
    words = {lang: str(title[lang]) for lang in ("en", "zh")}
    return StoredScenario(name, words, {"en": "", "zh": ""})
