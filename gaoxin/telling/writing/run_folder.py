"""Write a run: a folder a scenario, and the report. All of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.desks.indicators import measures
from gaoxin.telling.drawing.fan_charts import chart_style, charted, scenario_chart
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.limit_strips import binding_chart
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.report import ReportInput, report
from gaoxin.telling.writing.netcdf import RUNS, write_manifest, write_runs
from gaoxin.telling.writing.staging import MANIFEST, staged
from gaoxin.telling.writing.verdict_tables import (
    BAND_COLUMNS,
    VERDICT_COLUMNS,
    band_rows,
    verdict_row,
    write_csv,
)
from gaoxin.verdicts.binding import BINDING_COLUMNS, binding_rows

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.telling.words.quantities import Lang
    from gaoxin.verdicts.results import Provenance, ScenarioResult


def write_outputs(out: Path, made_of: ReportInput, lang: Lang = "en") -> Path:
    """Write ``out/<scenario>/`` for each result and ``out/report.html``; return the report.

    What was in `out` before is replaced only when all of it has been written; a killed run, an
    error or a full disk leaves it whole. Folders of other scenarios stay.

    Raises
    ------
    DataError
        `out` cannot be written; the message says why.
    """
    results, provenance = made_of.results, made_of.provenance
    targets, indicators = made_of.targets, made_of.indicators
    rows = measures(targets, indicators)
    shown = charted(indicators, targets)
    with chart_style():
        charts = [_charts(result, shown, targets, provenance.stamp) for result in results]
    fonts = subset("".join(svg for own in charts for svg in own.values()))
    with staged(out) as folder:
        for result, own in zip(results, charts, strict=True):
            figures = {name: standalone(svg, lang, fonts) for name, svg in own.items()}
            _write_scenario(folder / result.id, result, rows, provenance, figures)
        page = report(made_of, lang)
        (folder / "report.html").write_text(page, encoding="utf-8")
    return out / "report.html"


def _charts(
    result: ScenarioResult,
    indicators: Sequence[Indicator],
    targets: Sequence[Target],
    stamp: tuple[str, str],
) -> dict[str, str]:
    """Return the charts of a scenario by the name of their file."""
    found = {"indicators": scenario_chart(result, indicators, targets, stamp)}
    if result.bindings:
        found["limits"] = binding_chart(result.bindings, result.run.scenario, stamp)
    return found


def _write_scenario(
    folder: Path,
    result: ScenarioResult,
    rows: Sequence[Indicator],
    provenance: Provenance,
    figures: Mapping[str, str],
) -> None:
    (folder / "figures").mkdir(parents=True)
    for name, svg in figures.items():
        (folder / "figures" / f"{name}.svg").write_text(svg, encoding="utf-8")
    verdicts = [verdict_row(verdict, provenance.stamp[0]) for verdict in result.verdicts]
    write_csv(folder / "verdicts.csv", VERDICT_COLUMNS, verdicts)
    write_csv(folder / "bands.csv", BAND_COLUMNS, band_rows(result.bands, rows))
    write_csv(folder / "binding.csv", BINDING_COLUMNS, binding_rows(result.bindings))
    write_runs(folder / RUNS, result.run.runs, asdict(provenance) | {"scenario": result.id})
    facts = {
        "scenario": result.id,
        "title": dict(result.run.scenario.title),
        "calibrated": provenance.draws != "prior",
        "failed": result.verdicts[0].failed if result.verdicts else 0,
    }
    write_manifest(folder / MANIFEST, facts | asdict(provenance))
