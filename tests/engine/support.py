"""Small models written in a test, and PySD's own run to hold results against."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.names import canonical

MODELS = Path(__file__).parent / "models"
CONTROL = "INITIAL TIME={}~~|\nFINAL TIME={}~~|\nTIME STEP={}~~|\nSAVEPER={}~~|\n"


def coarse(name: str, folder: Path) -> Path:
    """Return a model of ours; the largest with steps of half a year, enough to compare bits."""
    path = MODELS / f"{name}.mdl"
    text = path.read_text(encoding="utf-8")
    if "0.0625" not in text:
        return path
    copy = folder / path.name
    copy.write_text(text.replace("0.0625", "0.5"), encoding="utf-8")
    return copy


def write(
    folder: Path,
    equations: str,
    start: float = 0,
    final: float = 4,
    step: float = 0.5,
    save: float = 1,
) -> Path:
    """Write a model with these equations and time controls."""
    path = folder / "model.mdl"
    path.write_text(
        "{UTF-8}\n" + equations + "\n" + CONTROL.format(start, final, step, save), encoding="utf-8"
    )
    return path


def build(folder: Path, equations: str, **controls: float) -> Model:
    """Write and load a model."""
    return gaoxin.load(write(folder, equations, **controls))


def quiet_pysd() -> Any:
    """Return PySD, without the formatting of its code, which takes most of its time."""
    import pysd
    from pysd.builders.python import python_model_builder

    python_model_builder.black.format_file_contents = lambda text, **_: text
    return pysd


def pysd_columns(path: Path, folder: Path) -> tuple[npt.NDArray[np.float64], Mapping[str, Any]]:
    """Return the saved times and the columns of PySD's own run."""
    copy = folder / path.name
    if copy != path:
        shutil.copy(path, copy)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = quiet_pysd().read_vensim(str(copy)).run()
    return np.asarray(frame.index, dtype=np.float64), {
        c: np.asarray(frame[c], dtype=np.float64) for c in frame
    }


def series(
    model: Model, runs: xr.Dataset, column: str, times: int
) -> npt.NDArray[np.float64] | None:
    """Return our values of one of PySD's columns, or None when we hold none."""
    name, _, inside = column.partition("[")
    names = {canonical(str(v)): str(v) for v in runs.data_vars}
    if canonical(name) not in names:
        return None
    values = runs[names[canonical(name)]]
    if inside:
        dims = [d for d in values.dims if d != "time"]
        elements = [e.strip() for e in inside.rstrip("]").split(",")]
        values = values.sel(dict(zip(dims, elements, strict=True)))
    return np.broadcast_to(np.asarray(values.values, dtype=np.float64), (times,))


def same_bits(a: xr.Dataset, b: xr.Dataset) -> None:
    """Assert that two datasets hold the same variables with the same bits."""
    assert set(a.data_vars) == set(b.data_vars)
    for name in a.data_vars:
        x, y = np.asarray(a[name].values), np.asarray(b[name].values)
        assert x.dtype == y.dtype
        assert x.shape == y.shape, name
        assert np.ascontiguousarray(x).tobytes() == np.ascontiguousarray(y).tobytes(), name
