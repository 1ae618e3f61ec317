"""Every loop and every lever can matter somewhere in its range, or the table says why not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

import gaoxin
from tests.zone.conftest import Zone
from tests.zone.test_conventions import LOOPS

MEMBERS = 300


def _moves(
    model: gaoxin.Model, names: list[str], base: dict[str, Any], change: dict[str, Any]
) -> float:
    """Return the largest relative move of any indicator of 2025 in any member."""
    settled = {model.canonical(name): value for name, value in base.items()}
    changed = settled | {model.canonical(name): value for name, value in change.items()}
    a = model.run(settled, members=MEMBERS, outputs=names)
    b = model.run(changed, members=MEMBERS, outputs=names)
    largest = 0.0
    for name in names:
        x, y = (run[name].isel(time=-1).to_numpy() for run in (a, b))
        largest = max(largest, float(np.max(np.abs(x - y) / (np.abs(x) + 1e-9))))
    return largest


@pytest.mark.parametrize("loop", LOOPS)
def test_cutting_a_loop_moves_an_indicator(zone: Zone, loop: str) -> None:
    # energy-heavy growth over a strict path, so that B7 has something to review
    draws = zone.prior_draws(MEMBERS, seed=1)
    base = {**draws, "assigned energy cut": 30.0, "project ambition": 1.0}
    assert _moves(zone.model, zone.indicators(), base, {f"strength {loop}": 0.0}) > 0.01


def test_every_lever_moves_an_indicator_somewhere_in_its_range(zone: Zone) -> None:
    """At one end or the other; against a base in which announcements and events exist."""
    draws = zone.prior_draws(MEMBERS, seed=2)
    base = {
        **draws,
        "assigned energy cut": 25.0,
        "project ambition": 1.0,
        "boundary revenue after 2020": 50.0,
        "debt ceiling": 50.0,
    }
    dead = []
    for row in zone.table("levers"):
        ends = [float(row["low"]), float(row["high"])]
        if (
            max(_moves(zone.model, zone.indicators(), base, {row["lever"]: end}) for end in ends)
            < 1e-3
        ):
            dead.append(row["lever"])
    assert not dead


CUT = {f"strength {loop}": 0.0 for loop in LOOPS}


@pytest.mark.parametrize(
    ("loop", "change", "silent"),
    [
        # what a loop's own middle does no longer reaches its end
        ("R2", {"transfers 2020": 0.0}, ["annual signing", "annual revenue", "Serviced land"]),
        ("R2", {"public share of works": 1.0}, ["annual signing", "annual revenue"]),
        ("R2", {"tax share of value added": 0.09}, ["annual signing"]),
        ("R3", {"research scale": 3.0}, ["annual signing", "annual revenue", "annual GDP"]),
        ("R4", {"initial firms": 300.0}, ["births"]),
        ("B1", {"initial serviced land": 5_000.0}, ["annual signing"]),
        ("B5", {"registered rate reading": 9.0}, ["Wage index", "annual signing"]),
        ("R5", {"initial high tech firms": 30.0}, ["annual research", "Patents held"]),
        ("R7", {"initial digital adopters": 0.3}, ["annual revenue", "annual GDP"]),
        ("B9", {"merged firms per revenue": 8.0, "initial firms": 800.0}, ["competition effect"]),
        ("B10", {"physician norm": 1.5, "place norm": 9.0}, ["annual signing", "annual revenue"]),
        ("B7", {"fuel scale": 3.0}, ["annual signing", "annual revenue"]),
    ],
)
def test_all_loops_cut_is_open_loop_arithmetic(
    zone: Zone, loop: str, change: dict[str, float], silent: list[str]
) -> None:
    """A disturbance inside a cut loop does not come out at its end; with the loop it does."""
    cut = zone.model.run(CUT, outputs=silent)
    disturbed = zone.model.run({**CUT, **change}, outputs=silent)
    for name in silent:
        np.testing.assert_allclose(cut[name], disturbed[name], rtol=1e-12, err_msg=name)
    only = {**CUT, f"strength {loop}": 1.0, "assigned energy cut": 30.0}
    closed = zone.model.run(only, outputs=silent)
    moved = zone.model.run({**only, **change}, outputs=silent)
    assert any(not np.allclose(closed[n], moved[n], rtol=1e-6) for n in silent)


def test_all_loops_cut_leaves_every_effect_at_its_reference(zone: Zone) -> None:
    names = ["Wage index", "fiscal effect", "knowledge effect", "cluster effect", "wear effect",
             "idle capacity effect", "land attraction", "infrastructure attraction",
             "innovation attraction", "wage attraction", "review approval", "construction speed",
             "power factor", "credit effect", "land value", "high tech research effect",
             "digital effect", "competition effect", "service attraction"]  # fmt: skip
    for name, values in zone.model.run(CUT, outputs=names).data_vars.items():
        assert np.allclose(values, 1.0, rtol=0, atol=1e-12), name


def test_neutral_levers_change_nothing(zone: Zone) -> None:
    """Writing every lever's neutral value out is the same run, bit for bit."""
    neutral = {
        row["lever"]: xr.full_like(zone.model.default(row["lever"]), float(row["neutral"]))
        for row in zone.table("levers")
    }
    a = zone.model.run(outputs=zone.indicators())
    b = zone.model.run(neutral, outputs=zone.indicators())
    xr.testing.assert_identical(a.drop_attrs(), b.drop_attrs())


def test_nothing_announced_leaves_delivery_without_effect(zone: Zone) -> None:
    a = zone.model.run(outputs=zone.indicators())
    half = {"delivery degree": 0.4, "delivery delay": 1.3}
    b = zone.model.run(half, outputs=zone.indicators())
    for name in zone.indicators():
        np.testing.assert_allclose(a[name], b[name], rtol=1e-12)
