"""Data variables from tables of an earlier run: a column (or a row) a variable, times beside."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gaoxin.engine.reading.equations import Equation
from gaoxin.engine.reading.points import Points
from gaoxin.engine.reading.source import plain
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.values.graph import Array
from gaoxin.errors import DataError, ModelError
from gaoxin.files import read_bytes
from gaoxin.names import canonical
from gaoxin.tables import decoded

MAX_BYTES = 256 * 1024 * 1024
MAX_CELLS = 10_000_000
"""Cells that a table may have, if most of them are blank."""

Name = tuple[str, tuple[str, ...]]
"""Canonical name and elements."""


@dataclass(frozen=True)
class DataTable:
    """What a data file holds: times, and values by name; and the SHA-256 of the file."""

    path: Path
    digest: str
    times: Array
    columns: dict[Name, Array]


def read_tables(paths: Iterable[str | Path]) -> list[DataTable]:
    """Read data files.

    Raises
    ------
    ModelError
        A file is no table of numbers by time.
    """
    return [_table(Path(path)) for path in paths]


def _table(path: Path) -> DataTable:
    separators = {".csv": ",", ".tab": "\t", ".tsv": "\t", ".txt": "\t"}
    separator = separators.get(path.suffix.lower())
    if separator is None:
        raise ModelError("data files are .csv or .tab; save it as one of these", path=path)
    try:
        content = read_bytes(path, MAX_BYTES)
        text = decoded(content, path)
    except DataError as error:
        raise ModelError(error.message, path=path, line=error.line) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelError(f"cannot be read: {reason}", path=path) from None
    try:
        rows = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if r]
    except (csv.Error, ValueError) as error:
        raise ModelError(f"cannot be read as a table: {error}", path=path) from None
    if len(rows) < 2:
        raise ModelError("has no line of numbers", path=path)
    width = max(map(len, rows))
    if len(rows) * width > max(MAX_CELLS, 2 * sum(map(len, rows))):
        message = f"{len(rows)} rows of up to {width} cells, most of them blank"
        raise ModelError(f"{message}; delete cells that stand far from the others", path=path)
    filled = [r + [""] * (width - len(r)) for r in rows]
    if all(_is_number(c) for c in filled[0][1:] if c.strip()):
        filled = [list(column) for column in zip(*filled, strict=True)]
    return _columns(path, hashlib.sha256(plain(content)).hexdigest(), filled)


def _columns(path: Path, digest: str, rows: Sequence[Sequence[str]]) -> DataTable:
    numbers = np.array([[_value(c) for c in row] for row in rows[1:]])
    times = numbers[:, 0]
    known = ~np.isnan(times)
    order = np.argsort(times[known], kind="stable")
    times, numbers = times[known][order], numbers[known][order]
    if not len(times) or (np.diff(times) == 0).any():
        raise ModelError(
            "the first column must hold times, each once, and the first line names", path=path
        )
    names = [_split(head) for head in rows[0]]
    return DataTable(
        path, digest, times, {n: numbers[:, i] for i, n in enumerate(names) if i and n[0]}
    )


def _split(head: str) -> Name:
    name, bracket, inside = head.strip().partition("[")
    if head.strip().startswith('"'):
        name, bracket, inside = head.strip().rpartition("[") if "]" in head else (head, "", "")
    elements = inside.rstrip("] ").split(",") if bracket else []
    return canonical(name), tuple(canonical(e) for e in elements)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _value(cell: str) -> float:
    return float(cell) if cell.strip() and _is_number(cell) else float("nan")


def with_data(
    path: Path, equations: Sequence[Equation], ranges: Ranges, tables: Sequence[DataTable]
) -> list[Equation]:
    """Return the equations, those of data variables with the series that a table has for them.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    equations : sequence of Equation
    ranges : Ranges
    tables : sequence of DataTable
        The first that has a variable counts.

    Returns
    -------
    list of Equation

    Raises
    ------
    ModelError
        A table has some elements of a variable and not others.
    """
    return [
        _with_series(path, e, ranges, tables) if e.kind == "data" and e.tree is None else e
        for e in equations
    ]


def _with_series(
    path: Path, equation: Equation, ranges: Ranges, tables: Sequence[DataTable]
) -> Equation:
    sides = [ranges.elements.get(s, (s,)) for s in equation.subscripts]
    for table in tables:
        cells = list(np.ndindex(*map(len, sides)))
        names = [
            (equation.key, tuple(side[i] for side, i in zip(sides, cell, strict=True)))
            for cell in cells
        ]
        known = [name in table.columns for name in names]
        if not any(known):
            continue
        if not all(known):
            missing = names[known.index(False)]
            raise ModelError(
                f"{table.path.name} has no '{equation.name}[{', '.join(missing[1])}]'",
                path=path,
                line=equation.line,
            )
        y = np.stack([table.columns[name] for name in names], axis=1)
        shape = [len(ranges.elements[s]) for s in equation.subscripts if ranges.is_range(s)]
        if np.isnan(y).all(axis=0).any():
            raise ModelError(
                f"{table.path.name} has no number for '{equation.name}'",
                path=path,
                line=equation.line,
            )
        mode = equation.missing or "interpolate"
        points = Points(table.times, y.reshape((len(table.times), *shape)), mode, True)
        return replace(equation, tree=points)
    return equation
