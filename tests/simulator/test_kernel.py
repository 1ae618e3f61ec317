"""A kernel gives the tape's numbers: functions, tables, delays, methods, values that the page sets.

All models: ``python -m tests.simulator.kernels``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

pytest.importorskip("wasmtime", reason="wasmtime is not installed")

from gaoxin.engine.compiled.operations import OPERATIONS
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.model import Model
from gaoxin.simulator.kernel import parts
from tests.engine.support import MODELS, build
from tests.simulator.agreement import differences, kernel_of
from tests.simulator.elementary import INSIDE, apart

BAR = 1e-12
"""As a share of the variable's scale; a kernel is asked for 1e-9."""

EQUATIONS = """
Good: iron, wood ~~|
speed=1.2~~|
price[Good]=2, 3~~|
shape([(0,0)-(9,9)],(0,1),(1,3),(2,2),(5,0))~~|
steps([(0,0)-(99,9)],(0,0),(1,1),(2,0),(3,1),(4,0),(5,1),(6,0),(7,1),(8,0),(9,1),(10,0),(11,1),
 (12,0),(13,1),(14,0),(15,1),(16,0),(17,1),(18,0),(19,1),(20,0),(21,1),(22,0),(23,1),(24,0),(26,1),
 (28,0),(30,1))~~|
bent=speed*EXP(-level)+level^1.5+LN(level)+SIN(level)+COS(Time)~~|
left=MODULO(level*7, 0.3)~~|
zigzag=steps(level*9)~~|
flow[Good]=price[Good]*MIN(level, 1.5)/MAX(speed, 0.1)~~|
late=DELAY FIXED(level+Time, 1.5, 1)~~|
held=SAMPLE IF TRUE(level>speed, Time, -1)~~|
level=INTEG(bent-level*level/2+shape(level)+late/100+SUM(flow[Good!])/50, 1)~~|
choice=IF THEN ELSE(level>speed :AND: Time>1, held, SQRT(level))~~|
begun=INITIAL(speed*level)~~|
shared=speed*Time+price[iron]~~|
uniform=(Time+1)^2*SIN(Time)+LN(Time+2)*(COS(Time)+SQRT(Time))-shared*EXP(-Time)*MIN(Time,shared)~~|
"""
OUTPUTS = [
    "level",
    "bent",
    "left",
    "zigzag",
    "flow",
    "late",
    "held",
    "choice",
    "begun",
    "shared",
    "price",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return build(tmp_path_factory.mktemp("kernel"), EQUATIONS)


def worst(*given: Any, **options: Any) -> float:
    return max(share for _, share in differences(*given, **options))


@pytest.mark.parametrize("method", ["euler", "rk2", "rk4"])
def test_numbers_are_the_tape_s(model: Model, method: str) -> None:
    speeds = np.linspace(0.5, 2.0, 11)
    assert worst(model, {"speed": speeds}, [], OUTPUTS, method=method) < BAR
    prices = model.default("price") * xr.DataArray(speeds, dims="member")
    assert worst(model, {"speed": 0.8, "price": prices}, ["speed"], OUTPUTS, method=method) < BAR


def test_what_the_page_sets_may_be_a_path(model: Model) -> None:
    path = xr.DataArray([1.2, 0.4, 2.0], dims="time", coords={"time": [0.0, 1.0, 3.0]})
    given: dict[str, Any] = {"speed": path, "price": model.default("price") * 2}
    kernel = kernel_of(model, {}, ["speed", "price"], OUTPUTS)
    rows = [(row["name"], row["element"]) for row in kernel.map["given"] if "name" in row]
    assert {("speed", 0), ("price", 0), ("price", 1)} <= set(rows)
    assert worst(model, given, ["speed", "price"], OUTPUTS) < BAR
    each = path * xr.DataArray(np.linspace(0.9, 1.1, 5), dims="member")
    assert worst(model, {"speed": each}, ["price"], OUTPUTS) < BAR


def test_long_code_in_several_functions(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members, and instants of what they share: each keeps its own between the functions."""
    monkeypatch.setattr(parts, "WHOLE", 5)
    monkeypatch.setattr(parts, "SPLIT", 5)
    assert worst(model, {"speed": np.linspace(0.5, 2, 5)}, [], OUTPUTS, method="rk4") < BAR
    assert worst(model, {}, [], ["uniform"]) < BAR


def test_members_that_fail_alone(tmp_path: Path) -> None:
    broken = build(tmp_path, "x=INTEG(gain*x*x, 1)~~|\ngain=0~~|\ny=LN(1-x*gain)~~|", final=9)
    gains = np.zeros(300)
    gains[[3, 299]] = 2.0
    assert worst(broken, {"gain": gains}, [], ["x"]) < BAR


@pytest.mark.parametrize(
    ("equations", "free", "reason"),
    [
        ("x=INTEG(RANDOM UNIFORM(0, 1, 3), 1)~~|", [], "random numbers"),
        ("x=GAMMA LN(Time+1)~~|", [], "'gammaln'"),
        ("x=DELAY FIXED(Time, lag, 0)~~|\nlag=2~~|", ["lag"], "a fixed delay .*'x'"),
    ],
)
def test_what_is_not_covered_is_refused(
    equations: str, free: list[str], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(NotCovered, match=reason):
        kernel_of(build(tmp_path, equations), {}, free, ["x"])


def test_the_same_model_is_the_same_bytes(model: Model) -> None:
    one, two = (kernel_of(model, {}, ["speed"], OUTPUTS) for _ in range(2))
    assert one == two
    assert one.simd.startswith(b"\0asm\1\0\0\0")


@pytest.mark.parametrize("name", sorted(INSIDE))
def test_functions_are_as_exact_as_is_told(name: str) -> None:
    """Units of the last place, for ordinary numbers and special ones."""
    assert OPERATIONS[name].gives == "number"
    assert apart(name) <= INSIDE[name].bar


def test_models_of_ours() -> None:
    from gaoxin import load

    memory = load(MODELS / "memory.mdl")
    outputs = [str(n) for n in memory.run(outputs=None)]
    assert worst(memory, {"first": np.linspace(1, 2, 3)}, [], outputs) < BAR
