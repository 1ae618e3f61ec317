"""Series of variables from files of an earlier run: tables of any layout, and Vensim's ``.dat``."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.data.books import NEW, OLD, open_book
from gaoxin.engine.reading.data.grid import Grid, UnreadableSheet, grid, number_of
from gaoxin.engine.reading.encoding import table_text
from gaoxin.engine.reading.source import plain
from gaoxin.engine.values.graph import Array
from gaoxin.errors import DataError, ModelError
from gaoxin.files import read_bytes
from gaoxin.names import canonical

MAX_BYTES = 256 * 1024 * 1024
MAX_CELLS = 10_000_000
"""Cells that a table may have, if most of them are blank."""

SEPARATORS = {".csv": ",", ".tab": "\t", ".tsv": "\t", ".txt": "\t"}

Name = tuple[str, tuple[str, ...]]
"""Canonical name and elements."""


@dataclass(frozen=True)
class DataTable:
    """What a data file holds, and the SHA-256 of it.

    Attributes
    ----------
    series : dict of Name to (times, values)
        Arrays, shape (points,); times ascend. What is blank is NaN.
    """

    path: Path
    digest: str
    series: dict[Name, tuple[Array, Array]]


def read_tables(paths: Iterable[str | Path]) -> list[DataTable]:
    """Read data files.

    Raises
    ------
    ModelError
        A file is no table of numbers by time.
    """
    return [_table(Path(path)) for path in paths]


def _table(path: Path) -> DataTable:
    kind = path.suffix.lower()
    if kind not in {*SEPARATORS, ".dat", *NEW, OLD}:
        raise ModelError(
            "data files are .csv, .tab, .dat or .xlsx; save it as one of these", path=path
        )
    try:
        content = read_bytes(path, MAX_BYTES)
        if kind in {*NEW, OLD}:
            series = _columns_or_rows(path, open_book(path.name, content).first())
            return DataTable(path, hashlib.sha256(content).hexdigest(), series)
        text = table_text(content, path)
        if kind == ".dat":
            series = _dat(path, text)
        else:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[kind])
            series = _columns_or_rows(path, grid(path.name, rows))
    except DataError as error:
        raise ModelError(error.message, path=path, line=error.line) from None
    except UnreadableSheet as error:
        raise ModelError(str(error), path=path) from None
    except OSError as error:
        raise ModelError(f"cannot be read: {error.strerror or error}", path=path) from None
    except (csv.Error, ValueError) as error:
        raise ModelError(f"cannot be read as a table: {error}", path=path) from None
    return DataTable(path, hashlib.sha256(plain(content)).hexdigest(), series)


# -- Vensim's text -----------------------------------------------------------------------------


def _dat(path: Path, text: str) -> dict[Name, tuple[Array, Array]]:
    """Read a name in a line, then a time and a value in each of the next."""
    found: dict[Name, list[tuple[float, float]]] = {}
    points: list[tuple[float, float]] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" not in line:
            if line.strip():
                points = found.setdefault(split_name(line), [])
            continue
        cells = [number_of(cell) for cell in line.split("\t")[:2]]
        if points is None or np.isnan(cells[0]):
            raise ModelError(
                "a .dat file has a variable's name in a line of its own, then lines of time, tab, "
                "value",
                path=path,
                line=number,
            )
        points.append((cells[0], cells[1]))
    if not any(found.values()):
        raise ModelError("has no line of numbers", path=path)
    return {name: _ascending(path, np.array(own).T) for name, own in found.items() if own}


def _ascending(path: Path, points: Array) -> tuple[Array, Array]:
    times, values = points[:, np.argsort(points[0], kind="stable")]
    if (np.diff(times) == 0).any():
        raise ModelError("has a time twice for one variable", path=path)
    return times, values


# -- tables ------------------------------------------------------------------------------------


def _columns_or_rows(path: Path, cells: Grid) -> dict[Name, tuple[Array, Array]]:
    """Read a column a variable, times in the first; or a row, names first, times along the head."""
    rows = [cells.rows[number] for number in sorted(cells.rows)]
    if len(rows) < 2:
        raise ModelError("has no line of numbers", path=path)
    width = cells.width
    if len(rows) * width > max(MAX_CELLS, 2 * sum(map(len, rows))):
        raise ModelError(
            f"{len(rows)} rows of up to {width} cells, most of them blank; delete cells that stand "
            "far from the others",
            path=path,
        )
    head = rows[0]
    numbers = [not np.isnan(number_of(cell)) for cell in head]
    if any(numbers):
        labels = numbers.index(True)
        if all(numbers[labels:]) and labels:
            return _rows(path, rows, labels)
    return _columns(path, rows)


def _rows(path: Path, rows: Sequence[Sequence[Any]], labels: int) -> dict[Name, Any]:
    """Read a row a variable: its name, then its elements, then its values."""
    times = np.array([number_of(cell) for cell in rows[0][labels:]])
    order = _order(path, times)
    found: dict[Name, tuple[Array, Array]] = {}
    for row in rows[1:]:
        name, elements = split_name(_text(row[0]))
        elements += tuple(canonical(_text(c)) for c in row[1:labels] if _text(c))
        values = np.full(len(times), np.nan)
        own = [number_of(cell) for cell in row[labels : labels + len(times)]]
        values[: len(own)] = own
        if name:
            found.setdefault((name, elements), (times[order], values[order]))
    return found


def _columns(path: Path, rows: Sequence[Sequence[Any]]) -> dict[Name, Any]:
    """Read a column a variable, times in the first."""
    names = [split_name(_text(cell)) for cell in rows[0]]
    numbers = np.full((len(rows) - 1, len(names)), np.nan)
    for at, row in enumerate(rows[1:]):
        own = [number_of(cell) for cell in row[: len(names)]]
        numbers[at, : len(own)] = own
    numbers = numbers[~np.isnan(numbers[:, 0])]
    order = _order(path, numbers[:, 0])
    times, numbers = numbers[order, 0], numbers[order]
    return {name: (times, numbers[:, i]) for i, name in enumerate(names) if i and name[0]}


def _order(path: Path, times: Array) -> Any:
    order = np.argsort(times, kind="stable")
    if not len(times) or np.isnan(times).any() or (np.diff(times[order]) == 0).any():
        raise ModelError(
            "the first column must hold times, each once, and the first line names; or the first "
            "line times, and the first column names",
            path=path,
        )
    return order


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""


def split_name(head: str) -> Name:
    """Return canonical name and elements of ``name[element, element]``."""
    text = head.strip()
    name, bracket, inside = text.partition("[")
    if text.startswith('"'):
        name, bracket, inside = text.rpartition("[") if text.endswith("]") else (text, "", "")
    elements = inside.rstrip("] ").split(",") if bracket else []
    return canonical(name), tuple(canonical(e) for e in elements)
