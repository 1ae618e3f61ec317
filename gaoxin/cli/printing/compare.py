"""What ``gaoxin compare`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.cli.printing.console import (
    RESULTS,
    console,
    in_words,
    print_document,
    print_place,
    rests_on,
)

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.studies.compare import ComparisonStudy


def print_tables(study: ComparisonStudy, folder: Path, lang: Lang) -> None:
    """Print the table of a comparison, and where its files are.

    Parameters
    ----------
    study : ComparisonStudy
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
    """
    from gaoxin.telling.terminal.comparison_print import render_comparison

    console().print(render_comparison(study.comparison, lang, study.sides.provenance.stamp))
    print_place(RESULTS, folder, lang)


def print_json(study: ComparisonStudy, folder: Path, lang: Lang) -> None:
    """Print one JSON object with everything that the table holds, a row a target.

    Parameters
    ----------
    study : ComparisonStudy
    folder : Path
        Where its files are.
    lang : {"en", "zh"}
    """
    from gaoxin.telling.words.verdict_words import comparison_words
    from gaoxin.telling.writing.comparison_table import comparison_row

    made_from, comparison = study.sides.provenance, study.comparison
    sides = {"a": comparison.a, "b": comparison.b}
    document = {
        key: {"scenario": side.id, "title": dict(side.title)} for key, side in sides.items()
    } | {
        **rests_on(made_from),
        "failed": comparison.failed,
        "folder": str(folder),
        "targets": [
            comparison_row(contrast, made_from.stamp.en)
            | in_words(comparison_words(contrast), lang)
            for contrast in comparison.contrasts
        ],
    }
    print_document(document)
