"""Write a run: a folder a scenario, and the report. All of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.verdicts.figures import chart_style, charted, scenario_chart
from gaoxin.verdicts.files import RUNS, write_manifest, write_runs
from gaoxin.verdicts.font import subset
from gaoxin.verdicts.indicators import measures
from gaoxin.verdicts.report import report
from gaoxin.verdicts.staging import MANIFEST, staged
from gaoxin.verdicts.svg import standalone
from gaoxin.verdicts.tables import (
    BAND_COLUMNS,
    VERDICT_COLUMNS,
    band_rows,
    verdict_row,
    write_csv,
)

if TYPE_CHECKING:
    from gaoxin.verdicts.indicators import Indicator
    from gaoxin.verdicts.results import Provenance, ScenarioResult
    from gaoxin.verdicts.targets import Target
    from gaoxin.verdicts.text import Lang


def write_outputs(
    out: Path,
    results: Sequence[ScenarioResult],
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    provenance: Provenance,
    lang: Lang = "en",
) -> Path:
    """Write ``out/<scenario>/`` for each result and ``out/report.html``; return the report.

    What was in `out` before is replaced only when all of it has been written; a killed run, an
    error or a full disk leaves it whole. Folders of other scenarios stay.

    Raises
    ------
    DataError
        `out` cannot be written; the message says why.
    """
    rows = measures(targets, indicators)
    shown = charted(indicators, targets)
    with chart_style():
        charts = [scenario_chart(result, shown, targets, provenance.stamp) for result in results]
    fonts = subset("".join(charts))
    with staged(out) as folder:
        for result, chart in zip(results, charts, strict=True):
            svg = standalone(chart, lang, fonts)
            _write_scenario(folder / result.id, result, rows, provenance, svg)
        page = report(results, targets, indicators, provenance, lang)
        (folder / "report.html").write_text(page, encoding="utf-8")
    return out / "report.html"


def _write_scenario(
    folder: Path,
    result: ScenarioResult,
    rows: Sequence[Indicator],
    provenance: Provenance,
    chart: str,
) -> None:
    (folder / "figures").mkdir(parents=True)
    (folder / "figures" / "indicators.svg").write_text(chart, encoding="utf-8")
    verdicts = [verdict_row(verdict, provenance.stamp[0]) for verdict in result.verdicts]
    write_csv(folder / "verdicts.csv", VERDICT_COLUMNS, verdicts)
    write_csv(folder / "bands.csv", BAND_COLUMNS, band_rows(result.bands, rows))
    write_runs(folder / RUNS, result.run.runs, asdict(provenance) | {"scenario": result.id})
    facts = {
        "scenario": result.id,
        "title": dict(result.run.scenario.title),
        "calibrated": provenance.draws != "prior",
        "failed": result.verdicts[0].failed if result.verdicts else 0,
    }
    write_manifest(folder / MANIFEST, facts | asdict(provenance))
