"""What a comparison writes: a folder for A against B."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.indicators import measures
from gaoxin.language import Lang
from gaoxin.telling.drawing.difference_chart import difference_chart, with_target
from gaoxin.telling.drawing.forest import target_chart
from gaoxin.telling.writing.comparison_table import COMPARE_COLUMNS, comparison_row
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.folder import ResultFolder, write_folders
from gaoxin.telling.writing.netcdf import described
from gaoxin.telling.writing.verdict_tables import BAND_COLUMNS, band_rows

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.language import Lang
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.results import Provenance

COMPARISONS = "compare"
"""ResultFolder of the results that holds the comparisons, a folder each."""


def comparison_name(a: str, b: str) -> str:
    """Return the name of the folder of A against B."""
    return f"{a}--{b}"


def write_comparison(
    out: Path,
    comparison: Comparison,
    targets: Sequence[Target],
    indicators: Sequence[Indicator],
    provenance: Provenance,
    sides: Mapping[str, Mapping[str, Any]],
    lang: Lang = "en",
) -> Path:
    """Write ``out/compare/<A>--<B>/`` and return it.

    ``compare.csv`` (a row a target), ``compare_bands.csv`` (quantiles of the paired differences
    over time, columns as ``bands.csv``), ``compare.nc`` (the differences member by member),
    two figures and ``manifest.json``. See :func:`gaoxin.telling.writing.staging.staged` for what a
    killed or failed call leaves.

    Parameters
    ----------
    out : Path
    comparison : Comparison
    targets, indicators
        As judged.
    provenance : Provenance
        What both sides rest on.
    sides : mapping
        For the manifest: under ``a`` and ``b``, what each side was made from.
    lang : {"en", "zh"}
        Of the charts.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        The folder cannot be written; the message says why.
    """
    stamp = provenance.stamp
    a, b = comparison.a, comparison.b
    rows = with_target(indicators, targets)
    contrasts = [comparison_row(contrast, stamp.en) for contrast in comparison.contrasts]
    bands = band_rows(comparison.bands, measures(targets, indicators))
    folder = ResultFolder(
        comparison_name(a.id, b.id),
        {
            "comparison": comparison_name(a.id, b.id),
            "a": {"scenario": a.id, "title": dict(a.title), **sides["a"]},
            "b": {"scenario": b.id, "title": dict(b.title), **sides["b"]},
            "failed": comparison.failed,
            **provenance.facts(),
        },
        {
            "targets.svg": target_chart(comparison, stamp),
            "differences.svg": difference_chart(comparison, rows, stamp),
        },
        {
            "compare.csv": CsvTable(COMPARE_COLUMNS, contrasts),
            "compare_bands.csv": CsvTable(BAND_COLUMNS, bands),
        },
        {
            "compare.nc": described(
                comparison.differences, {**provenance.content(), "a": a.id, "b": b.id}
            )
        },
    )
    write_folders(out / COMPARISONS, [folder], lang)
    return out / COMPARISONS / folder.name
