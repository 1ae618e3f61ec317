"""A scenario acts when, where and as much as it says: held against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

import gaoxin
from gaoxin.desks.desk import Desk
from gaoxin.ensembles.member_draws import Draws
from gaoxin.ensembles.members import overrides
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.ensembles.scenario_run import run_scenario
from gaoxin.inference import draw, uniforms
from gaoxin.inference.draws import single

Build = Callable[..., Desk]
NO_DRAWS: dict[str, np.ndarray] = {}
YEARS = range(2014, 2026)
SINGLE = 1e-7
"""Draws are in single precision."""


def run(
    desk: Desk,
    name: str,
    members: int = 3,
    constants: dict[str, np.ndarray] | None = None,
    seed: int = 0,
) -> xr.Dataset:
    scenario = load_scenario(desk, name)
    model = desk.catalogue.model
    assert isinstance(model, gaoxin.Model)
    draws = Draws("prior", members, seed, NO_DRAWS if constants is None else constants)
    return run_scenario(desk, model, scenario, draws).runs


def yearly(runs: xr.Dataset, variable: str, member: int = 0, **element: str) -> list[float]:
    values = runs[variable].sel(element).transpose("member", "time")
    assert values["time"].values.tolist() == list(YEARS)
    return [float(x) for x in values.values[member]]


def test_nothing_changed_is_the_model_itself(region: Desk, model: gaoxin.Model) -> None:
    assert overrides(region, load_scenario(region, "base"), NO_DRAWS, members=3, seed=0) == {}
    assert yearly(run(region, "base"), "total revenue") == [30.0] * 12


def test_the_value_of_a_year_holds_over_that_year(region: Desk) -> None:
    north = yearly(run(region, "growth"), "Revenue", Region="north")
    steady = [10.0] * 7 + [11.0, 13.0, 17.0]  # 1 over 2021, 2 over 2022, 4 over 2023
    assert north[:10] == pytest.approx(steady, rel=1e-12)
    # 4 stays after 2023; from 2024 also 5 %, by Euler in four steps a year
    for year in (2024, 2025):
        growth = 1.0125**4
        expected = north[year - 2015] * growth + 4.0 / 0.05 * (growth - 1.0)
        assert north[year - 2014] == pytest.approx(expected, rel=1e-12)


def test_a_drawn_value_acts_from_its_year_on_and_differs_by_member(region: Desk) -> None:
    runs = run(region, "growth", members=200, seed=5)
    south = runs["Revenue"].sel(Region="south").transpose("member", "time").values
    assert (south[:, :8] == 20.0).all()  # up to the end of 2021
    rise = south[:, 8] - south[:, 7]
    expected = single(1.0 + 2.0 * uniforms(5, "subsidy[south]", 200))
    assert rise == pytest.approx(expected, rel=1e-12)


def test_before_its_year_the_base_stands(desk_with: Build) -> None:
    desk = desk_with(
        first='[levers]\nsubsidy = { value = 3, unit = "CNY_1e8/year/year", from = 2016 }',
        second=(
            'extends = "first"\n[levers]\n'
            '"subsidy[north]" = { value = 0, unit = "CNY_1e8/year/year", from = 2018 }'
        ),
    )
    runs = run(desk, "second")
    assert yearly(runs, "Revenue", Region="north")[:6] == [10, 10, 13, 16, 16, 16]
    assert yearly(runs, "Revenue", Region="south")[:6] == [20, 20, 23, 26, 29, 32]


def test_without_from_it_holds_from_the_start(desk_with: Build) -> None:
    desk = desk_with(
        a='[levers]\nsubsidy = { value = 3, unit = "CNY_1e8/year/year" }',
        b='[levers]\nsubsidy = { value = 3, unit = "CNY_1e8/year/year", from = 2015 }',
    )
    assert yearly(run(desk, "a"), "Revenue", Region="north")[:3] == [10, 13, 16]
    xr.testing.assert_identical(run(desk, "a"), run(desk, "b"))


def test_units_are_converted(desk_with: Build) -> None:
    percent = '[levers]\ngrowth_rate = { value = 8, unit = "percent/year" }'
    share = '[levers]\ngrowth_rate = { value = 0.08, unit = "1/year" }'
    desk = desk_with(a=percent, b=share)
    xr.testing.assert_identical(run(desk, "a"), run(desk, "b"))
    assert yearly(run(desk, "a"), "total revenue")[1] == pytest.approx(30 * 1.02**4, rel=1e-12)


def test_a_definition_sets_its_constant(desk_with: Build) -> None:
    desk = desk_with(twice='extends = "base"\n[definitions]\nrevenue_count = "twice"')
    assert yearly(run(desk, "twice"), "total revenue") == [60.0] * 12


def test_an_element_after_a_whole(desk_with: Build) -> None:
    desk = desk_with(
        both=(
            '[levers]\n"subsidy[south]" = { value = 5, unit = "CNY_1e8/year/year" }\n'
            'subsidy = { value = 1, unit = "CNY_1e8/year/year" }'
        )
    )
    runs = run(desk, "both")
    assert yearly(runs, "Revenue", Region="north")[1] == 11
    assert yearly(runs, "Revenue", Region="south")[1] == 25


def test_priors_reach_their_elements(region: Desk) -> None:
    draws = draw(region.priors, 50, 2)
    runs = run(region, "base", members=50, constants=draws)
    start = runs["Revenue"].isel(time=0).transpose("member", "Region")
    assert start.sel(Region="north").values == pytest.approx(draws["initial_revenue[north]"])
    assert start.sel(Region="south").values == pytest.approx(draws["initial_revenue[south]"])


def test_a_scenario_draws_at_the_probabilities_of_the_prior(desk_with: Build) -> None:
    entry = (
        '"initial revenue[north]" = { distribution = "normal", p05 = 18, p95 = 22, '
        'unit = "CNY_1e8/year" }'
    )
    desk = desk_with(other=f"[uncertainty]\n{entry}")
    prior = run(desk, "base", members=40, constants=draw(desk.priors, 40, 1), seed=1)
    other = run(desk, "other", members=40, constants=draw(desk.priors, 40, 1), seed=1)
    before, after = (
        runs["Revenue"].sel(Region="north").isel(time=0).values for runs in (prior, other)
    )
    # same standard score, another mean: prior 10 (8 to 12), here 20 (18 to 22)
    assert after == pytest.approx(before + 10.0, rel=SINGLE)


def test_a_scenario_that_changes_nothing_equals_its_base(desk_with: Build) -> None:
    desk = desk_with(same='extends = "growth"')
    draws = draw(desk.priors, 20, 4)
    growth = run(desk, "growth", members=20, seed=4, constants=draws)
    xr.testing.assert_identical(run(desk, "same", members=20, seed=4, constants=draws), growth)


def test_a_member_does_not_depend_on_how_many_there_are(region: Desk) -> None:
    few = run(region, "growth", members=7, seed=4, constants=draw(region.priors, 7, 4))
    many = run(region, "growth", members=60, seed=4, constants=draw(region.priors, 60, 4))
    for name in few.data_vars:
        assert (few[name].values == many[name].isel(member=slice(7)).values).all()


def test_only_what_is_needed_is_overridden(region: Desk) -> None:
    growth = load_scenario(region, "growth")
    found = overrides(region, growth, NO_DRAWS, members=4, seed=0)
    assert sorted(found) == ["growth_rate", "subsidy"]
    assert found["growth_rate"].dims == ("time",)
    assert found["growth_rate"]["time"].values.tolist() == [2014.0, 2023.0]
    assert found["subsidy"].dims == ("member", "Region", "time")
    assert found["subsidy"]["time"].values.tolist() == [2014.0, 2020.0, 2021.0, 2022.0]
    assert not any(math.isnan(x) for x in found["subsidy"].values.ravel())
