"""Overrides are paired with members, elements, times and points by their labels, never by guess."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import build, same_bits

EQUATIONS = """
R: west, east, north~~|
c=1~~|
k[R]=1, 2, 3~~|
m[R, R]=1, 2, 3; 4, 5, 6; 7, 8, 9;~~|
pull=2+Time~~|
curve((0,1),(4,5))~~|
bent[R]=curve(pull)*k[R]~~|
level=INTEG(c*pull+k[west], c)~~|
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build(tmp_path_factory.mktemp("model"), EQUATIONS)


def _members(values: Any, labels: Any) -> xr.DataArray:
    return xr.DataArray(values, dims="member", coords={"member": labels})


def test_members_are_paired_by_their_labels(model: Model) -> None:
    runs = model.run(
        {"c": _members([30.0, 10.0, 20.0], [2, 0, 1]), "pull": _members([1.0, 2.0, 3.0], [0, 1, 2])}
    )
    assert runs["c"].values.tolist() == [10, 20, 30]
    assert runs["pull"].values.tolist() == [1, 2, 3]


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(7)), first=st.integers(0, 5), as_series=st.booleans())
def test_any_permutation_of_labels_gives_the_same_run(
    model: Model, order: list[int], first: int, as_series: bool
) -> None:
    values = np.linspace(1.0, 2.0, 7)
    labels = np.array(order) + first
    plain = model.run({"c": values}, first_member=first)
    given_values: Any = _members(values[order], labels)
    if as_series:
        given_values = pd.Series(values[order], index=labels)
    same_bits(model.run({"c": given_values}, first_member=first), plain)


@settings(max_examples=20, deadline=None)
@given(
    members=st.permutations(range(4)),
    elements=st.permutations(["west", "east", "north"]),
    turned=st.booleans(),
)
def test_a_table_of_members_and_elements_is_paired_on_both_sides(
    model: Model, members: list[int], elements: list[str], turned: bool
) -> None:
    whole = pd.DataFrame(np.arange(12.0).reshape(4, 3), columns=["west", "east", "north"])
    shuffled = whole.loc[members, elements]
    plain = xr.DataArray(whole.to_numpy(), dims=("member", "R"))
    same_bits(model.run({"k": shuffled.T if turned else shuffled}), model.run({"k": plain}))


def test_a_series_of_elements_is_read_as_that(model: Model) -> None:
    runs = model.run({"k": pd.Series({"WEST": 20.0, "east": 10.0, "North": 30.0})})
    assert runs["k"].dims == ("R",)
    assert runs["k"].values.tolist() == [20, 10, 30]
    named = pd.Series({"north": 3.0, "west": 1.0, "east": 2.0}).rename_axis("R_2")
    assert model.run({"m": named})["m"].values.tolist() == [[1, 2, 3]] * 3


def test_a_series_of_points_is_the_table_of_a_lookup(model: Model) -> None:
    pairs = model.run({"curve": [(0.0, 2.0), (4.0, 10.0)]})
    for index in ([0, 4], [0.0, 4.0], pd.RangeIndex(0, 8, 4)):
        same_bits(model.run({"curve": pd.Series([2.0, 10.0], index=index)}), pairs)
    same_bits(model.run({"curve": pd.DataFrame({"x": [4, 0], "y": [10.0, 2.0]})}), pairs)
    both = pd.DataFrame([[2.0, 10.0], [3.0, 9.0]], columns=[0.0, 4.0]).rename_axis("member")
    runs = model.run({"curve": both})
    same_bits(runs.isel(member=0, drop=True)[["bent"]], pairs[["bent"]])


def test_an_index_that_is_named_time_is_time(model: Model) -> None:
    path = xr.DataArray([5.0, 7.0], dims="time", coords={"time": [0, 2]})
    series = pd.Series([5.0, 7.0], index=pd.Index([0, 2], name="time"))
    same_bits(model.run({"pull": series}), model.run({"pull": path}))


def test_a_run_given_back_to_the_model_is_the_same_run(model: Model) -> None:
    """Members of any choice, as results label them."""
    drawn = model.run(
        {
            "c": np.array([3.0, 1.0, 2.0]),
            "k": xr.DataArray(np.arange(9.0).reshape(3, 3), dims=("member", "R")),
        }
    )
    again = model.run({name: drawn[name] for name in ("c", "k", "m")})
    same_bits(again[["level", "bent"]], drawn[["level", "bent"]])
    same_bits(model.run(drawn[["c", "k", "m"]])[["level", "bent"]], drawn[["level", "bent"]])
    part = model.run({name: drawn[name][1:] for name in ("c", "k")}, first_member=1)
    same_bits(part[["level"]], drawn[["level"]].isel(member=slice(1, None)))


