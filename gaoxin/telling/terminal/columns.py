"""Columns that fit a width: a table, or as many as it takes, each with the names of its rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gaoxin.telling.terminal.house_table import plain_table

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as RichText


@dataclass(frozen=True)
class Columns:
    """The cells of a wide table.

    Attributes
    ----------
    heads : sequence of str
        Of the columns, may have lines.
    cells : sequence of rows of Text
        A cell a column.
    left : set of int
        Places of those that begin at the left; the others end at the right.
    """

    heads: Sequence[str]
    cells: Sequence[Sequence[RichText]]
    left: frozenset[int] = frozenset()

    def widths(self) -> list[int]:
        """Return the columns that each column takes."""
        from rich.cells import cell_len

        return [
            max(
                *(cell_len(line) for line in head.split("\n")),
                *(cell_len(row[at].plain) for row in self.cells),
                1,
            )
            for at, head in enumerate(self.heads)
        ]


def taken(widths: Sequence[int]) -> int:
    """Return the width of a table of such columns: one column between, one at each side."""
    return sum(widths) + len(widths) + 1


def tables(title: str, fixed: Columns, moving: Columns, width: int) -> list[Table]:
    """Return the tables that hold the `moving` columns, each with the `fixed` ones before them.

    Parameters
    ----------
    title : str
        Of the first.
    fixed, moving : Columns
        Of as many rows.
    width : int
        That no table passes, unless one moving column does.

    Returns
    -------
    list of rich.table.Table
        All of nearly as many columns.
    """
    own, each = fixed.widths(), moving.widths()
    at_most = 1
    while at_most < len(each) and taken([*own, *_widest(each, at_most + 1)]) <= width:
        at_most += 1
    count = math.ceil(len(each) / at_most) if each else 1
    size = math.ceil(len(each) / count) if each else 0
    starts = range(0, len(each), size) if size else range(1)
    return [
        _table(
            title if start == 0 else "", fixed, moving, range(start, min(start + size, len(each)))
        )
        for start in starts
    ]


def _widest(widths: Sequence[int], count: int) -> list[int]:
    """Return the widths of as many neighbours as take most."""
    runs = [list(widths[at : at + count]) for at in range(len(widths) - count + 1)]
    return max(runs, key=sum)


def _table(title: str, fixed: Columns, moving: Columns, part: range) -> Table:
    table = plain_table(title, "")
    table.padding = (0, 0, 0, 0)
    for columns, places in ((fixed, range(len(fixed.heads))), (moving, part)):
        for at in places:
            side: Literal["left", "right"] = "left" if at in columns.left else "right"
            table.add_column(columns.heads[at], justify=side, no_wrap=True)
    for own, row in zip(fixed.cells, moving.cells, strict=True):
        table.add_row(*own, *(row[at] for at in part))
    return table
