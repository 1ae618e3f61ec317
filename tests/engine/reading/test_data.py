"""Data variables: from tables, by each of the four keywords, or overridden."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.support import write

EQUATIONS = """R: r1, r2~~|
lines:INTERPOLATE:~~|
held[R]:HOLD BACKWARD:~~|
ahead:LOOK FORWARD:~~|
raw:RAW:~~|
double=2*lines~~|
stock=INTEG(held[r1], 0)~~|
"""

TABLE = """Time,lines,held[r1],held[r2],ahead,raw
0,1,1,5,0,4
1,,2,6,3,
3,4,8,9,,7
"""


def _path(folder: Path, table: str = TABLE) -> tuple[Path, Path]:
    data = folder / "data.csv"
    data.write_text(table)
    return write(folder, EQUATIONS, final=4, step=0.5, save=0.5), data


def test_each_keyword_goes_on_as_it_says(tmp_path: Path) -> None:
    path, data = _path(tmp_path)
    runs = gaoxin.load(path, data=[data]).run()
    assert runs["lines"].values.tolist() == [1, 1.5, 2, 2.5, 3, 3.5, 4, 4, 4]
    assert runs["held"].values.tolist() == [
        [1, 1, 2, 2, 2, 2, 8, 8, 8],
        [5, 5, 6, 6, 6, 6, 9, 9, 9],
    ]
    assert runs["ahead"].values.tolist() == [0, 3, 3, 3, 3, 3, 3, 3, 3]
    nan = np.nan
    np.testing.assert_array_equal(runs["raw"].values, [4, nan, nan, nan, nan, nan, 7, nan, nan])
    assert runs["double"].values[1] == 3
    assert runs["stock"].values.tolist() == [0, 0.5, 1, 2, 3, 4, 5, 9, 13]


def test_data_of_data_go_on_by_their_own_keyword(tmp_path: Path) -> None:
    made = (
        "points :RAW: := lines + 1~~|\nkeeps[R] :HOLD BACKWARD: := lines*k~~|\nk=2~~|\n"
        "next[R] :LOOK FORWARD: := held[R]~~|\nstraight := keeps[r1]~~|\n"
    )
    _, data = _path(tmp_path)
    path = write(tmp_path, EQUATIONS + made, final=4, step=1, save=1)
    runs = gaoxin.load(path, data=[data]).run()
    nan = np.nan
    np.testing.assert_array_equal(runs["points"].values, [2, nan, nan, 5, nan])
    assert runs["keeps"].values.tolist() == [[2, 2, 2, 8, 8]] * 2
    assert runs["next"].values[0].tolist() == [1, 2, 8, 8, 8]
    assert runs["straight"].values.tolist() == [2, 4, 6, 8, 8]


def test_a_name_without_an_equation_is_data_where_a_table_has_it(tmp_path: Path) -> None:
    data = tmp_path / "d.csv"
    data.write_text("time,u,v[r1],v[r2]\n0,1,3,5\n2,3,3,9\n", encoding="utf-8")
    path = write(tmp_path, "R: r1, r2~~|\ny=u + SUM(v[R!])~~|", final=2, step=1, save=1)
    assert gaoxin.load(path, data=[data]).run()["y"].values.tolist() == [9, 12, 15]
    with pytest.raises(ModelError, match="unknown variable 'u'"):
        gaoxin.load(path)


def test_a_table_may_stand_on_its_side(tmp_path: Path) -> None:
    rows = [line.split(",") for line in TABLE.splitlines()]
    turned = "\n".join(",".join(column) for column in zip(*rows, strict=True))
    path, data = _path(tmp_path, turned + "\n")
    assert gaoxin.load(path, data=[data]).run()["lines"].values.tolist()[:3] == [1, 1.5, 2]


def test_times_are_met_however_they_round(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("Time,a\n" + "".join(f"{i / 10},{i}\n" for i in range(31)))
    path = write(tmp_path, "a:RAW:~~|\nb:HOLD BACKWARD:~~|", final=3, step=0.1, save=0.1)
    data.write_text("Time,a,b\n" + "".join(f"{i / 10},{i},{i}\n" for i in range(31)))
    runs = gaoxin.load(path, data=[str(data)]).run()
    assert runs["a"].values.tolist() == runs["b"].values.tolist() == list(range(31))


def test_the_first_table_that_has_a_variable_counts(tmp_path: Path) -> None:
    path, data = _path(tmp_path)
    other = tmp_path / "other.tab"
    other.write_text("Time\tlines\n0\t100\n4\t100\n")
    runs = gaoxin.load(path, data=[other, data]).run()
    assert (runs["lines"].values == 100).all()
    assert runs["ahead"].values[0] == 0


def test_without_a_table_data_is_overridden_or_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "a:INTERPOLATE:~~|\nb=a*2~~|")
    model = gaoxin.load(path)
    with pytest.raises(ModelError, match=r"model.mdl:2: 'a' is data without a file; write"):
        model.run()
    assert model.run({"a": np.array([1.0, 2.0])})["b"].values.tolist() == [2, 4]
    over = xr.DataArray([0.0, 4.0], dims="time", coords={"time": [0.0, 4.0]})
    over.attrs["interpolate"] = True
    assert model.run({"a": over})["b"].values.tolist() == [0, 2, 4, 6, 8]


def test_all_data_without_numbers_are_told_and_what_a_table_has_instead(tmp_path: Path) -> None:
    path = write(tmp_path, "growth rate~~|\nb~~|\nc=growth rate*b~~|")
    with pytest.raises(ModelError, match=r"without a file; .*; so are 1 more, as 'b'"):
        gaoxin.load(path).run()
    (tmp_path / "data.csv").write_text("Time,grwth rate,b\n0,1,2\n")
    model = gaoxin.load(path, data=[tmp_path / "data.csv"])
    with pytest.raises(ModelError, match=r"'growth rate' is in none of the files .* 'grwth_rate'"):
        model.run()
    assert float(model.run({"growth rate": 3})["c"][0]) == 6


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("Time,held[r1]\n0,\n1,\n", "has no number for 'held'"),
        ("Time,lines\n0,\n1,\n", "has no number for 'lines'"),
        ("Time,lines\n0,1\n0,2\n", "each once"),
        ("", "this table is empty"),
        ("nothing\n", "has no line of numbers"),
        ('Time,"lines\n0,1\n', ""),
    ],
)
def test_a_table_that_does_not_fit_is_refused(table: str, message: str, tmp_path: Path) -> None:
    path, data = _path(tmp_path, table)
    with pytest.raises(ModelError) as caught:
        gaoxin.load(path, data=[data]).run()
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["data.xlsx", "missing.csv"])
def test_data_files_are_tables_that_are_there(name: str, tmp_path: Path) -> None:
    path, _ = _path(tmp_path)
    (tmp_path / "data.xlsx").write_bytes(b"")
    with pytest.raises(ModelError, match=name):
        gaoxin.load(path, data=[tmp_path / name])
    with pytest.raises(ModelError, match="write data="):
        gaoxin.load(path, data="data.csv")


DERIVED = """R: r1, r2~~|
lines~~|
held[R]~~|
horizon=1.5~~|
coming:=TIME SHIFT(lines, horizon)~~|
total:=CUMULATE(coming)~~|
whole[R]:=CUMULATEF(held[R])~~|
"""


def test_data_are_made_of_data(tmp_path: Path) -> None:
    """Points (0, 1), (3, 4), seen 1.5 ahead; then added up, each point as it is."""
    _, data = _path(tmp_path)
    runs = gaoxin.load(write(tmp_path, DERIVED, final=2), data=[data]).run()
    assert runs["coming"].values.tolist() == [2.5, 3.5, 4]
    assert runs["total"].values.tolist() == [3, 4 + 1 / 3, 5]
    assert runs["whole"].values[:, 0].tolist() == [11, 20]


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        ("x:=TIME SHIFT(lines)~~|", "takes 2 arguments, not 1"),
        ("x:=TIME SHIFT(horizon, 1)~~|", "takes a data variable"),
        ("x:=TIME SHIFT(lines, coming)~~|", "a number or a constant to shift by"),
        ("x:=CUMULATE(held[R])~~|", "over the same subscripts"),
        ("x:=CUMULATE(y)~~|\ny:=CUMULATE(x)~~|", "data made of itself"),
        ("x=1+CUMULATE(lines)~~|", "stands alone"),
    ],
)
def test_data_that_cannot_be_made_are_refused(equation: str, message: str, tmp_path: Path) -> None:
    _, data = _path(tmp_path)
    with pytest.raises(ModelError, match=message):
        gaoxin.load(write(tmp_path, DERIVED + equation), data=[data])
