"""What a sweep writes: one folder; the same inputs give the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.language import Lang
from gaoxin.telling.drawing.sweeps.choice import sweep_charts
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.folder import ResultFolder, write_folders
from gaoxin.telling.writing.sweep_dataset import sweep_dataset
from gaoxin.telling.writing.sweep_tables import (
    point_band_columns,
    point_band_rows,
    point_columns,
    point_rows,
)

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.verdicts.sweeps.result import SweepResult


def write_sweep(out: Path, result: SweepResult, lang: Lang = "en") -> Path:
    """Write ``out/<sweep>/`` and return it; what it held before is replaced at the end, whole.

    No file holds a date or time, so that a sweep done in one go and one that was killed and
    gone on with are the same to the byte.

    Parameters
    ----------
    out : Path
        ResultFolder of the results of all sweeps.
    result : SweepResult
    lang : {"en", "zh"}
        Of the charts.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        `out` cannot be written; the message says why.
    """
    write_folders(out, [sweep_folder(result)], lang)
    return out / result.sweep.id


def sweep_folder(result: SweepResult) -> ResultFolder:
    """Return what the folder of a sweep holds."""
    facts = about(result)
    tables = {"sweep.csv": CsvTable(point_columns(result), point_rows(result))}
    if result.wants.tracks:
        tables["bands.csv"] = CsvTable(point_band_columns(result), point_band_rows(result))
    return ResultFolder(
        result.sweep.id,
        {**facts, "calibrated": result.made_from["draws"] == "posterior"},
        sweep_charts(result),
        tables,
        {"sweep.nc": sweep_dataset(result).assign_attrs(facts)},
    )


def about(result: SweepResult) -> dict[str, object]:
    """Return what the folder is of and what it was made from."""
    sweep = result.sweep
    return {
        "sweep": sweep.id,
        "title": dict(sweep.title),
        "description": dict(sweep.description),
        "base": dict(result.base),
        "design": sweep.design,
        "axes": {axis.key: axis.unit for axis in sweep.axes},
        "points": len(sweep.points),
        "refused": int((result.summary.refused != "").sum()),
        "failed": int(result.summary.failed.sum()),
        **result.made_from,
    }
