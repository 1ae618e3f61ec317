"""Whatever stands in an argument is taken, or refused with an error of ours, without a warning."""

from __future__ import annotations

import datetime
import fractions
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import gaoxin
from gaoxin import design
from gaoxin.engine.model import Model
from tests.engine.support import build

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


class _Broken:
    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("no numbers here")


def _series(values: list[Any], index: Any) -> Any:
    return pd.Series(values, index=index)


VALUES: list[Any] = [
    *(None, 1, True, "x", b"x", 1j, 10**400, float("nan"), [], [[]], [1, 2], [1, "a"], {"a": 1}),
    *({1, 2}, (1, 2), [[1, 2], [3]], range(3), Ellipsis, np.float64, _Broken(), bytearray(b"ab")),
    *(datetime.date(2020, 1, 1), datetime.timedelta(1), fractions.Fraction(1, 2)),
    *(np.array([]), np.array([1, None]), np.datetime64("2020"), np.ma.masked, np.zeros((2, 2))),
    *(np.ma.array([1, 2], mask=[True, False]), np.array([(1, 2)], dtype=[("a", int), ("b", int)])),
    *(pd.NA, pd.NaT, pd.Timestamp(2020, 1, 1), pd.Series([], dtype=float), pd.Series(["a"])),
    _series([1, 2], pd.period_range("2020", periods=2, freq="Y")),
    _series([1, 2], pd.Categorical(["west", "east"])),
    _series([1, 2], pd.Index([0, 1], name="R")),
    _series([1, 2], pd.Index([0, 1], name=("a", 1))),
    _series([1, 2], pd.interval_range(0, 2)),
    _series([1, 2], [True, False]),
    _series([1, 2], [1, "a"]),
    _series([1, 2], [np.nan, 1.0]),
    _series([pd.NA, 1], None),
    *(pd.DataFrame(), pd.DataFrame({"a": [1]}), pd.DataFrame([[1, 2]], columns=["x", "x"])),
    *(pd.DataFrame({("a", "b"): [1]}), pd.DataFrame({0: [1, 2], 1: [1, 2]})),
    *(
        xr.DataArray(1.0),
        xr.DataArray([1, 2]),
        xr.DataArray([1, 2], dims=[3]),
        xr.Dataset({"a": 1}),
    ),
    xr.DataArray([1, 2], dims="x", coords={"x": [0, "a"]}),
    xr.DataArray([1, 2], dims="x", coords={"x": [np.nan, 1]}),
    xr.DataArray([1, 2], dims="time", coords={"time": [0, np.nan]}),
    xr.DataArray([], dims="time", coords={"time": []}),
    xr.DataArray(np.zeros((0, 3)), dims=("member", "R")),
    xr.DataArray([1, 2], dims="member", coords={"member": [np.nan, 0]}),
    xr.DataArray([1, 2], dims="member", coords={"member": np.array([0, 1], dtype=object)}),
    xr.DataArray([1.0], dims="time", coords={"time": [0]}, attrs={"interpolate": np.ones(2)}),
    xr.DataArray(np.ones((2, 2)), dims=("chain", "draw")).stack(member=("chain", "draw")),
]

NAMES = ("c", "k", "m", "pull", "curve", "level", "INITIAL(level)", "FINAL TIME", "nothing")
OPTIONS = (
    *("outputs", "members", "method", "initial_time", "final_time", "time_step", "save_every"),
    *("initial_state", "seed", "first_member", "workers", "block", "backend"),
)


def _override(name: str) -> Callable[[Model, Any], Any]:
    return lambda model, value: model.run({name: value})


def _option(name: str) -> Callable[[Model, Any], Any]:
    return lambda model, value: model.run(**{name: value})


CALLS: dict[str, Callable[[Model, Any], Any]] = {
    **{f"override {name}": _override(name) for name in NAMES},
    **{f"run {name}": _option(name) for name in OPTIONS},
    "overrides": lambda model, v: model.run(v),
    "reducers": lambda model, v: model.reduce({}, v),
    "loops": lambda model, v: model.loop_scores(loops=v),
    "load": lambda _, v: gaoxin.load(v),
    "from_table": lambda _, v: design.from_table(v),
    "sobol": lambda _, v: design.sobol(v, 4),
    "sobol axis": lambda _, v: design.sobol({"a": v}, 4),
    "grid axis": lambda _, v: design.grid({"a": v}, 3),
    "latin_hypercube n": lambda _, v: design.latin_hypercube({"a": (0, 1)}, v),
    "latin_hypercube seed": lambda _, v: design.latin_hypercube({"a": (0, 1)}, 3, v),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build(tmp_path_factory.mktemp("model"), EQUATIONS, final=1)


@pytest.mark.parametrize("call", CALLS)
def test_a_value_is_taken_or_refused_by_an_error_of_ours(model: Model, call: str) -> None:
    refused = []
    for value in VALUES:
        try:
            CALLS[call](model, value)
        except gaoxin.GaoxinError as error:
            refused.append(str(error))
    assert len(refused) >= len(VALUES) // 2
    assert all(refused)
