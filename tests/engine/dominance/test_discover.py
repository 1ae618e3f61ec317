"""The strongest paths home on graphs that can be followed by eye."""

from __future__ import annotations

import numpy as np

from gaoxin.engine.dominance.discover import loops_from, strongest
from gaoxin.engine.dominance.links import Links
from gaoxin.engine.dominance.scores import polarity, relative

A, B, C, D = ("a", 0), ("b", 0), ("c", 0), ("d", 0)


def test_the_stronger_way_is_followed_and_the_weaker_left() -> None:
    strengths = {A: [(B, 0.9), (C, 0.5)], B: [(D, 1.0)], C: [(D, 1.0)], D: [(A, 1.0)]}
    assert list(loops_from(strengths, A)) == [(A, B, D)]


def test_a_stronger_way_that_comes_later_is_followed_too() -> None:
    strengths = {A: [(B, 0.9), (C, 0.8)], B: [(D, 0.1)], C: [(D, 1.0)], D: [(A, 1.0)]}
    assert list(loops_from(strengths, A)) == [(A, B, D), (A, C, D)]


def test_a_loop_is_told_once_whatever_stock_it_is_found_from() -> None:
    one = np.ones((2, 1))
    links = Links({B: {A: one}, C: {B: one}, A: {C: one}}, (2, 1))
    assert strongest(links, [A, B, C], [0, 1]) == [(A, B, C)]


def test_shares_are_of_the_loop_s_own_partition() -> None:
    scores = np.array([[3.0], [-1.0], [0.5], [0.0]])
    np.testing.assert_array_equal(
        relative(scores, np.array([0, 0, 1, 2]))[:, 0], [75.0, -25.0, 100.0, 0.0]
    )


def test_a_score_that_changes_its_sign_has_no_polarity() -> None:
    assert [polarity(np.array(s)) for s in ([1.0, 0.0], [-1.0], [1.0, -1.0])] == ["R", "B", "U"]
