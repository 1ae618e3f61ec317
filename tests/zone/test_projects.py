"""Named projects, power, withdrawal and credit against what can be computed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.zone.conftest import Zone

STEP = 1 / 16
FREE: dict[str, Any] = {
    # nothing holds a phase back but its own schedule
    "project ambition": 1.0,
    "initial serviced land": 20_000.0,
    "review strictness": 0.0,
    "practice review strictness": 0.0,
    "strength B2": 0.0,
    "strength B3": 0.0,
    "go latent": 5.0,
    "freeze hazard": 0.0,
    "schedule overrun factor": 1.0,
}
PHASES = 10


def _run(zone: Zone, setting: dict[str, Any], *names: str, **options: Any) -> xr.Dataset:
    return zone.model.run(setting, outputs=list(names), save_every=STEP, **options)


def test_elsewhere_nothing_stands_but_racks_begun_in_2019(zone: Zone) -> None:
    run = _run(zone, {}, "Project size", "project spending", "dc racks")
    others = run.drop_sel(Phase="racks one")
    assert float(abs(others["Project size"]).max()) == 0
    money = float(run["project spending"].sum()) * STEP
    assert money == pytest.approx(3_000 * 50e4 / 1e8, rel=1e-12)  # racks x CNY a rack
    assert float(run["dc racks"][-1]) == 3_000


@pytest.mark.parametrize("slip", [0.0, 0.3, 1.7777])
@pytest.mark.parametrize("delay", [0.0, 0.41])
def test_a_late_phase_is_shifted_and_not_cut(zone: Zone, slip: float, delay: float) -> None:
    setting = {**FREE, "project slip": slip, "delivery delay": delay}
    run = _run(zone, setting, "project spending", "Decided", final_time=2030)
    packs = run.sel(Phase="packs")
    assert float(packs["project spending"].sum()) * STEP == pytest.approx(2 * 2, rel=1e-9)
    decided = float(packs["time"][int(np.argmax(packs["Decided"].to_numpy() > 0))])
    assert 2020.5 + slip + delay - STEP <= decided <= 2020.5 + slip + delay + 2 * STEP


def test_delivered_perfectly_all_stands_as_announced(zone: Zone) -> None:
    """10,000 racks, 400,000 servers, 200 and 400 kt, to the last one."""
    names = ["dc racks", "dc servers", "installed", "Progress"]
    end = _run(zone, {**FREE, "project slip": 0.0}, *names).isel(time=-1)
    assert float(end["dc racks"]) == pytest.approx(10_000, rel=1e-6)
    assert float(end["dc servers"]) == pytest.approx(400_000, rel=1e-6)
    np.testing.assert_allclose(end["installed"], np.ones(PHASES), rtol=1e-6)
    assert float(end["Progress"].max()) <= 1.0


def test_plant_draws_kilowatt_hours_per_tonne_and_rack(zone: Zone) -> None:
    names = ["phase electricity", "project electricity", "phase in use"]
    run = _run(zone, {**FREE, "project slip": 0.0}, *names).isel(time=-1)
    by_hand = {"anode one": 100e3 * 14_500, "phosphate three": 100e3 * 4_000,
               "racks two": 7_000 * 5 * 8_760 * 0.42 * 1.3}  # fmt: skip
    for phase, full in by_hand.items():
        one = run.sel(Phase=phase)
        assert float(one["phase electricity"]) == pytest.approx(full, rel=1e-12)
        drawn = full * float(one["phase in use"])
        assert float(one["project electricity"]) == pytest.approx(drawn, rel=1e-12)
        assert float(one["phase in use"]) > 0


def test_the_share_that_goes_ahead_is_the_prior_probability(zone: Zone) -> None:
    """Standard normal latents against the threshold: 0.55 and 0.3 of 4,000 members."""
    members = 4_000
    latent = zone.model.default("go latent")
    rng = np.random.default_rng(1)
    draws = xr.DataArray(
        rng.standard_normal((members, PHASES)), dims=("member", *latent.dims), coords=latent.coords
    )
    for chance in (0.55, 0.3):
        setting = {**FREE, "go latent": draws, "common go latent": rng.standard_normal(members),
                   "go probability": chance, "gain of margin": 0.0}  # fmt: skip
        run = zone.model.run(setting, members=members, outputs=["Project size"], final_time=2021.5)
        went = float((run["Project size"].sel(Phase="packs", time=2021.5) > 0).mean())
        assert went == pytest.approx(chance, abs=0.03)


def test_who_waits_too_long_is_cancelled_and_gives_land_back(zone: Zone) -> None:
    setting = {**FREE, "review strictness": 1.0, "practice review strictness": 1.0}
    setting |= {"named investor patience": 1.0, "assigned energy cut": 30.0}
    names = ["cancelled", "Project land", "Begun", "Project waiting"]
    end = _run(zone, setting, *names, final_time=2027).sel(Phase="anode one").isel(time=-1)
    assert float(end["cancelled"]) == 1
    assert float(end["Begun"]) == 0
    assert float(end["Project waiting"]) == pytest.approx(1.0, abs=STEP)
    assert float(end["Project land"]) < 1.0


def test_money_that_cannot_build_leaves(zone: Zone) -> None:
    """Without land nothing starts; of what waits, one in `patience` gives up a year."""
    setting = {"initial serviced land": 0.0, "initial requisitioned land": 0.0}
    setting |= {"industrial land supply": 0.0, "land clearance": 0.0, "own site share": 0.0}
    names = ["Committed", "start", "fixed funds", "firm investment"]
    run = _run(zone, setting, *names)
    assert float(run["start"].sum()) == 0
    waiting = run["Committed"].sum("Producing").to_numpy()
    funds = (run["fixed funds"] + run["firm investment"]).sum("Producing").to_numpy()
    expected = waiting[0]
    for step, money in enumerate(funds[:-1]):
        assert waiting[step] == pytest.approx(expected, rel=1e-9)
        expected += STEP * (money - expected / 3)


def test_no_credit_leaves_own_profit(zone: Zone) -> None:
    names = ["funds", "surplus"]
    setting = {"credit availability": 0.0, "equity per new firm": 0.001}
    none = _run(zone, setting, *names).isel(time=0)
    kept = 0.4 * none["surplus"].clip(min=0)
    np.testing.assert_allclose(none["funds"], kept, rtol=0.1)


def test_output_is_cut_in_the_proportion_in_which_load_is_shed(zone: Zone) -> None:
    names = ["real output", "electricity", "electricity wanted", "fuel", "power factor"]
    dry = _run(zone, {"power supply ratio": 0.4}, *names).isel(time=0)
    wet = _run(zone, {}, *names).isel(time=0)
    expected = 0.4 * 1.3  # supply ratio x (1 + reserve margin)
    assert float(dry["power factor"]) == pytest.approx(expected, rel=1e-12)
    for name in ("real output", "electricity", "fuel"):
        np.testing.assert_allclose(dry[name], expected * wet[name], rtol=1e-12, err_msg=name)
