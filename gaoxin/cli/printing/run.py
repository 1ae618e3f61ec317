"""What ``gaoxin run`` prints, and what it writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.cli.printing.console import console, in_words, print_document, rests_on
from gaoxin.cli.streams import echo
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.telling.writing.cells import Cell
from gaoxin.telling.writing.verdict_tables import verdict_row

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.run import Study
    from gaoxin.verdicts.knowledge import Knowledge
    from gaoxin.verdicts.results import ScenarioResult
    from gaoxin.verdicts.verdict import Verdict


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


def print_tables(study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang) -> None:
    """Print a table a scenario, what is not judged and why, and where the report is."""
    from gaoxin.telling.terminal.verdict_print import render, render_unjudged

    screen = console()
    stamp = study.provenance.stamp
    for result in results:
        screen.print(render(result.verdicts, result.run.scenario, lang, stamp))
    screen.print(render_unjudged(results[0].verdicts, study.indicators, lang))
    label = "报告" if lang == "zh" else "Report"
    echo(f"{label}: {report}")


def print_json(study: Study, results: Sequence[ScenarioResult], report: Path, lang: Lang) -> None:
    """Print one JSON object with everything that the tables hold."""
    print_document(_document(study, results, report, lang))


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
    return verdict_row(verdict, stamp) | in_words(verdict_words(verdict), lang)
