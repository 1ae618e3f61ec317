"""Spreadsheets: their cells, and the ranges of cells that have a name; no formula is computed."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from typing import IO, Any, Protocol
from xml.parsers import expat

from gaoxin.engine.reading.data.grid import Grid, UnreadableSheet, grid

MAX_UNPACKED = 512 * 1024 * 1024
"""Spreadsheets are archives; one that unpacks to more is refused."""

NEW = {".xlsx", ".xlsm"}
OLD = ".xls"

_CHUNK = 65_536


class Book(Protocol):
    """An open spreadsheet."""

    def cells(self, tab: str) -> Grid:
        """Return the cells of a sheet."""

    def first(self) -> Grid:
        """Return the cells of the first sheet."""

    def destination(self, tab: str, name: str) -> str:
        """Return the cells that have a name, as ``$A$1:$B$2``."""


def open_book(name: str, content: bytes) -> Book:
    """Open a spreadsheet.

    Parameters
    ----------
    name : str
        Of its file: the ending says of which kind it is.
    content : bytes
        Of its file.

    Raises
    ------
    UnreadableSheet
        It is none, or unpacks to too much, or declares XML entities.
    """
    kind = _OldBook if name.lower().endswith(OLD) else _NewBook
    opened: Book = _careful(name, kind, name, content)
    return opened


def _careful(name: str, work: Any, *args: Any) -> Any:
    """Do something that a broken spreadsheet can make fail in any way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return work(*args)
    except UnreadableSheet:
        raise
    except Exception as error:  # noqa: BLE001 - the readers of spreadsheets raise whatever they meet
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UnreadableSheet(f"'{name}' cannot be read as a spreadsheet: {reason[:100]}") from None


class _NewBook:
    """A spreadsheet of today (.xlsx, .xlsm)."""

    def __init__(self, name: str, content: bytes) -> None:
        import openpyxl

        _check_archive(name, content)
        self.name = name
        self.book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)

    def cells(self, tab: str) -> Grid:
        found: Grid = _careful(self.name, self._cells, tab)
        return found

    def first(self) -> Grid:
        return self.cells(str(self.book.sheetnames[0]))

    def _cells(self, tab: str) -> Grid:
        sheet = self.book[_sheet(self.name, tab, self.book.sheetnames)]
        sheet.reset_dimensions()
        return grid(self.name, sheet.iter_rows(values_only=True))

    def destination(self, tab: str, name: str) -> str:
        return str(_careful(self.name, self._destination, tab, name))

    def _destination(self, tab: str, name: str) -> str:
        title = _sheet(self.name, tab, self.book.sheetnames)
        own, common = self.book[title].defined_names, self.book.defined_names
        named = own.get(name) or common.get(name)
        for sheet, cells in named.destinations if named is not None else ():
            if sheet.casefold() == title.casefold():
                return str(cells)
        raise UnreadableSheet(f"'{self.name}' has no range of cells '{name}' on sheet '{tab}'")


class _OldBook:
    """A spreadsheet of before 2007 (.xls)."""

    def __init__(self, name: str, content: bytes) -> None:
        try:
            import xlrd
        except ModuleNotFoundError:
            message = f"'{name}' is of Excel before 2007 (.xls); save it as .xlsx, or install"
            raise UnreadableSheet(f"{message} what reads it: pip install 'gaoxin[xls]'") from None

        self.name = name
        self.book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), on_demand=True, ragged_rows=True
        )

    def cells(self, tab: str) -> Grid:
        found: Grid = _careful(self.name, self._cells, tab)
        return found

    def first(self) -> Grid:
        return self.cells(str(self.book.sheet_names()[0]))

    def _cells(self, tab: str) -> Grid:
        sheet = self.book.sheet_by_name(_sheet(self.name, tab, self.book.sheet_names()))
        return grid(self.name, map(sheet.row_values, range(sheet.nrows)))

    def destination(self, tab: str, name: str) -> str:  # noqa: ARG002 - a Book's
        raise UnreadableSheet(
            f"'{name}' is no cell, as B2; names of cells are read from .xlsx files only"
        )


def _check_archive(name: str, content: bytes) -> None:
    """Refuse an archive that unpacks to too much, or whose XML declares anything."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise UnreadableSheet(f"'{name}' unpacks to more than {MAX_UNPACKED} bytes")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    if _declares(file):
                        raise UnreadableSheet(f"'{name}' declares XML entities")


class _Begun(Exception):
    """The first element of a document has begun: nothing can be declared after it."""


class _Declared(Exception):
    """A document has a DOCTYPE."""


def _declares(file: IO[bytes]) -> bool:
    """Whether an XML document has a DOCTYPE, where alone entities are declared."""

    def begun(*_: Any) -> None:
        raise _Begun

    def declared(*_: Any) -> None:
        raise _Declared

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begun, declared
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk)
    except _Declared:
        return True
    except (_Begun, expat.ExpatError):  # who reads the part says what is wrong with it
        return False
    return False


def _sheet(file: str, tab: str, known: Sequence[str]) -> str:
    for name in known:
        if name == tab:
            return name
    for name in known:
        if name.casefold() == tab.casefold():
            return name
    raise UnreadableSheet(f"'{file}' has no sheet '{tab}'; it has {', '.join(known)[:100]}")
