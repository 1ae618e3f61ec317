"""Compiled code gives the bits of NumPy: every model, method, override, block, thread.

The published models are held to it in ``tests/engine/test_shared_models.py``, a thousand random
ones by ``python -m tests.engine.compiled.many 1000``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, seed, settings

import gaoxin
from gaoxin.engine.compiled import kept
from gaoxin.engine.running import blocks
from gaoxin.errors import ModelError
from tests.engine.compiled.both import MEMBERS, differences, drawn, in_time
from tests.engine.compiled.many import cases, wanted
from tests.engine.random_models import model_texts
from tests.engine.support import MODELS, build, coarse, same_bits

ZONE = Path(__file__).parents[3] / "model" / "zone.mdl"
METHODS = pytest.mark.parametrize("method", ["euler", "rk2", "rk4"])
DRAWN = {
    "reference": ["elasticity 1", "growth rate 0", "target 4", "adjust time 3", "policy strength"],
    "memory": ["first"],
    "subscripts": ["price", "demand"],
    "functions": [],
}


@METHODS
@pytest.mark.parametrize("name", sorted(DRAWN))
def test_models_of_ours(name: str, method: str, tmp_path: Path) -> None:
    model = gaoxin.load(coarse(name, tmp_path))
    assert differences(model, {}, method=method) == []
    given_ = drawn(model, DRAWN[name])
    assert differences(model, given_, members=MEMBERS, method=method) == []


def test_the_zone() -> None:
    model = gaoxin.load(ZONE)
    constants = model.variables.query("kind == 'constant' and low < high")["name"]
    given_: dict[str, Any] = drawn(model, [str(n) for n in constants.head(60)])
    given_[str(constants.iloc[61])] = in_time(model, str(constants.iloc[61]), by_member=True)
    given_[str(constants.iloc[62])] = in_time(model, str(constants.iloc[62]), by_member=False)
    options: dict[str, Any] = {"members": MEMBERS, "final_time": 2016.0, "save_every": 1.0}
    assert differences(model, given_, **options) == []
    assert differences(model, {}, final_time=2015.0) == []


def test_code_that_is_optimised_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LITTLE", 0.0)
    model = gaoxin.load(MODELS / "reference.mdl")
    given_ = drawn(model, DRAWN["reference"])
    for save in (None, 1.0):
        assert differences(model, given_, members=MEMBERS, save_every=save, final_time=2018.0) == []


def test_code_in_several_functions_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gaoxin.engine.compiled.llvm.SPLIT", 30)
    model = gaoxin.load(MODELS / "subscripts.mdl")
    assert differences(model, drawn(model, DRAWN["subscripts"]), members=MEMBERS) == []


@pytest.mark.parametrize("number", range(2))
def test_random_models(number: int) -> None:
    """All that varies by Euler's method, and the most of it by the other methods."""
    covered = 0

    @seed(number)
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=model_texts())
    def agree(text: str) -> None:
        nonlocal covered
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.mdl"
            path.write_text(text, encoding="utf-8")
            model = gaoxin.load(path)
        every, names = cases(model), wanted(model)
        for method, (given_, members) in [*(("euler", one) for one in every), ("rk4", every[-1])]:
            options: dict[str, Any] = {"members": members, "method": method}
            assert differences(model, given_, outputs=names, **options) == [], text
            covered += 1

    agree()
    assert covered >= 40


NOISE = """
Good: iron, wood ~~|
u=RANDOM UNIFORM(0, 1, 7)~~|
v[Good]=RANDOM NORMAL(-1, 2, width, 0.7, 3)~~|
w=RANDOM EXPONENTIAL(0, 4, 0.1, 1.3, 2)~~|
width=0.3~~|
start=INITIAL(RANDOM UNIFORM(2, 3, 1))~~|
level=INTEG(u*SUM(v[Good!])-w/3, start)~~|
"""


@METHODS
def test_random_functions(method: str, tmp_path: Path) -> None:
    model = build(tmp_path, NOISE)
    assert differences(model, {}, method=method, seed=4) == []
    options: dict[str, Any] = {"members": MEMBERS, "method": method, "seed": 5}
    assert differences(model, {"width": np.linspace(0.1, 0.6, MEMBERS)}, **options) == []
    assert differences(model, {}, first_member=1_000_003, **options) == []


