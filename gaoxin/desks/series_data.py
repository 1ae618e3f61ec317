"""Time series as a fit reads them: a tidy or wide CSV, or Vensim's ``.dat``.

Tidy: a row a reading, with columns ``time``, ``series`` and ``value``, and where wanted ``sd``,
``experiment``, ``censored`` (``left`` or ``right``) and ``unit``. Wide: a column ``time`` and one
for each series. ``.dat``: the name of a series on a line of its own, then a line a reading, time
and value. A value may be a limit, ``<5`` or ``>100``: then the reading is censored there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gaoxin.errors import DataError, nearest
from gaoxin.names import canonical
from gaoxin.tables import Sheet, cut, read_text

TIDY = ("time", "series", "value")
OPTIONAL = ("experiment", "sd", "censored", "unit")
SIDES = {"": 0, "none": 0, "left": 1, "right": -1}
"""What stands in column ``censored``: 1 where the value lies at or below what is written, -1 where
at or above."""

BASE = "base"
"""The experiment of readings that name none: the model as it is."""

_LIMIT = re.compile(r"(?P<sign>[<>])=?\s*(?P<number>.+)")
_NUMBERS = re.compile(r"\s*(?P<time>[-+.\deE]+)[\s,]+(?P<value>[-+.\deE]+)\s*")


@dataclass(frozen=True)
class SeriesPoint:
    """One reading of a series.

    Attributes
    ----------
    series, experiment : str
    time, value : float
    side : int
        0 for a reading; 1 where it lies at or below `value`, -1 where at or above.
    sd : float or None
    unit : str
        As written; blank where none is.
    path, line
        Where it stands.
    """

    series: str
    time: float
    value: float
    side: int = 0
    sd: float | None = None
    experiment: str = BASE
    unit: str = ""
    path: Path = Path()
    line: int = 0

    def error(self, message: str) -> DataError:
        """Return an error about this reading, for the caller to raise."""
        return DataError(message, path=self.path, line=self.line)


def read_series(path: Path) -> tuple[SeriesPoint, ...]:
    """Read the readings of a file, in its order.

    Raises
    ------
    DataError
        With file and line: what :func:`gaoxin.tables.read_text` and :func:`~gaoxin.tables.cut`
        refuse, a column missing or unknown, a cell that is no number, two readings of one series
        at one time.
    """
    text = read_text(path, what="data file")
    if path.suffix.lower() == ".dat":
        found = list(_vensim(text, path))
    else:
        sheet = cut(text, path)
        names = [canonical(name) for name in sheet.columns]
        tidy = "value" in names or "series" in names
        found = list(_tidy(sheet, names, path) if tidy else _wide(sheet, names, path))
    if not found:
        raise DataError("there is no reading in this file", path=path, line=1)
    _check_once(found)
    return tuple(found)


def _tidy(sheet: Sheet, names: Sequence[str], path: Path) -> Iterator[SeriesPoint]:
    for wanted in TIDY:
        if wanted not in names:
            others = [name for name in sheet.columns if canonical(name) not in (*TIDY, *OPTIONAL)]
            raise DataError(
                f"column '{wanted}' is missing{nearest(wanted, others)}; a tidy table has the "
                f"columns {', '.join(TIDY)}, a wide one time and a column for each series",
                path=path,
                line=sheet.line,
            )
    for name, own in zip(sheet.columns, names, strict=True):
        if own not in (*TIDY, *OPTIONAL) and nearest(own, OPTIONAL):
            raise DataError(
                f"unknown column '{name}'{nearest(own, OPTIONAL)}; rename it, or call it otherwise",
                path=path,
                line=sheet.line,
            )
    for line, cells in sheet.rows:
        row = dict(zip(names, cells, strict=True))
        if not row["value"]:
            continue
        value, side = _value(row["value"], "value", path, line)
        side = _side(row.get("censored", ""), side, path, line)
        sd = _number(row["sd"], "sd", path, line) if row.get("sd") else None
        if sd is not None and not sd > 0.0:
            raise DataError(f"sd {sd:g} is not above 0", path=path, line=line)
        if not row["series"]:
            raise DataError("series is blank; name the series", path=path, line=line)
        yield SeriesPoint(
            row["series"],
            _number(row["time"], "time", path, line),
            value,
            side,
            sd,
            row.get("experiment") or BASE,
            row.get("unit", ""),
            path,
            line,
        )


def _wide(sheet: Sheet, names: Sequence[str], path: Path) -> Iterator[SeriesPoint]:
    if "time" not in names:
        raise DataError(
            f"column 'time' is missing{nearest('time', names)}; head the column of instants 'time'",
            path=path,
            line=sheet.line,
        )
    for line, cells in sheet.rows:
        row = dict(zip(names, cells, strict=True))
        time = _number(row["time"], "time", path, line)
        for name, own, cell in zip(sheet.columns, names, cells, strict=True):
            if own in {"time", "experiment"} or not cell:
                continue
            value, side = _value(cell, name, path, line)
            experiment = row.get("experiment") or BASE
            yield SeriesPoint(name, time, value, side, None, experiment, "", path, line)


def _vensim(text: str, path: Path) -> Iterator[SeriesPoint]:
    series = ""
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        numbers = _NUMBERS.fullmatch(raw)
        if numbers is None:
            series = raw.strip()
            if _NUMBERS.match(raw):
                raise DataError(
                    f"'{series[:60]}' is neither a name nor a time and a value; write both numbers",
                    path=path,
                    line=line,
                )
            continue
        if not series:
            message = "numbers before the name of a series; write the name on a line above them"
            raise DataError(message, path=path, line=line)
        time = _number(numbers["time"], "time", path, line)
        value = _number(numbers["value"], series, path, line)
        yield SeriesPoint(series, time, value, path=path, line=line)


def _value(cell: str, column: str, path: Path, line: int) -> tuple[float, int]:
    """Return a value and on which side of it the reading lies."""
    limit = _LIMIT.fullmatch(cell)
    if limit is None:
        return _number(cell, column, path, line), 0
    return _number(limit["number"], column, path, line), 1 if limit["sign"] == "<" else -1


def _side(cell: str, written: int, path: Path, line: int) -> int:
    word = cell.casefold()
    if word not in SIDES:
        known = ", ".join(word for word in SIDES if word)
        raise DataError(
            f"censored is '{cell}'{nearest(cell, SIDES)}; write one of: {known}",
            path=path,
            line=line,
        )
    side = SIDES[word] or written
    if written and side != written:
        message = f"the value says one side and censored '{cell}' the other; keep one of them"
        raise DataError(message, path=path, line=line)
    return side


def _number(cell: str, column: str, path: Path, line: int) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise DataError(
            f"{column} '{cell[:60]}' is no number; write one such as 12.5, or leave the cell blank",
            path=path,
            line=line,
        )
    return number


def _check_once(points: Sequence[SeriesPoint]) -> None:
    first: dict[tuple[str, str, float], SeriesPoint] = {}
    for point in points:
        key = (canonical(point.series), canonical(point.experiment), point.time)
        other = first.setdefault(key, point)
        if other is not point:
            where = "" if point.experiment == BASE else f" of experiment '{point.experiment}'"
            raise point.error(
                f"series '{point.series}'{where} has a reading at time {point.time:g} on line "
                f"{other.line} already; keep one of them, or name the other experiment"
            )
