"""Tables with a cell far out, in another encoding, or that declare something: read or refused.

What lies between far cells is nowhere in memory: each table here would fill over 30 GiB as a block.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.support import build, write

FAR = "XFD1048576"


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of tables that have a cell, or a row, far from all others."""
    folder = tmp_path_factory.mktemp("far")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["x", 0, 1, 2], ["y", 5, 6, 7], ["z", 1, None, 3]):
        sheet.append(row)
    sheet[FAR] = 9
    book.save(folder / "book.xlsx")
    rows = ["x,0,1,2", "y,5,6,7", *["a,1"] * 200_000, ",".join(["1"] * 20_000)]
    (folder / "table.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.mark.parametrize("file", ["book.xlsx", "table.csv"])
def test_cells_near_by_are_read_though_one_is_far_out(file: str, far: Path) -> None:
    tab = "Sheet" if file == "book.xlsx" else ","
    model = build(
        far,
        "R: r1, r2~~|\n"
        f"one=GET DIRECT CONSTANTS('{file}', '{tab}', 'C2')~~|\n"
        f"row[R]=GET DIRECT CONSTANTS('{file}', '{tab}', 'B1')~~|\n"
        f"across:=GET DIRECT DATA('{file}', '{tab}', '1', 'B2')~~|\n"
        f"lines(GET DIRECT LOOKUPS('{file}', '{tab}', '1', 'B2'))~~|\n"
        "looked=lines(0.5)~~|",
        final=2,
    )
    runs = model.run()
    assert float(runs["one"]) == 6
    assert runs["row"].values.tolist() == [0, 1]
    assert runs["across"].values.tolist() == [5, 6, 7]
    assert float(runs["looked"]) == 5.5


def test_the_far_cell_itself_is_read(far: Path) -> None:
    model = build(far, f"one=GET DIRECT CONSTANTS('book.xlsx', 'Sheet', '{FAR}')~~|")
    assert float(model.run()["one"]) == 9


def test_a_series_in_a_column_of_many_rows(far: Path) -> None:
    text = "\n".join(f"{i},{2 * i},{3 * i}" for i in range(5000))
    (far / "long.csv").write_text(f"{text}\n{'0,' * 15_000}1\n", encoding="utf-8")
    model = build(far, "y:=GET DIRECT DATA('long.csv', ',', 'A', 'B2')~~|", start=1, final=4)
    assert model.run()["y"].values.tolist() == [2, 4, 6, 8]


def test_a_range_of_a_whole_sheet_is_refused(far: Path) -> None:
    book = openpyxl.load_workbook(far / "book.xlsx")
    name = openpyxl.workbook.defined_name.DefinedName("all", attr_text=f"Sheet!$A$1:${FAR[:3]}$9")
    book.defined_names["all"] = name
    wide = openpyxl.workbook.defined_name.DefinedName("wide", attr_text=f"Sheet!$A$1:$XFD${10**6}")
    book.defined_names["wide"] = wide
    book.save(far / "named.xlsx")
    equation = "y:=GET DIRECT DATA('named.xlsx', 'Sheet', 'wide', 'all')~~|"
    with pytest.raises(ModelError, match="delete cells that stand far from the others"):
        build(far, equation)


def test_a_data_file_that_is_mostly_blank_is_refused(far: Path) -> None:
    path = write(far, "a:INTERPOLATE:~~|\nb=a~~|")
    with pytest.raises(ModelError, match=r"20000 cells, most of them blank; delete cells"):
        gaoxin.load(path, data=[far / "table.csv"])


GBK = "时间,产值\n0,1\n4,5\n".encode("gbk")
UTF8 = GBK.decode("gbk").encode()
RARE = "鬯鲚,a\n0,1\n4,5\n".encode("gbk")


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"", "gbk")]
)
def test_chinese_is_read_with_mark_and_without_and_in_gbk(
    mark: bytes, encoding: str, tmp_path: Path
) -> None:
    (tmp_path / "data.csv").write_bytes(mark + UTF8.decode().encode(encoding))
    (tmp_path / "areas.csv").write_bytes(mark + "成都,乐山\n".encode(encoding))
    path = write(
        tmp_path,
        "区域: GET DIRECT SUBSCRIPT('areas.csv', ',', 'A1', 'B1', '')~~|\n"
        "产值:INTERPOLATE:~~|\ny[区域]=产值~~|",
    )
    runs = gaoxin.load(path, data=[tmp_path / "data.csv"]).run()
    assert runs["y"].coords["区域"].values.tolist() == ["成都", "乐山"]
    assert np.array_equal(runs["y"].sel({"区域": "乐山"}), [1, 2, 3, 4, 5])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (RARE, "is in GBK ('鬯鲚'), not UTF-8, as Chinese Windows saves; save it as 'CSV UTF-8"),
        (UTF8.decode().encode("utf-16"), "is in UTF-16"),
        (b"time,\xff\n0,1\n", "byte 0xff is not UTF-8"),
    ],
)
def test_another_encoding_is_told_as_what_it_is(content: bytes, said: str, tmp_path: Path) -> None:
    """Never read as other characters: they would become names of elements."""
    (tmp_path / "data.csv").write_bytes(content)
    path = write(tmp_path, "a:INTERPOLATE:~~|\nb=a~~|")
    with pytest.raises(ModelError, match=r"data\.csv:1: ") as caught:
        gaoxin.load(path, data=[tmp_path / "data.csv"])
    assert said in str(caught.value)
    for equation in (
        "R: GET DIRECT SUBSCRIPT('data.csv', ',', 'A1', 'A', '')~~|",
        "a=GET DIRECT CONSTANTS('data.csv', ',', 'B2')~~|",
    ):
        with pytest.raises(ModelError, match=r"model\.mdl:2: 'data\.csv', line 1: ") as caught:
            build(tmp_path, equation)
        assert said in str(caught.value)


@pytest.mark.parametrize("before", ["<!--" + "x" * 70_000 + "-->", "<?x?>" * 20_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_declaration_is_seen_wherever_it_stands(
    before: str, encoding: str, tmp_path: Path
) -> None:
    declared = f'{before}<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", declared.encode(encoding))
    with pytest.raises(ModelError, match="declares XML entities"):
        build(tmp_path, "a=GET DIRECT CONSTANTS('book.xlsx', 'Sheet', 'A1')~~|")