DELAYS = """
lag=1.5~~|
late=40~~|
rate=0.3~~|
x=INTEG(rate*x-0.01*x*x, 3+rate)~~|
back=DELAY FIXED(x+Time, lag, INITIAL(x)-1)~~|
far=DELAY FIXED(x, late, 2)~~|
one=DELAY FIXED(back*2, 0.5, -3)~~|
y=INTEG(back+far+one, 1)~~|
"""


@METHODS
def test_fixed_delays_of_one_and_of_many_lengths(method: str, tmp_path: Path) -> None:
    model = build(tmp_path, DELAYS, final=6)
    assert differences(model, {}, method=method) == []
    lags = np.array([0.5, 1, 1.5, 2, 2.5, 3, 0.5, 1, 7, 0.1, 9])
    for given_ in ({"rate": lags / 10}, {"lag": lags}, {"lag": lags, "late": lags[::-1]}):
        assert differences(model, given_, method=method, members=MEMBERS) == []


@METHODS
def test_a_run_that_goes_on(method: str, tmp_path: Path) -> None:
    model = build(tmp_path, DELAYS + NOISE.replace("rate", "speed"), final=6)
    lags = np.array([0.5, 1, 1.5, 2, 2.5, 3, 0.5, 1, 7, 0.1, 9])
    given_ = {"lag": lags, "rate": lags / 20}
    for backend in ("numpy", "compiled"):
        begun = model.run(given_, method=method, final_time=2.5, backend=backend)
        assert differences(model, given_, method=method, initial_state=begun) == []
        later = {**given_, "width": 0.4}
        assert differences(model, later, method=method, initial_state=begun) == []


def test_a_lookup_given_to_the_run_for_each_member_and_time(tmp_path: Path) -> None:
    equations = "tab((0,1),(1,3),(2,2),(5,0))~~|\nx=INTEG(tab(x)-x/3, 0.1)~~|"
    model = build(tmp_path, equations, final=9)
    rng = np.random.default_rng(2)
    y = xr.DataArray(
        rng.uniform(0, 3, (MEMBERS, 4, 2)),
        dims=("member", "x", "time"),
        coords={"x": [0.0, 1.0, 2.5, 5.0], "time": [0.0, 4.0]},
    )
    assert differences(model, {"tab": y}) == []
    assert differences(model, {"tab": y.isel(time=0, drop=True)}) == []
    assert differences(model, {"tab": [[0, 1], [2, 5]]}) == []


def test_stocks_that_stop_at_zero(tmp_path: Path) -> None:
    path = tmp_path / "model.xmile"
    path.write_text(
        '<?xml version="1.0"?><xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/'
        'XMILE/v1.0"><header><name>m</name><vendor>v</vendor><product version="1">p</product>'
        "</header><sim_specs><start>0</start><stop>4</stop><dt>0.25</dt></sim_specs><model>"
        '<variables><stock name="tank"><eqn>3</eqn><outflow>out</outflow><non_negative/></stock>'
        '<flow name="out"><eqn>speed*(1+TIME)</eqn></flow><aux name="speed"><eqn>0.7</eqn></aux>'
        "</variables></model></xmile>",
        encoding="utf-8",
    )
    model = gaoxin.load(path)
    for method in ("euler", "rk2", "rk4"):
        given_ = {"speed": np.linspace(-0.2, 2, MEMBERS)}
        assert differences(model, given_, method=method) == []


def test_failed_members_are_told_alike(tmp_path: Path) -> None:
    equations = "x=INTEG(gain*x*x, 1)~~|\ngain=0~~|\ny=LN(3-Time*gain)~~|"
    model = build(tmp_path, equations, final=40)
    gains = np.zeros(300)
    gains[[3, 299]] = 2.0
    assert differences(model, {"gain": gains}) == []
    assert differences(model, {"gain": 2.0}) == []


def test_no_bit_depends_on_blocks_or_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "MANY", 1)
    model = build(tmp_path, DELAYS + NOISE.replace("rate", "speed"), final=6)
    given_ = {"rate": np.linspace(0.1, 0.5, 157), "lag": np.linspace(0.2, 5, 157)}
    whole = model.run(given_, backend="compiled", workers=1)
    for block, workers in ((1, 1), (3, 2), (8, 2), (100, 3), (157, 2)):
        options: dict[str, Any] = {"block": block, "workers": workers}
        same_bits(whole, model.run(given_, backend="compiled", **options))
    same_bits(whole, model.run(given_, backend="numpy"))


