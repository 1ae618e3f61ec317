"""Tables of the desks: CSV files whose faults are reported with file and line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gaoxin.errors import DataError, nearest
from gaoxin.names import canonical

MAX_BYTES = 64 * 1024 * 1024
"""A desk table is typed by people; a file larger than this is not one."""

NOT_NUMBERS = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"} | {
    "#n/a",
    "#div/0!",
    "#num!",
    "#value!",
    "#ref!",
    "#name?",
}
"""What programs write for a number that is missing or failed; a blank cell is the only way here."""


class Row(Mapping[str, str]):
    """One row of a table: column name to text, with where it stands.

    Attributes
    ----------
    path : Path
        The table.
    line : int
        The row's first line in it, counted from 1.
    """

    def __init__(self, cells: Mapping[str, str], path: Path, line: int) -> None:
        self._cells = dict(cells)
        self.path = path
        self.line = line

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def text(self, column: str) -> str:
        """Return the cell without the space around it."""
        return self._cells[column].strip()

    def number(self, column: str) -> float | None:
        """Return the cell as a finite number, or None when it is blank.

        Raises
        ------
        DataError
            The cell is not a finite decimal number; names file, line and column.
        """
        text = self.text(column)
        if not text:
            return None
        try:
            # float() alone would take "1_000" too, which no other program reads as a number
            value = float(text) if "_" not in text else math.nan
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.error(f"{column} '{text}' is not a finite number; write one such as 12.5")
        return value

    def required(self, column: str) -> float:
        """Return the cell as a finite number; a blank one is a DataError."""
        value = self.number(column)
        if value is None:
            raise self.error(f"{column} is blank; write a number such as 12.5")
        return value

    def one_of(self, column: str, known: Sequence[str], *, key: str = "id") -> str:
        """Return the cell, which must be one of `known`; else a DataError names the nearest.

        `key` is the column that names the row.
        """
        text = self.text(column)
        if text not in known:
            raise self.error(
                f"{column} of '{self.text(key)}' is '{text}'{nearest(text, known)}; "
                f"write one of: {', '.join(known)}"
            )
        return text

    def error(self, message: str) -> DataError:
        """Return a DataError about this row, for the caller to raise."""
        return DataError(message, path=self.path, line=self.line)


def read_text(path: Path, *, what: str = "table") -> str:
    """Return the text of a UTF-8 file, a byte-order mark removed.

    Raises
    ------
    DataError
        No such file, too large, or not UTF-8 (with the line of the first bad byte).
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise DataError(f"cannot read this {what}: {error.strerror}", path=path) from None
    if data is None:
        raise DataError(f"{what} is larger than {MAX_BYTES >> 20} MiB", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8 "
            "(in Excel: 'CSV UTF-8')"
        )
        raise DataError(message, path=path, line=line) from None
    if not text.strip():
        raise DataError(f"this {what} is empty", path=path, line=1)
    return text


def read_table(path: Path, required: Sequence[str], *, unique: str | None = "id") -> list[Row]:
    """Read a CSV table with a header line.

    Parameters
    ----------
    path : Path
        UTF-8 text, byte-order mark or none.
    required : sequence of str
        Columns that must be there; others may be too.
    unique : str or None
        Column whose cells must be filled and differ from each other.

    Returns
    -------
    list of Row
        In the file's order; lines that are wholly blank are left out.

    Raises
    ------
    DataError
        With file and line: unreadable, empty, not UTF-8, a column missing or twice, a row with
        more or fewer cells than the header, an open quote, ``NaN`` or a spreadsheet's error
        anywhere, a blank or repeated id.
    """
    text = read_text(path)
    records = list(_records(text, path))
    line, header = records[0]
    columns = [name.strip() for name in header]
    _check_header(columns, required, path, line)
    rows = [_row(columns, cells, path, at) for at, cells in records[1:]]
    if unique is not None:
        _check_unique(rows, unique)
    return rows


def _records(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts on; quoted cells may span lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"{error}; put text that holds a comma or a quote in quotes, and close them"
            raise DataError(message, path=path, line=start) from None
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def _check_header(columns: list[str], required: Sequence[str], path: Path, line: int) -> None:
    for name in columns:
        if columns.count(name) > 1:
            raise DataError(f"column '{name}' stands twice in the header", path=path, line=line)
    for name in required:
        if name not in columns:
            spare = [column for column in columns if column not in required]
            message = f"column '{name}' is missing{nearest(name, spare)}"
            raise DataError(f"{message}; add it to the header", path=path, line=line)


def _row(columns: list[str], cells: list[str], path: Path, line: int) -> Row:
    if len(cells) != len(columns):
        message = (
            f"{len(cells)} cells under a header of {len(columns)}; quote a text that holds a comma"
        )
        raise DataError(message, path=path, line=line)
    row = Row(dict(zip(columns, cells, strict=True)), path, line)
    for column, cell in row.items():
        if cell.strip().casefold() in NOT_NUMBERS:
            raise row.error(f"{column} '{cell.strip()}' is not a value; leave the cell blank")
    return row


def _check_unique(rows: list[Row], column: str) -> None:
    first: dict[str, int] = {}
    for row in rows:
        name = row.text(column)
        if not name:
            raise row.error(f"{column} is blank; give every row its own")
        line = first.setdefault(canonical(name), row.line)
        if line != row.line:
            raise row.error(
                f"{column} '{name}' stands on line {line} already; give every row its own"
            )
