"""Named projects, power, withdrawal and credit against what can be computed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.zone.conftest import Zone

STEP = 1 / 16
FREE: dict[str, Any] = {
    # nothing holds a project back but its own schedule
    "project ambition": 1.0,
    "project completion share": 1.0,
    "initial serviced land": 20_000.0,
    "review strictness": 0.0,
    "practice review strictness": 0.0,
    "battery price 2025": 5.5,
    "strength B3": 0.0,
}


def _run(zone: Zone, setting: dict[str, Any], *names: str, **options: Any) -> xr.Dataset:
    return zone.model.run(setting, outputs=list(names), save_every=STEP, **options)


def test_elsewhere_nothing_stands_but_phase_one_of_the_data_centre(zone: Zone) -> None:
    run = _run(zone, {}, "Project plant", "project commitment")
    others = run.drop_sel(Project="computing")
    assert float(abs(others["project commitment"]).max()) == 0
    money = float(run["project commitment"].sum()) * STEP
    assert money == pytest.approx(3_000 * 50e4 / 1e8, rel=1e-12)  # racks x CNY a rack


@pytest.mark.parametrize("slip", [0.0, 0.3, 1.7777])
@pytest.mark.parametrize("delay", [0.0, 0.41])
def test_a_late_project_is_shifted_and_not_cut(zone: Zone, slip: float, delay: float) -> None:
    setting = {**FREE, "project slip": slip, "delivery delay": delay}
    run = _run(zone, setting, "project commitment")
    equipment = run["project commitment"].sel(Project="equipment")
    money = 20 * 3.5 * 0.23 + 100 / 40 + 200 / 30  # output x capital a unit, mu over mu/1e8 CNY
    assert float(equipment.sum()) * STEP == pytest.approx(money, rel=1e-9)
    begun = float(equipment["time"][int(np.argmax(equipment.to_numpy() > 0))])
    assert 2020.25 + slip + delay - STEP < begun <= 2020.25 + slip + delay


def test_racks_servers_and_loads_are_those_of_the_plan(zone: Zone) -> None:
    """With no wear and time enough, all 10,000 racks run, and draw what racks draw."""
    setting = {**FREE, "project retirement rate": 0.0, "project slip": 0.0}
    names = ["dc racks", "dc servers", "project electricity", "project staff", "labour factor"]
    end = _run(zone, setting, *names, final_time=2060).isel(time=-1)
    assert float(end["dc racks"]) == pytest.approx(10_000, rel=1e-3)
    assert float(end["dc servers"]) == pytest.approx(400_000, rel=1e-3)
    racks = 10_000 * 5 * 8_760 * 0.42 * 1.3 * 0.75  # kW, hours, load, cooling, racks let
    assert float(end["project electricity"].sel(Project="computing")) == pytest.approx(racks, 1e-3)


def test_battery_materials_draw_kilowatt_hours_per_tonne(zone: Zone) -> None:
    """At full size: 200 kt anode, 400 kt cathode, at three quarters of their use."""
    setting = {**FREE, "project retirement rate": 0.0, "project price effect": 1.0}
    setting |= {"practice signing": 0.0, "autonomous efficiency": 0.0}
    run = _run(zone, setting, "project electricity", "Project plant", "project investment")
    share = run["Project plant"].isel(time=-1) / run["project investment"]
    drawn = run["project electricity"].isel(time=-1)
    for project, tonnes, each in (("anode", 200e3, 14_500), ("cathode", 400e3, 4_000)):
        part = float(share.sel(Project=project))
        assert part > 0.1
        full = tonnes * each * 0.75
        assert float(drawn.sel(Project=project)) == pytest.approx(full * part, rel=1e-9)


def test_projects_never_enter_an_industry_twice(zone: Zone) -> None:
    """Before anything runs, the industries' own pipelines go on as if there were no project."""
    setting = {**FREE, "project build time": 30.0}
    names = ["Committed", "Construction one", "Capital", "annual fixed investment"]
    with_it = _run(zone, setting, *names)
    without = _run(zone, {**setting, "project ambition": 0.0}, *names)
    for name in ("Committed", "Construction one"):
        a, b = (run[name].sel(time=slice(None, 2022)) for run in (with_it, without))
        np.testing.assert_allclose(a, b, rtol=2e-3, err_msg=name)  # land taken is land gone
    more = with_it["annual fixed investment"] - without["annual fixed investment"]
    assert float(more.isel(time=-1)) > 0.5


def test_money_that_cannot_build_leaves(zone: Zone) -> None:
    """Without land nothing starts; of what waits, one in `patience` gives up a year."""
    setting = {"initial serviced land": 0.0, "initial requisitioned land": 0.0}
    setting |= {"industrial land supply": 0.0, "practice land supply": 0.0, "land clearance": 0.0}
    setting |= {"practice land clearance": 0.0, "reinvestment share": 0.0}
    run = _run(zone, setting, "Committed", "start", "fixed funds")
    assert float(run["start"].sum()) == 0
    waiting, funds = (run[n].sum("Producing").to_numpy() for n in ("Committed", "fixed funds"))
    expected = waiting[0]
    for step, money in enumerate(funds[:-1]):
        assert waiting[step] == pytest.approx(expected, rel=1e-9)
        expected += STEP * (money - expected / 3)
    assert waiting[-1] < 3.5 * funds.max()  # it does not pile up for ever


def test_nobody_gives_up_a_wait_as_short_as_in_practice(zone: Zone) -> None:
    slow = _run(zone, {"start time factor": 2.0}, "withdrawal rate", "land factor")
    usual = _run(zone, {}, "withdrawal rate", "land factor")
    free = usual["land factor"] >= 1
    assert float(usual["withdrawal rate"].where(free, 0).max()) == 0
    late = slow["withdrawal rate"].sel(time=slice(2020.5, None))
    factor = slow["land factor"].sel(time=slice(2020.5, None))
    np.testing.assert_allclose(late, (1 - factor / 2) / 3, rtol=1e-12)


def test_no_credit_leaves_own_profit(zone: Zone) -> None:
    names = ["reinvestment", "financing"]
    usual = _run(zone, {}, *names).isel(time=0)
    none = _run(zone, {"credit availability": 0.0}, *names).isel(time=0)
    np.testing.assert_allclose(none["reinvestment"], 0.65 * usual["reinvestment"], rtol=1e-12)


def test_output_is_cut_in_the_proportion_in_which_load_is_shed(zone: Zone) -> None:
    names = ["real output", "electricity", "electricity wanted", "fuel", "power factor",
             "Grid capacity", "peak load"]  # fmt: skip
    dry = _run(zone, {"power supply ratio": 0.4}, *names).isel(time=0)
    wet = _run(zone, {}, *names).isel(time=0)
    expected = 0.4 * 1.3  # supply ratio x (1 + reserve margin)
    assert float(dry["power factor"]) == pytest.approx(expected, rel=1e-12)
    for name in ("real output", "electricity", "fuel"):
        np.testing.assert_allclose(dry[name], expected * wet[name], rtol=1e-12, err_msg=name)
