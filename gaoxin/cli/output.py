"""What the verbs print: tables for people, JSON for machines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.telling.words.quantities import pick
from gaoxin.telling.writing.verdict_tables import Cell, verdict_row, verdict_words

if TYPE_CHECKING:
    from rich.console import Console

    from gaoxin.studies.run import Study
    from gaoxin.telling.words.quantities import Lang
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.knowledge import Knowledge
    from gaoxin.verdicts.results import Provenance, ScenarioResult
    from gaoxin.verdicts.verdict import Verdict

PIPE_WIDTH = 110
"""Columns when nobody's terminal says how many there are."""


def write_study(
    study: Study,
    results: Sequence[ScenarioResult],
    knowledge: Knowledge | None,
    out: Path,
    lang: Lang,
) -> Path:
    """Write the folder of every scenario and the report, or leave all as it was.

    Raises
    ------
    DataError
        The disk is full or the folder cannot be written.
    """
    from gaoxin.telling.report import ReportInput
    from gaoxin.telling.report.lead import lead
    from gaoxin.telling.writing.run_folder import write_outputs
    from gaoxin.telling.writing.stored_loops import stored_loops

    tables = (study.targets, study.indicators)
    loops = stored_loops(out, lead(results).run.scenario, study.provenance)
    made_of = ReportInput(results, *tables, study.provenance, study.ledger, knowledge, loops)
    return write_outputs(out, made_of, lang)


def console() -> Console:
    """Return the console that tables are printed on."""
    from rich.console import Console

    terminal = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if terminal else PIPE_WIDTH, highlight=False)


def print_tables(study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang) -> None:
    """Print a table a scenario, what is not judged and why, and where the report is."""
    from gaoxin.telling.terminal.verdict_print import render, render_unjudged

    screen = console()
    stamp = study.provenance.stamp
    for result in results:
        screen.print(render(result.verdicts, result.run.scenario, lang, stamp))
    screen.print(render_unjudged(results[0].verdicts, study.indicators, lang))
    label = "报告" if lang == "zh" else "Report"
    click.echo(f"{label}: {report}")


def print_json(study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang) -> None:
    """Print one JSON object with everything that the tables hold."""
    click.echo(json.dumps(_document(study, results, report, lang), ensure_ascii=False, indent=2))


def print_comparison(
    comparison: Comparison, made_from: Provenance, folder: Path, lang: Lang
) -> None:
    """Print the table of a comparison, and where its files are."""
    from gaoxin.telling.terminal.comparison_print import render_comparison

    console().print(render_comparison(comparison, lang, made_from.stamp))
    label = "结果" if lang == "zh" else "Results"
    click.echo(f"{label}: {folder}")


def print_comparison_json(
    comparison: Comparison, made_from: Provenance, folder: Path, lang: Lang
) -> None:
    """Print one JSON object with everything that the table holds, a row a target."""
    from gaoxin.telling.writing.comparison_table import comparison_row, comparison_words

    stamp = made_from.stamp[0]
    sides = {"a": comparison.a, "b": comparison.b}
    document = {
        key: {"scenario": side.id, "title": dict(side.title)} for key, side in sides.items()
    } | {
        **rests_on(made_from),
        "failed": comparison.failed,
        "folder": str(folder),
        "targets": [
            comparison_row(contrast, stamp) | _in_words(comparison_words(contrast), lang)
            for contrast in comparison.contrasts
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def rests_on(made_from: Provenance) -> dict[str, Cell]:
    """Return what every JSON document says of its draws."""
    return {
        "draws": made_from.draws,
        "stamp": made_from.stamp[0],
        "seed": made_from.seed,
        "members": made_from.members,
    }


def _document(
    study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang
) -> dict[str, Any]:
    made_from = study.provenance
    stamp = made_from.stamp[0]
    return {
        **rests_on(made_from),
        "report": str(report),
        "scenarios": {
            result.id: {
                "title": dict(result.run.scenario.title),
                "extends": result.run.scenario.extends,
                "verdicts": [_verdict(v, stamp, lang) for v in result.verdicts],
            }
            for result in results
        },
        "not_modelled": [
            {"indicator": row.id, "name_en": row.name_en, "reason": row.reason}
            for row in study.indicators
            if not row.variable
        ],
    }


def _verdict(verdict: Verdict, stamp: str, lang: Lang) -> dict[str, Cell]:
    """Return a row of ``verdicts.csv`` with its verdict in one language, and in each."""
    return verdict_row(verdict, stamp) | _in_words(verdict_words(verdict), lang)


def _in_words(pair: tuple[str, str], lang: Lang) -> dict[str, Cell]:
    return {"verdict": pick(pair, lang), "verdict_en": pair[0], "verdict_zh": pair[1]}
