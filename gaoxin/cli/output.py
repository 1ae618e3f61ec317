"""What ``gaoxin run`` prints: tables for people, JSON for machines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.errors import DataError
from gaoxin.verdicts.tables import PRIOR_STAMP, verdict_row

if TYPE_CHECKING:
    from gaoxin.cli.study import Study
    from gaoxin.verdicts import ScenarioResult
    from gaoxin.verdicts.text import Lang

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

    tables = (study.targets, study.indicators, study.provenance)
    try:
        return write_outputs(out, results, *tables, lang)
    except RuntimeError as error:
        # The netCDF library reports a full disk as "NetCDF: HDF error", and not as an OSError.
        if "NetCDF" not in str(error):
            raise
        message = (
            f"results cannot be written ({error}); what was there before is untouched. Free some "
            "space or give another folder with --out"
        )
        raise DataError(message, path=out) from None


def print_tables(study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang) -> None:
    """Print a table a scenario, what is not judged and why, and where the report is."""
    from rich.console import Console

    from gaoxin.verdicts.terminal import render, render_unjudged

    terminal = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(width=None if terminal else PIPE_WIDTH, highlight=False)
    draws = study.provenance.draws
    for result in results:
        console.print(render(result.verdicts, result.run.scenario, lang, draws))
    console.print(render_unjudged(results[0].verdicts, study.indicators, lang))
    label = "报告" if lang == "zh" else "Report"
    click.echo(f"{label}: {report}")


def print_json(study: Study, results: Sequence[ScenarioResult], report: Path) -> None:
    """Print one JSON object with everything that the tables hold."""
    click.echo(json.dumps(_document(study, results, report), ensure_ascii=False, indent=2))


def _document(study: Study, results: Sequence[ScenarioResult], report: Path) -> dict[str, Any]:
    made_from = study.provenance
    prior = made_from.draws == "prior"
    return {
        "draws": made_from.draws,
        "stamp": PRIOR_STAMP if prior else "",
        "seed": made_from.seed,
        "members": made_from.members,
        "report": str(report),
        "scenarios": {
            result.id: {
                "title": dict(result.run.scenario.title),
                "extends": result.run.scenario.extends,
                "verdicts": [verdict_row(v, PRIOR_STAMP if prior else "") for v in result.verdicts],
            }
            for result in results
        },
        "not_modelled": [
            {"indicator": row.id, "name_en": row.name_en, "reason": row.reason}
            for row in study.indicators
            if not row.variable
        ],
    }
