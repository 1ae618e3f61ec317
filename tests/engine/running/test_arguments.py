"""What a caller may write in the arguments of ``Model.run``, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.support import build, same_bits


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, "rate=0.5~~|\nlevel=INTEG(rate, 4)~~|")


def test_a_seed_is_recorded_and_drives_nothing_but_random_functions(model: Model) -> None:
    one, other = model.run(seed=7), model.run(seed=np.int64(8))  # type: ignore[arg-type]
    assert (one.attrs["seed"], other.attrs["seed"], model.run().attrs["seed"]) == (7, 8, 0)
    same_bits(one, other)


@pytest.mark.parametrize("seed", [-1, 1.0, "3", True, None])
def test_a_seed_is_a_whole_number(model: Model, seed: Any) -> None:
    with pytest.raises(ModelError, match=r"seed = .*; write a whole number, 0 or more"):
        model.run(seed=seed)


@pytest.mark.parametrize("name", ["members", "workers", "block"])
@pytest.mark.parametrize("value", [2.5, 3.0, "3", 0, -1, True, [2]])
def test_counts_are_whole_numbers(model: Model, name: str, value: Any) -> None:
    with pytest.raises(ModelError, match=rf"{name} = .*; write a whole number, 1 or more"):
        model.run(**{name: value})


def test_counts_may_be_whole_numbers_of_numpy(model: Model) -> None:
    same_bits(model.run(members=np.int64(2)), model.run(members=2))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [None, 3, b"model.mdl", ["model.mdl"]])
def test_a_model_is_loaded_from_a_path(path: Any) -> None:
    with pytest.raises(ModelError, match="write the path of a Vensim or XMILE file"):
        gaoxin.load(path)


def test_more_steps_than_can_be_run_are_refused_with_the_remedy(model: Model) -> None:
    with pytest.raises(ModelError, match=r"e\+\d+ steps, and .*; write a larger time_step"):
        model.run(time_step=1e-9)


def test_outputs_are_a_list(model: Model) -> None:
    with pytest.raises(ModelError, match=r'write outputs=\["level"\]'):
        model.run(outputs="level")
    with pytest.raises(ModelError, match="3 is not a variable's name"):
        model.run(outputs=[3])  # type: ignore[list-item]


def test_overrides_are_a_mapping_from_names(model: Model) -> None:
    with pytest.raises(ModelError, match=r"overrides is a list; write {'variable name'"):
        model.run(["rate"])  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="None is not a variable's name"):
        model.run({None: 1.0})  # type: ignore[dict-item]


@pytest.mark.parametrize("other", ["RATE", " rate", '"rate"'])
def test_a_name_written_in_two_ways_is_refused(model: Model, other: str) -> None:
    with pytest.raises(ModelError, match=f"overridden twice, as 'rate' and as '{other}'"):
        model.run({"rate": 1.0, other: 2.0})
    with pytest.raises(ModelError, match="overridden twice"):
        model.run({"final time": 1.0, "FINAL_TIME": 2.0})


@pytest.mark.parametrize(
    "times", [np.array(["2020-01-01", "2021-01-01"], dtype="M8[ns]"), ["0", "1"], [True, False]]
)
def test_times_are_numbers_of_the_models_time_unit(model: Model, times: Any) -> None:
    path = xr.DataArray([1.0, 2.0], dims="time", coords={"time": times})
    with pytest.raises(ModelError, match=r"'time' coordinate of .*; write numbers in the model's"):
        model.run({"rate": path})


def test_long_sums_load_or_are_refused_at_their_line(tmp_path: Path) -> None:
    names = build(tmp_path, "a=2~~|\nx=" + "+".join(["a"] * 5000) + "~~|")
    assert float(names.run()["x"]) == 10_000
    numbers = build(tmp_path, "a=2~~|\nx=" + "+".join(["1"] * 5000) + "~~|")
    assert float(numbers.run()["x"]) == 5000
    with pytest.raises(ModelError, match=r"model.mdl:3:\d+: has more than 100000 operands"):
        build(tmp_path, "a=2~~|\nx=" + "+".join(["a"] * 100_001) + "~~|")