def test_what_is_reduced_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MANY", 1)
    model = build(tmp_path, DELAYS, final=6)
    given_ = {"rate": np.linspace(0.1, 0.5, 600), "lag": np.linspace(0.2, 5, 600)}
    asked = {"band": gaoxin.reducers.quantiles(), "all": gaoxin.reducers.keep(outputs=["y"])}
    ours = model.reduce(given_, asked, backend="numpy")
    theirs = model.reduce(given_, asked, backend="compiled", workers=2)
    for name in asked:
        same_bits(ours[name], theirs[name])
    on_disk = model.run(given_, backend="compiled", on_disk=True)
    same_bits(model.run(given_, backend="numpy"), on_disk.load())


def test_one_code_serves_all_values_of_constants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    compile_ = kept._compile

    def counting(*given_: Any) -> Any:
        made.append(given_)
        return compile_(*given_)

    monkeypatch.setattr(kept, "_compile", counting)
    model = build(
        tmp_path, "a=1~~|\nb=IF THEN ELSE(switch=1, a*x, 2)~~|\nswitch=0~~|\nx=INTEG(b-x, a)~~|"
    )
    for a in (1.0, 2.0, 0.0, -3.5):
        assert differences(model, {"a": a}) == []
    assert len(made) == 1
    assert differences(model, {"switch": 1.0}) == []
    assert len(made) == 2
    assert differences(model, {"switch": 1.0, "a": 7.0}) == []
    assert len(made) == 2


def test_a_constant_beside_a_switch_is_no_part_of_the_code(tmp_path: Path) -> None:
    """At 1 it is a factor that falls away, and at 2 the switch stands as before."""
    equations = "a=1~~|\nb=IF THEN ELSE(a>0.5, a*x, 2)~~|\nx=INTEG(b-x/2, 1)~~|"
    model = build(tmp_path, equations)
    for a in (1.0, 2.0, 3.0):
        assert differences(model, {"a": a}) == []


def test_functions_of_scipy_have_the_bits_of_scipy(tmp_path: Path) -> None:
    equations = """
        a=GAMMA LN(1.5+Time)~~|
        b=RANDOM BETA(0, 1, 2, 3+0.1*x, 0, 1, 3)~~|
        c=RANDOM GAMMA(0.2, 5, 2, 0.1, 1.5, 3)~~|
        d=RANDOM TRIANGULAR(2, 10, 1, 3, 8, 4)~~|
        e=RANDOM WEIBULL(0, 10, 1.7, 0, 2, 5)~~|
        f=RANDOM POISSON(0, 1e9, 0.5+0.1*x, 1, 2, 1)~~|
        g=RANDOM POISSON(2, 4, 40, 0, 1, 1)~~|
        h=RANDOM BINOMIAL(0, 100, 0.3, 10, 0, -1, 1)~~|
        i=RANDOM BINOMIAL(2, 3, 0.5, 4, 0, 1, 1)~~|
        j=RANDOM NEGATIVE BINOMIAL(0, 1e9, 0.25, 3, 0, 1, 1)~~|
        x=INTEG(a+b+c+d+e+f+g+h+i+j, 0)~~|
    """
    assert differences(build(tmp_path, equations), {}, members=9) == []


def test_the_engine_is_told_and_can_be_asked_for(tmp_path: Path) -> None:
    many = "many: (m1-m40)~~|\nsize[many]=level~~|\n"
    order = "got[many]=VECTOR SORT ORDER(size[many], 1)~~|"
    model = build(tmp_path, f"{many}level=INTEG(1, 1)~~|\n{order}")
    assert model.run(backend="numpy").attrs["backend"] == "numpy"
    assert model.run(outputs=["level"], backend="compiled").attrs["backend"] == "compiled"
    with pytest.raises(ModelError, match=r"this run: 'vector sort order' over 40 elements; leave"):
        model.run(backend="compiled")
    with pytest.raises(ModelError, match="backend 'compield' is unknown; did you mean 'compiled'"):
        model.run(backend="compield")  # type: ignore[arg-type]
