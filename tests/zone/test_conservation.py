"""What leaves one stock arrives in another: land, money, people and firms, at every step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import xarray as xr

from tests.zone.conftest import Zone

MEMBERS = 1_000
STEP = 1 / 16

# stocks of the circle, flows that enter it from outside, flows that leave it to outside
CIRCLES: dict[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "investment money": (
        ["Signed early", "Signed late", "Committed", "Construction one", "Construction two",
         "Construction three"],
        ["new signing", "project funds", "reinvestment"],
        ["drop out", "working capital", "completion"],
    ),
    "public money": (["Cash"], ["fiscal revenue", "borrowing"], ["payments", "surplus returned"]),
    "working people": (
        ["Workers", "Job seekers"],
        ["labour entry", "migrant entry", "commuter entry", "newcomers merged"],
        ["retirement", "labour exit", "emigrant exit"],
    ),
    "residents": (["Residents"], ["immigration", "natural increase"], ["emigration"]),
    "firms": (
        ["Registered firms"],
        ["births", "recruited firms", "firms merged"],
        ["firm exits", "firms cleared"],
    ),
    "certificates": (
        ["Certificate year one", "Certificate year two", "Certificate year three"],
        ["certification", "renewal"],
        ["certificate expiry"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def steps(zone: Zone) -> xr.Dataset:
    """Run with every step saved, and all stocks and flows of the circles."""
    overrides = {**zone.prior_draws(MEMBERS, seed=11), **zone.random_levers(MEMBERS, seed=11)}
    names = {name for circle in CIRCLES.values() for part in circle for name in part}
    return zone.model.run(
        overrides, members=MEMBERS, outputs=sorted(names), save_every=STEP, final_time=2023
    )


def _total(steps: xr.Dataset, names: Sequence[str]) -> np.ndarray:
    """Return the sum over names and subscripts, ``(member, time)``."""
    parts = [steps[name] for name in names]
    sums = [part.sum([d for d in part.dims if d not in ("member", "time")]) for part in parts]
    return np.asarray(np.sum([part.to_numpy() for part in sums], axis=0))


@pytest.mark.parametrize("circle", CIRCLES)
def test_the_circle_balances_at_every_step(steps: xr.Dataset, circle: str) -> None:
    stocks, gains, losses = CIRCLES[circle]
    held = _total(steps, stocks)
    net = (_total(steps, gains) - _total(steps, losses))[:, :-1]
    expected = held[:, :1] + np.cumsum(net * STEP, axis=1)
    scale = np.maximum(1.0, np.abs(held).max(axis=1, keepdims=True))
    assert (np.abs(held[:, 1:] - expected) / scale).max() <= 1e-9


def test_a_boundary_change_moves_gdp_and_people_and_makes_none(zone: Zone) -> None:
    """With everything of the cluster counted before, the merger leaves the area's GDP alone."""
    frozen = {
        "boundary output already in GDP": 1.0,
        "boundary step date": 2018.0,
        "inside area share": 1.0,
    }
    outputs = ["Cluster GDP outside", "cluster GDP per revenue", "total workers", "Job seekers",
               "retirement", "labour entry", "migrant entry", "commuter entry", "labour exit",
               "emigrant exit"]  # fmt: skip
    run = zone.model.run(frozen, outputs=outputs, save_every=STEP)
    outside = run["Cluster GDP outside"]
    step = 50 * float(run["cluster GDP per revenue"])
    assert float(outside.sel(time=2018)) == pytest.approx(step)
    assert abs(float(outside.sel(time=2018.25))) <= 1e-9 * step
    people = run["total workers"] + run["Job seekers"]
    gains = run["labour entry"] + run["migrant entry"] + run["commuter entry"]
    gains = gains - run["retirement"].sum("Workplace") - run["labour exit"] - run["emigrant exit"]
    expected = float(people[0]) + np.cumsum(np.asarray(gains)[:-1]) * STEP
    assert np.allclose(people[1:], expected, rtol=1e-9)


@pytest.mark.parametrize("date", [2015.0, 2016.03, 2017.7777, 2019.75])
def test_the_boundary_step_adds_its_revenue_whatever_its_date(zone: Zone, date: float) -> None:
    run = zone.model.run(
        {"boundary step date": date}, outputs=["boundary step inflow"], save_every=STEP
    )
    total = float(run["boundary step inflow"].sum()) * STEP
    assert total == pytest.approx(50, rel=1e-12)
