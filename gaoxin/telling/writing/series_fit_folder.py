"""The folder of a fit to series: InferenceData, tables, figures."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.writing.csv_table import CsvTable, write_csv
from gaoxin.telling.writing.folder import FIGURES, write_manifest
from gaoxin.telling.writing.staging import MANIFEST, staged

if TYPE_CHECKING:
    import pandas as pd

    from gaoxin.language import Lang

DRAWS = "fit.nc"


def write_series_fit(
    folder: Path,
    data: Any,
    tables: Mapping[str, pd.DataFrame],
    charts: Mapping[str, str],
    facts: Mapping[str, Any],
    lang: Lang = "en",
) -> Path:
    """Write a fit into a folder, all of it or nothing, and return the file of draws.

    Parameters
    ----------
    folder : Path
        What was in it before is replaced.
    data : arviz.InferenceData
    tables : mapping of str to pandas.DataFrame
        By file name.
    charts : mapping of str to str
        SVG in both languages, by file name.
    facts : mapping of str to object
        Of the manifest: what the fit was made from.
    lang : {"en", "zh"}
        The language of the charts.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        The folder cannot be written, or is not of our making.
    """
    whole = folder.absolute()
    fonts = subset("".join(charts.values()))
    with staged(whole.parent) as new:
        own = new / whole.name
        (own / FIGURES).mkdir(parents=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data.to_netcdf(str(own / DRAWS))
        for name, table in tables.items():
            write_csv(own / name, _table(table))
        for name, svg in charts.items():
            (own / FIGURES / name).write_text(standalone(svg, lang, fonts), encoding="utf-8")
        write_manifest(own / MANIFEST, facts)
    return folder / DRAWS


def _table(frame: pd.DataFrame) -> CsvTable:
    """Return a table as cells: NaN is blank."""
    rows = [
        {str(name): None if cell != cell else cell for name, cell in row.items()}
        for row in frame.to_dict("records")
    ]
    return CsvTable([str(name) for name in frame.columns], rows)
