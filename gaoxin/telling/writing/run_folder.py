"""What a run writes: a folder a scenario, and the report; the trajectories when asked for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import measures
from gaoxin.errors import GaoxinWarning
from gaoxin.language import Lang
from gaoxin.telling.drawing.fan_charts import charted, scenario_chart
from gaoxin.telling.drawing.limit_strips import limit_chart
from gaoxin.telling.report import ReportInput, report
from gaoxin.telling.writing.binding_table import BINDING_COLUMNS, binding_rows
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.folder import ResultFolder, write_folders
from gaoxin.telling.writing.netcdf import RUNS, described
from gaoxin.telling.writing.verdict_tables import (
    BAND_COLUMNS,
    VERDICT_COLUMNS,
    band_rows,
    verdict_row,
)

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.language import Lang
    from gaoxin.verdicts.results import Provenance, ScenarioResult

REPORT, SIMULATOR = "report.html", "simulator.html"


def write_outputs(
    out: Path,
    made_of: ReportInput,
    lang: Lang = "en",
    *,
    save_runs: bool = False,
    with_report: bool = True,
    simulator: str = "",
) -> Path:
    """Write ``out/<scenario>/`` for each result and ``out/report.html``; return the report.

    What was in `out` before is replaced only when all of it has been written; a killed run, an
    error or a full disk leaves it whole. Folders of other scenarios stay.

    Parameters
    ----------
    out : Path
    made_of : ReportInput
    lang : {"en", "zh"}
        Of the charts in the folders, and shown first in the report.
    save_runs : bool
        Keep every trajectory of every member as ``runs.nc``.
    with_report : bool
        Write the report.
    simulator : str
        A page that is written beside it, and that it leads to; none where blank.

    Returns
    -------
    Path
        The report, or `out` where none is written.

    Raises
    ------
    DataError
        `out` cannot be written; the message says why.
    """
    tables = made_of.targets, made_of.indicators
    folders = [
        scenario_folder(result, *tables, made_of.provenance, save_runs=save_runs)
        for result in made_of.results
    ]
    pages = {SIMULATOR: simulator} if simulator else {}
    if with_report:
        pages[REPORT] = report(replace(made_of, simulator=SIMULATOR if simulator else ""), lang)
    write_folders(out, folders, lang, pages)
    if not with_report and (out / REPORT).exists():
        message = f"{out / REPORT} is of an earlier run, and not of the results beside it"
        warnings.warn(message, GaoxinWarning, stacklevel=2)
    return out / REPORT if with_report else out


def scenario_folder(
    result: ScenarioResult,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    provenance: Provenance,
    *,
    save_runs: bool = False,
) -> ResultFolder:
    """Return what the folder of a scenario holds: verdicts, bands, limits, charts.

    Parameters
    ----------
    result : ScenarioResult
    targets, indicators
        As judged.
    provenance : Provenance
    save_runs : bool
        Whether it holds the trajectories as well.

    Returns
    -------
    ResultFolder
    """
    stamp = provenance.stamp
    shown = charted(indicators, targets)
    charts = {"indicators.svg": scenario_chart(result, shown, targets, stamp)}
    if result.bindings:
        charts["limits.svg"] = limit_chart(result.bindings, result.run.scenario, stamp)
    verdicts = [verdict_row(verdict, stamp.en) for verdict in result.verdicts]
    return ResultFolder(
        result.id,
        {
            "scenario": result.id,
            "title": dict(result.run.scenario.title),
            "calibrated": provenance.draws != "prior",
            "failed": result.verdicts[0].failed if result.verdicts else 0,
            **provenance.facts(),
        },
        charts,
        {
            "verdicts.csv": CsvTable(VERDICT_COLUMNS, verdicts),
            "bands.csv": CsvTable(
                BAND_COLUMNS, band_rows(result.bands, measures(targets, indicators))
            ),
            "binding.csv": CsvTable(BINDING_COLUMNS, binding_rows(result.bindings)),
        },
        {RUNS: described(result.run.runs, {**provenance.content(), "scenario": result.id})}
        if save_runs
        else {},
    )
