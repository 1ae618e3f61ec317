"""Tables as CSV for a spreadsheet: the same inputs give the same bytes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Cell = str | float | int | None
"""What a cell holds; None is a blank."""

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How a text begins that a spreadsheet would run as a formula, quoted before or not."""


@dataclass(frozen=True)
class CsvTable:
    """A table to be written.

    Attributes
    ----------
    columns : sequence of str
    rows : iterable of mapping of column to Cell
    """

    columns: Sequence[str]
    rows: Iterable[Mapping[str, Cell]]


def write_csv(path: Path, table: CsvTable) -> None:
    """Write UTF-8 with a byte-order mark, so that Excel shows Chinese; numbers to 10 digits."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([guarded(column) for column in table.columns])
        writer.writerows([_text(row[column]) for column in table.columns] for row in table.rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read what :func:`write_csv` wrote: its rows by column, texts as they were."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = [[unguarded(cell) for cell in row] for row in csv.reader(file)]
    return [dict(zip(head, row, strict=True)) for row in rows]


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: one that begins like it gets a quote.

    Notes
    -----
    OWASP, *CSV injection*: a name such as ``=HYPERLINK(...)`` would act when the file is opened.

    Examples
    --------
    >>> guarded("=1+1"), guarded("land"), unguarded(guarded("'=1+1"))
    ("'=1+1", 'land', "'=1+1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return a text as it was before :func:`guarded`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return guarded(cell) if isinstance(cell, str) else str(cell)
