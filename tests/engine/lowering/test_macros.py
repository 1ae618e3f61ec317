"""A macro is its equations written out where it is called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.errors import ModelError
from tests.engine.support import build, write

HEAD = """R: r1, r2~~|
k=2~~|
v[R]=1, 3~~|
tab((0,0),(10,5))~~|
:MACRO: FILL(input, time const)
FILL=INTEG(gap/time const, start)~~|
gap=input - FILL~~|
start=input*0.5~~|
:END OF MACRO:
:MACRO: TWICE(x)
TWICE=FILL(FILL(x, 2), factor)~~|
factor=TIME STEP$*4~~|
:END OF MACRO:
:MACRO: BENT(x, table)
BENT=table(x) + own(x)~~|
own((0,1),(2,3))~~|
:END OF MACRO:
"""


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_a_macro_is_its_equations_written_out(method: str, tmp_path: Path) -> None:
    equations = """
once=FILL(k + Time, 3)~~|
once out=INTEG((k + Time - once out)/3, (k + Time)*0.5)~~|
twice=TWICE(Time)~~|
inner=INTEG((Time - inner)/2, Time*0.5)~~|
twice out=INTEG((inner - twice out)/(TIME STEP*4), inner*0.5)~~|
each[R]=FILL(v[R]*Time, k) + 1~~|
each out[R]=stock[R] + 1~~|
stock[R]=INTEG((v[R]*Time - stock[R])/k, v[R]*Time*0.5)~~|
bent=BENT(Time/2, tab)~~|
bent out=tab(Time/2) + WITH LOOKUP(Time/2, ((0,1),(2,3)))~~|
two=FILL(1, 2) - FILL(2, 2)~~|
total=SUM(each[R!]) - SUM(each out[R!])~~|
"""
    runs = build(tmp_path, HEAD + equations).run(method=method)
    for name in ("once", "twice", "each", "bent"):
        assert np.array_equal(runs[name].values, runs[f"{name} out"].values), name
    assert runs["two"].values[0] == -0.5
    assert (runs["total"].values == 0).all()


def test_a_macro_of_statistics_reads_its_data_at_their_points(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("time,seen\n0,5\n2,7\n", encoding="utf-8")
    text = """seen~~|
:MACRO: FIT(history, model: count)
FIT=IF THEN ELSE(Y=:NA:, 0, X - Y)~~|
Y :RAW: := history~~|
X := model~~|
count=INTEG(IF THEN ELSE(Y=:NA:, 0, 1/TIME STEP), 0)~~|
:END OF MACRO:
gap=FIT(seen, 10*Time: points)~~|
"""
    path = write(tmp_path, text, final=3, step=1, save=1)
    runs = gaoxin.load(path, data=[tmp_path / "d.csv"]).run()
    assert runs["gap"].values.tolist() == [-5, 0, 13, 0]
    assert runs["points"].values.tolist() == [0, 1, 1, 2]
    assert runs["seen"].values.tolist() == [5, 6, 7, 7]


def test_a_macro_goes_before_a_function_of_its_name(tmp_path: Path) -> None:
    text = (
        "a=SMOOTH3(k, 3)~~|\nb=PULSE TRAIN(1, 2, 3, 4)~~|\nc=TREND(k, 4, 0.1)~~|\nk=2~~|\n"
        ":MACRO: SMOOTH3(x, y)\nSMOOTH3=x+10*y~~|\n:END OF MACRO:\n"
        ":MACRO: PULSE TRAIN(a, b, c, d)\nPULSE TRAIN=((a*10+b)*10+c)*10+d~~|\n:END OF MACRO:\n"
        ":MACRO: TREND(x, t, s)\nTREND=TREND(x, t, s)*2~~|\n:END OF MACRO:\n"
    )
    runs = build(tmp_path, text).run()
    assert float(runs["a"]) == 32
    assert float(runs["b"]) == 1234
    assert runs["c"].values[0] == pytest.approx(0.2)  # in itself a function of its name is meant


def test_a_macro_goes_on_after_a_restart(tmp_path: Path) -> None:
    model = build(tmp_path, HEAD + "twice=TWICE(Time)~~|\neach[R]=FILL(v[R]*Time, k)~~|")
    whole = model.run()
    rest = model.run(initial_state=model.run(final_time=2))
    assert np.array_equal(rest["twice"].values, whole["twice"].values[2:])
    assert np.array_equal(rest["each"].values, whole["each"].values[:, 2:])


def test_a_macro_takes_what_members_are_given(tmp_path: Path) -> None:
    model = build(tmp_path, HEAD + "each[R]=FILL(v[R]*Time, k)~~|")
    runs = model.run({"k": np.array([1.0, 2.0, 4.0])})
    for member, k in enumerate([1.0, 2.0, 4.0]):
        alone = model.run({"k": k})
        assert np.array_equal(runs["each"].values[member], alone["each"].values)


def test_macros_that_multiply_without_end_are_refused(tmp_path: Path) -> None:
    chain = "".join(
        f":MACRO: M{i}(x)\nM{i}=M{i + 1}(x)+M{i + 1}(x+1)~~|\n:END OF MACRO:\n" for i in range(40)
    )
    with pytest.raises(ModelError, match="macros give more than"):
        build(tmp_path, chain + ":MACRO: M40(x)\nM40=x~~|\n:END OF MACRO:\na=M0(1)~~|")


def test_delayp_is_a_delay_and_all_that_is_under_way(tmp_path: Path) -> None:
    """Vensim's manual: the same as DELAY3 and a stock of what went in and has not come out."""
    text = "in=STEP(3, 1)+1~~|\nout=DELAYP(in, 4 : aboard)~~|\nlate=DELAY3(in, 4)~~|\n"
    runs = build(tmp_path, text + "between=INTEG(in-late, in*4)~~|").run()
    np.testing.assert_allclose(runs["out"], runs["late"], rtol=1e-14)
    np.testing.assert_allclose(runs["aboard"], runs["between"], rtol=1e-14)
