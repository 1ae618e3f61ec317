"""Results as tables: a row a member and time, or a row a value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import build

EQUATIONS = """
R: west, east~~|
k[R]=1, 2~~|
rate=0.5~~|
m[R, R]=1, 2; 3, 4;~~|
level[R]=INTEG(k[R]*rate, 0)~~|
"GDP/cap"=Time*rate~~|
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, EQUATIONS)


@pytest.fixture
def runs(model: Model) -> xr.Dataset:
    return model.run({"rate": np.array([0.5, 1.0, 2.0])}, first_member=4)


def test_a_wide_table_has_a_row_a_member_and_time(runs: xr.Dataset) -> None:
    frame = gaoxin.to_frame(runs, ["Level", "k", "GDP/CAP", "rate", "m"])
    assert frame.index.names == ["member", "time"]
    assert frame.shape == (3 * 5, 2 + 2 + 1 + 1 + 4)
    assert list(frame.columns[:5]) == [
        "level[west]",
        "level[east]",
        "k[west]",
        "k[east]",
        '"GDP/cap"',
    ]
    for member in (4, 5, 6):
        for time in runs["time"].values.tolist():
            row = frame.loc[(member, time)]
            at: dict[str, Any] = {"member": member, "time": time}
            assert row["level[east]"] == runs["level"].sel(R="east", **at)
            assert row["k[west]"] == 1.0
            assert row["rate"] == runs["rate"].sel(member=member)
            assert row["m[east, west]"] == 3.0
            assert row['"GDP/cap"'] == runs['"GDP/cap"'].sel(**at)


def test_a_single_run_has_a_row_a_time_and_an_instant_a_row_a_member(
    model: Model, runs: xr.Dataset
) -> None:
    alone = gaoxin.to_frame(model.run(), ["level", "rate"])
    assert alone.index.tolist() == [0, 1, 2, 3, 4]
    assert alone.index.name == "time"
    assert alone["rate"].tolist() == [0.5] * 5
    last = gaoxin.to_frame(runs.isel(time=-1), ["level"])
    assert last.index.tolist() == [4, 5, 6]
    assert last["level[east]"].tolist() == [4, 8, 16]
    assert gaoxin.to_frame(model.run().isel(time=0)).shape == (1, 14)


def test_what_goes_in_and_what_comes_out_stand_side_by_side(model: Model) -> None:
    table = gaoxin.design.sobol({"rate": (0.1, 0.9), "k[west]": (1.0, 2.0)}, 8)
    runs = model.run(table, outputs=["level"], final_time=2)
    both = table.join(gaoxin.to_frame(runs.isel(time=-1)))
    np.testing.assert_allclose(both["level[west]"], 2 * both["rate"] * both["k[west]"])


def test_a_long_table_has_a_row_a_value(runs: xr.Dataset) -> None:
    frame = gaoxin.to_frame(runs, ["level", "rate", "m", "TIME STEP"], layout="long")
    assert list(frame.columns) == ["variable", "member", "R", "R_2", "time", "value"]
    assert len(frame) == 2 * 3 * 5 + 3 + 4 + 1
    level = frame[frame["variable"] == "level"].set_index(["member", "R", "time"])["value"]
    assert level.loc[(6, "east", 4.0)] == 16
    assert frame.loc[frame["variable"] == "rate", ["R", "R_2", "time"]].isna().all(axis=None)
    pairs = frame[frame["variable"] == "m"].set_index(["R", "R_2"])["value"]
    assert pairs.loc[("west", "east")] == 2


def test_bands_make_tables_too(model: Model) -> None:
    bands = model.reduce(
        {"rate": np.array([0.5, 1.0, 2.0])},
        {"band": gaoxin.reducers.quantiles((0.0, 0.5, 1.0))},
        outputs=["level"],
    )["band"]
    frame = gaoxin.to_frame(bands, rows=("quantile", "time"))
    assert frame.loc[(0.5, 4.0), "level[west]"] == 4
    wide = gaoxin.to_frame(bands.rename(level="x"))
    assert "x[0.5, west]" in wide.columns


def test_what_is_no_table_is_refused(runs: xr.Dataset) -> None:
    with pytest.raises(ModelError, match="no variable 'levle'; did you mean 'level'"):
        gaoxin.to_frame(runs, ["levle"])
    with pytest.raises(ModelError, match=r'write names=\["level"\]'):
        gaoxin.to_frame(runs, "level")
    with pytest.raises(ModelError, match="layout 'tall' is unknown; write 'wide' or 'long'"):
        gaoxin.to_frame(runs, layout="tall")  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_table_that_fits_no_memory_is_refused(layout: Any) -> None:
    values = np.broadcast_to(1.0, (10**9, 10**5))
    with pytest.raises(ModelError, match="GB of memory"):
        gaoxin.to_frame(xr.Dataset({"rate": (("member", "time"), values)}), layout=layout)


def test_the_table_is_that_of_xarray_where_subscripts_are_the_same(runs: xr.Dataset) -> None:
    theirs = runs["level"].to_dataframe()["level"].unstack("R")[["west", "east"]]
    ours = gaoxin.to_frame(runs, ["level"])
    np.testing.assert_array_equal(ours, theirs)
    assert ours.index.equals(theirs.index)
