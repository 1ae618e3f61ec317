"""What Vensim and XMILE say a model means, held against its documentation and exact values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.errors import ModelError

NA = -(2.0**109)


def loaded(folder: Path, text: str, step: float = 1.0, end: float = 4.0, save: str = "") -> Model:
    """Return a model of some equations, from time 0 on."""
    path = folder / "m.mdl"
    controls = f"INITIAL TIME=0~~|FINAL TIME={end}~~|TIME STEP={step}~~|SAVEPER={save or step}~~|"
    path.write_text(f"{{UTF-8}}\n{text}\n{controls}", encoding="utf-8")
    return gaoxin.load(path)


def values(folder: Path, text: str, name: str = "y", **grid: float) -> list[float]:
    """Return a variable's values over time, by both ways to run a step."""
    model = loaded(folder, text, **grid)  # type: ignore[arg-type]
    runs = model.run()
    slow = model.run(backend="numpy")
    np.testing.assert_array_equal(runs[name].values, slow[name].values)
    whole = np.broadcast_to(runs[name].values, runs["time"].shape)
    return [float(v) for v in whole]


def test_what_is_missing_is_a_number_that_can_be_tested_for(tmp_path: Path) -> None:
    text = "x=IF THEN ELSE(Time<2, :NA:, Time)~~|\nk=:NA:~~|\n"
    assert values(tmp_path, text + "y=IF THEN ELSE(x=:NA:, -1, x)~~|") == [-1, -1, 2, 3, 4]
    assert values(tmp_path, text + "y=MAX(x, 1)~~|") == [1, 1, 2, 3, 4]
    assert values(tmp_path, text + "y=x/2~~|")[:3] == [NA / 2, NA / 2, 1]
    assert values(tmp_path, text + "y=IF THEN ELSE(k=:NA:, 7, 8)~~|") == [7] * 5
    runs = loaded(tmp_path, text).run(members=3)
    assert np.isnan(runs["k"]).all()
    assert np.isnan(runs["x"].values[:, :2]).all()
    assert runs.attrs["failed"] == []
    assert np.isnan(loaded(tmp_path, text).default("k"))


@pytest.mark.parametrize(
    ("equation", "step", "expected"),
    [
        ("PULSE(1, 0)", 1.0, [0, 1, 0, 0, 0]),
        ("PULSE(0.75, 0.1)", 1.0, [0, 1, 0, 0, 0]),
        ("PULSE(1, 2)", 1.0, [0, 1, 1, 0, 0]),
        ("PULSE(0.3, 0.1)", 0.1, [0, 0, 0, 1, 0]),  # 0.1 + 0.1 + 0.1 is not 0.3 to the last bit
        ("PULSE TRAIN(1, 0, 2, 3)", 1.0, [0, 1, 0, 1, 0]),
        ("PULSE TRAIN(0, 1, 2, 2)", 1.0, [1, 0, 1, 0, 0]),
        ("PULSE TRAIN(0, 0.5, 1, 1.5)", 0.5, [1, 0, 1, 0, 0]),
    ],
)
def test_a_pulse_lasts_a_step_at_least(
    tmp_path: Path, equation: str, step: float, expected: list[float]
) -> None:
    found = values(tmp_path, f"y={equation}~~|", step=step, end=4 * step)
    assert found == expected


def test_values_are_saved_at_the_first_step_that_reaches_each_time(tmp_path: Path) -> None:
    runs = loaded(tmp_path, "s=INTEG(1, 0)~~|", step=0.25, end=2, save="0.6").run()
    assert runs["time"].values.tolist() == [0, 0.75, 1.25, 2]
    assert runs["s"].values.tolist() == [0, 0.75, 1.25, 2]


def test_a_run_cut_in_two_saves_at_the_times_of_the_whole(tmp_path: Path) -> None:
    model = loaded(tmp_path, "s=INTEG(s*0.1, 1)~~|", step=0.25, end=4, save="0.6")
    whole = model.run()
    first = model.run(final_time=2)
    second = model.run(initial_state=first)
    times = [*first["time"].values[:-1], *second["time"].values]
    assert set(whole["time"].values) <= set(times)
    shared = second.sel(time=[t for t in second["time"].values if t in whole["time"].values])
    np.testing.assert_array_equal(shared["s"], whole["s"].sel(time=shared["time"]))


def test_a_delay_keeps_its_order_where_a_stage_is_shorter_than_a_step(tmp_path: Path) -> None:
    text = "in=STEP(6, 1)~~|\n"
    inputs = [0.0, 6, 6, 6, 6, 6]
    levels, expected = np.zeros(3), []
    for value in inputs:  # three plain levels, each emptied in a third of the time
        out = levels / 0.5
        expected.append(out[2])
        levels = levels + np.array([value, out[0], out[1]]) - out
    found = values(tmp_path, text + "y=DELAY3I(in, 1.5, 0)~~|", end=5)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert min(found) < 0, "it swings, as Vensim's does"
    lowered = values(tmp_path, text + "y=DELAY N(in, 1.5, 0, 3)~~|", end=5)
    assert min(lowered) >= 0, "DELAY N takes as many stages as there are steps"