class _Quantity:
    magnitude, units = 3.0, "metre"


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"c": _members([1.0, 2.0], [0, 0])}, "members labelled [0, 0], and those of the run are"),
        ({"c": _members([1.0, 2.0], ["a", "b"])}, "members labelled [a, b]"),
        ({"c": _members([1.0, 2.0], [5, 6])}, "0 to 1; write value.reset_index('member', drop="),
        ({"c": _members([1.0, 2.0], [0.0, 0.5])}, "members labelled [0.0, 0.5]"),
        ({"c": _members([1.0, 2.0], [False, True])}, "members labelled [False, True]"),
        ({"c": _members([1.0], [7])}, "members labelled [7], and those of the run are 0; write"),
        ({"c": pd.Series([1.0, 2.0], index=[1, 2])}, "members labelled [1, 2]"),
        (
            {"c": pd.Series([1.0, 2.0, 3.0]).iloc[[0, 2]]},
            "of a pandas table: value.reset_index(",
        ),
        ({"c": pd.Series([1.0, 2.0], index=["a", "b"])}, "which are no elements: it has none"),
        ({"c": pd.Series([1.0, 2.0], index=[0.5, 1.5])}, "has an index of float64, as [0.5]"),
        (
            {"c": pd.Series([1.0], index=pd.to_datetime(["2020-01-01"]))},
            "name the index 'time' where it is time in the model's unit",
        ),
        (
            {"c": pd.Series([1.0], index=pd.MultiIndex.from_tuples([(0, 1)]))},
            "has an index of 2 levels; write value.unstack()",
        ),
        (
            {"k": pd.Series({"west": 1.0, "east": 2.0})},
            "each element of 'R' once: 'north' is missing",
        ),
        ({"k": pd.Series({"west": 1.0, "wets": 2.0})}, "no elements of its subscript 'R'"),
        ({"m": pd.Series({"west": 1.0})}, "elements of 'R' and of 'R_2'; name the index, as"),
        ({"k": pd.DataFrame([[1.0, 2.0], [3.0, 4.0]])}, "rows and columns that both are 'member'"),
        ({"k": xr.DataArray(np.ones((3, 3)), dims=("R", "r"))}, "'R' and over 'r', which are one"),
        ({"m": xr.DataArray(np.ones((3, 3)), dims=("R", "r"))}, "or name them ['R', 'R_2']"),
        ({"k": xr.DataArray([1.0], dims="R_2")}, "it may run over ['member', 'time', 'R']"),
        (
            {"k": xr.DataArray([1, 2, 3], dims="R", coords={"R": ["west", "west", "east"]})},
            "each element of 'R' once: 'north' is missing, 'west' stands twice",
        ),
        (
            {"c": np.ma.array([1.0, 2.0], mask=[False, True])},
            "is a masked array with 1 of 2 values masked; write value.filled(number)",
        ),
        ({"c": np.array(["2020-01-01"], dtype="M8[D]")}, "holds dates (datetime64[D])"),
        ({"c": pd.Timestamp(2020, 1, 1)}, "is a Timestamp, not a number"),
        ({"c": pd.to_datetime(pd.Series(["2020-01-01"]))}, "holds dates (datetime64"),
        ({"c": np.timedelta64(3, "D")}, "holds spans of time (timedelta64[D]); divide by a unit"),
        ({"c": 1 + 2j}, "holds complex numbers; write their real part, as value.real"),
        ({"c": pd.Series([1 + 2j])}, "holds complex numbers"),
        ({"c": "3"}, "is '3', not a number; write numbers without quotes"),
        ({"c": ["1", "2"]}, "not a number"),
        ({"c": b"3"}, "holds bytes"),
        ({"c": None}, "is None, not a number"),
        ({"c": {"a": 1}}, "is a mapping; write pandas.Series(value), by element or by x"),
        ({"c": [1.0, None]}, "is an array with None in it"),
        ({"c": Decimal("1.5")}, "is a Decimal, not a number; write numbers, as float(value)"),
        ({"c": 10**400}, "is larger than any number that a run can hold"),
        ({"c": [1.0, 10**400]}, "is larger than any number"),
        ({"c": [[1.0], [1.0, 2.0]]}, "give as many in each row"),
        ({"c": _Quantity()}, "is a quantity in metre; turn it into the unit of the model"),
        ({"c": pd.Series([1, None], dtype="Int64")}, "NaN or infinity"),
        ({"curve": {"x": 1}}, "is a mapping; write pandas.Series(value)"),
        ({"FINAL TIME": "4"}, "is '4', not a number"),
        ({"FINAL TIME": [3, 4]}, "has 2 numbers; it is the same for all members: write one"),
    ],
)
def test_what_cannot_be_paired_or_is_no_number_is_refused(
    model: Model, overrides: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        model.run(overrides)
    assert message in str(caught.value)
    assert f"{model.path}:" in str(caught.value)
    assert f"override of '{next(iter(overrides))}'" in str(caught.value)


def _path(times: list[float], **attributes: Any) -> xr.DataArray:
    values = np.arange(len(times), dtype=np.float64)
    return xr.DataArray(values, dims="time", coords={"time": times}, attrs=attributes)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (_path([4.5]), "has times 4.5, all outside the run from 0 to 4; write times of the run"),
        (_path([2014.0, 2025.0]), "has times 2014 to 2025, all outside the run from 0 to 4"),
        (_path([-3.0, -1.0]), "has times -3 to -1, all outside the run"),
        (_path([5.0, 6.0], interpolate=True), "has times 5 to 6, all outside the run"),
        (_path([0.0, 2.0], interpolate="false"), "interpolate = 'false'; write True for linear"),
        (_path([0.0, 2.0], interpolate=2), "interpolate = 2; write True"),
        (_path([0.0, 2.0], interpolate=None), "interpolate = None; write True"),
    ],
)
def test_a_path_outside_the_run_or_of_an_unknown_kind_is_refused(
    model: Model, path: xr.DataArray, message: str
) -> None:
    for name in ("c", "pull"):
        with pytest.raises(ModelError) as caught:
            model.run({name: path})
        assert message in str(caught.value)


