"""A table of members is taken as overrides: a column a constant or an element, a row a member."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import gaoxin
from gaoxin import design
from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import build, same_bits

EQUATIONS = """
R: west, east, north~~|
growth rate=0.5~~|
k[R]=1, 2, 3~~|
m[R, R]=1, 2, 3; 4, 5, 6; 7, 8, 9;~~|
pull[R]=2+Time~~|
"odd [name]"=4~~|
noise=RANDOM UNIFORM(0, 1, 3)~~|
level[R]=INTEG(growth rate*pull[R]+k[R]+m[R, west]+noise+"odd [name]", growth rate)~~|
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build(tmp_path_factory.mktemp("model"), EQUATIONS)


TABLE = pd.DataFrame(
    {
        "Growth_Rate": [0.1, 0.2],
        "k[ EAST ]": [20, 21],
        "m[north, west]": [5.0, 6.0],
        '"odd [name]"': [1.0, 2.0],
        "INITIAL(level)": [7.0, 8.0],
    }
)


def _written_out() -> dict[str, Any]:
    k = xr.DataArray([[1.0, 20.0, 3.0], [1.0, 21.0, 3.0]], dims=("member", "R"))
    m = np.tile(np.arange(1.0, 10.0).reshape(3, 3), (2, 1, 1))
    m[:, 2, 0] = [5.0, 6.0]
    return {
        "growth rate": np.array([0.1, 0.2]),
        "k": k,
        "m": xr.DataArray(m, dims=("member", "R", "R_2")),
        '"odd [name]"': np.array([1.0, 2.0]),
        "INITIAL(level)": np.array([7.0, 8.0]),
    }


def test_a_table_is_the_overrides_written_out(model: Model) -> None:
    same_bits(model.run(TABLE), model.run(_written_out()))


def test_every_way_to_run_takes_a_table(model: Model) -> None:
    reducers = {"mean": gaoxin.reducers.mean()}
    same_bits(model.reduce(TABLE, reducers)["mean"], model.reduce(_written_out(), reducers)["mean"])
    loops = model.loop_scores(TABLE)
    assert loops.identical(model.loop_scores(_written_out()))
    assert model.prepare(TABLE).parameters.members == 2


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(6)), first=st.integers(0, 4), count=st.integers(1, 6))
def test_rows_are_members_by_their_index(
    model: Model, order: list[int], first: int, count: int
) -> None:
    table = design.latin_hypercube({"growth rate": (0.1, 0.9), "k[west]": (1.0, 9.0)}, 6, seed=1)
    whole = model.run(table, outputs=["level"])
    same_bits(model.run(table.loc[order], outputs=["level"]), whole)
    part = table.iloc[first : first + count]
    alone = model.run(part, outputs=["level"], first_member=first, members=len(part))
    same_bits(alone, whole.isel(member=slice(first, first + count)))


def test_all_elements_of_an_exogenous_variable_can_be_given(model: Model) -> None:
    table = pd.DataFrame({f"pull[{e}]": [1.0, 2.0] for e in ("west", "north", "east")})
    assert model.run(table)["pull"].values.tolist() == [[1] * 3, [2] * 3]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"growht rate": [1.0]}), "no variable 'growht rate'; did you mean 'growth"),
        (pd.DataFrame({"kk[west]": [1.0]}), "no variable 'kk'"),
        (pd.DataFrame({"k[wset]": [1.0]}), "no element 'wset' in 'R'; did you mean 'west'?"),
        (pd.DataFrame({"k[west, east]": [1.0]}), "of 2 elements, and the variable has 1 subs"),
        (pd.DataFrame({"m[west]": [1.0]}), "write m[west, west]"),
        (pd.DataFrame({"noise[west]": [1.0]}), "has 0 subscripts; write noise"),
        (pd.DataFrame({"k[west": [1.0]}), "is not a name; write name or name[element]"),
        (pd.DataFrame({0: [1.0]}), "column 0 of the table of members is no name"),
        (pd.DataFrame({"k": [1.0], "k[west]": [2.0]}), "in two columns, 'k' and 'k[west]'"),
        (pd.DataFrame({"k[west]": [1.0], "k": [2.0]}), "in two columns, 'k[west]' and 'k'"),
        (pd.DataFrame({"k[west]": [1.0], "K[West]": [2.0]}), "'k[west]' and 'K[West]'"),
        (pd.DataFrame([[1.0, 2.0]], columns=["k", "k"]), "in two columns, 'k' and 'k'"),
        (pd.DataFrame({"pull[west]": [1.0]}), "has columns for 1 of its 3 elements, and no value"),
        (pd.DataFrame({"INITIAL(level)[west]": [1.0]}), "has columns for 1 of its 3 elements"),
        (pd.DataFrame({"level": [1.0]}), "'level' rests on stocks"),
        (pd.DataFrame({"k": ["1"]}), "override of 'k' is"),
        (pd.DataFrame({"k": [np.nan]}), "override of 'k' is empty or holds NaN"),
        (pd.DataFrame({"FINAL TIME": [2.0, 3.0]}), "is the same for all members"),
        (pd.DataFrame({"k": [1.0]}, index=["low"]), "as table.reset_index(drop=True)"),
        (pd.DataFrame({"k": []}), "has 0 rows"),
        (pd.DataFrame({"k": [1.0, 2.0]}, index=[3, 4]), "members labelled [3, 4]"),
        (pd.DataFrame({"k": [1.0, 2.0]}, index=[0, 0]), "members labelled [0, 0]"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    model: Model, table: pd.DataFrame, message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        model.run(table)
    assert message in str(caught.value)
    assert str(model.path) in str(caught.value)
