"""PRIM and rule trees against regions that were planted, and against the EMA Workbench's PRIM."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gaoxin.decisions.boxes import Box, chosen, discover, peel
from gaoxin.decisions.tree import grow, rules

Array = NDArray[np.float64]
LOW, HIGH = (0.3, 0.0, 0.55), (0.8, 0.4, 1.0)


def planted(seed: int, noise: float = 0.0) -> tuple[Array, NDArray[np.bool_]]:
    """Return rows of six factors of which three limit a box that holds 9 % of them."""
    rng = np.random.default_rng(seed)
    rows = rng.random((4000, 6))
    inside = ((rows[:, :3] >= LOW) & (rows[:, :3] <= HIGH)).all(axis=1)
    return rows, inside ^ (rng.random(4000) < noise)


def found(rows: Array, cases: NDArray[np.bool_]) -> Box:
    return chosen(peel(rows, cases), rows, cases)


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_planted_box_is_found(noise: float) -> None:
    rows, cases = planted(0, noise)
    box = found(rows, cases)
    assert box.limited == (0, 1, 2)
    np.testing.assert_allclose(box.low[:3], LOW, atol=0.06)
    np.testing.assert_allclose(box.high[:3], HIGH, atol=0.06)
    assert box.density > 0.9 - noise
    assert max(box.p_values) < 1e-6
    if not noise:
        assert box.coverage > 0.9


def test_nothing_is_found_where_nothing_is() -> None:
    rng = np.random.default_rng(1)
    rows = rng.random((2000, 6))
    assert discover(rows, rng.random(2000) < 0.3) == []


def test_two_boxes_one_after_another() -> None:
    rng = np.random.default_rng(2)
    rows = rng.random((4000, 4))
    cases = (rows[:, 0] < 0.25) | ((rows[:, 1] > 0.8) & (rows[:, 2] > 0.4))
    boxes = [box for box, _ in discover(rows, cases)]
    assert [box.limited for box in boxes] == [(0,), (1, 2)]
    assert min(box.density for box in boxes) > 0.9
    assert np.mean([any(box.holds(row[None])[0] for box in boxes) for row in rows[cases]]) > 0.9


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_measures_are_what_they_say(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.random((300, 3))
    cases = rng.random(300) < 0.2 + 0.6 * (rows[:, 0] > 0.5)
    for box in peel(rows, cases, least=0.1):
        held = box.holds(rows)
        assert box.mass == pytest.approx(held.mean())
        assert box.density == pytest.approx(cases[held].mean())
        assert box.coverage == pytest.approx((held & cases).sum() / cases.sum())
        assert held.sum() >= 30


def test_whole_numbers_are_peeled_value_by_value() -> None:
    rows = np.repeat(np.arange(4.0), 100)[:, None]
    box = found(rows, rows[:, 0] >= 2.0)
    assert (box.low[0], box.high[0], box.density, box.coverage) == (2.0, 3.0, 1.0, 1.0)


@pytest.mark.filterwarnings("ignore")  # it uses what pandas will take away
def test_against_the_ema_workbench() -> None:
    """Its PRIM at the same peeling share and least mass ends in a box of like limits."""
    prim = pytest.importorskip("ema_workbench.analysis.prim")
    pandas = pytest.importorskip("pandas")
    rows, cases = planted(3, 0.02)
    frame = pandas.DataFrame(rows, columns=[f"x{i}" for i in range(6)])
    other = prim.Prim(frame, cases, threshold=0.5, peel_alpha=0.05, mass_min=0.05).find_box()
    own = peel(rows, cases)
    # the densest box of each that still covers four fifths
    theirs = other.peeling_trajectory.query("coverage > 0.8").sort_values("density").iloc[-1]
    ours = max((box for box in own if box.coverage > 0.8), key=lambda box: box.density)
    assert ours.density == pytest.approx(theirs["density"], abs=0.06)
    assert ours.coverage == pytest.approx(theirs["coverage"], abs=0.12)
    limits = other.box_lims[int(theirs["id"])]
    for factor in range(3):
        name = f"x{factor}"
        assert ours.low[factor] == pytest.approx(float(limits[name].iloc[0]), abs=0.08)
        assert ours.high[factor] == pytest.approx(float(limits[name].iloc[1]), abs=0.08)


def test_a_tree_asks_what_decides() -> None:
    rng = np.random.default_rng(4)
    rows = rng.random((3000, 5))
    tree = grow(rows, (rows[:, 3] > 0.6) & (rows[:, 1] < 0.5), depth=2)
    first = rules(tree)[0]
    limits = {factor: (low, high) for factor, low, high in first.limits}
    assert set(limits) == {1, 3}
    assert limits[3][0] == pytest.approx(0.6, abs=0.04)
    assert limits[1][1] == pytest.approx(0.5, abs=0.04)
    assert first.share > 0.95
    assert sum(rule.mass for rule in rules(tree)) == pytest.approx(1.0)


def test_a_tree_against_scikit_learn() -> None:
    """The questions and the shares of the leaves are those of its CART on the same cuts."""
    learned = pytest.importorskip("sklearn.tree")
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 20, (2000, 4)) / 20.0
    cases = rng.random(2000) < 0.1 + 0.8 * ((rows[:, 0] > 0.5) & (rows[:, 2] > 0.3))
    own = grow(rows, cases, depth=2)
    other = learned.DecisionTreeClassifier(
        max_depth=2, min_samples_leaf=100, min_impurity_decrease=0.004
    ).fit(rows, cases)
    assert own.factor == other.tree_.feature[0]
    assert own.cut == pytest.approx(other.tree_.threshold[0], abs=0.03)
    ours = sorted(rule.share for rule in rules(own))
    leaves = other.tree_.children_left == -1
    theirs = sorted(value[0][1] / value[0].sum() for value in other.tree_.value[leaves])
    np.testing.assert_allclose(ours, theirs, atol=1e-9)
