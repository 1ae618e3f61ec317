"""Cells of spreadsheets and text tables that lie in the model's own folder; nothing else is opened.

A cell is a number, or it is missing. Formulas are not computed: a spreadsheet keeps their results.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from gaoxin.engine.reading.books import NEW, OLD, Book, open_book
from gaoxin.engine.reading.grid import Grid, UnreadableSheet, grid
from gaoxin.engine.reading.source import plain
from gaoxin.errors import DataError
from gaoxin.files import read_bytes
from gaoxin.tables import decoded

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused."""

TEXT = {".csv", ".tab", ".tsv", ".txt", ".dat"}

_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


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
    _contents: dict[Path, bytes] = field(default_factory=dict)
    _grids: dict[tuple[Path, str], Grid] = field(default_factory=dict)
    _books: dict[Path, Book] = field(default_factory=dict)

    def cells(self, file: str, tab: str) -> Grid:
        """Return the cells of a sheet, or of a text table whose columns `tab` separates.

        Raises
        ------
        UnreadableSheet
        """
        path = self._inside(file)
        key = (path, tab.casefold())
        if key not in self._grids:
            if path.suffix.lower() in TEXT:
                self._grids[key] = _text_cells(path, self._contents[path], tab)
            else:
                self._grids[key] = self._book(path).cells(tab)
        return self._grids[key]

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
        if path.suffix.lower() not in {*NEW, OLD}:
            raise UnreadableSheet(
                f"'{name}' is no cell, as B2; names of cells are read from .xlsx files only"
            )
        return _corners(self._book(path).destination(tab, name))

    def _inside(self, file: str) -> Path:
        """Return the path of a file, which must lie in the folder; it is read once."""
        if file.startswith("?"):
            raise UnreadableSheet(f"'{file}' refers to a file that Vensim asks for; write its name")
        root = self.folder.resolve()
        try:
            path = (root / file.replace("\\", "/")).resolve()
        except (OSError, ValueError, RuntimeError):
            raise UnreadableSheet(f"'{file[:60]}' is no name of a file") from None
        if not path.is_relative_to(root):
            raise UnreadableSheet(f"'{file}' lies outside the model's folder; copy it there")
        if path.suffix.lower() not in {*TEXT, *NEW, OLD}:
            raise UnreadableSheet(f"'{file}' is not read; save it as .xlsx, .xls, .csv or .tab")
        if path not in self._contents:
            self._contents[path] = self._read(path, file)
            text = path.suffix.lower() in TEXT
            content = plain(self._contents[path]) if text else self._contents[path]
            digest = hashlib.sha256(content).hexdigest()
            self.hashes[path.relative_to(root).as_posix()] = digest
        return path

    @staticmethod
    def _read(path: Path, file: str) -> bytes:
        try:
            return read_bytes(path, MAX_BYTES)
        except FileNotFoundError:
            raise UnreadableSheet(f"there is no file '{file}' in the model's folder") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UnreadableSheet(f"'{file}' cannot be read: {reason}") from None

    def _book(self, path: Path) -> Book:
        if path not in self._books:
            self._books[path] = open_book(path.name, self._contents[path])
        return self._books[path]


def _text_cells(path: Path, content: bytes, tab: str) -> Grid:
    usual = "," if path.suffix.lower() == ".csv" else "\t"
    separator = tab if len(tab) == 1 and not tab.isalnum() else usual
    try:
        text = decoded(content, path)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return grid(path.name, rows)
    except DataError as error:
        raise UnreadableSheet(f"'{path.name}', line {error.line}: {error.message}") from None
    except (csv.Error, ValueError) as error:
        raise UnreadableSheet(f"'{path.name}' cannot be read as a table: {error}") from None


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
