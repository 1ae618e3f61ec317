"""The tables of coefficients against the conditions of order, and runs against their closed form.

The conditions are those of Butcher (2016), Numerical Methods for Ordinary Differential Equations,
section 31: one a rooted tree, in exact fractions.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from gaoxin.engine.running.methods import METHODS, Method, method_of
from gaoxin.errors import ModelError
from tests.engine.support import build

ORDERS = {"euler": 1, "rk2": 2, "rk4": 4}

GROWTH = {  # factor of a step of dx/dt = r x, z = r h
    "euler": lambda z: 1 + z,
    "rk2": lambda z: 1 + z + z**2 / 2,
    "rk4": lambda z: 1 + z + z**2 / 2 + z**3 / 6 + z**4 / 24,
}


def _order(method: Method) -> int:
    """Return the greatest order, to 4, whose conditions a table meets."""
    count = len(method.stages) + 1
    b = [Fraction(n, method.weights[1]) for n in method.weights[0]]
    b += [Fraction(0)] * (count - len(b))
    a = [[Fraction(0)] * count for _ in range(count)]
    for i, (counts, whole) in enumerate(method.stages, start=1):
        for j, n in enumerate(counts):
            a[i][j] = Fraction(n, whole)
    c = method.nodes
    every = range(count)
    ac = [sum((a[i][j] * c[j] for j in every), Fraction(0)) for i in every]
    acc = [sum((a[i][j] * c[j] ** 2 for j in every), Fraction(0)) for i in every]
    aac = [sum((a[i][j] * ac[j] for j in every), Fraction(0)) for i in every]
    conditions = [
        [(sum(b), 1)],
        [(sum(b[i] * c[i] for i in every), 2)],
        [(sum(b[i] * c[i] ** 2 for i in every), 3), (sum(b[i] * ac[i] for i in every), 6)],
        [
            (sum(b[i] * c[i] ** 3 for i in every), 4),
            (sum(b[i] * c[i] * ac[i] for i in every), 8),
            (sum(b[i] * acc[i] for i in every), 12),
            (sum(b[i] * aac[i] for i in every), 24),
        ],
    ]
    met = [all(found == Fraction(1, n) for found, n in row) for row in conditions]
    return met.index(False) if False in met else len(met)


@pytest.mark.parametrize("name", METHODS)
def test_a_table_meets_the_conditions_of_its_order_and_no_more(name: str) -> None:
    assert _order(METHODS[name]) == ORDERS[name]


def test_a_wrong_coefficient_fails_the_conditions() -> None:
    assert _order(replace(METHODS["rk4"], weights=((1, 2, 2, 2), 7))) < 4
    assert _order(replace(METHODS["rk2"], weights=((1, 0), 1))) == 1


@pytest.mark.parametrize("name", METHODS)
def test_growth_is_the_power_of_the_polynomial_of_the_method(name: str, tmp_path: Path) -> None:
    rates = np.array([-0.7, 0.3, 1.1])
    model = build(tmp_path, "rate=0.3~~|\nlevel=INTEG(rate*level, 2)~~|", step=0.25)
    runs = model.run({"rate": rates}, method=name, save_every=0.25)
    steps = np.arange(len(runs["time"]))
    truth = 2.0 * GROWTH[name](rates * 0.25)[:, None] ** steps
    np.testing.assert_allclose(runs["level"].values, truth, rtol=1e-13)


@pytest.mark.parametrize("name", METHODS)
def test_the_integral_of_time_is_exact_where_the_order_is_two(name: str, tmp_path: Path) -> None:
    """Values that rest on time alone are taken at the stages' own instants."""
    model = build(tmp_path, "level=INTEG(Time, 0)~~|", step=0.5)
    runs = model.run(method=name, save_every=0.5)
    t = runs["time"].values
    truth = t * (t - 0.5) / 2 if name == "euler" else t**2 / 2
    np.testing.assert_allclose(runs["level"].values, truth, rtol=1e-14)


@pytest.mark.parametrize("name", METHODS)
def test_what_jumps_changes_once_a_step(name: str, tmp_path: Path) -> None:
    equations = (
        "stock=INTEG(1, 0)~~|\nlate=DELAY FIXED(stock, 1, -1)~~|\n"
        "kept=SAMPLE IF TRUE(Time <= 1, stock, -1)~~|\nmoved=DELAY MATERIAL(stock, 1, -1, 0)~~|"
    )
    runs = build(tmp_path, equations, step=0.5).run(method=name, save_every=0.5)
    t = runs["time"].values
    np.testing.assert_array_equal(runs["late"].values, np.where(t < 1, -1.0, t - 1))
    np.testing.assert_array_equal(runs["kept"].values, np.minimum(t, 1.0))
    np.testing.assert_array_equal(runs["moved"].values, runs["late"].values)


def test_without_a_method_a_run_is_eulers_and_says_so(tmp_path: Path) -> None:
    model = build(tmp_path, "level=INTEG(-level, 1)~~|")
    plain, named = model.run(), model.run(method="euler")
    assert plain.attrs["method"] == "euler"
    assert plain.identical(named)
    assert not plain["level"].equals(model.run(method="rk2")["level"])


def test_an_unknown_method_is_refused_with_what_there_is() -> None:
    with pytest.raises(ModelError) as caught:
        method_of("rk45")
    assert "did you mean 'rk4'?; write 'euler' or 'rk2' or 'rk4'" in str(caught.value)
