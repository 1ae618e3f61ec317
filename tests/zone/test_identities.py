"""What a member reports adds up: in its own run, and as verdicts and bands read it."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from gaoxin.checks.extremes import ground_anywhere
from gaoxin.desks.desk import open_desk
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import pack
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.ensembles.scenario_run import run_scenario
from tests.zone.conftest import Zone

MEMBERS = 200
OUTPUTS = (
    *("annual GDP", "annual real GDP", "labour productivity", "total workers", "annual revenue"),
    *("annual revenue by industry", "annual energy use", "energy intensity", "CO2 intensity"),
    *("annual CO2", "energy cut since 2020", "CO2 cut since 2020", "real GDP", "GDP growth rate"),
    *("area real value added", "construction value added", "Local services", "public services"),
    *("annual project revenue", "project value added"),
    *("farming", "shock", "Patents held", "inventions per 10k residents", "Residents"),
    "invention share of patents",
)
CLOSE = 1e-9


def check(runs: xr.Dataset) -> None:
    """Hold every identity of the plan's indicators against the values of each member and year."""
    runs = runs.transpose("member", ..., "time")

    def of(name: str, since: int = 1) -> np.ndarray:
        values = runs[name]
        whole = np.asarray(values.values)
        return whole[..., since:] if "time" in values.dims else whole[..., None]

    np.testing.assert_allclose(
        of("labour productivity") * of("total workers"),
        of("annual GDP") * 1e4,
        rtol=CLOSE,
        atol=CLOSE,
    )
    of_industry = runs["annual revenue by industry"].sum("Industry").values
    of_projects = runs["annual project revenue"].sum("Phase").values
    revenue = np.asarray(of_industry + of_projects)[:, 1:]
    np.testing.assert_allclose(revenue, of("annual revenue"), rtol=CLOSE, atol=CLOSE)
    parts = np.asarray(runs["area real value added"].sum("Industry").values)
    parts = parts + np.asarray(runs["project value added"].sum("Phase").values)
    for name in ("construction value added", "Local services", "public services", "farming"):
        parts = parts + np.asarray(runs[name].values)
    np.testing.assert_allclose(parts, runs["real GDP"].values, rtol=CLOSE, atol=CLOSE)
    real = of("annual real GDP")
    for intensity, amount, cut in (
        ("energy intensity", "annual energy use", "energy cut since 2020"),
        ("CO2 intensity", "annual CO2", "CO2 cut since 2020"),
    ):
        np.testing.assert_allclose(of(intensity) * real * 1e4, of(amount), rtol=CLOSE, atol=CLOSE)
        ratio = of(intensity)[:, 6:] / of(intensity)[:, 5:6]  # the years from 2021, and 2020
        np.testing.assert_allclose(of(cut)[:, 6:], 100.0 * (1.0 - ratio), rtol=CLOSE, atol=CLOSE)
    growth = 100.0 * (real[:, 1:] / real[:, :-1] - 1.0)
    np.testing.assert_allclose(of("GDP growth rate")[:, 1:], growth, rtol=CLOSE, atol=CLOSE)


def test_identities_hold_for_any_levers_and_any_disturbances(zone: Zone) -> None:
    desk = open_desk(zone.workspace, zone.model)
    runs = zone.model.run(
        pack([ground_anywhere(desk, MEMBERS, 3)]),
        outputs=OUTPUTS,
        members=MEMBERS,
        save_every=1.0,
    )
    assert runs.attrs["failed"] == []
    assert float(runs["shock"].std()) > 0.05  # they are disturbed indeed
    check(runs)


@pytest.mark.parametrize("scenario", ["plan"])
def test_what_is_reported_is_what_the_run_says(zone: Zone, scenario: str) -> None:
    """Verdicts and bands read these very values: nothing is added to them."""
    desk = open_desk(zone.workspace, zone.model)
    draws = take_draws(desk, "prior", members=50, seed=1)
    one = load_scenario(desk, scenario)
    check(run_scenario(desk, zone.model, one, draws, outputs=OUTPUTS).runs)
