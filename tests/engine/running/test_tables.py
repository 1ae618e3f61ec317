"""Overrides of lookups and of initial values, alone and over members, times and subscripts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import MODELS, build, same_bits

EQUATIONS = """R: r1, r2, r3~~|
tab((0,0),(2,4),(5,1))~~|
vtab[r1]((0,0),(1,1))~~|
vtab[r2]((0,0),(3,1))~~|
vtab[r3]((-1,2),(1,1))~~|
a=tab(Time)~~|
b[R]=vtab[R](Time/4)~~|
c=vtab[r2](level/50)~~|
beyond=LOOKUP EXTRAPOLATE(tab, Time)~~|
ahead=LOOKUP FORWARD(tab, Time)~~|
back=LOOKUP BACKWARD(tab, Time)~~|
level=INTEG(a - level/9, 100)~~|
levels[R]=INTEG(b[R], R)~~|
parts[r1]=INTEG(1, 2)~~|
parts[r2]=INTEG(levels[r2], 3)~~|
parts[r3]=5~~|
after=INITIAL(level*2 + parts[r1])~~|
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, EQUATIONS, final=6)


def _members(*values: float) -> xr.DataArray:
    return xr.DataArray(list(values), dims="member")


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_its_own_points_given_back_change_no_bit(method: str, model: Model) -> None:
    own = {name: model.default(name) for name in ("tab", "vtab")}
    assert own["vtab"].dims == ("R", "x")
    runs, given = model.run(method=method), model.run(own, method=method)
    same_bits(given[["a", "level"]], runs[["a", "level"]])
    for name in runs.data_vars:  # each element of `vtab` now has the points of all
        np.testing.assert_allclose(given[name].values, runs[name].values, rtol=1e-12, atol=1e-12)


def test_the_tables_of_the_reference_model_given_back(tmp_path: Path) -> None:
    import gaoxin

    model = gaoxin.load(MODELS / "reference.mdl")
    names = list(model.variables.query("kind == 'lookup'")["name"])
    runs = model.run({name: model.default(name) for name in names})
    for name, values in model.run().items():
        np.testing.assert_allclose(runs[str(name)], values, rtol=1e-12, err_msg=str(name))


def test_points_for_all_and_for_each_member(model: Model) -> None:
    runs = model.run({"tab": [(10, 11), (0, 1)]})
    assert runs["a"].values.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert runs["beyond"].values.tolist() == [1, 2, 3, 4, 5, 6, 7]
    each = model.run({"tab": model.default("tab") * _members(1, 2, -1)}, members=3)
    for member, factor in enumerate((1, 2, -1)):
        alone = model.run({"tab": model.default("tab") * factor})
        for name in alone.data_vars:
            mine = each[name].values[member]
            assert np.array_equal(np.broadcast_to(alone[name].values, mine.shape), mine), name


def test_a_number_is_the_table_that_gives_it_everywhere(model: Model) -> None:
    assert (model.run({"tab": 3})["a"].values == 3).all()
    each = model.run({"tab": np.array([1.0, 2.0])})["a"]
    assert each.values.tolist() == [[1] * 7, [2] * 7]


def test_points_over_subscripts_members_and_time(model: Model) -> None:
    points = xr.DataArray(
        np.arange(24.0).reshape(3, 2, 2, 2),
        dims=("R", "member", "time", "x"),
        coords={"R": ["r3", "r1", "r2"], "time": [0.0, 3.0], "x": [0.0, 1.0]},
    )
    runs = model.run({"vtab": points})
    for place, element in enumerate(["r3", "r1", "r2"]):
        for member in range(2):
            for time in range(7):
                low, high = points.values[place, member, 0 if time < 3 else 1]
                share = min(time / 4, 1.0)
                ours = float(runs["b"].sel(R=element, time=time).values[member])
                assert ours == pytest.approx(low + (high - low) * share)


def test_ways_of_reading_a_table(model: Model) -> None:
    runs = model.run()
    assert runs["ahead"].values.tolist() == [0, 4, 4, 1, 1, 1, 1]
    assert runs["back"].values.tolist() == [0, 0, 4, 4, 4, 1, 1]
    assert runs["beyond"].values.tolist() == [0, 2, 4, 3, 2, 1, 0]
    given = model.run({"tab": model.default("tab")})
    for name in ("ahead", "back", "beyond"):
        np.testing.assert_allclose(given[name].values, runs[name].values)


def test_initial_values_for_all_members_and_elements(model: Model) -> None:
    runs = model.run(
        {
            "INITIAL(Level)": np.array([1.0, 2.0]),
            "initial( parts )": 7,
            "INITIAL(levels)": xr.DataArray([[1.0, 2, 3], [4, 5, 6]], dims=("member", "R")),
        }
    )
    assert runs["level"].values[:, 0].tolist() == [1, 2]
    assert runs["levels"].values[:, :, 0].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert runs["parts"].values[0, :, 0].tolist() == [7, 7, 5]
    assert runs["after"].values.tolist() == [9, 11]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"tab": [(0, 1), (0, 2)]}, "two points at one x"),
        ({"tab": [(0, 1), (1, np.nan)]}, "NaN or infinity"),
        ({"tab": xr.DataArray([1.0, 2.0], dims="x")}, "without coordinates"),
        ({"tab": xr.DataArray([1.0, 2.0], dims="R")}, "runs over 'R'"),
        ({"INITIAL(a)": 1}, "'a' is no stock"),
        ({"INITIAL(level)": 1, "initial(LEVEL)": 2}, "is overridden twice"),
        ({"level": 1}, "as 'INITIAL(level)'"),
        (
            {"INITIAL(level)": xr.DataArray([1.0], dims="time", coords={"time": [0.0]})},
            "leave 'time' out",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    model: Model, overrides: dict[str, object], message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        model.run(overrides)
    assert message in str(caught.value)


def test_a_run_that_goes_on_has_its_initial_values_already(model: Model) -> None:
    begun = model.run({"tab": 2}, final_time=3)
    whole = model.run({"tab": 2})
    rest = model.run({"tab": 2}, initial_state=begun)
    same_bits(rest, whole.sel(time=rest["time"].values))
    with pytest.raises(ModelError, match="leave INITIAL\\(\\) out"):
        model.run({"INITIAL(level)": 1}, initial_state=begun)
