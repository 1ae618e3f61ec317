"""``sweep.csv`` and ``bands.csv``: tidy tables, a row a design point and target or time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gaoxin.language import name_of
from gaoxin.telling.words.sweep_words import point_words
from gaoxin.telling.writing.csv_table import CsvTable
from gaoxin.telling.writing.verdict_tables import BAND_COLUMNS, VERDICT_COLUMNS, verdict_row
from gaoxin.verdicts.sweeps.summary import LEVELS

if TYPE_CHECKING:
    from gaoxin.language import Lang
    from gaoxin.telling.writing.csv_table import Cell
    from gaoxin.verdicts.sweeps.result import SweepResult

LEVEL_NAMES = tuple(f"p{round(100 * level):02d}" for level in LEVELS)
_OWN = tuple(c for c in VERDICT_COLUMNS if c not in {"status", "value_2020"})


def point_columns(result: SweepResult) -> tuple[str, ...]:
    """Return the columns of ``sweep.csv``: the point, an axis each with its unit, the verdict."""
    axes = (axis.heading for axis in result.sweep.axes)
    at = _OWN.index("rule")
    return ("point", *axes, *_OWN[:at], "at", *_OWN[at:])


def point_rows(result: SweepResult) -> Iterator[dict[str, Cell]]:
    """Yield the rows of ``sweep.csv``; point after point, and within it in the targets' order."""
    for point in range(len(result.sweep.points)):
        head = point_cells(result, point)
        for number in range(len(result.wants.measures)):
            yield head | measure_cells(result, point, number)


def point_cells(result: SweepResult, point: int) -> dict[str, Cell]:
    """Return the number of a design point and its value on each axis."""
    values = result.sweep.points[point].tolist()
    named = {axis.heading: value for axis, value in zip(result.sweep.axes, values, strict=True)}
    return {"point": point, **named}


def measure_cells(result: SweepResult, point: int, number: int) -> dict[str, Cell]:
    """Return what a design point came to, by column of a verdict.

    Parameters
    ----------
    result : SweepResult
    point : int
        The design point's number.
    number : int
        The measure's number.

    Returns
    -------
    dict of str to cell
    """
    measure = result.measure(number)
    verdict = result.verdict(point, number)
    if verdict is None:
        return _refused(result, point, number)
    cells = verdict_row(verdict, result.stamp.en) | {"at": measure.when}
    cells["verdict"] = " ".join(point_words(result, point, number)).strip()
    if measure.judged and not result.wants.drawn:
        cells["mc_error"] = 0.0  # one run has no error of sampling
    return {column: cells[column] for column in ("at", *_OWN)}


def _refused(result: SweepResult, point: int, number: int) -> dict[str, Cell]:
    measure = result.measure(number)
    target = measure.target
    cells: dict[str, Cell] = dict.fromkeys(_OWN)
    return cells | {
        "target": target.id,
        "name_en": target.name_en,
        "name_zh": target.name_zh,
        "at": measure.when,
        "rule": target.rule,
        "target_value": target.value,
        "unit": target.unit,
        "members": result.sweep.members,
        "failed": result.sweep.members,
        "verdict": " ".join(point_words(result, point, number)),
        "note": str(result.summary.refused[point]),
    }


def point_matrix(result: SweepResult, lang: Lang) -> CsvTable:
    """Return a row a design point and a column a measure: its probability, else its median.

    Parameters
    ----------
    result : SweepResult
    lang : {"en", "zh"}
        Of the names of targets.

    Returns
    -------
    CsvTable
        Probabilities are shares, 0 to 1; a refused point has none.
    """
    measures = result.wants.measures
    names = [f"{name_of(m.target).in_(lang)} ({m.id})" for m in measures]
    columns = [
        result.probability(n) if m.judged else result.median(n) for n, m in enumerate(measures)
    ]
    rows = [
        point_cells(result, point)
        | {
            name: float(column[point]) if math.isfinite(column[point]) else None
            for name, column in zip(names, columns, strict=True)
        }
        for point in range(len(result.sweep.points))
    ]
    axes = (axis.heading for axis in result.sweep.axes)
    return CsvTable(("point", *axes, *names), rows)


def point_band_columns(result: SweepResult) -> tuple[str, ...]:
    """Return the columns of ``bands.csv``."""
    axes = (axis.heading for axis in result.sweep.axes)
    kept = (c for c in BAND_COLUMNS if not c.startswith("p") or c in LEVEL_NAMES)
    return ("point", *axes, *kept)


def point_band_rows(result: SweepResult) -> Iterator[dict[str, Cell]]:
    """Yield the rows of ``bands.csv``, none for a point that is refused."""
    for point in range(len(result.sweep.points)):
        if result.summary.refused[point]:
            continue
        head = point_cells(result, point)
        for track, bands in zip(result.wants.tracks, result.summary.bands, strict=True):
            for time, column in zip(result.times, bands[point].T.tolist(), strict=True):
                row: dict[str, Cell] = {"indicator": track.id, "unit": track.unit, "time": time}
                yield head | row | dict(zip(LEVEL_NAMES, column, strict=True))
