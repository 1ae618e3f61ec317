"""What ``gaoxin run --model`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import RESULTS, console, print_document, print_place
from gaoxin.cli.streams import echo
from gaoxin.language import Text
from gaoxin.telling.terminal.columns import Columns, tables
from gaoxin.telling.words.quantities import number, tick

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.model_run import ModelRun

SHOWN = 40
"""Rows that a screen has."""
STOCKS = frozenset({"stock"})


def print_run(study: ModelRun, folder: Path, lang: Lang) -> None:
    """Print the stocks at the start, half way and at the end, and where all variables are.

    Parameters
    ----------
    study : ModelRun
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
    """
    from rich.text import Text as RichText

    times = study.runs["time"].values.tolist()
    shown = study.columns(STOCKS) or study.columns()
    at = sorted({0, len(times) // 2, len(times) - 1})
    some = list(shown.items())[:SHOWN]
    fixed = Columns(
        [Text("Stock", "存量").in_(lang)], [[RichText(name)] for name, _ in some], frozenset({0})
    )
    cells = [[RichText(number(values[place])) for place in at] for _, values in some]
    moving = Columns([tick(times[place]).replace(",", "") for place in at], cells)
    screen = console()
    for table in tables(study.model.path.name, fixed, moving, screen.width):
        screen.print(table)
    if len(shown) > len(some):
        more = len(shown) - len(some)
        echo(Text(f"{more} more stand in runs.csv.", f"另有{more}项见 runs.csv。").in_(lang))
    print_place(RESULTS, folder, lang)


def print_run_json(study: ModelRun, folder: Path) -> None:
    """Print one JSON object: times, and every variable over them."""
    times = study.runs["time"].values.tolist()
    print_document(
        {
            "model": str(study.model.path),
            "folder": str(folder),
            "time": times,
            "values": study.columns(),
        }
    )
