"""A run cut in two gives the bits of the run in one piece."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.engine.running import restart
from gaoxin.errors import ModelError, NonFinite
from tests.engine.support import MODELS, build, same_bits

EQUATIONS = """
lag=1.5~~|
rate=0.3~~|
pull=2~~|
outer=5+Time~~|
x=INTEG(rate*x-0.01*x*x, 3+rate)~~|
first x=INITIAL(x*outer)~~|
since=(Time-INITIAL TIME)*INITIAL(Time+pull)~~|
back=DELAY FIXED(x+outer, lag, INITIAL(x)-1)~~|
held=SAMPLE IF TRUE(Time<=1.5, x*pull, 7)~~|
soft=SMOOTH3(x, pull)~~|
hard=DELAY3(x+outer, pull)~~|
chain=DELAY N(x, pull, first x, 3)~~|
trend=TREND(x, 2, 0.1)~~|
ahead=FORECAST(x, 2, 3)~~|
sum=back+held+soft+hard+chain+trend+ahead+since+first x~~|
y=INTEG(sum/100, first x)~~|
"""
DRAWS: dict[str, Any] = {
    "rate": np.linspace(0.1, 0.5, 9),
    "lag": np.array([0.5, 1, 1.5, 2, 2.5, 3, 0.5, 1, 7]),
    "pull": np.linspace(1, 3, 9),
}
METHODS = pytest.mark.parametrize("method", ["euler", "rk2", "rk4"])


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, EQUATIONS, final=6, save=0.5)


def _after(runs: xr.Dataset, time: float) -> xr.Dataset:
    return runs.sel(time=slice(time, None))


@METHODS
@pytest.mark.parametrize("cut", [0, 0.5, 2, 4.5, 6])
def test_a_run_cut_in_two_is_the_run_in_one_piece(model: Model, method: str, cut: float) -> None:
    whole = model.run(DRAWS, method=method)
    begun = model.run(DRAWS, method=method, final_time=cut, outputs=["x"])
    rest = model.run(DRAWS, method=method, initial_state=begun, initial_time=cut)
    same_bits(rest, _after(whole, cut))
    np.testing.assert_array_equal(rest["time"], _after(whole, cut)["time"])


@METHODS
@pytest.mark.parametrize("name", ["memory", "reference", "subscripts", "functions"])
def test_every_model_goes_on_as_if_never_cut(name: str, method: str) -> None:
    model = gaoxin.load(MODELS / f"{name}.mdl")
    whole = model.run(method=method)
    cut = float(whole["time"][len(whole["time"]) // 2])
    rest = model.run(initial_state=model.run(final_time=cut, method=method), method=method)
    same_bits(rest, _after(whole, cut))


def test_the_zone_goes_on_as_if_never_cut() -> None:
    model = gaoxin.load(Path(__file__).parents[3] / "model" / "zone.mdl")
    constants = model.variables.query("kind == 'constant' and low < high").head(40)
    rng = np.random.default_rng(3)
    draws = {}
    for name in constants["name"]:
        own = model.default(str(name))
        draws[str(name)] = own * xr.DataArray(rng.uniform(0.99, 1.01, 5), dims="member")
    whole = model.run(draws, save_every=1)
    begun = model.run(draws, save_every=1, final_time=2020, outputs=["GDP"])
    rest = model.run(draws, save_every=1, initial_state=begun)
    same_bits(rest, _after(whole, 2020))


def test_a_change_that_begins_at_the_cut_is_the_same_in_one_piece(model: Model) -> None:
    both = {"outer": xr.DataArray([5.0, 9.0], dims="time", coords={"time": [0.0, 2.0]})}
    later = {"rate": xr.DataArray([0.2], dims="time", coords={"time": [2.0]})}
    begun = model.run({"outer": both["outer"][:1]}, final_time=2)
    rest = model.run({"rate": 0.2, "outer": both["outer"][1:]}, initial_state=begun)
    whole = _after(model.run({**both, **later}), 2)
    changed = ["rate", "outer"]
    same_bits(rest.drop_vars(changed), whole.drop_vars(changed))


def test_initial_values_keep_the_meaning_of_the_first_start(model: Model) -> None:
    begun = model.run(final_time=2)
    changed = {"rate": 0.9, "pull": 9.0, "outer": 1000.0, "lag": 0.5}
    rest = model.run(changed, initial_state=begun)
    assert float(rest["first x"]) == float(begun["first x"])
    assert float(rest["INITIAL TIME"]) == 0
    assert rest["since"].values.tolist() == (2 * (rest["time"].values)).tolist()
    np.testing.assert_array_equal(rest["back"][:3], model.run()["back"].sel(time=[2, 2.5, 3]))


def test_one_member_begins_for_many(model: Model) -> None:
    one = model.run(final_time=2)
    many = model.run({"rate": DRAWS["rate"]}, members=9, initial_state=one)
    for member in (0, 4, 8):
        alone = model.run({"rate": float(DRAWS["rate"][member])}, initial_state=one)
        for name in alone.data_vars:
            mine = many[name].isel(member=member).values
            assert np.array_equal(np.broadcast_to(alone[name].values, mine.shape), mine), name


def test_members_follow_from_the_state(model: Model) -> None:
    begun = model.run(DRAWS, final_time=2)
    rest = model.run(DRAWS, initial_state=begun)
    same_bits(model.run({"lag": 3.0, **DRAWS}, initial_state=begun, block=2), rest)
    assert model.run(initial_state=begun)["x"].sizes == {"member": 9, "time": 9}


@METHODS
def test_a_restarted_run_can_be_restarted_from(model: Model, method: str) -> None:
    first = model.run(DRAWS, method=method, final_time=1.5, outputs=["rate"])
    second = model.run(DRAWS, method=method, final_time=4, outputs=["x"], initial_state=first)
    third = model.run(DRAWS, method=method, initial_state=second)
    same_bits(third, _after(model.run(DRAWS, method=method), 4))


def test_a_restart_over_cores_gives_the_same_bits(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gaoxin.engine.running.workers.cores", lambda: 3)
    rng = np.random.default_rng(5)
    draws = {"rate": rng.uniform(0.1, 0.5, 2500), "lag": rng.integers(1, 9, 2500) / 2}
    begun = model.run(draws, final_time=2, workers=2, block=600)
    rest = model.run(draws, initial_state=begun, workers=3, block=700)
    same_bits(rest, _after(model.run(draws, workers=1), 2))


def test_arrays_changed_after_the_run_do_not_change_its_state(model: Model) -> None:
    rate = np.array([0.1, 0.4])
    begun = model.run({"rate": rate}, final_time=2)
    expected = _after(model.run({"rate": rate.copy()}), 2)
    kept = rate.copy()
    rate[:] = 99
    same_bits(model.run({"rate": kept}, initial_state=begun), expected)


def test_nothing_is_kept_of_a_run_that_is_gone(model: Model) -> None:
    gc.collect()
    before = len(restart._KEPT)
    runs = model.run()
    assert len(restart._KEPT) == before + 1
    del runs
    gc.collect()
    assert len(restart._KEPT) == before


def test_a_failure_after_the_restart_is_named_with_its_time(tmp_path: Path) -> None:
    model = build(tmp_path, "x=INTEG(1, 0)~~|\ny=1/(x-3)~~|\nz=DELAY FIXED(x, 1, 0)~~|")
    begun = model.run(final_time=2)
    with pytest.raises(NonFinite, match="'y' is inf first at time 3"):
        model.run(initial_state=begun)


def test_a_member_that_failed_before_stays_failed(tmp_path: Path) -> None:
    model = build(tmp_path, "k=0~~|\nx=INTEG(1, 0)~~|\ny=x/(x-k)~~|")  # y recovers
    draws = {"k": np.where(np.arange(200) == 7, 1.0, -5.0)}
    whole = model.run(draws)
    begun = model.run(draws, final_time=2)
    rest = model.run(draws, initial_state=begun)
    assert whole.attrs["failed"] == begun.attrs["failed"] == rest.attrs["failed"] == [7]
    assert rest.attrs["diagnosis"] == ["member 7: failed before the restart"]
    same_bits(rest, _after(whole, 2))


def _wrong(model: Model, match: str, **given: Any) -> None:
    with pytest.raises(ModelError, match=match):
        model.run(**given)


def test_a_state_that_does_not_fit_is_refused_with_the_remedy(model: Model, tmp_path: Path) -> None:
    begun = model.run(DRAWS, final_time=2)
    _wrong(model, "has 9 members, this run 4; write members=9", initial_state=begun, members=4)
    _wrong(model, "write time_step=0.5", initial_state=begun, time_step=0.25, save_every=0.5)
    _wrong(model, "leave the initial time out", initial_state=begun, initial_time=3)
    _wrong(model, "write a later final_time", initial_state=begun, final_time=1)
    for odd in (begun.copy(), begun.isel(member=[0]), 2020.0, {"x": 1}):
        _wrong(model, "give the Dataset itself", initial_state=odd)
    folder = tmp_path / "other"
    folder.mkdir()
    other = build(folder, EQUATIONS + "more=1~~|", final=6, save=0.5)
    _wrong(other, "initial_state is of another model", initial_state=begun)


def test_the_same_file_loaded_again_goes_on_too(model: Model) -> None:
    begun = model.run(DRAWS, final_time=2)
    same_bits(gaoxin.load(model.path).run(DRAWS, initial_state=begun), _after(model.run(DRAWS), 2))
