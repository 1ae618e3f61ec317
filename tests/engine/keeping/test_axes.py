"""A variable over one range twice has two axes of their own, in results and in overrides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import build, same_bits

SQUARE = "D: a, b~~|\nm[D,D]=1,2;3,4;~~|\nlevel[D,D]=INTEG(m[D,D], 0)~~|\nrow[D]=SUM(m[D,D!])~~|"


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, SQUARE)


def test_axes_of_results_can_be_picked_summed_and_tabled(model: Model) -> None:
    runs = model.run({"m": model.default("m") * xr.DataArray([1.0, 10.0], dims="member")})
    assert runs["m"].dims == ("member", "D", "D_2")
    assert runs["level"].dims == ("member", "D", "D_2", "time")
    assert runs["m"].sel(member=1, D="a", D_2="b") == 20
    np.testing.assert_array_equal(runs["m"].sum("D_2"), [[3, 7], [30, 70]])
    frame = runs["m"].to_dataframe()
    assert frame.loc[(1, "b", "a"), "m"] == 30
    assert frame.index.names == ["member", "D", "D_2"]


def test_results_are_saved_and_read_as_they_were(model: Model, tmp_path: Path) -> None:
    runs = model.run(members=2)
    runs.to_netcdf(tmp_path / "runs.nc")
    with xr.open_dataset(tmp_path / "runs.nc") as again:
        same_bits(again.load(), runs)
        assert again["level"].dims == runs["level"].dims


def test_a_models_own_value_overrides_it(model: Model) -> None:
    own = model.default("m")
    assert own.dims == ("D", "D_2")
    assert model.subscripts_of("m") == {"D": ["a", "b"], "D_2": ["a", "b"]}
    same_bits(model.run({"m": own}), model.run())
    turned = model.run({"m": own.transpose("D_2", "D")[::-1, ::-1]})
    same_bits(turned, model.run())
    swapped = own.rename(D="D_2", D_2="D")
    np.testing.assert_array_equal(model.run({"m": swapped})["m"], [[1, 3], [2, 4]])


def test_one_axis_of_two_may_be_given(model: Model) -> None:
    first = xr.DataArray([5.0, 6.0], dims="D", coords={"D": ["a", "b"]})
    np.testing.assert_array_equal(model.run({"m": first})["m"], [[5, 5], [6, 6]])
    second = first.rename(D="d 2")
    np.testing.assert_array_equal(model.run({"m": second})["m"], [[5, 6], [5, 6]])


def test_a_third_axis_and_names_that_are_taken(tmp_path: Path) -> None:
    text = "D: a, b~~|\nD_2: p, q~~|\nm[D,D,D]=1~~|\nk[D,D 2,D]=2~~|\nj[D 2, D 2]=3~~|"
    runs = build(tmp_path, text).run()
    assert runs["m"].dims == ("D", "D_2_2", "D_3")
    assert runs["k"].dims == ("D", "D_2", "D_2_2")
    assert runs["j"].dims == ("D_2", "D_2_2")


def test_reducers_name_both_axes(model: Model) -> None:
    found = model.reduce({}, {"mean": gaoxin.reducers.mean()}, outputs=["level"], members=3)
    assert found["mean"]["level"].dims == ("D", "D_2", "time")


def test_an_output_with_the_name_of_an_axis_is_refused(tmp_path: Path) -> None:
    model = build(tmp_path, "D: a, b~~|\nm[D,D]=1~~|\nD_2=Time~~|")
    with pytest.raises(ModelError, match=r"'D_2' cannot run over an axis 'D_2'.* leave it out"):
        model.run()
    assert model.run(outputs=["m"])["m"].dims == ("D", "D_2")
