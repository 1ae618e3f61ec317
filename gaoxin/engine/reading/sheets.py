"""Cells of spreadsheets and text tables that lie in the model's own folder; nothing else is opened.

A cell is a number, or it is missing. Formulas are not computed: a spreadsheet keeps their results.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.source import plain
from gaoxin.engine.values.graph import Array

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused."""

MAX_UNPACKED = 512 * 1024 * 1024
"""Spreadsheets are archives; one that unpacks to more is refused."""

MAX_CELLS = 10_000_000
MAX_ROWS = 1_048_576

TEXT = {".csv", ".tab", ".tsv", ".txt", ".dat"}

_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")

Rows = list[tuple[Any, ...]]


class UnreadableSheet(Exception):
    """A file or a cell that cannot be had; the message says why."""


@dataclass
class Sheets:
    """The files of a folder, each read once.

    Attributes
    ----------
    hashes : dict of str to str
        SHA-256 of each file that was read, by its path inside the folder.
    """

    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)
    _tables: dict[tuple[Path, str], Rows] = field(default_factory=dict)
    _books: dict[Path, Any] = field(default_factory=dict)

    def numbers(self, file: str, tab: str) -> Array:
        """Return a sheet as numbers; what is no number is NaN, and short rows are filled with it.

        Raises
        ------
        UnreadableSheet
        """
        rows = self.rows(file, tab)
        whole = np.full((len(rows), max(map(len, rows), default=0)), np.nan)
        for i, row in enumerate(rows):
            whole[i, : len(row)] = [_number(cell) for cell in row]
        return whole

    def rows(self, file: str, tab: str) -> Rows:
        """Return a sheet row by row, or a text table whose columns `tab` separates."""
        path = self._inside(file)
        key = (path, tab.casefold())
        if key not in self._tables:
            if path.suffix.lower() in TEXT:
                self._tables[key] = _text_rows(path, tab)
            else:
                self._tables[key] = self._book(path).rows(tab)
        return self._tables[key]

    def named(self, file: str, tab: str, name: str) -> tuple[slice, slice]:
        """Return the rows and columns of a named range of cells.

        Parameters
        ----------
        file, tab, name : str
            As the model writes them.

        Returns
        -------
        tuple of slice

        Raises
        ------
        UnreadableSheet
            The file is no .xlsx file, cannot be read, or has no such name.
        """
        path = self._inside(file)
        if path.suffix.lower() not in {".xlsx", ".xlsm"}:
            raise UnreadableSheet(
                f"'{name}' is no cell, as B2; names of cells are read from .xlsx files only"
            )
        return _corners(str(self._book(path).destination(tab, name)))

    def _inside(self, file: str) -> Path:
        """Return the path of a file, which must lie in the folder."""
        if file.startswith("?"):
            raise UnreadableSheet(f"'{file}' refers to a file that Vensim asks for; write its name")
        root = self.folder.resolve()
        try:
            path = (root / file.replace("\\", "/")).resolve()
        except (OSError, ValueError, RuntimeError):
            raise UnreadableSheet(f"'{file[:60]}' is no name of a file") from None
        if not path.is_relative_to(root):
            raise UnreadableSheet(f"'{file}' lies outside the model's folder; copy it there")
        if path.suffix.lower() not in {*TEXT, ".xls", ".xlsx", ".xlsm"}:
            raise UnreadableSheet(f"'{file}' is not read; save it as .xlsx, .xls, .csv or .tab")
        try:
            if path.stat().st_size > MAX_BYTES:
                raise UnreadableSheet(f"'{file}' has more than {MAX_BYTES} bytes")
            self.hashes[path.relative_to(root).as_posix()] = _hash(path)
        except (OSError, ValueError):
            raise UnreadableSheet(f"there is no file '{file}' in the model's folder") from None
        return path

    def _book(self, path: Path) -> Any:
        if path not in self._books:
            kind = _OldBook if path.suffix.lower() == ".xls" else _Book
            self._books[path] = _careful(path, kind, path)
        return self._books[path]


