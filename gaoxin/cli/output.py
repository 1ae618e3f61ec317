"""What ``gaoxin run`` prints: tables for people, JSON for machines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.verdicts.tables import Cell, verdict_row, verdict_words
from gaoxin.verdicts.text import pick

if TYPE_CHECKING:
    from rich.console import Console

    from gaoxin.cli.study import Study
    from gaoxin.verdicts import ScenarioResult
    from gaoxin.verdicts.text import Lang
    from gaoxin.verdicts.verdict import Verdict

PIPE_WIDTH = 110
"""Columns when nobody's terminal says how many there are."""


def write_study(study: Study, results: Sequence[ScenarioResult], out: Path, lang: Lang) -> Path:
    """Write the folder of every scenario and the report, or leave all as it was.

    Raises
    ------
    DataError
        The disk is full or the folder cannot be written.
    """
    from gaoxin.verdicts.write import write_outputs

    return write_outputs(out, results, study.targets, study.indicators, study.provenance, lang)


def open_console() -> Console:
    """Return a console of the terminal's width, or of :data:`PIPE_WIDTH` for a pipe or file."""
    from rich.console import Console

    terminal = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if terminal else PIPE_WIDTH, highlight=False)


def print_tables(study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang) -> None:
    """Print a table a scenario, what is not judged and why, and where the report is."""
    from gaoxin.verdicts.terminal import render, render_unjudged

    console = open_console()
    stamp = study.provenance.stamp
    for result in results:
        console.print(render(result.verdicts, result.run.scenario, lang, stamp))
    console.print(render_unjudged(results[0].verdicts, study.indicators, lang))
    label = "报告" if lang == "zh" else "Report"
    click.echo(f"{label}: {report}")


def print_json(study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang) -> None:
    """Print one JSON object with everything that the tables hold."""
    click.echo(json.dumps(_document(study, results, report, lang), ensure_ascii=False, indent=2))


def _document(
    study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang
) -> dict[str, Any]:
    made_from = study.provenance
    stamp = made_from.stamp[0]
    return {
        "draws": made_from.draws,
        "stamp": stamp,
        "seed": made_from.seed,
        "members": made_from.members,
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
    en, zh = verdict_words(verdict)
    words: dict[str, Cell] = {"verdict_en": en, "verdict_zh": zh}
    return verdict_row(verdict, stamp) | {"verdict": pick((en, zh), lang)} | words
