"""What a run may be given, and what it says to the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from gaoxin.engine.model import Model
from gaoxin.errors import ModelError, NonFinite
from tests.engine.support import build

EQUATIONS = """
Good: wood, iron~~|
price[Good]=2, 3~~|
growth rate=0.5~1/year [0,1]~|
seed=4~~|
path=1+Time~~|
level=INTEG(growth rate, seed*path)~~|
value[Good]=price[Good]*path~~|
relative=1/(seed - 9)~~|
tab((0,0),(1,1))~~|
bent=tab(path/9)~~|
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, EQUATIONS)


@pytest.mark.parametrize("name", ["growth rate", "Growth_Rate", " GROWTH  RATE "])
def test_names_match_as_in_vensim(model: Model, name: str) -> None:
    runs = model.run({name: 2.0})
    assert runs["level"].values.tolist() == [4, 6, 8, 10, 12]
    assert runs["growth rate"].attrs["units"] == "1/year"


def test_an_initial_value_follows_its_constant(model: Model) -> None:
    runs = model.run({"seed": np.array([1.0, 2.0])})
    assert runs["level"].isel(time=0).values.tolist() == [1, 2]


def test_a_time_path_holds_from_its_instant_on(model: Model) -> None:
    path = xr.DataArray([1.0, 2.0, 5.0], dims="time", coords={"time": [0.0, 1.0, 2.5]})
    runs = model.run({"growth rate": path}, save_every=0.5)
    assert runs["growth rate"].values.tolist() == [1, 1, 2, 2, 2, 5, 5, 5, 5]
    assert runs["level"].values.tolist() == [4, 4.5, 5, 6, 7, 8, 10.5, 13, 15.5]


def test_a_time_path_may_be_interpolated(model: Model) -> None:
    path = xr.DataArray([0.0, 2.0], dims="time", coords={"time": [1.0, 3.0]})
    path.attrs["interpolate"] = True
    runs = model.run({"growth rate": path}, save_every=0.5)
    assert runs["growth rate"].values.tolist() == [0, 0, 0, 0.5, 1, 1.5, 2, 2, 2]


def test_before_its_first_instant_a_path_leaves_the_constant_alone(model: Model) -> None:
    path = xr.DataArray([9.0], dims="time", coords={"time": [2.0]})
    assert model.run({"growth rate": path})["growth rate"].values.tolist() == [0.5, 0.5, 9, 9, 9]


def test_instants_are_met_however_they_round(tmp_path: Path) -> None:
    model = build(tmp_path, "k=0~~|\nx=k~~|", final=3, step=0.1, save=0.1)
    path = xr.DataArray([0.0, 1.0], dims="time", coords={"time": [0.0, 0.1 + 0.1 + 0.1]})
    runs = model.run({"k": path})
    assert runs["x"].values[:5].tolist() == [0, 0, 0, 1, 1]


def test_members_times_and_subscripts_together(model: Model) -> None:
    whole = np.arange(12.0).reshape(2, 3, 2) + 1
    price = xr.DataArray(
        whole,
        dims=("Good", "member", "time"),
        coords={"Good": ["iron", "wood"], "time": [0.0, 2.0]},
    )
    runs = model.run({"price": price})
    assert runs["value"].dims == ("member", "Good", "time")
    for g, good in enumerate(["iron", "wood"]):
        for m in range(3):
            expected = np.repeat(whole[g, m], [2, 3]) * np.arange(1, 6)
            np.testing.assert_array_equal(runs["value"].sel(Good=good).values[m], expected)


def test_the_value_at_the_start_of_a_path_counts_for_initial_values(model: Model) -> None:
    path = xr.DataArray([3.0, 99.0], dims="time", coords={"time": [0.0, 1.0]})
    assert model.run({"seed": path})["level"].values[0] == 3


def test_an_exogenous_variable_can_be_overridden(model: Model) -> None:
    runs = model.run({"path": np.array([2.0, 10.0])})
    assert runs["value"].sel(Good="iron").values.tolist() == [6, 30]
    assert runs["level"].isel(time=0).values.tolist() == [8, 40]


def test_time_controls_can_be_given_either_way(model: Model) -> None:
    a = model.run({"TIME STEP": 0.25, "FINAL TIME": 2})
    b = model.run(time_step=0.25, final_time=2)
    assert a["level"].values.tolist() == b["level"].values.tolist() == [4, 4.5, 5]
    assert float(a["TIME STEP"]) == 0.25


def test_default_and_table(model: Model) -> None:
    assert model.default("Price").sel(Good="iron") == 3
    assert float(model.default("time step")) == 0.5
    rows = {row["name"]: row for row in model.variables.to_dict("records")}
    rate = rows["growth rate"]
    assert (rate["kind"], rate["unit"], rate["low"], rate["high"]) == ("constant", "1/year", 0, 1)
    kinds = [rows[n]["kind"] for n in ("level", "path", "tab", "TIME STEP")]
    assert kinds == ["stock", "auxiliary", "lookup", "time"]
    assert rows["price"]["subscripts"] == ("Good",)


