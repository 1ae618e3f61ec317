"""GET XLS and GET DIRECT: constants, lookups, data and subscripts that a spreadsheet holds.

They are read once, when the model is; afterwards they are numbers like any others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.data.grid import Grid, UnreadableSheet
from gaoxin.engine.reading.data.points import Points
from gaoxin.engine.reading.data.sheets import Sheets, cell, column, letters
from gaoxin.engine.reading.equations import Equation, RangeText
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.unreadable import each
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError

_KINDS = {
    "GetConstants": "equation",
    "GetData": "data",
    "GetLookups": "lookup",
}


def read_externals(
    path: Path, equations: Sequence[Equation], ranges: Ranges, sheets: Sheets
) -> list[Equation]:
    """Return the equations with what they get from files in its place.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    equations : sequence of Equation
    ranges : Ranges
    sheets : Sheets
        Of the model's folder.

    Returns
    -------
    list of Equation

    Raises
    ------
    ModelError
        A file lies outside the model's folder, is not there or holds something else.
    """
    return each(lambda equation: _read(path, equation, ranges, sheets), equations)


def _read(path: Path, equation: Equation, ranges: Ranges, sheets: Sheets) -> Equation:
    if type(equation.tree).__name__ not in _KINDS:
        return equation
    shape = tuple(len(ranges.elements[s]) for s in equation.subscripts if ranges.is_range(s))
    kind = _KINDS[type(equation.tree).__name__]
    try:
        if kind == "equation":
            tree: Any = _constants(sheets, equation.tree, shape)
        else:
            mode = (equation.missing if kind == "data" else "") or "interpolate"
            tree = _series(sheets, equation.tree, shape, mode, over_time=kind == "data")
    except UnreadableSheet as error:
        raise ModelError(
            f"{error} (in the equation of '{equation.name}')", path=path, line=equation.line
        ) from None
    return replace(equation, tree=tree, kind=kind)


def _constants(sheets: Sheets, get: Any, shape: tuple[int, ...]) -> float | Array:
    """Return numbers: rows are the next to last subscript, columns the last; ``B2*`` turns them."""
    long = [n for n in shape if n > 1]
    if len(long) > 2:
        raise UnreadableSheet(
            "constants of more than two subscripts; read a table for each element"
        )
    table = (*([1] * (2 - len(long))), *long)
    turned = get.cell.endswith("*") and len(long) > 0
    name = get.cell.strip("*").strip()
    size = table[::-1] if turned else table
    place = cell(name)
    if place is None:
        rows, columns = sheets.named(get.file, get.tab, name)
        if (rows.stop - rows.start, columns.stop - columns.start) != size:
            raise UnreadableSheet(f"'{name}' is not {size[0]} by {size[1]} cells")
    else:
        rows = slice(place[0], place[0] + size[0])
        columns = slice(place[1], place[1] + size[1])
    sheet = sheets.cells(get.file, get.tab)
    found = sheet.numbers(rows, columns)
    if found.shape != size or np.isnan(found).any():
        raise UnreadableSheet(
            f"'{get.file}' has not {size[0]} by {size[1]} numbers at '{name}'"
            f"{_odd_cell(sheet, found, rows.start, columns.start)}"
        )
    values = (found.T if turned else found).reshape(shape)
    return values if shape else float(values)


def _odd_cell(sheet: Grid, found: Array, top: int, left: int) -> str:
    """Say which cell of a block is no number, where one holds something else."""
    for row, place in np.argwhere(np.isnan(found)):
        held = sheet.rows.get(top + row, ())[left + place : left + place + 1]
        if held and held[0] not in (None, ""):
            where = f"{letters(left + place)}{top + row + 1}"
            return f": {where} holds '{str(held[0])[:40]}'"
    return ""


def _series(
    sheets: Sheets, get: Any, shape: tuple[int, ...], mode: str, *, over_time: bool
) -> Points:
    """Return a series: x in a row or column of its own, y from a cell on, or both by name."""
    across = str(get.time_row_or_col if over_time else get.x_row_or_col).strip()
    long = [n for n in shape if n > 1]
    if len(long) > 1:
        raise UnreadableSheet("a series of more than one subscript; read one for each element")
    size = long[0] if long else 1
    sheet = sheets.cells(get.file, get.tab)
    place = cell(get.cell)
    if across.isdigit() and place is not None:
        head = sheet.numbers(slice(int(across) - 1, int(across)), slice(place[1], None))
        x = _to_end(head, over_time)
        columns = slice(place[1], place[1] + len(x))
        y = sheet.numbers(slice(place[0], place[0] + size), columns).T
    elif place is not None and across.isalpha() and len(across) <= 3:
        own = slice(column(across), column(across) + 1)
        x = _to_end(sheet.numbers(slice(place[0], None), own), over_time)
        rows = slice(place[0], place[0] + len(x))
        y = sheet.numbers(rows, slice(place[1], place[1] + size))
    else:
        block = sheet.numbers(*sheets.named(get.file, get.tab, across))
        if min(block.shape, default=0) != 1:
            raise UnreadableSheet(f"'{across}' is a table; the x of a series are one row or column")
        y = sheet.numbers(*sheets.named(get.file, get.tab, get.cell.strip()))
        x, y = block.ravel(), y if block.shape[1] == 1 else y.T
    if np.isnan(x).all():
        raise UnreadableSheet(f"'{get.file}' has no numbers in '{across}', the x of a series")
    if y.shape != (len(x), size):
        raise UnreadableSheet(
            f"'{get.file}' has not {size} series as long as its x at '{get.cell}'"
        )
    return _ordered(get.file, x, y.reshape((len(x), *shape)), mode, over_time)


def _to_end(numbers: Array, over_time: bool) -> Array:
    """Return the x of a series: times end before the first cell without one, others at the last."""
    flat = numbers.ravel()
    known = np.flatnonzero(~np.isnan(flat))
    if over_time and known.size:
        gaps = np.flatnonzero(np.isnan(flat[known[0] :]))
        return flat[: known[0] + gaps[0]] if gaps.size else flat
    return flat[: known[-1] + 1] if known.size else flat


def _ordered(file: str, x: Array, y: Array, mode: str, over_time: bool) -> Points:
    known = ~np.isnan(x)
    x, y = x[known], y[known]
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    if (np.diff(x) == 0).any():
        raise UnreadableSheet(f"an x of a series in '{file}' stands there twice")
    if mode != "raw" and np.isnan(y).all(axis=0).any():
        raise UnreadableSheet(f"a series in '{file}' has no number")
    return Points(x, y, mode, over_time)


def read_range(path: Path, text: RangeText, sheets: Sheets) -> RangeText:
    """Return a subscript range with the elements that a spreadsheet lists.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    text : RangeText
        As it is where it names no cells.
    sheets : Sheets
        Of the model's folder.

    Returns
    -------
    RangeText

    Raises
    ------
    ModelError
        The file cannot be read, or lists no elements.
    """
    if not text.cells:
        return text
    file, tab, first, last, prefix = text.cells
    try:
        found = _elements(sheets, file, tab, first, last)
    except UnreadableSheet as error:
        raise ModelError(f"{error} (subscript '{text.name}')", path=path, line=text.line) from None
    elements = tuple(f"{prefix}{name}" for name in found)
    if not elements:
        raise ModelError(
            f"'{file}' lists no elements of subscript '{text.name}'", path=path, line=text.line
        )
    return replace(text, elements=elements)


def _elements(sheets: Sheets, file: str, tab: str, first: str, last: str) -> list[str]:
    place = cell(first)
    if place is None:
        rows, columns = sheets.named(file, tab, first)
    else:
        end = cell(last) if last else None
        if end is not None:
            stop: tuple[int | None, int | None] = (end[0] + 1, end[1] + 1)
        elif last.isdigit():
            stop = (int(last), None)
        else:
            stop = (None, column(last) + 1 if last.isalpha() and len(last) <= 3 else None)
        rows, columns = slice(place[0], stop[0]), slice(place[1], stop[1])
    cells = [value for _, row in sheets.cells(file, tab).within(rows) for value in row[columns]]
    return [_name(value) for value in cells if str(value if value is not None else "").strip()]


def _name(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
