"""What ``gaoxin loops`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import console, print_document, rests_on
from gaoxin.cli.streams import echo
from gaoxin.telling.terminal.loop_print import render_effects, render_loops
from gaoxin.telling.writing.loop_tables import effect_rows, share_rows

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.verdicts.loops import LoopResult
    from gaoxin.verdicts.results import Provenance


def print_loops(
    results: Sequence[LoopResult], made_from: Provenance, folder: Path, lang: Lang
) -> None:
    """Print two tables a scenario, and where the files are."""
    screen = console()
    for result in results:
        screen.print(render_effects(result, lang, made_from.stamp))
        screen.print(render_loops(result, lang))
    label = "结果" if lang == "zh" else "Results"
    echo(f"{label}: {folder}")


def print_loops_json(
    results: Sequence[LoopResult],
    made_from: Provenance,
    folder: Path,
    lang: Lang,  # noqa: ARG001 - rows hold both
) -> None:
    """Print one JSON object with the rows of both tables, by scenario."""
    document = {
        **rests_on(made_from),
        "folder": str(folder),
        "scenarios": {
            result.scenario.id: {
                "title": dict(result.scenario.title),
                "failed": result.failed,
                "effects": effect_rows(result.effects),
                "shares": share_rows(result.shares, result.loops),
            }
            for result in results
        },
    }
    print_document(document)
