"""Cells of spreadsheets and text tables that lie in the model's own folder; nothing else is opened.

A cell is a number, or it is missing. Formulas are not computed: a spreadsheet keeps their results.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gaoxin.engine.reading.data.books import NEW, OLD, Book, open_book
from gaoxin.engine.reading.data.grid import Grid, UnreadableSheet, grid
from gaoxin.engine.reading.encoding import table_text
from gaoxin.engine.reading.source import plain
from gaoxin.errors import DataError
from gaoxin.files import read_bytes

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are refused."""

TEXT = {".csv", ".tab", ".tsv", ".txt", ".dat"}

_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


@dataclass
class Sheets:
    """The files of a folder, each read once.

    Attributes
    ----------
    given : mapping of str to Path
        Files that the caller gives, by what the model writes for them: a tag, as ``?data``, or a
        name. They may lie anywhere.
    tags : mapping of str to str
        Files of the folder behind tags, by the model's own settings.
    hashes : dict of str to str
        SHA-256 of each file that was read, by its path inside the folder.
    asked : dict of str to None
        Names of files of the folder, as the model or its settings write them, in order.
    """

    folder: Path
    given: Mapping[str, Path] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
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

    def again(self, names: Iterable[str]) -> dict[str, str]:
        """Return the SHA-256 of files of the folder by their paths, found and read anew.

        Parameters
        ----------
        names : iterable of str
            As in :attr:`asked`.

        Returns
        -------
        dict of str to str

        Raises
        ------
        UnreadableSheet
            One is not there any more, or lies elsewhere now.
        """
        for name in names:
            self._inside(name)
        return self.hashes

    def _inside(self, file: str) -> Path:
        """Return the path of a file, given or in the folder; it is read once."""
        given = {_key(name): path for name, path in self.given.items()}.get(_key(file))
        path, shown = (given, str(given)) if given is not None else self._own(file)
        if path.suffix.lower() not in {*TEXT, *NEW, OLD}:
            raise UnreadableSheet(f"'{shown}' is not read; save it as .xlsx, .xls, .csv or .tab")
        if path not in self._contents:
            self._contents[path] = self._read(path, shown)
            text = path.suffix.lower() in TEXT
            content = plain(self._contents[path]) if text else self._contents[path]
            self.hashes[self._label(path)] = hashlib.sha256(content).hexdigest()
        return path

    def _own(self, file: str) -> tuple[Path, str]:
        """Return the path of a file that the model names, which must lie in its folder."""
        if file.startswith("?"):
            behind = {_key(tag): name for tag, name in self.tags.items()}.get(_key(file))
            if behind is None:
                raise UnreadableSheet(
                    f"'{file}' is a tag, and no file is told for it; give one to load, as "
                    f"files={{'{file}': 'data.xlsx'}}"
                )
            file = behind
        root = self.folder.resolve()
        try:
            path = (root / file.replace("\\", "/")).resolve()
            inside = path.is_relative_to(root)
            found = _any_case(root, path) if inside else path
        except (OSError, ValueError, RuntimeError):
            raise UnreadableSheet(f"'{file[:60]}' is no name of a file") from None
        self.asked[file] = None
        if not inside:
            raise UnreadableSheet(f"'{file}' lies outside the model's folder; copy it there")
        return found, file

    def _label(self, path: Path) -> str:
        root = self.folder.resolve()
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

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


def _key(file: str) -> str:
    """Return a tag, or a file's name, as it is compared: case and slashes do not matter."""
    return file.strip().removeprefix("?").replace("\\", "/").casefold()


def _any_case(root: Path, path: Path) -> Path:
    """Return a path of the folder, or the one that differs from it in case alone."""
    if path.exists():
        return path
    found = root
    for part in path.relative_to(root).parts:
        names = {p.name.casefold(): p.name for p in found.iterdir()} if found.is_dir() else {}
        found = found / names.get(part.casefold(), part)
    return found if found.resolve().is_relative_to(root) else path


def _text_cells(path: Path, content: bytes, tab: str) -> Grid:
    usual = "," if path.suffix.lower() == ".csv" else "\t"
    separator = tab if len(tab) == 1 and not tab.isalnum() else usual
    try:
        text = table_text(content, path)
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


def letters(number: int) -> str:
    """Return the letters of a column, from 0 on: 0 is A, 26 is AA."""
    found, number = "", int(number) + 1
    while number:
        number, last = divmod(number - 1, 26)
        found = chr(ord("A") + last) + found
    return found


def _corners(cells: str) -> tuple[slice, slice]:
    ends = [cell(end) for end in cells.replace("$", "").split(":")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None:
        raise UnreadableSheet(f"'{cells}' is not one block of cells")
    return slice(first[0], last[0] + 1), slice(first[1], last[1] + 1)
