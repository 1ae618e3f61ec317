"""Files of text as other programs save them: decoded, and CSV cut into cells, each with its line.

What can be read in one way alone is read: a byte-order mark, any line ends, quotes, blank lines,
blank columns. What cannot is told as what it is: another encoding, another separator, a workbook.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gaoxin.errors import DataError
from gaoxin.files import read_bytes

MAX_BYTES = 64 * 1024 * 1024
"""A desk table is typed by people; a file larger than this is not one."""

NOT_VALUES = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"} | {
    "#n/a",
    "#div/0!",
    "#num!",
    "#value!",
    "#ref!",
    "#name?",
}
"""What programs write for a number that is missing or failed; a blank cell is the only way here."""

AS_CSV = "save it as 'CSV UTF-8 (comma delimited)'"

_SEPARATORS = {
    ";": "by ';', as Excel saves CSV where the decimal sign is a comma; there untick 'Use system "
    f"separators' (File, Options, Advanced), write '.' as decimal separator, and {AS_CSV}",
    "\t": f"by tabs, as Excel saves 'Text' and 'Unicode Text'; {AS_CSV}",
    "|": f"by '|'; {AS_CSV}",
}
_SEP = re.compile(r'"?sep=(?P<sign>.)"?$', re.IGNORECASE)
_GBK = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe]){2,6}")
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TOO_NARROW = re.compile(r"#{2,}")


@dataclass(frozen=True)
class Sheet:
    """The cells of a CSV file.

    Attributes
    ----------
    line : int
        Of the header.
    columns : tuple of str
        The header's names; those of blank columns are left out.
    rows : tuple of (int, tuple of str)
        The first line of each row, counted from 1, and a cell a column, without the space around
        it; rows that are wholly blank are left out.
    """

    line: int
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_text(path: Path, *, what: str = "table") -> str:
    r"""Return the text of a UTF-8 file, without byte-order mark, every line ended by ``\n``.

    Parameters
    ----------
    path : Path
    what : str
        What the file is, for messages.

    Raises
    ------
    DataError
        No such file, too large, empty, or not UTF-8: says what it is instead, with the line of
        the first bad byte.
    """
    try:
        data = read_bytes(path, MAX_BYTES)
    except OSError as error:
        raise DataError(f"cannot read this {what}: {error.strerror}", path=path) from None
    return decoded(data, path, what)


def decoded(data: bytes, path: Path, what: str = "table") -> str:
    r"""Return the text of a UTF-8 file's content, as :func:`read_text` does.

    Parameters
    ----------
    data : bytes
    path : Path
        For messages.
    what : str
        What the file is, for messages.

    Returns
    -------
    str
        Without a byte-order mark.

    Raises
    ------
    DataError
        Empty, or not UTF-8: says what it is instead, with the line of the first bad byte.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
        raise DataError(_encoding(data, error.start, what), path=path, line=line) from None
    if "\0" in text:
        raise DataError(_encoding(data, 0, what), path=path, line=1)
    if not text.strip():
        raise DataError(f"this {what} is empty", path=path, line=1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes, start: int, what: str) -> str:
    """Say what bytes that are not UTF-8 are, and what to save instead."""
    remedy = AS_CSV if what == "table" else "save it as UTF-8"
    if data.startswith((_WORKBOOK, _OLD_WORKBOOK)):
        return f"this is an Excel workbook, not a {what} of text; {remedy}"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:1000]:
        return f"this {what} is in UTF-16, as Excel saves 'Unicode Text'; {remedy}"
    chinese = _GBK.search(data, max(data.rfind(b"\n", 0, start), data.rfind(b",", 0, start)) + 1)
    if chinese:
        said = chinese[0].decode("gb18030", "replace")
        return f"this {what} is in GBK ('{said}'), not UTF-8, as Chinese Windows saves; {remedy}"
    return f"byte 0x{data[start]:02x} is not UTF-8; {remedy}"


def cut(text: str, path: Path) -> Sheet:
    """Cut the text of a CSV file into cells.

    Parameters
    ----------
    text : str
        As :func:`read_text` gives it.
    path : Path
        For messages.

    Raises
    ------
    DataError
        With the line: separated by another sign than a comma, a row with more or fewer cells than
        the header, an open quote, cells under no name, ``NaN`` or a spreadsheet's error anywhere.
    """
    records = list(_records(_with_commas(text, path), path))
    if not records:
        raise DataError("this table is empty", path=path, line=1)
    line, header = records[0]
    rows = [(at, _trimmed(cells, len(header), path, at)) for at, cells in records[1:]]
    named = [i for i, name in enumerate(header) if name]
    for at, cells in rows:
        for i, cell in enumerate(cells):
            _check_cell(header[i], i, cell, path, at)
    return Sheet(
        line,
        tuple(header[i] for i in named),
        tuple((at, tuple(cells[i] for i in named)) for at, cells in rows),
    )


def _with_commas(text: str, path: Path) -> str:
    """Return the text without Excel's line ``sep=,``; refuse any separator but a comma."""
    start = len(text) - len(text.lstrip("\n"))
    first = text[start:].split("\n", 1)[0]
    said = _SEP.match(first)
    sign = said["sign"] if said else max(_SEPARATORS, key=first.count)
    if sign in _SEPARATORS and (said or first.count(sign) > first.count(",")):
        message = f"the cells of this file are separated {_SEPARATORS[sign]}"
        raise DataError(message, path=path, line=start + 1)
    return text.replace(first, "", 1) if said else text


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
            yield start, [cell.strip() for cell in cells]
        start = reader.line_num + 1


def _trimmed(cells: list[str], columns: int, path: Path, line: int) -> list[str]:
    """Return a row's cells, without blank ones beyond the header's last column."""
    while len(cells) > columns and not cells[-1]:
        cells.pop()
    if len(cells) != columns:
        message = (
            f"{len(cells)} cells under a header of {columns}; quote a text that holds a comma, "
            "and write no comma in a number"
        )
        raise DataError(message, path=path, line=line)
    return cells


def _check_cell(column: str, number: int, cell: str, path: Path, line: int) -> None:
    if cell and not column:
        message = f"column {number + 1} has no name but holds '{cell}'; name it, or clear the cell"
        raise DataError(message, path=path, line=line)
    if _TOO_NARROW.fullmatch(cell):
        message = (
            f"{column} '{cell}' is what Excel shows where a column is too narrow, and not what "
            "stood there; write the value again"
        )
        raise DataError(message, path=path, line=line)
    if cell.casefold() in NOT_VALUES:
        message = f"{column} '{cell}' is not a value; leave the cell blank"
        raise DataError(message, path=path, line=line)
