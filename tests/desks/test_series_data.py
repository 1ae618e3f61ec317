"""Time series in every form that a fit reads, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaoxin.desks.series_data import SeriesPoint, read_series
from gaoxin.errors import DataError

FORMS = {
    "tidy.csv": "Time,series,value,experiment\n1,cases,3,\n2,cases,<5,\n2.5,deaths,1,late\n",
    "wide.csv": "time,cases,deaths,experiment\n1,3,,\n2,<5,,\n2.5,,1,late\n",
}


def read(folder: Path, name: str, text: str) -> tuple[SeriesPoint, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return read_series(folder / name)


@pytest.mark.parametrize("name", FORMS)
def test_tidy_and_wide_tables_say_the_same(tmp_path: Path, name: str) -> None:
    points = read(tmp_path, name, FORMS[name])
    told = [(p.series, p.time, p.value, p.side, p.experiment) for p in points]
    assert told == [
        ("cases", 1.0, 3.0, 0, "base"),
        ("cases", 2.0, 5.0, 1, "base"),
        ("deaths", 2.5, 1.0, 0, "late"),
    ]


def test_a_dat_file_of_vensim_is_read(tmp_path: Path) -> None:
    points = read(tmp_path, "run.dat", "cases\n0\t3\n1\t4.5e1\n\ndeaths[a]\n0 1\n")
    assert [(p.series, p.time, p.value, p.line) for p in points] == [
        ("cases", 0.0, 3.0, 2),
        ("cases", 1.0, 45.0, 3),
        ("deaths[a]", 0.0, 1.0, 6),
    ]


def test_limits_may_stand_in_a_column_of_their_own(tmp_path: Path) -> None:
    text = "time,series,value,sd,censored,unit\n1,x,3,0.5,right,m\n2,x,>4,,,\n"
    points = read(tmp_path, "d.csv", text)
    assert [(p.side, p.sd, p.unit) for p in points] == [(-1, 0.5, "m"), (-1, None, "")]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("d.csv", "time,series,vaule\n1,a,2\n", "1: column 'value' is missing; did you mean 'vau"),
        ("d.csv", "tme,cases\n1,2\n", "1: column 'time' is missing; did you mean 'tme'?"),
        ("d.csv", "time,series,value,censord\n1,a,2,\n", "unknown column 'censord'; did you mean"),
        ("d.csv", "time,cases\n1,2\n2,many\n", "3: cases 'many' is no number"),
        ("d.csv", "time,cases\n1,2\n1,3\n", "3: series 'cases' has a reading at time 1 on line 2"),
        ("d.csv", "time,series,value,sd\n1,a,2,0\n", "2: sd 0 is not above 0"),
        ("d.csv", "time,series,value,censored\n1,a,2,lft\n", "did you mean 'left'"),
        ("d.csv", "time,series,value,censored\n1,a,<2,right\n", "the value says one side"),
        ("d.csv", "time,series,value\n1,,2\n", "series is blank"),
        ("d.csv", "time,cases\n1,\n", "there is no reading"),
        ("d.dat", "1 2\n", "numbers before the name of a series"),
        ("d.dat", "cases\n1 2\n3 4 5\n", "neither a name nor a time and a value"),
        ("d.csv", "time;cases\n1;2\n", "separated by ';'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, name, text)
    assert said in str(caught.value)
    assert caught.value.path == tmp_path / name
