"""Closed-form solutions, and the order at which the error falls as the step is halved."""

from __future__ import annotations

from math import exp, factorial
from pathlib import Path

import numpy as np
import pytest

from gaoxin.engine.model import Model
from tests.engine.support import build

DECAY = "rate=0.7~~|\nlevel=INTEG(-rate*level, 3)~~|"
CHAIN = "input=1+STEP(4,-1)~~|\nout=DELAY3I(input, 2, 1)~~|\nsmooth=SMOOTH3I(input, 2, 1)~~|"


def _errors(model: Model, name: str, truth: float, method: str) -> list[float]:
    runs = [
        model.run(outputs=[name], method=method, time_step=h, save_every=2.0)
        for h in (0.25, 0.125, 0.0625)
    ]
    return [abs(float(r[name].sel(time=2.0)) - truth) for r in runs]


@pytest.mark.parametrize(("method", "order"), [("euler", 1), ("rk2", 2), ("rk4", 4)])
def test_decay_converges_at_the_order_of_the_method(
    method: str, order: int, tmp_path: Path
) -> None:
    coarse, middle, fine = _errors(build(tmp_path, DECAY), "level", 3 * exp(-1.4), method)
    assert np.log2(coarse / middle) == pytest.approx(order, abs=0.25)
    assert np.log2(middle / fine) == pytest.approx(order, abs=0.15)


@pytest.mark.parametrize("name", ["out", "smooth"])
@pytest.mark.parametrize(("method", "order"), [("euler", 1), ("rk2", 2), ("rk4", 4)])
def test_third_order_chains_follow_the_erlang_step_response(
    name: str, method: str, order: int, tmp_path: Path
) -> None:
    a = 3.0  # order 3, mean 2, at t = 2
    truth = 1 + 4 * (1 - exp(-a) * sum(a**k / factorial(k) for k in range(3)))
    errors = _errors(build(tmp_path, CHAIN), name, truth, method)
    assert np.log2(errors[1] / errors[2]) == pytest.approx(order, abs=0.25)
    assert errors[2] < {"euler": 0.1, "rk2": 2e-3, "rk4": 1e-5}[method]


def test_euler_decay_is_the_power_of_its_factor(tmp_path: Path) -> None:
    runs = build(tmp_path, DECAY).run(save_every=0.5)
    steps = np.arange(9)
    np.testing.assert_allclose(runs["level"].values, 3 * (1 - 0.35) ** steps, rtol=1e-14)


def test_a_fixed_delay_gives_back_the_past_exactly(tmp_path: Path) -> None:
    equations = "x=Time*Time~~|\nlag=1.5~~|\nback=DELAY FIXED(x, lag, -1)~~|"
    runs = build(tmp_path, equations).run({"lag": np.array([0.5, 1.5, 2.0])}, save_every=0.5)
    x = runs["x"].values
    for member, steps in enumerate((1, 3, 4)):
        expected = np.concatenate([np.full(steps, -1.0), x[:-steps]])
        np.testing.assert_array_equal(runs["back"].values[member], expected)


def test_a_fixed_delay_of_a_fixed_delay_gives_back_the_past_of_the_past(tmp_path: Path) -> None:
    nested = "late=DELAY FIXED(2*DELAY FIXED(Time, 1, -1), 1.5, -3)~~|"
    late = build(tmp_path, nested, final=6).run(outputs=["late"], save_every=0.5)["late"]
    times = late.time.values
    truth = np.where(times < 1.5, -3.0, np.where(times < 2.5, -2.0, 2 * (times - 2.5)))
    np.testing.assert_array_equal(late.values, truth)


def test_a_sample_holds_its_last_value(tmp_path: Path) -> None:
    equations = "x=10*Time~~|\nheld=SAMPLE IF TRUE(Time <= until, x, 7)~~|\nuntil=2~~|"
    runs = build(tmp_path, equations).run({"until": np.array([-1.0, 2.0])})
    np.testing.assert_array_equal(runs["held"].values, [[7] * 5, [0, 10, 20, 20, 20]])


