"""Halving the step moves no 2025 indicator's median or 95th percentile by over one per cent."""

from __future__ import annotations

import numpy as np

from tests.zone.conftest import Zone

MEMBERS = 2_000


def test_halving_the_step_changes_no_answer(zone: Zone) -> None:
    draws = zone.prior_draws(MEMBERS, seed=5)
    names = zone.indicators()
    coarse = zone.model.run(draws, members=MEMBERS, outputs=names)
    fine = zone.model.run(draws, members=MEMBERS, outputs=names, time_step=1 / 32)
    moved = {}
    for name in names:
        a, b = (run[name].isel(time=-1).to_numpy() for run in (coarse, fine))
        for level in (0.5, 0.95):
            p, q = np.quantile(a, level), np.quantile(b, level)
            # growth since 2020 has its median near zero: there the width of the band is the scale
            width = np.quantile(b, 0.95) - np.quantile(b, 0.05)
            moved[name, level] = abs(p - q) / max(abs(q), width / 2)
    worst = max(moved, key=lambda key: moved[key])
    assert moved[worst] <= 0.01, (worst, moved[worst])


def test_rk4_and_a_fine_step_agree(zone: Zone) -> None:
    """An independent integrator lands where smaller steps lead: no Euler artefact remains."""
    names = ["annual revenue", "annual GDP", "park employees", "Residents"]
    rk4 = zone.model.run(outputs=names, method="rk4")
    fine = zone.model.run(outputs=names, time_step=1 / 256)
    for name in names:
        a, b = float(rk4[name][-1]), float(fine[name][-1])
        assert abs(a - b) <= 0.005 * abs(b), name
