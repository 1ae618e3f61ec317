"""What a run writes: a folder a scenario, and the report; the trajectories when asked for."""

from __future__ import annotations

import re
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
from gaoxin.telling.drawing.slide import picture, raster
from gaoxin.telling.report import ReportInput, report
from gaoxin.telling.report.brief import brief
from gaoxin.telling.report.slides import slides
from gaoxin.telling.writing.binding_table import BINDING_COLUMNS, binding_rows
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.folder import ResultFolder, write_folders
from gaoxin.telling.writing.netcdf import RUNS, described
from gaoxin.telling.writing.verdict_tables import (
    BAND_COLUMNS,
    VERDICT_COLUMNS,
    band_rows,
    matrix_table,
    verdict_row,
)
from gaoxin.telling.writing.workbook import workbook

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.language import Lang
    from gaoxin.verdicts.results import Provenance, ScenarioResult

REPORT, SIMULATOR, BRIEF, BOOK = "report.html", "simulator.html", "brief.html", "results"
SLIDES = "slides"
NAMED = 3
"""Scenarios that the name of a narrower report lists."""
HEAD = 4000
"""Characters in which a report says what it is of."""
_SCENARIOS = re.compile(r'<meta name="gaoxin-scenarios" content="([^"]*)">')


def write_outputs(
    out: Path,
    made_of: ReportInput,
    lang: Lang = "en",
    *,
    save_runs: bool = False,
    with_report: bool = True,
    simulator: str = "",
    with_brief: bool = False,
    with_slides: bool = False,
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
    with_brief : bool
        Write ``out/brief.html``, two pages for printing, in `lang`.
    with_slides : bool
        Write ``out/slides/``: the main charts at the size of a slide, in `lang`.

    Returns
    -------
    Path
        The report, or `out` where none is written. A report of more scenarios that stands there
        is kept, and this one written beside it, with a warning.

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
    page = report_place(out, [result.id for result in made_of.results])
    narrower = page.name.removesuffix(".html").removeprefix("report")
    beside = SIMULATOR.replace(".html", f"{narrower}.html") if simulator else ""
    pages: dict[str, str | bytes] = {beside: simulator} if simulator else {}
    if with_report:
        pages[page.name] = report(replace(made_of, simulator=beside), lang)
    pages[f"{BOOK}{narrower}.xlsx"] = workbook(sheets(made_of, lang))
    if with_brief:
        pages[BRIEF] = brief(made_of, lang)
    if with_slides:
        folders.append(slide_folder(made_of, lang))
    write_folders(out, folders, lang, pages)
    if with_report and page != out / REPORT:
        message = (
            f"{out / REPORT} is of more scenarios and is kept as it is; the report of this run is "
            f"{page.name}. Run 'gaoxin run' without names to make all of it anew"
        )
        warnings.warn(message, GaoxinWarning, stacklevel=2)
    if not with_report and (out / REPORT).exists():
        message = f"{out / REPORT} is of an earlier run, and not of the results beside it"
        warnings.warn(message, GaoxinWarning, stacklevel=2)
    return page if with_report else out


def sheets(made_of: ReportInput, lang: Lang) -> dict[str, CsvTable]:
    """Return the sheets of the workbook: all probabilities, all verdicts, bands and limits.

    Parameters
    ----------
    made_of : ReportInput
    lang : {"en", "zh"}
        Of the names in the first sheet.

    Returns
    -------
    dict of str to CsvTable
        ``matrix``, and the CSV tables of all scenarios with a column ``scenario`` before.
    """
    results, stamp = made_of.results, made_of.provenance.stamp.en
    shown = measures(made_of.targets, made_of.indicators)
    rows = {
        "verdicts": {r.id: [verdict_row(v, stamp) for v in r.verdicts] for r in results},
        "bands": {r.id: band_rows(r.bands, shown) for r in results},
        "binding": {r.id: binding_rows(r.bindings) for r in results},
    }
    columns = {"verdicts": VERDICT_COLUMNS, "bands": BAND_COLUMNS, "binding": BINDING_COLUMNS}
    return {"matrix": matrix_table(results, lang)} | {
        name: CsvTable(
            ("scenario", *columns[name]),
            [{"scenario": scenario, **row} for scenario, own in found.items() for row in own],
        )
        for name, found in rows.items()
    }


def slide_folder(made_of: ReportInput, lang: Lang) -> ResultFolder:
    """Return the main charts at the size of a slide, each as SVG and as PNG.

    Parameters
    ----------
    made_of : ReportInput
    lang : {"en", "zh"}

    Returns
    -------
    ResultFolder
        Without PNG, and with a warning, where the package that draws them is not installed.
    """
    files: dict[str, bytes] = {}
    for name, svg in slides(made_of).items():
        drawn = picture(svg, lang)
        files[f"{name}.svg"] = drawn.encode("utf-8")
        if (png := raster(drawn)) is not None:
            files[f"{name}.png"] = png
    if not any(name.endswith(".png") for name in files):
        message = "slides are SVG alone: PNG needs resvg-py (pip install 'gaoxin[slides]')"
        warnings.warn(message, GaoxinWarning, stacklevel=3)
    facts = {"slides": [result.id for result in made_of.results], **made_of.provenance.facts()}
    return ResultFolder(SLIDES, facts, files=files)


def report_place(out: Path, scenarios: Sequence[str]) -> Path:
    """Return where a report goes: beside one of more scenarios, which is not replaced.

    Parameters
    ----------
    out : Path
    scenarios : sequence of str
        Ids of those that it tells of.

    Returns
    -------
    Path
        ``report.html``, or one that is named for its scenarios.
    """
    there = told_of(out / REPORT)
    if there <= set(scenarios):
        return out / REPORT
    named = "+".join(scenarios[:NAMED])
    more = f"+{len(scenarios) - NAMED}-more" if len(scenarios) > NAMED else ""
    return out / f"report-{named}{more}.html"


def told_of(page: Path) -> set[str]:
    """Return the scenarios that a report tells of; none where there is no report of ours."""
    try:
        with page.open(encoding="utf-8") as file:
            head = file.read(HEAD)
    except (OSError, UnicodeDecodeError):
        return set()
    found = _SCENARIOS.search(head)
    return set(found[1].split()) if found else set()


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