def test_elements_may_rest_on_earlier_elements(tmp_path: Path) -> None:
    equations = (
        "Cell: (c1-c4)~~|\nlast: c4~~|\nrest: (c2-c3)~~|\ntail: c2, c3, c4 -> head~~|\n"
        "head: c1, c2, c3~~|\n"
        "f[c1]=1~~|\nf[tail]=f[head]*2 + Time~~|"
    )
    runs = build(tmp_path, equations).run()
    t = runs["time"].values
    np.testing.assert_array_equal(runs["f"].sel(Cell="c4").values, 8 + 7 * t)


def test_states_that_change_into_each_other_read_old_values(tmp_path: Path) -> None:
    equations = (
        "a=INTEG(b, 1)~~|\nb=INTEG(a, 0)~~|\n"  # a + b doubles with every unit step
        "c=INTEG(d-c, 1)~~|\nd=INTEG(c, 1)~~|\n"
        "p=DELAY FIXED(q, 1, 1)~~|\nq=DELAY FIXED(r, 1, 2)~~|\nr=DELAY FIXED(p, 1, 3)~~|"
    )
    runs = build(tmp_path, equations, step=1).run()
    np.testing.assert_array_equal((runs["a"] + runs["b"]).values, 2.0 ** np.arange(5))
    np.testing.assert_array_equal((runs["a"] - runs["b"]).values, [1, 0, 0, 0, 0])
    np.testing.assert_array_equal(runs["c"].values, [1, 1, 2, 3, 5])
    for name, shift in (("p", 0), ("q", 1), ("r", 2)):
        np.testing.assert_array_equal(runs[name].values, (np.arange(5) + shift) % 3 + 1)


def test_times_are_counted_not_added_up(tmp_path: Path) -> None:
    runs = build(tmp_path, "x=Time~~|", final=1000, step=0.1, save=100).run()
    np.testing.assert_array_equal(runs["time"].values, np.arange(0, 10001, 1000) * 0.1)


def test_the_final_time_is_saved_even_off_the_grid(tmp_path: Path) -> None:
    runs = build(tmp_path, "x=Time~~|", final=3.5, step=0.5, save=1).run()
    assert runs["time"].values.tolist() == [0, 1, 2, 3, 3.5]
    assert runs["x"].values.tolist() == [0, 1, 2, 3, 3.5]


def test_powers_bind_as_in_vensim(tmp_path: Path) -> None:
    equations = "a=-2^2~~|\nb=(-2)^2~~|\nc=2^-1~~|\nd=-x^2~~|\nx=3~~|\ne=( - 1.5e0 )^3~~|"
    runs = build(tmp_path, equations).run()
    found = [float(runs[n]) for n in "abcde"]
    assert found == [-4, 4, 0.5, -9, -3.375]


def test_a_lookup_with_two_points_at_one_place_is_a_step(tmp_path: Path) -> None:
    equations = "tab((0,0),(1,0),(1,5),(2,5))~~|\nx=tab(Time/2)~~|"
    runs = build(tmp_path, equations).run(save_every=0.5)
    values = runs["x"].values
    assert values.tolist() == [0] * 4 + [5] * 5


def test_a_division_by_nearly_nothing_gives_what_the_model_says(tmp_path: Path) -> None:
    equations = "by=0~~|\nnothing=ZIDZ(3, by)~~|\nseven=XIDZ(3, by, 7)~~|"
    runs = build(tmp_path, equations).run({"by": np.array([0.0, 5e-7, -5e-7, 2e-6])})
    assert runs["nothing"].values.tolist() == [0.0, 0.0, 0.0, 1.5e6]
    assert runs["seven"].values.tolist() == [7.0, 7.0, 7.0, 1.5e6]


def test_the_last_step_is_not_lost_to_rounding(tmp_path: Path) -> None:
    assert 0.3 / 0.1 < 3.0
    model = build(tmp_path, DECAY)
    runs = model.run(initial_time=0.0, final_time=0.3, time_step=0.1, save_every=0.1)
    np.testing.assert_allclose(runs["time"].values, [0.0, 0.1, 0.2, 0.3])