def test_a_sample_that_names_itself_holds_the_least_so_far(tmp_path: Path) -> None:
    text = "x=GET TIME VALUE(0,0,0)*(GET TIME VALUE(0,0,0)-4)~~|\ny=SAMPLE IF TRUE(x<y, x, 10)~~|"
    assert values(tmp_path, text, end=5) == [0, -3, -4, -4, -4, -4]
    array = (
        "R: a, b~~|\nk[R]=1, 2~~|\ny=m[b]~~|\n"
        "m[R]=SAMPLE IF TRUE(k[R]*Time > m[R], k[R]*Time, 1)~~|"
    )
    assert values(tmp_path, array) == [1, 2, 4, 6, 8]
    until = "y=SAMPLE UNTIL(2, Time*Time, 5)~~|"
    assert values(tmp_path, until) == [0, 1, 4, 4, 4]


def test_a_stock_whose_inflow_has_a_sample_is_the_stock_there(tmp_path: Path) -> None:
    text = "k=0.5~~|\ny=INTEG(SAMPLE IF TRUE(k > 0, y, 7) - y/2, 4)~~|"
    assert values(tmp_path, text) == [4.0 * 1.5**step for step in range(5)]


def test_a_level_may_be_held_to_limits_multiples_and_a_number(tmp_path: Path) -> None:
    assert values(tmp_path, "y=SINTEG(0.7, 0, :NA:, 2, 1, :NA:, :NA:)~~|") == [0, 1, 2, 2, 2]
    assert values(tmp_path, "y=SINTEG(-1, 2, 0, :NA:, :NA:, :NA:, :NA:)~~|") == [2, 1, 0, 0, 0]
    near = values(tmp_path, "y=SINTEG(0.4, -1, :NA:, :NA:, :NA:, 0, 0.25)~~|")
    np.testing.assert_allclose(near, [-1, -0.6, 0, 0.4, 0.8], atol=1e-12)
    plain = values(tmp_path, "y=SINTEG(0.4, -1, :NA:, :NA:, :NA:, :NA:, :NA:)~~|")
    assert plain == values(tmp_path, "y=INTEG(0.4, -1)~~|")


ORDERS = {
    "a sum over a subrange": (
        "D: t1, t2, t3~~|\nS: t1, t2~~|\na[S]=1~~|\na[t3]=q~~|\nb[D]=a[D]*2~~|\n"
        "q=SUM(b[S!])~~|\ny=b[t3]~~|",
        8.0,
    ),
    "a chain through another array": (
        "D: (d1-d40)~~|\nL: (d2-d40)~~|\nP: (d1-d39) -> L~~|\n"
        "x[d1]=1~~|\nx[L]=z[P]*2~~|\nz[D]=x[D]+0~~|\ny=x[d40]~~|",
        2.0**39,
    ),
    "an array that mixes one of two subscripts": (
        "D: t1, t2~~|\nR: (r1-r9)~~|\na[t1,R]=1~~|\na[t2,R]=b[t1,R]~~|\nb[D,R]=a[D,R]*2~~|\n"
        "y=SUM(b[t2,R!])~~|",
        36.0,
    ),
}


@pytest.mark.parametrize("name", ORDERS)
def test_the_order_of_arrays_is_found_element_by_element(tmp_path: Path, name: str) -> None:
    text, expected = ORDERS[name]
    assert values(tmp_path, text) == [expected] * 5


def test_many_groups_that_wait_for_themselves_are_parted_at_once(tmp_path: Path) -> None:
    groups = "".join(
        f"a{i}[t1]=1~~|\na{i}[t2]=b{i}[t1]~~|\nb{i}[D]=a{i}[D]*2~~|\n" for i in range(60)
    )
    assert values(tmp_path, f"D: t1, t2~~|\n{groups}y=b59[t2]~~|") == [4.0] * 5


def test_only_the_subscript_that_mixes_elements_is_parted(tmp_path: Path) -> None:
    model = loaded(tmp_path, ORDERS["an array that mixes one of two subscripts"][0])
    pieces = model._contents.variables["b"].pieces
    assert [p.index for p in pieces] == [((0,), tuple(range(9))), ((1,), tuple(range(9)))]


def test_a_true_loop_of_elements_is_named(tmp_path: Path) -> None:
    text = "D: t1, t2~~|\na[t1]=b[t2]~~|\na[t2]=b[t1]~~|\nb[D]=a[D]*2~~|"
    with pytest.raises(ModelError, match="simultaneous equations, each needs the next: a -> b"):
        loaded(tmp_path, text)
