"""Where the verbs print: a console for tables, one form of JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.cli.streams import echo, takes_unicode
from gaoxin.language import Text

if TYPE_CHECKING:
    from rich.console import Console

    from gaoxin.language import Lang
    from gaoxin.telling.writing.csv_table import Cell
    from gaoxin.verdicts.results import Provenance

PIPE_WIDTH = 110
"""Columns when nobody's terminal says how many there are."""


def console() -> Console:
    """Return the console that tables are printed on."""
    from rich.console import Console

    terminal = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if terminal else PIPE_WIDTH, highlight=False)


def print_document(document: Mapping[str, Any]) -> None:
    """Print one JSON object; what is not ASCII is escaped where the output is no Unicode."""
    echo(json.dumps(document, ensure_ascii=not takes_unicode(), indent=2))


def rests_on(made_from: Provenance) -> dict[str, Cell]:
    """Return what every JSON document says of its draws."""
    return {
        "draws": made_from.draws,
        "stamp": made_from.stamp.en,
        "seed": made_from.seed,
        "members": made_from.members,
    }


def in_words(verdict: Text, lang: Lang) -> dict[str, Cell]:
    """Return a verdict in one language, and in each."""
    return {"verdict": verdict.in_(lang), "verdict_en": verdict.en, "verdict_zh": verdict.zh}


def print_place(what: Text, path: Path, lang: Lang) -> None:
    """Print where results are, as a path that holds from any folder.

    Parameters
    ----------
    what : Text
    path : Path
    lang : {"en", "zh"}
    """
    echo(f"{what.in_(lang)}: {path.absolute()}")


REPORT, RESULTS = Text("Report", "报告"), Text("Results", "结果")
