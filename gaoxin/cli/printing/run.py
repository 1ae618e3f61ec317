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
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.telling.writing.csv_table import Cell
from gaoxin.telling.writing.verdict_tables import verdict_row

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.run import Study
    from gaoxin.verdicts.verdict import Verdict


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
    print_place(RESULTS if report.is_dir() else REPORT, report, lang)


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
