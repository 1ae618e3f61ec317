"""``gaoxin run --model``: any model run once, as its file says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.workspace import is_plain
from gaoxin.engine.model import load as load_model
from gaoxin.errors import DataError
from gaoxin.studies.folders import check_results
from gaoxin.studies.provenance import provenance
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.folder import ResultFolder, write_folders
from gaoxin.telling.writing.staging import check_ours
from gaoxin.telling.writing.workbook import workbook

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.engine.model import Model
    from gaoxin.language import Lang


@dataclass(frozen=True)
class ModelRun:
    """A model that was run once.

    Attributes
    ----------
    model : Model
    runs : Dataset
        Every variable, over its subscripts and time.
    name : str
        Of its file, without the ending.
    """

    model: Model
    runs: xr.Dataset
    name: str

    def columns(self, kinds: frozenset[str] | None = None) -> dict[str, list[float]]:
        """Return the values over time by ``name`` or ``name[element]``.

        Parameters
        ----------
        kinds : set of str, optional
            Of variables, as :attr:`gaoxin.Model.variables` has them; all that vary in time by
            default.
        """
        kind = dict(zip(self.model.variables["name"], self.model.variables["kind"], strict=True))
        found: dict[str, list[float]] = {}
        for name, values in self.runs.data_vars.items():
            if "time" not in values.dims or (kinds and kind.get(str(name)) not in kinds):
                continue
            ranges = [dim for dim in values.dims if dim != "time"]
            for labels in product(*(values[dim].values.tolist() for dim in ranges)):
                one = values.sel(dict(zip(ranges, labels, strict=True)))
                key = f"{name}[{', '.join(map(str, labels))}]" if labels else str(name)
                found[key] = np.asarray(one.values, dtype=np.float64).tolist()
        return found

    def save(self, out: Path, lang: Lang = "en") -> Path:
        """Write ``out/<name>/runs.csv`` and ``runs.xlsx``, all or nothing; return the folder.

        Raises
        ------
        DataError
            It cannot be written, or something stands there that is not of our making.
        """
        times = self.runs["time"].values.tolist()
        columns = self.columns()
        rows = [
            {"time": time, **{key: _kept(values[at]) for key, values in columns.items()}}
            for at, time in enumerate(times)
        ]
        table = CsvTable(("time", *columns), rows)
        made_from = provenance(
            {f"model/{self.model.path.name}": self.model.path},
            command=f"gaoxin run --model {self.model.path.name}",
            created="",
            draws="none",
            seed=0,
            members=1,
        )
        book = {"runs.xlsx": workbook({"runs": table})}
        facts = made_from.facts()
        folder = ResultFolder(self.name, facts, tables={"runs.csv": table}, files=book)
        write_folders(out, [folder], lang)
        return out / self.name


def _kept(value: float) -> float | None:
    return value if np.isfinite(value) else None


def run_model(path: Path, out: Path) -> ModelRun:
    """Run a model once, as its file says; nothing is written.

    Parameters
    ----------
    path : Path
        A Vensim or XMILE file.
    out : Path
        Where its results will go: what stands in the way is told before the run.

    Returns
    -------
    ModelRun

    Raises
    ------
    ModelError
        The file is wrong.
    DataError
        Its results cannot go to `out`.
    NonFinite
        The run left the finite numbers.
    """
    name = "".join(sign if is_plain(sign) else "-" for sign in path.stem)
    if not name.strip("-"):
        raise DataError("the file's name has no letter or digit to name a folder by", path=path)
    model = load_model(path)
    check_results(out)
    check_ours(out / name)
    return ModelRun(model, model.run(), name)
