"""Tables are read as they stand, or refused with file, line, column and remedy."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.desks.cells import Number, Whole
from gaoxin.desks.table import Row, column, read_table
from gaoxin.errors import DataError


class Entry(Row):
    id: str = column("Name", "名称", "a")
    value: Number | None = column("Value", "数值", "12.5", default=None)
    year: Whole | None = column("Year", "年份", "2025", default=None)
    side: Literal["left", "right", ""] = column("Side", "侧", "left", default="")
    note: str = column("Remarks", "备注", "x", default="")


class Needed(Row):
    id: str = column("Name", "名称", "a")
    value: Number = column("Value", "数值", "12.5")


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_reads_rows_with_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeffid,value,note\r\na,1.5,"two\r\nlines"\r\n,,\r\nb,,营收\r\n')
    first, second = read_table(path, Entry)
    assert (first.line, second.line) == (2, 5)
    assert first.content() == {"id": "a", "value": "1.5", "note": "two\nlines"}
    assert (second.value, second.note) == (None, "营收")


PLAIN = "id,value,note\na,1.5,x\nb,2,营收\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        ("sep=,\n" + PLAIN).replace("\n", "\r\n").encode("utf-8-sig"),
        b'"id","value","note"\n"a","1.5","x"\n\n"b","2","\xe8\x90\xa5\xe6\x94\xb6"\n\n\n',
        "note,ID ,own, Value\nx,a,?,1.50\n营收,b,,2.0\n".encode(),
        "id,value,note,,\na,1.5,x,,\nb,2,营收,,\n,,,,\n,,,,\n".encode(),
        "id,value,note\na,1.5,x,,\nb,2e0,营收\n".encode(),
    ],
    ids=["BOM", "CRLF", "CR", "sep", "quotes", "order and case", "blank columns", "blank cells"],
)
def test_what_another_program_saves_is_the_same_table(tmp_path: Path, data: bytes) -> None:
    said = [row.content() for row in read_table(write(tmp_path, data), Entry)]
    assert said == [
        {"id": "a", "value": "1.5", "note": "x"},
        {"id": "b", "value": "2.0", "note": "营收"},
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        (" \n\n", 1, "empty"),
        (",,\n", 1, "empty"),
        (b"id,value\na,\xff\n", 2, "0xff is not UTF-8; save it as 'CSV UTF-8 (comma delimited)'"),
        ("id,valu\na,1\n", 1, "'value' is missing; did you mean 'valu'? write 'value' there"),
        (
            "id,数值\na,1\n",
            1,
            "in place of the name that stands for it, where that is one of '数值'",
        ),
        ("id\na\n", 1, "column 'value' is missing; add it to the header"),
        (f"id,value\na,{'9' * 5000}\n", 2, f"value '{'9' * 57}...' is not a finite number"),
        ("id,value,id\na,1,2\n", 1, "'id' stands twice"),
        ("id,value,ID\na,1,2\n", 1, "'id' stands twice"),
        ("id,value\na,1\nb\n", 3, "1 cells under a header of 2"),
        ("id,value\na,1,200\n", 2, "3 cells under a header of 2; quote a text that holds a comma"),
        ("id,value,\na,1,200\n", 2, "column 3 has no name but holds '200'"),
        ('id,value\na,"1\n', 2, "unexpected end of data"),
        ("id,value\na,1\nb,2\na,3\n", 4, "id 'a' stands on line 2 already; give every row its own"),
        ("id,value\na b,1\nb,2\nA_b,3\n", 4, "'A_b' stands on line 2 already as 'a b'"),
        ("id,value\n,1\n", 2, "id is blank"),
        ("id,value\na,\n", 2, "value of 'a' is blank; write a number such as 12.5"),
        ("id,value\na,NaN\n", 2, "'NaN' is not a value"),
        ("id,value\na,-inf\n", 2, "'-inf' is not a value"),
        ("id,value\na,#DIV/0!\n", 2, "'#DIV/0!' is not a value"),
        ("id,value\na,########\n", 2, "is what Excel shows where a column is too narrow"),
        ("id;value\na;1\n", 1, "separated by ';', as Excel saves CSV where the decimal sign is"),
        ("id;value\na;1,5\n", 1, "untick 'Use system separators'"),
        ("sep=;\nid;value\na;1,5\n", 1, "separated by ';'"),
        ("id\tvalue\na\t1\n", 1, "separated by tabs, as Excel saves 'Text'"),
        ("\n\nid|value\na|1\n", 3, "separated by '|'"),
        ("id,value\na,1\n营收,2\n".encode("gb18030"), 3, "is in GBK ('营收'), not UTF-8"),
        ("id,value\r\na,1\r\n营收,2\r\n".encode("gbk"), 3, "as Chinese Windows saves; save it as"),
        (codecs.BOM_UTF16_LE + "id,value\na,1\n".encode("utf-16-le"), 1, "is in UTF-16"),
        ("id,value\na,1\n".encode("utf-16-be"), 1, "as Excel saves 'Unicode Text'; save it as"),
        (b"PK\x03\x04\x14\x00\x06\x00\xff", 1, "is an Excel workbook"),
        ("id,value\na,1\nb,caf\xe9\n".encode("cp1252"), 3, "byte 0xe9 is not UTF-8"),
    ],
)
def test_refuses_with_file_and_line(
    tmp_path: Path, text: str | bytes, line: int, said: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DataError) as error:
        read_table(path, Needed)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("1,5", "write 1.5, with a decimal point"),
        ("twelve", "write one such as 12.5"),
        ("1e999", "write one such as 12.5"),
        ("1_000", "write one such as 12.5"),
        ("0x10", "write one such as 12.5"),
        ("1.5 %", "write 1.5; its unit has a column of its own"),
        ("--1", "write one such as 12.5"),
        ("1,200", "write 1200, with nothing between thousands"),
        ("1 234 567.5", "write 1234567.5, with nothing between thousands"),
        ("１２．５", "write 12.5, in narrow digits"),
        ("１２", "write 12, in narrow digits"),
        ("-１，２００", "write -1200, with nothing between thousands"),
        ("2020/3/1", "a spreadsheet has made a date of it"),
        ("3月1日", "a spreadsheet has made a date of it"),
        ("Mar-20", "a spreadsheet has made a date of it"),
    ],
)
def test_a_number_is_a_finite_decimal(tmp_path: Path, cell: str, remedy: str) -> None:
    path = write(tmp_path, f'id,value\na,"{cell}"\n')
    with pytest.raises(DataError) as error:
        read_table(path, Needed)
    said = str(error.value)
    assert said.startswith(f"{path}:2: value '{cell}' is not a finite number; ")
    assert remedy in said


def test_a_word_is_one_of_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_table(write(tmp_path, "id,side\na,lft\n"), Entry)
    assert (
        error.value.message
        == "side of 'a' is 'lft'; did you mean 'left'?; write one of: left, right"
    )


def test_a_year_is_whole(tmp_path: Path) -> None:
    (row,) = read_table(write(tmp_path, "id,year\na,2025.0\n"), Entry)
    assert row.year == 2025
    with pytest.raises(
        DataError, match=r"year '2025\.5' is not a whole number; write one such as 2025"
    ):
        read_table(write(tmp_path, "id,year\na,2025.5\n"), Entry)


def test_a_column_almost_of_a_known_name_is_no_column_of_ones_own(tmp_path: Path) -> None:
    (row,) = read_table(write(tmp_path, "id,remark\na,mine\n"), Entry)
    assert row.note == ""
    with pytest.raises(DataError, match=r"csv:1: unknown column 'notes'; did you mean 'note'\?"):
        read_table(write(tmp_path, "id,notes\na,lost\n"), Entry)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.csv: cannot read .*: there is no such file"):
        read_table(tmp_path / "none.csv", Entry)


def test_a_table_that_has_changed_is_read_again(tmp_path: Path) -> None:
    (one,) = read_table(write(tmp_path, "id,value\na,1\n"), Entry)
    (two,) = read_table(write(tmp_path, "id,value\na,2\n"), Entry)
    assert (one.value, two.value) == (1.0, 2.0)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_exactly(tmp_path_factory: pytest.TempPathFactory, x: float) -> None:
    path = write(tmp_path_factory.getbasetemp(), f"id,value\na,{x!r}\n")
    (row,) = read_table(path, Entry)
    assert row.value == x
