"""What ``gaoxin loops`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import RESULTS, console, print_document, print_place, rests_on
from gaoxin.cli.streams import echo
from gaoxin.language import Text
from gaoxin.telling.report.lead import LEAD
from gaoxin.telling.terminal.loop_print import render_effects, render_loops
from gaoxin.telling.writing.loop_tables import effect_rows, share_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gaoxin.language import Lang
    from gaoxin.studies.loops import LoopStudy
    from gaoxin.verdicts.loop_effects import LoopResult


def print_tables(study: LoopStudy, folder: Path, lang: Lang) -> None:
    """Print two tables a scenario, and where the files are.

    Parameters
    ----------
    study : LoopStudy
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
    """
    _print(study, study.results, folder, lang)


def print_first(study: LoopStudy, folder: Path, lang: Lang) -> None:
    """Print the two tables of the scenario that the report leads with, and where the files are.

    Parameters
    ----------
    study : LoopStudy
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
    """
    named = {result.scenario.id: result for result in study.results}
    first = named.get(LEAD, study.results[0])
    _print(study, [first], folder, lang)
    others = len(study.results) - 1
    if others:
        echo(
            Text(
                f"{others} more scenarios stand there; --full prints them.",
                f"另有{others}个情景的结果在该文件夹；--full 全部列出。",
            ).in_(lang)
        )


def _print(study: LoopStudy, results: Iterable[LoopResult], folder: Path, lang: Lang) -> None:
    screen = console()
    stamp = study.inputs.run.provenance.stamp
    for result in results:
        for part in render_effects(result, lang, stamp, screen.width):
            screen.print(part)
        screen.print(render_loops(result, lang))
    print_place(RESULTS, folder, lang)


def print_json(
    study: LoopStudy,
    folder: Path,
    lang: Lang,  # noqa: ARG001 - rows hold both
) -> None:
    """Print one JSON object with the rows of both tables, by scenario.

    Parameters
    ----------
    study : LoopStudy
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
        Not used: the rows hold both languages.
    """
    document = {
        **rests_on(study.inputs.run.provenance),
        "folder": str(folder),
        "scenarios": {
            result.scenario.id: {
                "title": dict(result.scenario.title),
                "failed": result.failed,
                "effects": effect_rows(result.effects),
                "shares": share_rows(result.shares, result.loops),
            }
            for result in study.results
        },
    }
    print_document(document)
