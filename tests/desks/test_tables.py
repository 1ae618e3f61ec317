"""Tables are read as they stand, or refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.errors import DataError
from gaoxin.tables import read_table


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_reads_rows_with_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeffid,value,note\r\na,1.5,"two\r\nlines"\r\n,,\r\nb,,营收\r\n')
    first, second = read_table(path, ["id", "value"])
    assert (first.line, second.line) == (2, 5)
    assert first["note"] == "two\r\nlines"
    assert first.number("value") == 1.5
    assert second.number("value") is None
    assert second.text("note") == "营收"
    assert dict(first) == {"id": "a", "value": "1.5", "note": "two\r\nlines"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        (" \n\n", 1, "empty"),
        (b"id,value\na,\xff\n", 2, "0xff is not UTF-8"),
        ("id,valu\na,1\n", 1, "'value' is missing; did you mean 'valu'?"),
        ("id,value,id\na,1,2\n", 1, "'id' stands twice"),
        ("id,value\na,1\nb\n", 3, "1 cells under a header of 2"),
        ("id,value\na,1,2\n", 2, "3 cells under a header of 2"),
        ('id,value\na,"1\n', 2, "unexpected end of data"),
        ("id,value\na,1\nb,2\na,3\n", 4, "'a' stands on line 2 already"),
        ("id,value\n,1\n", 2, "id is blank"),
        ("id,value\na,NaN\n", 2, "'NaN' is not a value"),
        ("id,value\na,-inf\n", 2, "'-inf' is not a value"),
        ("id,value\na,#DIV/0!\n", 2, "'#DIV/0!' is not a value"),
    ],
)
def test_refuses_with_file_and_line(
    tmp_path: Path, text: str | bytes, line: int, said: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DataError) as error:
        read_table(path, ["id", "value"])
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert said in str(error.value)


@pytest.mark.parametrize("cell", ["1,5", "twelve", "1e999", "1_000", "0x10", "1.5 %", "--1"])
def test_a_number_is_a_finite_decimal(tmp_path: Path, cell: str) -> None:
    (row,) = read_table(write(tmp_path, f'id,value\na,"{cell}"\n'), ["id", "value"])
    with pytest.raises(DataError, match=r"table\.csv:2: value '.*' is not a finite number"):
        row.number("value")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.csv: cannot read this table: No such file"):
        read_table(tmp_path / "none.csv", ["id"])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_exactly(tmp_path_factory: pytest.TempPathFactory, x: float) -> None:
    path = write(tmp_path_factory.getbasetemp(), f"id,value\na,{x!r}\n")
    (row,) = read_table(path, ["id", "value"])
    assert row.number("value") == x