@pytest.mark.parametrize("linear", [True, 1, np.int8(1), np.bool_(True)])
def test_a_path_says_that_it_is_linear_by_a_truth_value(model: Model, linear: Any) -> None:
    found = model.run({"pull": _path([0.0, 4.0], interpolate=linear)})["pull"]
    assert found.values.tolist() == [0, 0.25, 0.5, 0.75, 1]
    held = model.run({"pull": _path([0.0, 4.0], interpolate=not linear)})["pull"]
    assert held.values.tolist() == [0, 0, 0, 0, 1]


def test_a_path_that_reaches_into_the_run_counts(model: Model) -> None:
    assert model.run({"pull": _path([-5.0, 9.0])})["pull"].values.tolist() == [0] * 5
    assert model.run({"c": _path([4.0])})["c"].values.tolist() == [1, 1, 1, 1, 0]


def test_a_path_of_the_first_part_counts_in_a_run_that_goes_on(tmp_path: Path) -> None:
    model = build(tmp_path, "c=1~~|\nx=INTEG(c, 0)~~|")
    path = _path([0.0, 1.0])
    begun = model.run({"c": path}, final_time=2)
    rest = model.run({"c": path}, initial_state=begun)
    whole = model.run({"c": path}).sel(time=slice(2, None))
    assert rest["x"].values.tolist() == whole["x"].values.tolist()


@pytest.mark.parametrize("name", ["initial_time", "final_time", "time_step", "save_every"])
@pytest.mark.parametrize("value", [[0.5], np.array([0.5, 0.25]), "0.5", True, 1j, 10**400])
def test_a_time_control_is_one_number(model: Model, name: str, value: Any) -> None:
    with pytest.raises(ModelError, match=rf"{name} is .*(write one number|larger than)"):
        model.run(**{name: value})


def test_a_time_control_may_be_a_number_of_numpy_or_the_models_own(model: Model) -> None:
    plain = model.run(time_step=0.5, final_time=3.0)
    given_values: dict[str, Any] = {
        "time_step": model.default("TIME STEP"),
        "final_time": np.float32(3.0),
    }
    same_bits(model.run(**given_values), plain)


def test_numbers_of_other_kinds_are_numbers(model: Model) -> None:
    plain = model.run({"c": np.array([1.0, 0.0])})
    for values in (
        [1, 0],
        (True, False),
        np.array([1, 0], dtype=np.uint8),
        np.ma.array([1.0, 0.0]),
        pd.Series([1, 0], dtype="Int64"),
        pd.Series([1, 0], dtype="boolean"),
        xr.DataArray([1, 0], dims="member"),
    ):
        same_bits(model.run({"c": values}), plain)
