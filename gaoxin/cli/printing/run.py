"""What ``gaoxin run`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import (
    REPORT,
    RESULTS,
    console,
    in_words,
    print_document,
    print_place,
    rests_on,
)
from gaoxin.cli.streams import echo
from gaoxin.language import Text
from gaoxin.telling.report.hindcast_rows import fell_cells
from gaoxin.telling.terminal.wrap import wrapped
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.telling.writing.csv_table import Cell
from gaoxin.telling.writing.verdict_tables import verdict_row

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.run import Study
    from gaoxin.verdicts.verdict import Verdict

BRIEF, SIMULATOR = Text("Brief", "简报"), Text("Simulator", "模拟器")
OPEN = Text(
    "gaoxin open shows the report; --full prints every number.",
    "gaoxin open 打开报告；--full 列出全部数字。",
)


def print_matrix(study: Study, report: Path, lang: Lang) -> None:
    """Print all probabilities on one screen, what they come to, and where to read on.

    Parameters
    ----------
    study : Study
    report : Path
        Where the report is; the folder of results where none was written.
    lang : {"en", "zh"}
    """
    from gaoxin.telling.terminal.matrix_print import render_matrix

    screen = console()
    stamp = study.inputs.provenance.stamp
    for part in render_matrix(study.results, lang, screen.width, stamp):
        screen.print(part)
    for line in _since(study, lang):
        screen.print(wrapped(line, screen.width), markup=False)
    _print_places(report, lang)


def _since(study: Study, lang: Lang) -> list[str]:
    """Return where each observation since fell, and how many members tell of all of them."""
    lines = []
    for entry in study.fallen:
        cells = fell_cells(entry)
        unit = cells["unit"].in_(lang)
        name = cells["name"].in_(lang)
        share = cells["percentile"].in_(lang)
        band = f"{cells['p05']} – {cells['p95']}"
        lines.append(
            Text(
                f"{name} {cells['year']}: {cells['observed']} ({unit}); 5-95 % without it: {band}, "
                f"percentile: {share}.",
                f"{name}{cells['year']}年：{cells['observed']}（{unit}）；未计入它的5—95%区间"
                f"{band}，百分位{share}。",
            ).in_(lang)
        )
    if study.effective is not None:
        count = f"{study.effective:,.0f}"
        lines.append(
            Text(
                f"Verdicts know these observations: {count} members in effect.",
                f"评判已计入上述观测值：有效样本{count}个。",
            ).in_(lang)
        )
    return lines


def _print_places(report: Path, lang: Lang) -> None:
    """Print where the report is, and the simulator where one stands beside it."""
    print_place(RESULTS if report.is_dir() else REPORT, report, lang)
    folder = report if report.is_dir() else report.parent
    for name, page in (("brief.html", BRIEF), ("simulator.html", SIMULATOR)):
        if (folder / name).is_file():
            print_place(page, folder / name, lang)
    if not report.is_dir():
        echo(OPEN.in_(lang))


def print_tables(study: Study, report: Path, lang: Lang) -> None:
    """Print a table a scenario, what is not judged and why, and where to read on.

    Parameters
    ----------
    study : Study
    report : Path
        Where the report is; the folder of results where none was written.
    lang : {"en", "zh"}
    """
    from gaoxin.telling.terminal.verdict_print import render, render_unjudged

    screen = console()
    stamp = study.inputs.provenance.stamp
    for result in study.results:
        screen.print(render(result.verdicts, result.run.scenario, lang, stamp))
    screen.print(render_unjudged(study.results[0].verdicts, study.inputs.indicators, lang))
    _print_places(report, lang)


def print_json(study: Study, report: Path, lang: Lang) -> None:
    """Print one JSON object with everything that the tables hold.

    Parameters
    ----------
    study : Study
    report : Path
        Where the report is; the folder of results where none was written.
    lang : {"en", "zh"}
    """
    print_document(_document(study, report, lang))


def _document(study: Study, report: Path, lang: Lang) -> dict[str, Any]:
    made_from = study.inputs.provenance
    stamp = made_from.stamp.en
    return {
        **rests_on(made_from),
        "report": None if report.is_dir() else str(report),
        "scenarios": {
            result.id: {
                "title": dict(result.run.scenario.title),
                "extends": result.run.scenario.extends,
                "verdicts": [_verdict(v, stamp, lang) for v in result.verdicts],
            }
            for result in study.results
        },
        "not_modelled": [
            {"indicator": row.id, "name_en": row.name_en, "reason": row.reason}
            for row in study.inputs.indicators
            if not row.variable
        ],
    }


def _verdict(verdict: Verdict, stamp: str, lang: Lang) -> dict[str, Cell]:
    """Return a row of ``verdicts.csv`` with its verdict in one language, and in each."""
    return verdict_row(verdict, stamp) | in_words(verdict_words(verdict), lang)
