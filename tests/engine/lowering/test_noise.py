"""Random functions: a member's numbers are its own, and have the distribution they say."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from scipy import stats

from gaoxin.engine.model import Model
from gaoxin.engine.running import blocks
from gaoxin.engine.values.philox import uniforms
from gaoxin.errors import ModelError
from tests.engine.support import build, same_bits

EQUATIONS = """R: r1, r2, r3~~|
k=1~~|
a=RANDOM UNIFORM(2, 4, 0)~~|
b[R]=RANDOM NORMAL(-2, 3, k, 2, 0)~~|
c=RANDOM EXPONENTIAL(0, 10, 1, 2, 5)~~|
d=RANDOM 0 1()~~|
again=RANDOM UNIFORM(2, 4, 0)~~|
s=INTEG(a - 3 + SUM(b[R!]), RANDOM UNIFORM(0, 1, 0))~~|
first=INITIAL(a)~~|
mixed=SAMPLE IF TRUE(d > 0.5, a, 0) + DELAY FIXED(c, 1, 0)~~|
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, EQUATIONS, final=10, save=0.5)


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_no_bit_depends_on_block_workers_or_how_many_run(
    method: str, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = model.run(members=23, method=method)
    same_bits(model.run(members=23, method=method, block=5), whole)
    few = model.run(members=9, method=method)
    same_bits(few, whole.isel(member=slice(0, 9)))
    monkeypatch.setattr(blocks, "MANY", 1)
    same_bits(model.run(members=23, method=method, block=4, workers=2), whole)
    alone = model.run(method=method)
    assert alone["a"].dims == ("time",)
    for name in alone.data_vars:
        assert np.array_equal(alone[name].values, whole[name].values[0]), name


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_a_run_that_goes_on_has_the_numbers_of_one_piece(method: str, model: Model) -> None:
    whole = model.run(members=5, method=method)
    rest = model.run(
        members=5, method=method, initial_state=model.run(members=5, method=method, final_time=4)
    )
    same_bits(rest, whole.sel(time=rest["time"].values))


def test_what_is_asked_for_and_overridden_changes_no_other_number(model: Model) -> None:
    whole = model.run(members=5)
    same_bits(model.run(members=5, outputs=["c"]), whole[["c"]])
    other = model.run({"a": 3.0}, members=5)
    for name in ("b", "c", "d", "again"):
        assert np.array_equal(other[name].values, whole[name].values)


def test_the_seed_of_the_run_drives_them_and_places_differ(model: Model) -> None:
    runs, other = model.run(members=5), model.run(members=5, seed=1)
    same_bits(model.run(members=5, seed=0), runs)
    for name in ("a", "b", "c", "d", "s"):
        assert not np.array_equal(runs[name].values, other[name].values)
    assert not np.array_equal(runs["a"].values, runs["again"].values)
    assert len(np.unique(runs["b"].values)) == runs["b"].size


def test_the_value_at_the_start_is_that_of_the_first_step(model: Model) -> None:
    runs = model.run(members=4)
    assert np.array_equal(runs["first"].values, runs["a"].values[:, 0])


def test_numbers_stay_through_a_step_of_runge_kutta(tmp_path: Path) -> None:
    model = build(tmp_path, "x=INTEG(RANDOM 0 1(), 0)~~|\nu=RANDOM 0 1()~~|", save=0.5)
    runs = model.run(method="rk4")
    gain = np.diff(runs["x"].values) / 0.5
    assert (gain > 0).all()
    assert len(np.unique(gain)) == len(gain)
    np.testing.assert_allclose(model.run()["x"].values, runs["x"].values, rtol=1e-12)


@pytest.mark.parametrize("backend", ["numpy", "compiled"])
@pytest.mark.parametrize(
    ("call", "law"),
    [
        ("RANDOM UNIFORM(2, 4, 0)", stats.uniform(2, 2)),
        ("RANDOM NORMAL(-1, 3, 0.5, 2, 0)", stats.truncnorm(-0.75, 1.25, 0.5, 2)),
        ("RANDOM NORMAL(7, 20, 0, 1, 0)", stats.truncnorm(7, 20)),
        ("RANDOM EXPONENTIAL(1, 6, 0, 2, 0)", stats.truncexpon(2.5, 1, 2)),
        ("RANDOM LOOKUP(rises, 0, 10, 0, 1, 0)", stats.triang(0.5, 0, 2)),
        ("RANDOM LOOKUP(rises, 5, 10, 1, 4, 0)", stats.triang(0, 5, 4)),
    ],
)
def test_they_have_the_distribution_they_say(
    call: str, law: object, backend: Literal["numpy", "compiled"], tmp_path: Path
) -> None:
    text = f"rises((-1,0),(0,0),(1,1),(2,0))~~|\nx={call}~~|"
    runs = build(tmp_path, text).run(members=20_000, outputs=["x"], backend=backend)
    for values in (runs["x"].values[:, 0], runs["x"].values[:4000].ravel()):
        assert stats.kstest(values, law.cdf).pvalue > 1e-4  # type: ignore[attr-defined]


def test_uniforms_do_not_depend_on_where_a_block_begins() -> None:
    whole = uniforms(7, "x", 3, 3, slice(0, 50))
    for start, stop in ((0, 1), (1, 2), (3, 11), (49, 50)):
        part = uniforms(7, "x", 3, 3, slice(start, stop))
        assert np.array_equal(part, whole[:, start:stop])
    assert (whole > 0).all()
    assert (whole < 1).all()
    assert not np.array_equal(whole, uniforms(7, "x", 4, 3, slice(0, 50)))


def test_a_wrong_count_of_arguments_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="RANDOM UNIFORM takes 3 arguments, not 2"):
        build(tmp_path, "x=RANDOM UNIFORM(0, 1)~~|")
