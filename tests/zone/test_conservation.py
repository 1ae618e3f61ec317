"""What leaves one stock arrives in another: land, money, people and firms, at every step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import xarray as xr

from tests.zone.conftest import Zone

MEMBERS = 1_000
BLOCKS = 5
STEP = 1 / 16

# stocks of the circle, flows that enter it from outside, flows that leave it to outside
CIRCLES: dict[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "investment money": (
        ["Signed early", "Signed late", "Committed", "Works"],
        ["new signing", "firm investment"],
        ["drop out", "working capital", "withdrawal", "completion"],
    ),
    "land of named projects": (
        ["Project land"],
        ["project land taken"],
        ["project land returned"],
    ),
    "quota of named projects": (["Quota granted"], ["granting"], ["quota returned"]),
    "energy quota": (
        ["Energy quota", "Quota granted"],
        ["allowed growth of energy"],
        [],
    ),
    "public money": (
        ["Cash"],
        ["fiscal revenue", "net borrowing", "rescue"],
        ["payments", "early repayment"],
    ),
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
    "certificates": (["High tech firms"], ["certification", "renewal"], ["certificate expiry"]),
    "homes": (["Dwellings"], ["homes built"], []),
    "research institutions": (
        ["Research institutions"],
        ["institutions founded"],
        ["institutions closed"],
    ),
    "talent": (["High level talent"], ["talent recruitment"], ["talent leaving"]),
    "physicians": (["Physicians"], ["physicians recruited"], ["physicians leaving"]),
    "hospital beds": (["Beds under construction", "New hospital beds"], ["beds started"], []),
    "pension members": (
        ["Pension members"],
        ["pension enrolment", "pension movers"],
        ["pension leaving"],
    ),
    "forest": (["Forest"], ["forest planted"], ["forest cleared"]),
}  # fmt: skip


@pytest.fixture(scope="module", params=range(BLOCKS))
def steps(zone: Zone, request: pytest.FixtureRequest) -> xr.Dataset:
    """Save every step of 5 x 1,000 draws, every lever anywhere in its range."""
    seed = 11 + int(request.param)
    overrides = {**zone.prior_draws(MEMBERS, seed), **zone.random_levers(MEMBERS, seed)}
    names = {name for circle in CIRCLES.values() for part in circle for name in part}
    return zone.model.run(overrides, members=MEMBERS, outputs=sorted(names), save_every=STEP)


def _total(steps: xr.Dataset, names: Sequence[str]) -> np.ndarray:
    """Return the sum over names and subscripts, ``(member, time)``."""
    if not names:
        return np.zeros((1, 1))
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


MERGER = {
    # a cluster that stood wholly in the area, merged at the end of 2017, in a zone at rest
    "boundary output already in GDP": 1.0,
    "boundary step date": 2018.0,
    "boundary step revenue": 100.0,
}


def test_the_merger_moves_gdp_and_people_and_makes_none(zone: Zone) -> None:
    """Counted before as much as after: GDP and people of the area go on as they were."""
    names = ["real GDP", "total workers", "Job seekers", "Cluster GDP outside"]
    run = zone.model.run(MERGER, outputs=names, save_every=STEP)
    before, after = run.sel(time=2018.0), run.sel(time=2018.25)
    assert float(before["Cluster GDP outside"]) > 10
    assert abs(float(after["Cluster GDP outside"])) < 1e-9
    grown = float(after["real GDP"] / before["real GDP"])
    calm = zone.model.run({**MERGER, "boundary step date": 2019.9}, outputs=names, save_every=STEP)
    trend = float(calm["real GDP"].sel(time=2018.25) / calm["real GDP"].sel(time=2018.0))
    assert grown == pytest.approx(trend, abs=0.03)  # the cluster sells what its staff can make
    people = (run["total workers"] + run["Job seekers"]).to_numpy()
    assert np.abs(np.diff(people)).max() < 0.02 * people.max()


def test_the_merger_brings_the_stated_revenue(zone: Zone) -> None:
    with_it = zone.model.run(MERGER, outputs=["real output"], save_every=STEP)
    without = {**MERGER, "boundary step revenue": 0.0}
    run = zone.model.run(without, outputs=["real output"], save_every=STEP)
    gained = (with_it["real output"] - run["real output"]).sum("Producing")
    assert float(gained.sel(time=2018.25) - gained.sel(time=2018.0)) == pytest.approx(100, rel=0.1)


def test_land_merged_does_not_depend_on_the_step(zone: Zone) -> None:
    setting = {**MERGER, "merged land per revenue": 35.0}
    merged = []
    for step in (1 / 8, 1 / 16, 1 / 64):
        run = zone.model.run(setting, outputs=["land merged"], time_step=step, save_every=step)
        merged.append(float(run["land merged"].sum()) * step)
    assert merged == pytest.approx([3_500.0] * 3, rel=1e-9)


@pytest.mark.parametrize("date", [2015.0, 2016.03, 2017.7777, 2019.75])
def test_the_boundary_step_adds_its_revenue_whatever_its_date(zone: Zone, date: float) -> None:
    run = zone.model.run(
        {"boundary step date": date}, outputs=["boundary step inflow"], save_every=STEP
    )
    total = float(run["boundary step inflow"].sum()) * STEP
    assert total == pytest.approx(50, rel=1e-12)


def test_a_certificate_expires_exactly_three_years_after_it_was_given(zone: Zone) -> None:
    """The stock is what was given in the last three years, the evenly given ones of 2014 first."""
    names = ["High tech firms", "certification", "renewal"]
    run = zone.model.run({"initial high tech firms": 30.0}, outputs=names, save_every=STEP)
    given = np.asarray(run["certification"] + run["renewal"]) * STEP
    before = np.full(round(3 / STEP), 30.0 / 3 * STEP)
    every = np.concatenate([before, given])
    expected = [every[i : i + len(before)].sum() for i in range(len(given))]
    np.testing.assert_allclose(run["High tech firms"], expected, rtol=1e-12)


def test_the_research_definition_changes_the_reading_and_nothing_else(zone: Zone) -> None:
    names = [n for n in zone.indicators() if n != "rd intensity"]
    draws = zone.prior_draws(50, seed=4)
    a = zone.model.run(draws, members=50, outputs=[*names, "rd intensity"])
    b = zone.model.run(
        {**draws, "research on revenue": 1.0}, members=50, outputs=[*names, "rd intensity"]
    )
    for name in names:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)
    ratio = np.asarray(b["rd intensity"] / a["rd intensity"])[:, 1:]
    wanted = 6 * np.asarray(a["annual GDP"] / a["annual revenue"])[:, 1:]
    np.testing.assert_allclose(ratio, wanted, rtol=1e-12)


def test_no_knowledge_gives_no_contracts_and_no_undefined_number(zone: Zone) -> None:
    run = zone.model.run(
        {"reference knowledge": 4.0, "research scale": 0.0, "INITIAL(Knowledge)": 0.0,
         "INITIAL(Research in progress)": 0.0},
        outputs=["annual technology contracts", "knowledge effect", "Patents held"],
    )  # fmt: skip
    assert float(abs(run["annual technology contracts"]).max()) == 0.0
    assert np.isfinite(run["knowledge effect"]).all()
    assert np.isfinite(run["Patents held"]).all()
