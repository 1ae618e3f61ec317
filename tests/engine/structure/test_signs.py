"""Signs that are told hold numerically; signs of known equations are told."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaoxin.engine.structure.signs import Signs
from tests.engine.support import build

WORLD = """
up((0, 0), (1, 2), (9, 3)) ~~|
down((0, 3), (1, 2), (9, 0)) ~~|
hill((0, 0), (1, 2), (9, 0)) ~~|
two = 2 ~~|
less = -2 ~~|
s = INTEG(0, 3) ~~|
t = INTEG(0, 4) ~~|
"""


def sign_of(folder: Path, equation: str, source: str = "s") -> int | None:
    contents = build(folder, WORLD + f"x = {equation} ~~|")._contents
    return Signs(contents.variables, contents.macros).link(source, "x")


@pytest.mark.parametrize(
    ("equation", "sign"),
    [
        ("s*two", 1),
        ("s*less", -1),
        ("two/s", -1),
        ("less/s", 1),
        ("t - s", -1),
        ("-(t - s)/two", 1),
        ("s - s", None),
        ("s*(t - two)", None),
        ("s^two", 1),
        ("s^(-1)", -1),
        ("two^s", None),
        ("up(s)", 1),
        ("down(s)", -1),
        ("hill(s)", None),
        ("WITH LOOKUP(s, ((0,5),(1,3)))", -1),
        ("MAX(s, t)", 1),
        ("MIN(t - s, t)", -1),
        ("IF THEN ELSE(t > 0, s, two*s)", 1),
        ("IF THEN ELSE(s > 0, s, t)", None),
        ("EXP(-s)", -1),
        ("LN(s)", 1),
        ("XIDZ(t, s, 0)", -1),
        ("SMOOTH(s, t)", 1),
        ("DELAY3(t, s)", None),
        ("INTEG(-s, 0)", -1),
        ("s*(1 + 0.3*(MAX(0.7, MIN(1.3, t - two)) - 1))", 1),
        ("s*MAX(0, t - two)", 1),
        ("s*(hill(t) - 2)", -1),
        ("s*(two - 3)^two", 1),
        ("s*(t - two)^2", 1),
        ("s*EXP(t - two)/SQRT(ABS(less) + t)", 1),
        ("s*SIN(t)", None),
        ("s*(Time + 1)", 1),
        ("s*(Time - 9)", -1),
        ("INTEG(t, s)", 0),
        ("INITIAL(s)", 0),
        ("MODULO(s, t)", None),
        ("t", 0),
    ],
)
def test_the_sign_of_a_known_equation(tmp_path: Path, equation: str, sign: int | None) -> None:
    assert sign_of(tmp_path, equation) == sign


parts = st.sampled_from(["s", "t", "two", "less", "0.5", "up(s)", "down(s)"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map("({0[0]} + {0[1]})".format),
        pair.map("({0[0]} - {0[1]})".format),
        pair.map("({0[0]}*{0[1]})".format),
        pair.map("({0[0]}/(1 + {0[1]}^2))".format),
        pair.map("MAX({0[0]}, {0[1]})".format),
        pair.map("MIN({0[0]}, {0[1]})".format),
        inner.map("EXP({}/50)".format),
        inner.map("ABS({})".format),
        pair.map("IF THEN ELSE(t > 5, {0[0]}, {0[1]})".format),
    )


@given(st.lists(st.recursive(parts, grown, max_leaves=5), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_sign_that_is_told_holds_for_positive_stocks(equations: list[str]) -> None:
    text = "".join(f"x{i} = {equation} ~~|\n" for i, equation in enumerate(equations))
    with tempfile.TemporaryDirectory() as folder:
        model = build(Path(folder), WORLD + text, final=0.5, save=0.5)
    signs = Signs(model._contents.variables, model._contents.macros)
    grid = np.linspace(0.1, 8.0, 25)
    values: Any = {"INITIAL(s)": np.tile(grid, 3), "INITIAL(t)": np.repeat([0.5, 4.0, 7.0], 25)}
    runs = model.run(values, members=75)
    for number in range(len(equations)):
        found = runs[f"x{number}"]
        low, high = signs.bounds.variable(f"x{number}")
        assert low - 1e-9 <= float(found.min()) <= float(found.max()) <= high + 1e-9
        sign = signs.link("s", f"x{number}")
        if sign is None or "member" not in found.dims:
            continue
        first = found.isel(time=0) if "time" in found.dims else found
        moves = np.diff(first.values.reshape(3, 25), axis=1)
        assert (moves * sign >= -1e-9).all() if sign else (abs(moves) < 1e-9).all()


def test_a_chain_of_many_auxiliaries_ends(tmp_path: Path) -> None:
    text = "".join(f"a{i} = a{i + 1}*s ~~|\n" for i in range(400)) + "a400 = 2 ~~|\n"
    assert sign_of(tmp_path, "a0*s\n~~|\n" + text + "y = 1") in {1, None}
