"""Members k to n of a run are the same alone, in every bit, random functions too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.engine.values.philox import uniforms
from gaoxin.errors import ModelError
from tests.engine.support import build, same_bits

EQUATIONS = """
R: a, b, c~~|
rate=0.5~~|
shock[R]=RANDOM NORMAL(-9, 9, 0, 1, 3)~~|
jump=RANDOM UNIFORM(0, 1, 4)~~|
begin=INITIAL(RANDOM 0 1())~~|
level=INTEG(rate+shock[a]+shock[c], begin)~~|
late=DELAY FIXED(level, 1, jump)~~|
held=SAMPLE IF TRUE(jump > 0.5, level, 0)~~|
"""
RATE = np.linspace(0.1, 0.9, 20)
OUTPUTS = ["rate", "shock", "jump", "begin", "level", "late", "held"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build(tmp_path_factory.mktemp("model"), EQUATIONS, final=3, save=0.5)


@pytest.fixture(scope="module")
def whole(model: Model) -> xr.Dataset:
    return model.run({"rate": RATE}, outputs=OUTPUTS, seed=5)


def _picked(runs: xr.Dataset, first: int, count: int) -> xr.Dataset:
    return runs.isel(member=slice(first, first + count))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=st.integers(0, 18),
    count=st.integers(1, 20),
    block=st.integers(1, 7),
    backend=st.sampled_from(["numpy", "compiled"]),
)
def test_members_alone_are_those_of_the_whole_run(
    model: Model, whole: xr.Dataset, first: int, count: int, block: int, backend: Any
) -> None:
    rate = RATE[first : first + count]
    part = model.run(
        {"rate": rate},
        outputs=OUTPUTS,
        members=len(rate),
        first_member=first,
        seed=5,
        block=block,
        workers=1,
        backend=backend,
    )
    same_bits(part, _picked(whole, first, count))
    assert part["member"].values.tolist() == list(range(first, first + len(rate)))


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_a_single_run_is_the_first_member(model: Model, method: str) -> None:
    whole = model.run({"rate": RATE}, seed=5, method=method)
    alone = model.run({"rate": RATE[7]}, first_member=7, seed=5, method=method)
    for name in OUTPUTS:
        assert np.array_equal(alone[name].values, whole[name].isel(member=7).values), name
    assert alone.attrs["first_member"] == 7
    assert "first_member" not in whole.attrs


def test_a_part_kept_on_disk_and_a_part_reduced_are_those_of_the_whole(
    model: Model, whole: xr.Dataset
) -> None:
    options: dict[str, Any] = {"outputs": OUTPUTS, "members": 6, "first_member": 9, "seed": 5}
    rate = {"rate": RATE[9:15]}
    same_bits(model.run(rate, on_disk=True, **options), _picked(whole, 9, 6))
    kept = model.reduce(rate, {"all": gaoxin.reducers.keep()}, **options)["all"]
    same_bits(kept, _picked(whole, 9, 6))
    assert kept["member"].values.tolist() == [9, 10, 11, 12, 13, 14]


def test_a_part_can_be_cut_and_gone_on_with(model: Model, whole: xr.Dataset) -> None:
    options: dict[str, Any] = {"outputs": OUTPUTS, "first_member": 4, "seed": 5}
    begun = model.run({"rate": RATE[4:9]}, final_time=1.5, **options)
    rest = model.run({"rate": RATE[4:9]}, initial_state=begun, **options)
    same_bits(rest, _picked(whole, 4, 5).sel(time=rest["time"]))


def test_a_common_start_serves_each_part(model: Model) -> None:
    begun = model.run(final_time=1.5, seed=5)
    whole = model.run({"rate": RATE}, initial_state=begun, seed=5)
    part = model.run({"rate": RATE[4:9]}, initial_state=begun, first_member=4, seed=5)
    same_bits(part, _picked(whole, 4, 5))


def test_going_on_with_other_members_is_refused(model: Model) -> None:
    begun = model.run({"rate": RATE[4:9]}, final_time=1.5, first_member=4)
    with pytest.raises(ModelError, match=r"begins with member 4, .* write first_member=4"):
        model.run({"rate": RATE[4:9]}, initial_state=begun)
    one = model.run(final_time=1.5, first_member=4)
    with pytest.raises(ModelError, match=r"begins with member 4, .* write first_member=4"):
        model.run({"rate": RATE}, initial_state=one)


def test_failed_members_are_called_by_their_numbers(tmp_path: Path) -> None:
    model = build(tmp_path, "k=1~~|\nx=1/k~~|\ny=INTEG(x, 0)~~|")
    k = np.ones(200)
    k[3] = 0.0
    runs = model.run({"k": k}, first_member=1000)
    assert runs.attrs["failed"] == [1003]
    assert runs.attrs["diagnosis"] == ["member 1003: 'x' is inf first at time 0"]
    assert np.isnan(runs["y"].sel(member=1003)).all()
    reduced = model.reduce({"k": k}, {"mean": gaoxin.reducers.mean()}, first_member=1000)
    assert reduced["mean"].attrs["failed"] == [1003]


def test_loop_scores_of_a_part_are_those_of_the_whole(tmp_path: Path) -> None:
    text = "r=0.1~~|\nnoise=RANDOM UNIFORM(0, 1, 4)~~|\nx=INTEG(x*r+noise, 1)~~|"
    model = build(tmp_path, text)
    rates = np.linspace(0.1, 0.5, 6)
    whole = model.loop_scores({"r": rates}, seed=2)
    part = model.loop_scores({"r": rates[2:5]}, first_member=2, seed=2)
    assert np.array_equal(part["score"].values, whole["score"].sel(member=[2, 3, 4]).values)
    assert part["member"].values.tolist() == [2, 3, 4]


@pytest.mark.parametrize("first", [0, 1, 3, 4, 4095, 2**40])
def test_numbers_far_on_are_made_without_those_before(first: int) -> None:
    """Counting in fours and in elements: any part is a window of one sequence."""
    wide = uniforms(1, "n", 3, 5, slice(first, first + 9))
    for start, stop in ((0, 9), (2, 3), (3, 8)):
        part = uniforms(1, "n", 3, 5, slice(first + start, first + stop))
        assert np.array_equal(part, wide[:, start:stop])


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (-1, "first_member = -1; write a whole number, 0 or more"),
        (2.0, "first_member = 2.0; write a whole number"),
        (True, "first_member = True"),
        (2**60, "write a whole number, 1099511627776 or less"),
    ],
)
def test_a_first_member_is_a_whole_number(model: Model, first: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        model.run(first_member=first)