def _hash(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha256(plain(content) if path.suffix.lower() in TEXT else content).hexdigest()


def _careful(path: Path, work: Any, *args: Any) -> Any:
    """Do something that a broken spreadsheet can make fail in any way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return work(*args)
    except UnreadableSheet:
        raise
    except Exception as error:  # noqa: BLE001 - the readers of spreadsheets raise whatever they meet
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UnreadableSheet(
            f"'{path.name}' cannot be read as a spreadsheet: {reason[:100]}"
        ) from None


class _Book:
    """A spreadsheet of today (.xlsx, .xlsm)."""

    def __init__(self, path: Path) -> None:
        import openpyxl

        _check_archive(path)
        self.path = path
        self.book = openpyxl.load_workbook(path, read_only=True, data_only=True)

    def rows(self, tab: str) -> Rows:
        return list(_careful(self.path, self._rows, tab))

    def _rows(self, tab: str) -> Rows:
        sheet = self.book[_sheet(self.path, tab, self.book.sheetnames)]
        sheet.reset_dimensions()
        return _limited(self.path, sheet.iter_rows(values_only=True))

    def destination(self, tab: str, name: str) -> str:
        return str(_careful(self.path, self._destination, tab, name))

    def _destination(self, tab: str, name: str) -> str:
        title = _sheet(self.path, tab, self.book.sheetnames)
        own, common = self.book[title].defined_names, self.book.defined_names
        named = own.get(name) or common.get(name)
        for sheet, cells in named.destinations if named is not None else ():
            if sheet.casefold() == title.casefold():
                return str(cells)
        raise UnreadableSheet(f"'{self.path.name}' has no range of cells '{name}' on sheet '{tab}'")


class _OldBook:
    """A spreadsheet of before 2007 (.xls)."""

    def __init__(self, path: Path) -> None:
        import xlrd

        self.path = path
        self.book = xlrd.open_workbook(path, logfile=io.StringIO(), on_demand=True)

    def rows(self, tab: str) -> Rows:
        return list(_careful(self.path, self._rows, tab))

    def _rows(self, tab: str) -> Rows:
        sheet = self.book.sheet_by_name(_sheet(self.path, tab, self.book.sheet_names()))
        if sheet.nrows * sheet.ncols > MAX_CELLS:
            raise UnreadableSheet(f"'{self.path.name}' has more than {MAX_CELLS} cells")
        return [tuple(sheet.row_values(i)) for i in range(sheet.nrows)]


def _check_archive(path: Path) -> None:
    """Refuse an archive that unpacks to too much, or whose XML declares anything."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise UnreadableSheet(f"'{path.name}' unpacks to more than {MAX_UNPACKED} bytes")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", file.read(65_536), re.IGNORECASE):
                        raise UnreadableSheet(f"'{path.name}' declares XML entities")


def _limited(path: Path, rows: Iterable[Sequence[Any]]) -> Rows:
    found: Rows = []
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > MAX_CELLS or len(found) > MAX_ROWS:
            raise UnreadableSheet(f"'{path.name}' has more than {MAX_CELLS} cells")
        found.append(tuple(row))
    return found


def _sheet(path: Path, tab: str, known: Sequence[str]) -> str:
    for name in known:
        if name == tab:
            return name
    for name in known:
        if name.casefold() == tab.casefold():
            return name
    raise UnreadableSheet(f"'{path.name}' has no sheet '{tab}'; it has {', '.join(known)[:100]}")


def _text_rows(path: Path, tab: str) -> Rows:
    usual = "," if path.suffix.lower() == ".csv" else "\t"
    separator = tab if len(tab) == 1 and not tab.isalnum() else usual
    text = path.read_bytes().decode("utf-8-sig", "replace")
    try:
        return _limited(path, csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except (csv.Error, ValueError) as error:
        raise UnreadableSheet(f"'{path.name}' cannot be read as a table: {error}") from None


def _number(cell: Any) -> float:
    if isinstance(cell, (int, float)) or (isinstance(cell, str) and _NUMBER.fullmatch(cell)):
        value = float(cell)
    else:
        return float("nan")
    return value if np.isfinite(value) else float("nan")


def cell(text: str) -> tuple[int, int] | None:
    """Return row and column, from 0 on, of a cell as ``B2``; None where it is no cell."""
    match = _CELL.fullmatch(text.strip())
    if match is None or int(match[2]) == 0:
        return None
    return int(match[2]) - 1, column(match[1])


def column(letters: str) -> int:
    """Return the number of a column, from 0 on: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _corners(cells: str) -> tuple[slice, slice]:
    ends = [cell(end) for end in cells.replace("$", "").split(":")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None:
        raise UnreadableSheet(f"'{cells}' is not one block of cells")
    return slice(first[0], last[0] + 1), slice(first[1], last[1] + 1)
