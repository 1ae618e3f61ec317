"""What a sweep writes: one folder; the same inputs give the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.language import Lang
from gaoxin.telling.drawing.sweeps.choice import sweep_charts
from gaoxin.telling.report.sweep_page import sweep_page
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.folder import ResultFolder, write_folders
from gaoxin.telling.writing.sweep_dataset import sweep_dataset
from gaoxin.telling.writing.sweep_tables import (
    point_band_columns,
    point_band_rows,
    point_columns,
    point_matrix,
    point_rows,
)
from gaoxin.telling.writing.workbook import workbook

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.verdicts.sweeps.result import SweepResult

PAGE, BOOK = "sweep.html", "sweep.xlsx"
MOST_ROWS = 50_000
"""Rows of a sheet; a larger table is left to CSV and netCDF."""


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
    write_folders(out, [sweep_folder(result, lang)], lang)
    return out / result.sweep.id


def sweep_folder(result: SweepResult, lang: Lang = "en") -> ResultFolder:
    """Return what the folder of a sweep holds; `lang` is that of names in the workbook."""
    facts = about(result)
    charts = sweep_charts(result)
    tables = {"sweep.csv": CsvTable(point_columns(result), point_rows(result))}
    if result.wants.tracks:
        tables["bands.csv"] = CsvTable(point_band_columns(result), point_band_rows(result))
    return ResultFolder(
        result.sweep.id,
        {**facts, "calibrated": result.made_from["draws"] == "posterior"},
        charts,
        tables,
        {"sweep.nc": sweep_dataset(result).assign_attrs(facts)},
        {
            PAGE: sweep_page(result, charts, lang).encode("utf-8"),
            BOOK: workbook(sheets(result, lang)),
        },
    )


def sheets(result: SweepResult, lang: Lang) -> dict[str, CsvTable]:
    """Return the sheets of a sweep's workbook: all probabilities, then its tables.

    Parameters
    ----------
    result : SweepResult
    lang : {"en", "zh"}
        Of the names of targets.

    Returns
    -------
    dict of str to CsvTable
        Without a table of more rows than a sheet is read with: it is left to its file.
    """
    points, wants = len(result.sweep.points), result.wants
    found = {"matrix": point_matrix(result, lang)}
    if points * len(wants.measures) <= MOST_ROWS:
        found["sweep"] = CsvTable(point_columns(result), list(point_rows(result)))
    if 0 < points * len(wants.tracks) * len(result.times) <= MOST_ROWS:
        found["bands"] = CsvTable(point_band_columns(result), list(point_band_rows(result)))
    return found


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
