"""The scalar form: what is written for small models, and that it computes what the tape does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gaoxin
from gaoxin.engine.compiled.adjoint import SPACES as BACK_SPACES
from gaoxin.engine.compiled.adjoint import Wanted, adjoint
from gaoxin.engine.compiled.layout import Layout, lay_out
from gaoxin.engine.compiled.scalar import SPACES
from gaoxin.engine.model import Model
from gaoxin.engine.running.plan import make_plan
from tests.engine.compiled.slow import run_euler
from tests.engine.support import build, coarse


def layout_of(model: Model, outputs: list[str], given: dict[str, Any]) -> tuple[Layout, Any]:
    setup = model.prepare(given)
    keys = [model.canonical(name) for name in outputs]
    varying, leaf = setup.parameters.varying(), setup.parameters.constant
    plan = make_plan(setup.lowered, keys, varying, leaf, general=True)
    return lay_out(plan, euler=True), setup


def test_a_stock_in_scalar_form(tmp_path: Path) -> None:
    model = build(tmp_path, "rate=0.5~~|\nlevel=INTEG(rate*level-2, 4)~~|\ntwice=2*level~~|")
    layout, _ = layout_of(model, ["twice"], {"rate": [0.1, 0.2]})
    assert str(layout.code) == (
        "begin:\n"
        "  v9 = input 0\n"
        "  member 0 <- v9\n"
        "  v10 = 4.0\n"
        "  state 0 <- v10\n"
        "step:\n"
        "  v0 = 2.0\n"
        "  v1 = state 0\n"
        "  v2 = member 0\n"
        "  v3 = multiply v2, v1\n"
        "  v4 = subtract v3, v0\n"
        "  v5 = uniform 0\n"
        "  v6 = multiply v4, v5\n"
        "  v7 = add v1, v6\n"
        "  next 0 <- v7\n"
        "save:\n"
        "  v0 = 2.0\n"
        "  v1 = state 0\n"
        "  v8 = multiply v0, v1\n"
        "  result 0 <- v8"
    )


MANY = {
    "reference": ["elasticity 1", "growth rate 0", "target 4", "adjust time 3", "policy strength"],
    "memory": ["first"],
    "subscripts": ["price", "demand"],
    "functions": [],
}


@pytest.mark.parametrize("name", sorted(MANY))
def test_the_scalar_form_computes_the_bits_of_the_tape(name: str, tmp_path: Path) -> None:
    model = gaoxin.load(coarse(name, tmp_path))
    rng = np.random.default_rng(4)
    given = {n: _drawn(model, n, rng) for n in MANY[name]}
    names = [str(n) for n in model.run(given).data_vars]
    layout, setup = layout_of(model, names, given)
    runs = model.run(given)
    found = run_euler(layout, setup.timing, setup.parameters)
    assert len(found) > 1
    for key, values in found.items():
        ours = next(v for n, v in runs.data_vars.items() if model.canonical(str(n)) == key)
        ours = ours if "time" in ours.dims else ours.expand_dims("time", -1)
        theirs = np.moveaxis(np.moveaxis(values, -1, 0), 1, -1)
        theirs = theirs if "member" in ours.dims else theirs[0]
        assert np.array_equal(ours.values, theirs.reshape(ours.shape), equal_nan=True), key


def _drawn(model: Model, name: str, rng: np.random.Generator) -> Any:
    import xarray as xr

    return model.default(name) * xr.DataArray(rng.uniform(0.8, 1.25, 5), dims="member")


def test_code_keeps_to_the_spaces_that_are_described(tmp_path: Path) -> None:
    model = build(tmp_path, "rate=0.5~~|\nlevel=INTEG(rate*level-2, 4)~~|")
    layout, _ = layout_of(model, ["level"], {"rate": [0.1, 0.2]})
    back = adjoint(layout.code, {}, Wanted(frozenset({0}), frozenset()))
    known = set(SPACES) | set(BACK_SPACES)
    loaded = {i.data[0] for i in back.instructions if i.op == "load"}
    stored = {store.space for stores in back.sections.values() for store in stores}
    assert loaded | stored <= known
    assert {"uniform", "member", "state", "state_sum", "member_sum"} <= loaded | stored
