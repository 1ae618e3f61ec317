"""The gradient of a run: equal to dual numbers, to central differences, to what is known."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, seed, settings

import gaoxin
from gaoxin.engine.running import blocks
from gaoxin.errors import ModelError
from tests.engine.compiled.both import MEMBERS, drawn, in_time
from tests.engine.compiled.duals import compared
from tests.engine.compiled.many import gradient_off
from tests.engine.random_models import model_texts
from tests.engine.support import build, coarse, same_bits

ZONE = Path(__file__).parents[3] / "model" / "zone.mdl"
METHODS = pytest.mark.parametrize("method", ["euler", "rk2", "rk4"])

SIR = """
population=1000~~|
contacts=0.5~~|
recovery=0.2~~|
susceptible=INTEG(-infection, population-infected)~~|
infected=INTEG(infection-healing, 5)~~|
infection=contacts*susceptible*infected/population~~|
healing=infected*recovery~~|
"""


@METHODS
def test_a_stock_that_grows_by_a_rate(method: str, tmp_path: Path) -> None:
    """Closed form: the growth factor of a step is a polynomial in rate times step."""
    model = build(tmp_path, "rate=0.5~~|\nlevel=INTEG(rate*level, 4)~~|", final=3)
    rates = np.linspace(-0.4, 0.9, MEMBERS)
    last = xr.DataArray([1.0], dims="time", coords={"time": [3.0]})
    given_ = {"rate": rates, "INITIAL(level)": np.full(MEMBERS, 4.0)}
    _, found = model.gradient(given_, ["level"], {"level": last}, method=method)
    z, order = rates * 0.5, {"euler": 1, "rk2": 2, "rk4": 4}[method]
    terms = [1.0, 1.0, 0.5, 1 / 6, 1 / 24][: order + 1]
    growth = sum(c * z**k for k, c in enumerate(terms))
    slope = sum(k * c * z ** (k - 1) for k, c in enumerate(terms) if k)
    np.testing.assert_allclose(found["INITIAL(level)"], growth**6, rtol=1e-13)
    np.testing.assert_allclose(found["rate"], 4 * 6 * growth**5 * slope * 0.5, rtol=1e-12)


@METHODS
def test_an_epidemic_equals_dual_numbers_and_differences(method: str, tmp_path: Path) -> None:
    model = build(tmp_path, SIR, final=40)
    given_ = drawn(model, ["population", "contacts", "recovery"])
    given_["INITIAL(infected)"] = np.linspace(2, 9, MEMBERS)
    assert compared(model, given_, ["infected", "susceptible"], method=method) < 1e-12
    _, found = model.gradient(given_, ["infected"], method=method)
    for name, value in given_.items():
        shift = 1e-5 * np.asarray(value)
        up, down = (
            model.run({**given_, name: value + s}, outputs=["infected"], method=method)["infected"]
            for s in (shift, -shift)
        )
        central = (up - down).sum("time") / (2 * shift)
        np.testing.assert_allclose(found[name], central, rtol=1e-6)


@METHODS
@pytest.mark.parametrize("name", ["reference", "subscripts", "memory"])
def test_models_of_ours_equal_dual_numbers(name: str, method: str, tmp_path: Path) -> None:
    model = gaoxin.load(coarse(name, tmp_path))
    names = {
        "reference": ["elasticity 1", "growth rate 0", "target 4", "adjust time 3", "target 1"],
        "subscripts": ["price", "demand"],
        "memory": ["first"],
    }[name]
    outputs = [str(n) for n in model.variables.query("kind == 'stock'")["name"]]
    options = {"final_time": 2018.0} if name == "reference" else {}
    assert compared(model, drawn(model, names), outputs, method=method, **options) < 1e-10


def test_the_zone_equals_dual_numbers() -> None:
    model = gaoxin.load(ZONE)
    constants = [str(n) for n in model.variables.query("kind == 'constant' and low < high")["name"]]
    given_: dict[str, Any] = drawn(model, constants)
    for name, by_member in ((constants[61], True), (constants[62], False)):
        given_[name] = in_time(model, name, by_member=by_member)
    options: dict[str, Any] = {"final_time": 2014.5, "members": MEMBERS}
    outputs = ["annual GDP", "annual revenue", "annual energy use", "Capital", "GDP growth rate"]
    assert compared(model, given_, outputs, **options) < 1e-10


MEMORY = """
Good: iron, wood ~~|
lag=1.5~~|
rate=0.3~~|
pull=2~~|
part[Good]=0.4, 0.6~~|
x=INTEG(rate*x-0.01*x*x, 3+rate)~~|
back=DELAY FIXED(x+pull, lag, rate*2)~~|
soft=SMOOTH3(back, pull)~~|
held=SAMPLE IF TRUE(Time<=1.5, x*pull, 7*rate)~~|
each[Good]=INTEG(part[Good]*soft-each[Good]/pull, 1)~~|
table((0,1),(2,3),(4,3),(9,0))~~|
read=table(x)~~|
log safe=IF THEN ELSE(x<0, LN(x)*rate, MIN(SUM(each[Good!])/pull, 50/(rate-rate)))~~|
y=INTEG(read*VMAX(each[Good!])+held, 0)~~|
"""


@METHODS
def test_delays_samples_tables_and_sides_equal_dual_numbers(method: str, tmp_path: Path) -> None:
    model = build(tmp_path, MEMORY, final=6)
    given_: dict[str, Any] = drawn(model, ["rate", "pull", "part"])
    outputs = ["y", "log safe", "each", "back", "soft"]
    assert compared(model, given_, outputs, method=method) < 1e-12
    given_["lag"] = np.array([0.5, 1, 1.5, 2, 2.5, 3, 0.5, 1, 7, 0.1, 9])
    given_["INITIAL(x)"] = np.linspace(1, 5, MEMBERS)
    assert compared(model, given_, outputs, method=method) < 1e-12
    path = in_time(model, "rate", by_member=True)
    line = path.assign_attrs(interpolate=True)
    for rate in (path, line, in_time(model, "rate", by_member=False)):
        options: dict[str, Any] = {"members": MEMBERS, "method": method}
        assert compared(model, {**given_, "rate": rate}, outputs, **options) < 1e-12


def test_stocks_that_stop_at_zero_let_nothing_through(tmp_path: Path) -> None:
    path = tmp_path / "model.xmile"
    path.write_text(
        '<?xml version="1.0"?><xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/'
        'XMILE/v1.0"><header><name>m</name><vendor>v</vendor><product version="1">p</product>'
        "</header><sim_specs><start>0</start><stop>4</stop><dt>0.25</dt></sim_specs><model>"
        '<variables><stock name="tank"><eqn>3*speed</eqn><inflow>fill</inflow><outflow>out'
        '</outflow><non_negative/></stock><flow name="out"><eqn>speed*(1+TIME)</eqn></flow>'
        '<flow name="fill"><eqn>MAX(0, TIME-2)</eqn></flow><aux name="speed"><eqn>0.7</eqn></aux>'
        "</variables></model></xmile>",
        encoding="utf-8",
    )
    model = gaoxin.load(path)
    for method in ("euler", "rk2", "rk4"):
        given_ = {"speed": np.linspace(0.3, 2, MEMBERS)}
        assert compared(model, given_, ["tank"], method=method) < 1e-12


@pytest.mark.parametrize("number", range(2))
def test_random_models_equal_dual_numbers(number: int) -> None:
    covered = 0

    @seed(number)
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=model_texts())
    def agree(text: str) -> None:
        nonlocal covered
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.mdl"
            path.write_text(text, encoding="utf-8")
            model = gaoxin.load(path)
        for method in ("euler", "rk4"):
            off = gradient_off(model, method)
            if off is not None:
                assert off < 1e-10, text
                covered += 1

    agree()
    assert covered >= 10


def test_a_gradient_has_the_dimensions_of_what_was_given(tmp_path: Path) -> None:
    model = build(tmp_path, MEMORY, final=6)
    path = in_time(model, "rate", by_member=False)
    runs, found = model.gradient({"rate": path, "pull": 2.0}, ["y"], by=["rate", "pull", "part"])
    assert runs["y"].dims == ("time",)
    assert found["rate"].dims == ("time",)
    assert found["rate"].coords["time"].values.tolist() == path.coords["time"].values.tolist()
    assert found["pull"].dims == ()
    assert found["part"].dims == ("Good",)
    many, each = model.gradient({"part": np.array([0.4, 0.5])}, ["each"], first_member=3)
    assert each["part"].dims == ("member",)
    assert each["member"].values.tolist() == many["member"].values.tolist() == [3, 4]


def test_no_bit_depends_on_threads_or_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "MANY", 1)
    model = build(tmp_path, MEMORY, final=6)
    given_ = {"rate": np.linspace(0.2, 0.4, 203), "pull": np.linspace(1.5, 3, 203)}
    _, whole = model.gradient(given_, ["y"], workers=2)
    _, one = model.gradient(given_, ["y"], workers=1)
    same_bits(whole, one)
    last = {k: v[197:] for k, v in given_.items()}
    _, part = model.gradient(last, ["y"], first_member=197)
    same_bits(whole.isel(member=slice(197, None)), part)


@pytest.mark.parametrize(
    ("equations", "message"),
    [
        ("u=RANDOM UNIFORM(0,a,1)~~|\ny=INTEG(u*a,1)~~|", "'u' draws random numbers"),
        (
            "G: p, q~~|\nv[p]=a*y~~|\nv[q]=a~~|\no[G]=VECTOR SORT ORDER(v[G],1)~~|\n"
            "y=INTEG(SUM(o[G!]),1)~~|",
            "VECTOR SORT ORDER",
        ),
    ],
)
def test_what_has_no_derivative_is_refused_by_name(
    equations: str, message: str, tmp_path: Path
) -> None:
    model = build(tmp_path, "a=0.3~~|\n" + equations)
    with pytest.raises(ModelError, match=message):
        model.gradient({"a": [0.1, 0.2]}, ["y"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": ["lvel"]}, "did you mean 'level'"),
        ({"by": ["level"]}, "'level' is no constant"),
        ({"by": ["TIME STEP"]}, "is a time control"),
        ({"by": "rate"}, r'write by=\["rate"\]'),
        ({"weights": {"rate": 1.0}}, "'rate' has a weight and is no output"),
        ({"weights": {"level": np.ones((2, 2))}}, "weight of 'level' has shape"),
        ({"weights": {"level": np.ones(5)}}, "weight of 'level' has 5 numbers, and the run 2"),
        (
            {"weights": {"level": xr.DataArray([1.0], dims="time", coords={"time": [0.3]})}},
            "weight of 'level' has times that the run does not save",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    options: dict[str, Any], message: str, tmp_path: Path
) -> None:
    model = build(tmp_path, "rate=0.5~~|\nlevel=INTEG(rate*level, 4)~~|")
    with pytest.raises(ModelError, match=message):
        model.gradient({"rate": [0.1, 0.2]}, ["level"], **options)