def test_a_time_control_that_is_told_twice_is_told_the_same(model: Model) -> None:
    once = model.run({"FINAL TIME": 3}, final_time=3)
    assert once.equals(model.run(final_time=3))
    with pytest.raises(
        ModelError, match="FINAL TIME is 3 among the overrides and 2 as an argument"
    ):
        model.run({"final time": 3}, final_time=2)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"growht rate": 1}, "no variable 'growht rate'; did you mean 'growth rate'?"),
        ({"level": 1}, "'level' rests on stocks"),
        ({"tab": [[0, 1], [0, 2]]}, "has two points at one x"),
        ({"tab": xr.DataArray([1.0], dims="x")}, "a dimension 'x' without coordinates"),
        ({"INITIAL(seed)": 1}, "'seed' is no stock and has no initial value"),
        ({"INITIAL(levle)": 1}, "no variable 'levle'; did you mean 'level'?"),
        (
            {"Price[wood]": 1},
            "write 'price' for all its elements together, as with a pandas.Series",
        ),
        ({"prise[wood]": 1}, "no variable 'prise[wood]'"),
        ({"seed": np.nan}, "NaN or infinity"),
        ({"seed": [1.0, np.inf]}, "NaN or infinity"),
        ({"seed": "much"}, "not a number"),
        ({"seed": np.ones((2, 2))}, "has shape (2, 2)"),
        ({"seed": [1.0, 2.0], "growth rate": [1.0, 2.0, 3.0]}, "3 values for 2 members"),
        ({"seed": xr.DataArray([1.0], dims="year")}, "runs over 'year'"),
        ({"seed": xr.DataArray([1.0], dims="time")}, "without a 'time' coordinate"),
        (
            {"price": xr.DataArray([1.0, 2.0, 3.0], dims="Good")},
            "give one for each of wood, iron",
        ),
        (
            {"price": xr.DataArray([1.0, 2.0], dims="Good", coords={"Good": ["wood", "gold"]})},
            "each element of 'Good' once: 'iron' is missing, 'gold' is none of them",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    model: Model, overrides: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        model.run(overrides)
    assert message in str(caught.value)
    assert str(model.path) in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"save_every": 0.25}, "save_every 0.25 is less than the time step 0.5"),
        ({"time_step": -1.0}, "the step must be positive"),
        ({"final_time": -1.0}, "not before the initial time"),
        ({"time_step": 1e-9, "save_every": 1.0}, "are run"),
        ({"method": "heun"}, "write 'euler' or 'rk2' or 'rk4'"),
        ({"members": 0}, "members = 0"),
        ({"block": 0}, "block = 0"),
        ({"outputs": ["levle"]}, "did you mean 'level'?"),
        ({"outputs": ["tab"]}, "'tab' is a lookup"),
    ],
)
def test_options_that_cannot_be_are_refused(
    model: Model, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        model.run(**options)
    assert message in str(caught.value)


def test_one_bad_member_in_many_is_named_and_blanked(model: Model) -> None:
    seeds = np.linspace(1, 2, 200)
    seeds[17] = 9.0
    runs = model.run({"seed": seeds})
    assert runs.attrs["failed"] == [17]
    assert runs.attrs["diagnosis"] == ["member 17: 'relative' is inf first at time 0"]
    assert np.isnan(runs["level"].values[17]).all()
    assert np.isfinite(np.delete(runs["level"].values, 17, axis=0)).all()


def test_too_many_bad_members_or_a_bad_single_run_is_refused(model: Model) -> None:
    with pytest.raises(NonFinite, match="2 of 100 members"):
        model.run({"seed": np.r_[np.ones(98), 9.0, 9.0]})
    with pytest.raises(NonFinite, match="'relative' is inf first at time 0"):
        model.run({"seed": 9.0})


def test_what_divides_by_nothing_is_named_and_not_what_uses_it(tmp_path: Path) -> None:
    text = (
        "R: r1, r2~~|\nn[R]=0, 4~~|\nshare[R]=1/n[R]~~|\nforce[r1]=share[r1]*level[r1]~~|\n"
        "force[r2]=share[r2]~~|\nlevel[R]=INTEG(-force[R]*level[R], 0)~~|"
    )
    with pytest.raises(NonFinite, match="'share' is inf first at time 0"):
        build(tmp_path, text).run()


def test_a_stock_that_runs_away_names_where_it_began(tmp_path: Path) -> None:
    equations = "x=INTEG(gain*x*x, 1)~~|\ngain=0~~|\ny=LN(3-Time*gain)~~|"
    model = build(tmp_path, equations, final=40)
    gains = np.zeros(300)
    gains[3] = 2.0
    runs = model.run({"gain": gains})
    assert runs.attrs["diagnosis"] == ["member 3: 'y' is -inf first at time 1.5"]


def test_each_failed_member_is_told_its_own_first_bad_value(tmp_path: Path) -> None:
    equations = (
        'speed = 0 ~~|\n"late {x}" = 1/(5 - Time*speed) ~~|\nearly = LN(speed + 3) ~~|\n'
        "noise = RANDOM UNIFORM(1, 2, 3)/(2.5 - Time*speed) ~~|"
    )
    model = build(tmp_path, equations, final=6)
    speed = np.zeros(500)
    speed[[3, 40, 41, 400]] = [1.0, -4.0, 1.25, 2.5]
    assert model.run({"speed": speed}).attrs["diagnosis"] == [
        "member 3: 'noise' is inf first at time 2.5",
        "member 40: 'early' is nan first at time 0",
        "member 41: 'noise' is inf first at time 2",
        "member 400: 'noise' is inf first at time 1",
    ]
    alone = model.run({"speed": speed}, outputs=["late {x}"])
    assert alone.attrs["diagnosis"] == [
        f"member {m}: '\"late {{x}}\"' is inf first at time {time}"
        for m, time in ((3, 5), (41, 4), (400, 2))
    ]
