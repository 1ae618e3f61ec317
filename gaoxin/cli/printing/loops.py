"""What ``gaoxin loops`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import RESULTS, console, print_document, print_place, rests_on
from gaoxin.telling.terminal.loop_print import render_effects, render_loops
from gaoxin.telling.writing.loop_tables import effect_rows, share_rows

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.loops import LoopStudy


def print_tables(study: LoopStudy, folder: Path, lang: Lang) -> None:
    """Print two tables a scenario, and where the files are.

    Parameters
    ----------
    study : LoopStudy
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
    """
    screen = console()
    for result in study.results:
        screen.print(render_effects(result, lang, study.inputs.run.provenance.stamp))
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
