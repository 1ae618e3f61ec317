"""Numbers from spreadsheets and tables: right, and never from outside the model's folder."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.support import build, write

CELLS = [
    ["time", "a", "b", None, "name"],
    [0, 1, 10, None, "x1"],
    [2, 3, None, None, "x2"],
    [4, 7, 40, None, 3],
    [None, "text", None, None, None],
    [5, 6, 8, 9, 1],
]


def _book(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in CELLS:
        sheet.append(row)
    for name, cells in (("times", "$A$2:$A$4"), ("values", "$B$2:$B$4"), ("one", "$B$6")):
        book.defined_names[name] = DefinedName(name, attr_text=f"Data!{cells}")
    book.save(folder / "book.xlsx")
    (folder / "table.csv").write_text("x,0,1,2\ny,5,6,7\nz,1,,3\nw,2,2,5\n")
    (folder / "table.tab").write_text("x\t0\t1\ny\t5\t6\n")


def _run(folder: Path, equations: str) -> Any:
    _book(folder)
    return build(folder, "R: r1, r2~~|\nQ: q1, q2, q3~~|\n" + equations, save=0.5).run()


def test_constants_by_cell_by_name_and_turned(tmp_path: Path) -> None:
    runs = _run(
        tmp_path,
        "one=GET DIRECT CONSTANTS('book.xlsx', 'data', 'B3')~~|\n"
        "named=GET XLS CONSTANTS('book.xlsx', 'Data', 'one')~~|\n"
        "column[Q]=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'B2*')~~|\n"
        "row[R]=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'A6')~~|\n"
        "cells[R]=GET DIRECT CONSTANTS('table.csv', ',', 'B2')~~|\n"
        "tabs=GET DIRECT CONSTANTS('table.tab', '', 'C2')~~|\n"
        "but[Q] :EXCEPT: [q2]=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'B2*')~~|\n"
        "but[q2]=0~~|",
    )
    assert float(runs["one"]) == 3
    assert float(runs["named"]) == 6
    assert runs["column"].values.tolist() == [1, 3, 7]
    assert runs["row"].values.tolist() == [5, 6]
    assert runs["cells"].values.tolist() == [5, 6]
    assert float(runs["tabs"]) == 6
    assert runs["but"].values.tolist() == [1, 0, 7]


def test_series_between_beyond_and_with_gaps(tmp_path: Path) -> None:
    runs = _run(
        tmp_path,
        "lines:=GET DIRECT DATA('book.xlsx', 'Data', 'A', 'B2')~~|\n"
        "held:HOLD BACKWARD::=GET DIRECT DATA('book.xlsx', 'Data', 'times', 'values')~~|\n"
        "ahead:LOOK FORWARD::=GET DIRECT DATA('book.xlsx', 'Data', 'A', 'B2')~~|\n"
        "raw:RAW::=GET DIRECT DATA('book.xlsx', 'Data', 'A', 'B2')~~|\n"
        "gap:=GET DIRECT DATA('table.csv', ',', '1', 'B3')~~|\n"
        "tab=GET DIRECT LOOKUPS('table.csv', ',', '1', 'B2')~~|\n"
        "bent=tab(Time)~~|",
    )
    assert runs["lines"].values.tolist() == [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7]
    assert runs["held"].values.tolist() == [1, 1, 1, 1, 3, 3, 3, 3, 7]
    assert runs["ahead"].values.tolist() == [1, 3, 3, 3, 3, 7, 7, 7, 7]
    np.testing.assert_array_equal(
        runs["raw"].values, [1, np.nan, np.nan, np.nan, 3] + [np.nan] * 3 + [7]
    )
    assert runs["gap"].values.tolist() == [1, 1.5, 2, 2.5, 3, 3, 3, 3, 3]
    assert runs["bent"].values.tolist() == [5, 5.5, 6, 6.5, 7, 7, 7, 7, 7]


def test_subscripts_that_a_spreadsheet_lists(tmp_path: Path) -> None:
    runs = _run(
        tmp_path,
        "E: GET DIRECT SUBSCRIPT('book.xlsx', 'Data', 'E2', 'E4', 'p ')~~|\nv[E]=1, 2, 3~~|",
    )
    assert runs["v"].coords["E"].values.tolist() == ["p x1", "p x2", "p 3"]


def test_numbers_of_a_spreadsheet_can_be_overridden(tmp_path: Path) -> None:
    _book(tmp_path)
    model = build(tmp_path, "a=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'B3')~~|\nb=a*2~~|")
    assert float(model.default("a")) == 3
    assert model.run({"a": np.array([1.0, 2.0])})["b"].values.tolist() == [2, 4]


def test_the_hash_of_a_model_is_also_that_of_its_files(tmp_path: Path) -> None:
    _book(tmp_path)
    path = write(tmp_path, "a=GET DIRECT CONSTANTS('table.csv', ',', 'B2')~~|")
    before = gaoxin.load(path).content_hash
    (tmp_path / "table.csv").write_text("x,0\ny,6\n")
    assert gaoxin.load(path).content_hash != before


OUTSIDE = {
    "../secret.csv": "outside the model's folder",
    "/etc/passwd": "outside the model's folder",
    "..\\\\secret.csv": "outside the model's folder",
    "inner/../../secret.csv": "outside the model's folder",
    "link.csv": "outside the model's folder",
    "?file": "is a tag, and no file is told for it",
    "script.py": "is not read",
    "missing.csv": "no file",
    "broken.xlsx": "cannot be read as a spreadsheet",
    "broken.xls": "cannot be read as a spreadsheet",
    "entities.xlsx": "declares XML entities",
    "x\0y.csv": "",
}


@pytest.mark.parametrize("file", sorted(OUTSIDE))
def test_no_other_file_is_opened(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    secret = tmp_path / "secret.csv"
    secret.write_text("1,2\n3,4\n")
    (folder / "link.csv").symlink_to(secret)
    (folder / "script.py").write_text("1,2\n")
    (folder / "broken.xlsx").write_bytes(b"PK\3\4 no archive")
    (folder / "broken.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing")
    with zipfile.ZipFile(folder / "entities.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(ModelError) as caught:
        build(folder, f"a=GET DIRECT CONSTANTS('{file}', ',', 'A1')~~|")
    assert OUTSIDE[file] in str(caught.value)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        ("a=GET DIRECT CONSTANTS('book.xlsx', 'Nowhere', 'A1')", "no sheet 'Nowhere'"),
        ("a=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'B5')", "has not 1 by 1 numbers at 'B5'"),
        ("a=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'ZZZ999999')", "numbers at 'ZZZ999999'"),
        ("a=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'nobody')", "no range of cells 'nobody'"),
        ("a=GET DIRECT CONSTANTS('book.xlsx', 'Data', 'times')", "'times' is not 1 by 1 cells"),
        (
            "a:=GET DIRECT DATA('book.xlsx', 'Data', 'Z', 'B2')",
            "no numbers in 'Z', the x",
        ),
        ("a:=GET DIRECT DATA('table.csv', ',', '7', 'B2')", "no numbers in '7'"),
        ("a:=GET DIRECT DATA('table.csv', ',', '1', 'B9')", "as long as its x"),
        ("a:=GET DIRECT DATA('table.csv', ',', '4', 'B2')", "stands there twice"),
        ("a=GET DIRECT CONSTANTS('table.csv')", "GET DIRECT CONSTANTS takes 3 arguments, not 1"),
    ],
)
def test_what_a_file_does_not_hold_is_named(equation: str, message: str, tmp_path: Path) -> None:
    _book(tmp_path)
    with pytest.raises(ModelError) as caught:
        build(tmp_path, f"{equation}~~|")
    assert message in str(caught.value)
    assert caught.value.line == 2
