"""Cells of a sheet, row by row; a cell far from all others costs a row, not what lies between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import numpy as np

from gaoxin.engine.values.graph import Array

MAX_CELLS = 10_000_000
"""Cells that are kept of a sheet, or asked for at once; blank ones before another count too."""

MAX_ROWS = 1_048_576


class UnreadableSheet(Exception):
    """A file or a cell that cannot be had; the message says why."""


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet.

    Attributes
    ----------
    file : str
        Its name, for messages.
    rows : mapping of int to tuple
        The rows that hold anything, from 0 on, ascending; without the blanks at their ends.
    """

    file: str
    rows: Mapping[int, tuple[Any, ...]]

    @property
    def height(self) -> int:
        """Number of rows, to the last that holds anything."""
        return max(self.rows, default=-1) + 1

    @property
    def width(self) -> int:
        """Number of columns, to the last that holds anything."""
        return max(map(len, self.rows.values()), default=0)

    def numbers(self, rows: slice, columns: slice) -> Array:
        """Return a block of cells as numbers; what is no number is NaN.

        Parameters
        ----------
        rows, columns : slice
            As of an array that holds the whole sheet.

        Returns
        -------
        array, shape (rows, columns)

        Raises
        ------
        UnreadableSheet
            The block has too many cells.
        """
        first, last, _ = rows.indices(self.height)
        left, right, _ = columns.indices(self.width)
        shape = (max(0, last - first), max(0, right - left))
        if shape[0] * shape[1] > MAX_CELLS:
            raise UnreadableSheet(
                f"'{self.file}' is asked for {shape[0]} by {shape[1]} cells, over {MAX_CELLS}; "
                "delete cells that stand far from the others"
            )
        found = np.full(shape, np.nan)
        for number, row in self.within(slice(first, last)):
            part = [number_of(cell) for cell in row[left:right]]
            found[number - first, : len(part)] = part
        return found

    def within(self, rows: slice) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield the rows of a slice that hold anything, each with its number."""
        first, last, _ = rows.indices(self.height)
        for number, row in self.rows.items():
            if first <= number < last:
                yield number, row


def grid(file: str, rows: Iterable[Sequence[Any]]) -> Grid:
    """Return the cells of all rows of a sheet.

    Parameters
    ----------
    file : str
        Its name, for messages.
    rows : iterable of sequence
        From the first on, blank ones too.

    Raises
    ------
    UnreadableSheet
        There are too many cells.
    """
    found: dict[int, tuple[Any, ...]] = {}
    cells = 0
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise UnreadableSheet(f"'{file}' has more than {MAX_ROWS} rows")
        if row and (kept := _without_blank_end(row)):
            cells += len(kept)
            if cells > MAX_CELLS:
                raise UnreadableSheet(f"'{file}' has more than {MAX_CELLS} cells")
            found[number] = kept
    return Grid(file, found)


def _without_blank_end(row: Sequence[Any]) -> tuple[Any, ...]:
    size = len(row)
    while size and row[size - 1] in (None, ""):
        size -= 1
    return tuple(row[:size])


def number_of(cell: Any) -> float:
    """Return a cell as a number; NaN where it holds none."""
    if not isinstance(cell, (str, int, float)) or (isinstance(cell, str) and "_" in cell):
        return nan  # Python alone reads 1_000 as a number
    try:
        value = float(cell)
    except (ValueError, OverflowError):
        return nan
    return value if isfinite(value) else nan
