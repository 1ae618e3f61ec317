"""Places by stress: what is known of small graphs."""

from __future__ import annotations

import numpy as np
import pytest

from gaoxin.diagrams.stress import distances, stress


def test_distances_of_a_chain_and_a_part_apart() -> None:
    found = distances(5, [(0, 1), (2, 1), (3, 4)])
    assert found[:3, :3].tolist() == [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    assert found[3, 4] == 1
    apart = found[:3, 3:]
    assert (apart == apart[0, 0]).all()
    assert apart[0, 0] > found[:3, :3].max() / 2


def test_a_triangle_gets_equal_sides() -> None:
    places = stress(distances(3, [(0, 1), (1, 2), (2, 0)]))
    sides = [np.linalg.norm(places[a] - places[b]) for a, b in ((0, 1), (1, 2), (2, 0))]
    assert sides == pytest.approx([1.0, 1.0, 1.0], abs=1e-6)


def test_stress_is_less_than_on_the_circle_it_starts_from() -> None:
    wanted = distances(8, [(n, n + 1) for n in range(7)])

    def left(places: np.ndarray) -> float:
        gaps = np.linalg.norm(places[:, None] - places[None], axis=2)
        off = wanted > 0
        return float((((gaps - wanted) / np.where(off, wanted, 1.0))[off] ** 2).sum())

    turn = 2 * np.pi * np.arange(8) / 8
    circle = np.column_stack([np.cos(turn), np.sin(turn)]) * wanted.max() / 2
    assert left(stress(wanted)) < 0.2 * left(circle)
