"""Laws that hold for any model and any draws."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gaoxin
from gaoxin.engine.running.plan import make_plan
from gaoxin.engine.running.replay import replay
from tests.engine.support import write

LEAVES = st.sampled_from(["k", "Time", "s0", "s1", "2", "0.5", "v[R]", "SUM(v[R!])"])


def _unary(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = ["ABS({})", "EXP(-ABS({}))", "(-{})", "INTEGER({})", "SMOOTH3I({}, 2, 1)", "tab({})"]
    return st.builds(lambda f, x: f.format(x), st.sampled_from(names), inner)


def _binary(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    forms = [
        "({} + {})",
        "({} - {})",
        "{} * {} / 9",
        "MIN({}, {})",
        "MAX({}, {})",
        "ZIDZ({}, {})",
        "IF THEN ELSE({} > {}, k, Time)",
        "SAMPLE IF TRUE({} > 1, {}, 0)",
        "ABS({})^MIN(1, ABS({}))",
    ]
    return st.builds(lambda f, x, y: f.format(x, y), st.sampled_from(forms), inner, inner)


EXPRESSIONS = st.recursive(LEAVES, lambda inner: _unary(inner) | _binary(inner), max_leaves=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions=st.lists(EXPRESSIONS, min_size=3, max_size=3), seed=st.integers(0, 2**32 - 1))
def test_the_tape_is_the_interpreter_on_random_models(expressions: list[str], seed: int) -> None:
    a, b, c = expressions
    equations = (
        "R: r1, r2, r3~~|\nk=1~~|\ntab((-1,2),(0,0),(3,1))~~|\nv[R]=w[R]*s0~~|\nw[R]=1,2,3~~|\n"
        f"s0=INTEG(MAX(-1, MIN(1, total)) - s0/4, k)~~|\ns1=DELAY FIXED(s0, 1, 0)~~|\n"
        f"x[R]={a}~~|\ny[R]=x[R] - {b}~~|\nz[r1]=y[r2]~~|\nz[r2]=1~~|\nz[r3]=SUM(y[R!])~~|\n"
        f"aa[R]={c} + z[R]~~|\ntotal=SUM(aa[R!])~~|"
    )
    draws = np.random.default_rng(seed).normal(size=9)
    with tempfile.TemporaryDirectory() as folder:
        model = gaoxin.load(write(Path(folder), equations))
    whole = model.run({"k": draws}, block=4)
    prepared = model.prepare({"k": draws})
    keys = [model.canonical(str(n)) for n in whole.data_vars]
    plan = make_plan(
        prepared.lowered, keys, prepared.parameters.varying(), prepared.parameters.constant
    )
    saved = {step: i for i, step in enumerate(prepared.timing.saved)}
    nodes = list(plan.outputs.values())
    for step, values in replay(plan, prepared.timing, prepared.parameters, slice(0, 9), nodes):
        for name, key in zip(whole.data_vars, keys, strict=True):
            if step in saved:
                ours = whole[name]
                ours = ours.isel(time=saved[step]) if "time" in ours.dims else ours
                theirs = np.moveaxis(values[plan.outputs[key].number], -1, 0)
                theirs = theirs if "member" in ours.dims else theirs[0]
                assert np.array_equal(ours.values, np.broadcast_to(theirs, ours.shape)), name


@settings(max_examples=25, deadline=None)
@given(
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    times=st.floats(0.3, 20),
    method=st.sampled_from(["euler", "rk4"]),
)
def test_stocks_hold_what_flows_move(shares: list[float], times: float, method: str) -> None:
    equations = (
        "share=0.5~~|\nspan=1~~|\nflow=a*share/span~~|\nback=b*(1-share)/span~~|\n"
        "a=INTEG(back-flow, 70)~~|\nb=INTEG(flow-back, 30)~~|\nall=a+b~~|"
    )
    with tempfile.TemporaryDirectory() as folder:
        model = gaoxin.load(write(Path(folder), equations, step=0.25))
    runs = model.run({"share": np.array(shares), "span": times}, method=method, members=len(shares))
    np.testing.assert_allclose(runs["all"].values, 100.0, rtol=1e-12)
