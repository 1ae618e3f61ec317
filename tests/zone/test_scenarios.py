"""The scenarios differ where they should and only there."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from gaoxin.desks.desk import Desk, open_desk
from gaoxin.ensembles.member_draws import Source, take_draws
from gaoxin.ensembles.scenario import load_scenario, load_scenarios
from gaoxin.ensembles.scenario_run import run_scenario
from tests.zone.conftest import Zone

MEMBERS = 200
LEAST = 0.001
"""Part by which a median must move: half of the plan's subsidies, which are paid and phased in,
move the R&D ratio by 0.0018 of it. Scenarios share their draws, so that no more is noise."""

# targets whose 2025 median must respond to a scenario against the one it extends, with the sign;
# the loop or flow that carries it stands beside
RESPONSES = {
    "plan": {
        "annual revenue": +1,  # named projects - capital - output
        "High tech firms": +1,  # cultivation - listing - certification
        "rd intensity": +1,  # subsidy - R&D ratio
        "energy cut since 2020": -1,  # energy-heavy projects raise energy per GDP
    },
    "plan-half": {"annual revenue": -1, "High tech firms": -1, "rd intensity": -1},
    "battery-downturn": {"annual revenue": -1, "annual GDP": -1},  # price - revenue
    # B7 refuses energy-heavy projects; of energy itself, coal accounting takes what that brings
    "dual-control": {"annual revenue": -1, "CO2 cut since 2020": +1},
    "low-carbon": {"energy cut since 2020": +1, "CO2 cut since 2020": +1},
    "stretch": {"annual revenue": +1, "annual GDP": +1, "rd intensity": +1},
}
UNTOUCHED = {
    # what neither price nor entry review nor saving moves; services do gain a little under dual
    # control, for projects that are refused leave them land and labour
    "battery-downturn": ["Technology SMEs", "service revenue", "patents in 2020"],
    "dual-control": ["High tech firms", "patents in 2020"],
    "low-carbon": ["service revenue", "rd intensity", "patents in 2020"],
}
BASES = {"plan": "momentum"}


@pytest.fixture(scope="module")
def desk(zone: Zone) -> Desk:
    return open_desk(zone.workspace, zone.model)


@pytest.fixture(scope="module")
def runs(zone: Zone, desk: Desk) -> dict[str, xr.Dataset]:
    """Run every scenario on the same 200 draws."""
    draws = take_draws(desk, "prior", members=MEMBERS, seed=0)
    outputs = [*zone.indicators(), "patents in 2020"]
    return {
        scenario.id: run_scenario(desk, zone.model, scenario, draws, outputs=outputs).runs
        for scenario in load_scenarios(desk, ())
    }


def _median(runs: xr.Dataset, name: str) -> float:
    return float(runs[name].isel(time=-1).median())


@pytest.mark.parametrize("scenario", RESPONSES)
def test_targets_respond_with_the_right_sign(runs: dict[str, xr.Dataset], scenario: str) -> None:
    base = runs[BASES.get(scenario, "plan")]
    for name, sign in RESPONSES[scenario].items():
        change = _median(runs[scenario], name) - _median(base, name)
        assert np.sign(change) == sign, (name, change)
        assert abs(change) > LEAST * abs(_median(base, name)), (name, change)


@pytest.mark.parametrize("scenario", UNTOUCHED)
def test_and_others_do_not(runs: dict[str, xr.Dataset], scenario: str) -> None:
    for name in UNTOUCHED[scenario]:
        a, b = _median(runs[scenario], name), _median(runs["plan"], name)
        assert a == pytest.approx(b, rel=0.02), name


def test_no_scenario_changes_the_past(runs: dict[str, xr.Dataset]) -> None:
    """Until the end of 2020 all scenarios are one run, but for what definitions rename."""
    renamed = {"energy cut since 2015", "energy cut of the year"}  # dual-control counts in coal
    for scenario, run in runs.items():
        for name in run.data_vars:
            if scenario == "dual-control" and name in renamed:
                continue
            if "time" not in run[name].dims:
                continue
            a = run[name].sel(time=slice(None, 2020)).to_numpy()
            b = runs["momentum"][name].sel(time=slice(None, 2020)).to_numpy()
            np.testing.assert_array_equal(a, b, err_msg=f"{scenario}: {name}")


def test_no_two_scenarios_are_the_same(runs: dict[str, xr.Dataset]) -> None:
    revenues = [tuple(run["annual revenue"].isel(time=-1).to_numpy()) for run in runs.values()]
    assert len(set(revenues)) == len(runs) == 7


@pytest.mark.parametrize("source", ["prior", "posterior"])
def test_members_alone_are_those_of_the_whole_ensemble(
    zone: Zone, desk: Desk, source: Source
) -> None:
    """Draws, what a scenario draws itself, and disturbances."""
    scenario, outputs = load_scenario(desk, "battery-downturn"), ["annual revenue", "annual GDP"]
    whole, part = (
        run_scenario(desk, zone.model, scenario, draws, outputs=outputs).runs
        for draws in (
            take_draws(desk, source, members=24, seed=3),
            take_draws(desk, source, members=5, seed=3, first=17),
        )
    )
    assert part["member"].values.tolist() == [17, 18, 19, 20, 21]
    for name in outputs:
        alone, beside = part[name], whole[name].sel(member=part["member"])
        np.testing.assert_allclose(alone, beside, rtol=1e-12)
