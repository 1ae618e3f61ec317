"""``verdicts.csv`` and ``bands.csv``: the same inputs give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from gaoxin.telling.words.quantities import unit_words
from gaoxin.telling.words.target_names import told_apart
from gaoxin.telling.words.verdict_words import verdict_words
from gaoxin.telling.writing.csv_table import CsvTable

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.language import Lang
    from gaoxin.telling.writing.csv_table import Cell
    from gaoxin.verdicts.results import ScenarioResult
    from gaoxin.verdicts.verdict import Verdict

TARGET_COLUMNS = (
    "target",
    "name_en",
    "name_zh",
    "rule",
    "target_value",
    "unit",
    "status",
)
VERDICT_COLUMNS = (
    *TARGET_COLUMNS,
    "value_2020",
    "p05",
    "p50",
    "p95",
    "probability",
    "mc_error",
    "members",
    "failed",
    "verdict",
    "note",
)
BAND_COLUMNS = ("indicator", "unit", "time", "p05", "p25", "p50", "p75", "p95")


def target_row(target: Target) -> dict[str, Cell]:
    """Return what every table says of a target itself, by column name."""
    return {
        "target": target.id,
        "name_en": target.name_en,
        "name_zh": target.name_zh,
        "rule": target.rule,
        "target_value": target.value,
        "unit": target.unit,
        "status": target.status,
    }


def verdict_row(verdict: Verdict, stamp: str = "") -> dict[str, Cell]:
    """Return one verdict by column name; None stands for a blank cell.

    `probability` is the lower end of the interval [k/N, (k + failed)/N]; when members failed
    the note gives the upper end. `stamp` opens the note.
    """
    return {
        **target_row(verdict.target),
        "value_2020": verdict.value_2020,
        "p05": verdict.p05,
        "p50": verdict.p50,
        "p95": verdict.p95,
        "probability": verdict.probability,
        "mc_error": verdict.mc_error,
        "members": verdict.members,
        "failed": verdict.failed,
        "verdict": " ".join(verdict_words(verdict)),
        "note": "; ".join(_notes(verdict, stamp)),
    }


def _notes(verdict: Verdict, stamp: str) -> list[str]:
    parts = [stamp]
    if verdict.target.status == "assumed":
        parts.append(f"the plan prints no number; assumed from: {verdict.target.source}")
    if verdict.failed and verdict.probability_high is not None:
        parts.append(f"probability at most {verdict.probability_high:.4f} had no member failed")
    parts += [verdict.target.reason, verdict.target.note]
    return [part for part in parts if part]


def band_rows(
    bands: Mapping[str, xr.DataArray], indicators: Iterable[Indicator]
) -> list[dict[str, Cell]]:
    """Return one row a measure and time, in the order of `indicators`: the measures of `bands`."""
    rows: list[dict[str, Cell]] = []
    for indicator in indicators:
        band = bands[indicator.id]
        levels = [f"p{round(100 * level):02d}" for level in band["level"].values.tolist()]
        for time, column in zip(band["time"].values.tolist(), band.values.T, strict=True):
            row: dict[str, Cell] = {"indicator": indicator.id, "unit": indicator.unit, "time": time}
            rows.append(row | dict(zip(levels, column.tolist(), strict=True)))
    return rows


def matrix_table(results: Sequence[ScenarioResult], lang: Lang) -> CsvTable:
    """Return the probability of every target under every scenario, a row a target.

    Parameters
    ----------
    results : sequence of ScenarioResult
        Judged on the same targets.
    lang : {"en", "zh"}
        Of names and headings.

    Returns
    -------
    CsvTable
        Probabilities are shares, 0 to 1; a target that is not judged has none.
    """
    heads = [result.run.scenario.title[lang] for result in results]
    unique = [
        head if heads.count(head) == 1 else f"{head} ({result.id})"
        for head, result in zip(heads, results, strict=True)
    ]
    names = told_apart([verdict.target for verdict in results[0].verdicts])
    rows = [
        {
            "target": row[0].target.id,
            "name": names[row[0].target.id].in_(lang),
            "rule": row[0].target.rule,
            "value": row[0].target.value,
            "unit": unit_words(row[0].target.unit).in_(lang),
            **{head: v.probability for head, v in zip(unique, row, strict=True)},
        }
        for row in zip(*(result.verdicts for result in results), strict=True)
    ]
    return CsvTable(("target", "name", "rule", "value", "unit", *unique), rows)
