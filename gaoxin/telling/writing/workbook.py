"""Tables as one Excel workbook: a sheet a table, numbers as numbers, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.telling.writing.csv_table import CsvTable

_EPOCH = datetime(1980, 1, 1)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_WIDEST = 60
"""Characters that a column shows at most."""


def workbook(sheets: Mapping[str, CsvTable]) -> bytes:
    """Return an .xlsx file with a sheet a table, its header frozen and filtered.

    A text that begins like a formula is a text. No date of making is in it, so that equal tables
    are equal bytes.

    Parameters
    ----------
    sheets : mapping of str to CsvTable
        By the sheet's name, 31 characters at most.

    Returns
    -------
    bytes
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, table in sheets.items():
        _fill(book.create_sheet(name[:31]), list(table.columns), [dict(row) for row in table.rows])
    book.properties.created = book.properties.modified = _EPOCH
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _fill(sheet: Any, columns: list[str], rows: list[dict[str, Any]]) -> None:
    """Write the header and the rows of a sheet."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(columns, 1):
        widest = max([_shown(column), *(_shown(row[column]) for row in rows)])
        sheet.column_dimensions[get_column_letter(place)].width = min(widest, _WIDEST) + 2
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    heads = [WriteOnlyCell(sheet, column) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, row[column]) for column in columns])


def _cell(sheet: Any, value: Any) -> Any:
    """Return a value as a sheet takes it; a text stays one, whatever it begins with."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub(" ", value)
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _shown(value: Any) -> int:
    """Return about how many columns a value takes; a wide sign takes two."""
    if isinstance(value, float):
        return 12
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in str("" if value is None else value))


def _undated(data: bytes) -> bytes:
    """Return a zip file whose entries say no time of making."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            if name == "docProps/core.xml":  # openpyxl sets `modified` when it saves
                content = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", content)
            new.writestr(entry, content)
    return out.getvalue()
