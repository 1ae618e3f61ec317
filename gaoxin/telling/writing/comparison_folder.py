"""Write a comparison: its folder as a whole, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.indicators import measures
from gaoxin.telling.drawing.difference_chart import difference_chart, with_target
from gaoxin.telling.drawing.fan_charts import chart_style
from gaoxin.telling.drawing.font import subset
from gaoxin.telling.drawing.forest import target_chart
from gaoxin.telling.drawing.svg import standalone
from gaoxin.telling.writing.comparison_table import COMPARE_COLUMNS, comparison_row
from gaoxin.telling.writing.netcdf import write_manifest, write_runs
from gaoxin.telling.writing.staging import MANIFEST, check_ours, staged
from gaoxin.telling.writing.verdict_tables import BAND_COLUMNS, band_rows, write_csv

if TYPE_CHECKING:
    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.telling.words.quantities import Lang
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.results import Provenance

FOLDER = "compare"
"""Folder of the results that holds the comparisons, a folder each."""


def comparison_name(a: str, b: str) -> str:
    """Return the name of the folder of A against B."""
    return f"{a}--{b}"


def check_free(out: Path, a: str, b: str) -> None:
    """Refuse to write where something stands that no comparison has written.

    Raises
    ------
    DataError
        See :func:`gaoxin.telling.writing.staging.check_ours`.
    """
    check_ours(out / FOLDER / comparison_name(a, b))


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
    provenance : Provenance
        What both sides rest on.
    sides : mapping
        For the manifest: under ``a`` and ``b``, what each side was made from.

    Raises
    ------
    DataError
        The folder cannot be written; the message says why.
    """
    with chart_style():
        charts = {
            "targets": target_chart(comparison, provenance.stamp),
            "differences": difference_chart(
                comparison, with_target(indicators, targets), provenance.stamp
            ),
        }
    fonts = subset("".join(charts.values()))
    name = comparison_name(comparison.a.id, comparison.b.id)
    with staged(out / FOLDER) as new:
        figures = new / name / "figures"
        figures.mkdir(parents=True)
        for chart, svg in charts.items():
            (figures / f"{chart}.svg").write_text(standalone(svg, lang, fonts), encoding="utf-8")
        _write_tables(new / name, comparison, measures(targets, indicators), provenance)
        facts = {"comparison": name, **_facts(comparison, sides), **asdict(provenance)}
        write_manifest(new / name / MANIFEST, facts)
    return out / FOLDER / name


def _facts(comparison: Comparison, sides: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    scenarios = {"a": comparison.a, "b": comparison.b}
    named = {
        key: {"scenario": scenario.id, "title": dict(scenario.title), **sides[key]}
        for key, scenario in scenarios.items()
    }
    return {**named, "failed": comparison.failed}


def _write_tables(
    folder: Path, comparison: Comparison, rows: Sequence[Indicator], provenance: Provenance
) -> None:
    stamp = provenance.stamp[0]
    contrasts = [comparison_row(contrast, stamp) for contrast in comparison.contrasts]
    write_csv(folder / "compare.csv", COMPARE_COLUMNS, contrasts)
    write_csv(folder / "compare_bands.csv", BAND_COLUMNS, band_rows(comparison.bands, rows))
    attributes = asdict(provenance) | {"a": comparison.a.id, "b": comparison.b.id}
    write_runs(folder / "compare.nc", comparison.differences, attributes)
