"""Many members at once give what each gives alone, however the work is divided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.engine.running.plan import make_plan
from gaoxin.engine.running.replay import replay
from gaoxin.engine.values.graph import Node
from tests.engine.support import MODELS, build, coarse, same_bits

OVERRIDES = {
    "reference": ["elasticity 1", "growth rate 0", "target 4", "adjust time 3", "policy strength"],
    "memory": ["first"],
    "subscripts": ["price", "demand"],
}


def _draws(model: Model, names: list[str], members: int) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    found = {}
    for name in names:
        own = model.default(name)
        factor = xr.DataArray(rng.uniform(0.8, 1.25, members), dims="member")
        found[name] = own * factor
    return found


@pytest.fixture(scope="module", params=sorted(OVERRIDES))
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Model, dict[str, Any]]:
    model = gaoxin.load(coarse(request.param, tmp_path_factory.mktemp("model")))
    return model, _draws(model, OVERRIDES[request.param], 37)


@pytest.mark.parametrize("method", ["euler", "rk2", "rk4"])
def test_a_batch_is_its_members_alone_bit_for_bit(
    case: tuple[Model, dict[str, Any]], method: str
) -> None:
    model, draws = case
    batch = model.run(draws, method=method)
    for member in (0, 5, 36):
        alone = model.run({k: v.isel(member=member) for k, v in draws.items()}, method=method)
        one = batch.isel(member=member, drop=True)
        for name in alone.data_vars:
            mine = one[name].values
            assert np.array_equal(np.broadcast_to(alone[name].values, mine.shape), mine), name


@pytest.mark.parametrize("block", [1, 2, 8, 36, 37, 1000])
def test_no_bit_depends_on_the_block(case: tuple[Model, dict[str, Any]], block: int) -> None:
    model, draws = case
    same_bits(model.run(draws), model.run(draws, block=block))


def test_no_bit_depends_on_the_order_of_members(case: tuple[Model, dict[str, Any]]) -> None:
    model, draws = case
    order = np.random.default_rng(1).permutation(37)
    shuffled = model.run({k: v.isel(member=order) for k, v in draws.items()})
    whole = model.run(draws)
    picked = whole.map(lambda v: v.isel(member=order) if "member" in v.dims else v)
    same_bits(shuffled, picked)


@pytest.mark.parametrize("workers", [2, 3])
def test_no_bit_depends_on_the_workers(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gaoxin.engine.running.workers.cores", lambda: workers)
    model = gaoxin.load(coarse("reference", tmp_path))
    draws = _draws(model, OVERRIDES["reference"], 2500)
    names = ["total", "mean pressure", "stock 4", "demand index"]
    same_bits(
        model.run(draws, outputs=names, workers=1),
        model.run(draws, outputs=names, workers=workers, block=700),
    )


def test_what_is_asked_for_changes_no_bit(case: tuple[Model, dict[str, Any]]) -> None:
    model, draws = case
    whole = model.run(draws)
    for name in list(whole.data_vars)[::7]:
        alone = model.run(draws, outputs=[str(name)])
        assert np.array_equal(alone[name].values, whole[name].values)


@pytest.mark.parametrize("method", ["euler", "rk2", "rk4"])
def test_the_tape_gives_the_bits_of_the_interpreter(
    case: tuple[Model, dict[str, Any]], method: str
) -> None:
    model, draws = case
    runs = model.run(draws, method=method)
    for key, ours, theirs in _interpreted(model, draws, method, runs):
        assert np.array_equal(ours, theirs), key


def _interpreted(model: Model, draws: dict[str, Any], method: str, runs: xr.Dataset) -> Any:
    """Yield each variable by the tape and by the interpreter, in the same shape."""
    prepared = model.prepare(draws, method=method)
    plan = make_plan(
        prepared.lowered,
        list(prepared.lowered.values),
        prepared.parameters.varying(),
        prepared.parameters.constant,
    )
    nodes: list[Node] = list(plan.outputs.values())
    saved = {step: i for i, step in enumerate(prepared.timing.saved)}
    steps = replay(plan, prepared.timing, prepared.parameters, slice(0, 37), nodes)
    for step, values in steps:
        if step not in saved:
            continue
        for key, node in plan.outputs.items():
            name = next(str(n) for n in runs.data_vars if model.canonical(str(n)) == key)
            ours = runs[name]
            ours = ours.isel(time=saved[step]) if "time" in ours.dims else ours
            theirs = np.moveaxis(values[node.number], -1, 0)
            theirs = theirs if "member" in ours.dims else theirs[0]
            yield key, ours.values, np.broadcast_to(theirs, ours.shape)


def test_members_alone_make_a_member_axis() -> None:
    model = gaoxin.load(MODELS / "memory.mdl")
    runs = model.run(members=3)
    assert runs["level"].dims == ("member", "time")
    assert runs["first"].dims == ("member",)
    assert model.run()["level"].dims == ("time",)
    assert model.run()["first"].dims == ()


def test_dimensions_are_member_subscripts_time() -> None:
    model = gaoxin.load(MODELS / "subscripts.mdl")
    runs = model.run({"price": xr.DataArray(np.ones((2, 3)), dims=("member", "Good"))})
    assert runs["trade"].dims == ("member", "Region", "Good", "time")
    assert runs["turned"].dims == ("member", "Good", "Region", "time")
    assert runs["trade"].coords["Region"].values.tolist() == ["north", "south", "east", "west"]
    assert runs["size"].dims == ("Region", "time")
    assert runs["demand"].dims == ("Region", "Good")


def test_an_element_that_members_share_beside_one_that_they_do_not(tmp_path: Path) -> None:
    equations = "R: r1, r2~~|\nk=2~~|\nx[r1]=k*y~~|\nx[r2]=y/3~~|\ny=INTEG(1-y/3, 1)~~|\nz=5-y/3~~|"
    model = build(tmp_path, equations)
    runs = model.run({"k": [1.0, 2.0, 4.0]}, backend="numpy")
    assert runs["z"].dims == ("time",)
    np.testing.assert_array_equal(runs["x"].sel(R="r2")[2], runs["y"] / 3)
