"""What a datum tells, against an exact Bayesian update of normal quantities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from gaoxin.decisions.information import informed

MEMBERS = 40_000


@pytest.mark.parametrize("error", [0.1, 0.5, 2.0])
def test_it_is_what_refits_would_show(error: float) -> None:
    """Theta is standard normal, the target is theta >= 0.5, and y = theta + error is observed.

    Each refit is known: theta given y is normal around w y with variance 1 - w, where w is
    1/(1 + error^2).
    """
    rng = np.random.default_rng(0)
    theta = rng.standard_normal(MEMBERS)
    found = informed(theta >= 0.5, theta, error, 1)
    seen = np.linspace(-9.0, 9.0, 4001) * math.hypot(1.0, error) / 1.5
    weights = norm.pdf(seen, scale=math.hypot(1.0, error))
    weights /= weights.sum()
    share = 1.0 / (1.0 + error**2)
    refitted = norm.sf((0.5 - share * seen) / math.sqrt(1.0 - share))
    chance = float(norm.sf(0.5))
    narrowed = float(weights @ (refitted - chance) ** 2) / (chance * (1.0 - chance))
    moved = float(weights @ np.abs(refitted - chance))
    assert found.narrowed == pytest.approx(narrowed, abs=0.02)
    assert found.moved == pytest.approx(moved, abs=0.015)


def test_what_has_nothing_to_do_with_it_tells_nothing() -> None:
    rng = np.random.default_rng(2)
    shares = [
        informed(rng.random(2000) < 0.3, rng.standard_normal(2000), 0.0, seed).narrowed
        for seed in range(20)
    ]
    assert max(shares) < 0.02
    assert informed(np.ones(50, dtype=bool), rng.random(50), 0.0, 0).narrowed == 0.0
    assert informed(rng.random(50) < 0.5, np.ones(50), 0.1, 0).narrowed == 0.0


def test_knowing_the_outcome_itself_leaves_little() -> None:
    outcome = np.random.default_rng(3).standard_normal(MEMBERS)
    assert informed(outcome >= 0.0, outcome, 0.0, 0).narrowed > 0.95
