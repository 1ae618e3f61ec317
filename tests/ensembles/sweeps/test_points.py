"""Design points are runs of scenarios: held against scenario runs bit for bit, and closed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.desk import Desk
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.ensembles.scenario_run import run_scenario
from gaoxin.ensembles.sweeps import points as module
from gaoxin.ensembles.sweeps.points import Outcomes, OutputSeries, chunks, run_points
from gaoxin.inference import uniforms
from gaoxin.inference.draws import single
from tests.ensembles.sweeps.conftest import ZONE, AnyModel, Load, model_setting, setting_of

NORTH = OutputSeries("Revenue", ("north",), None)
TOTAL = OutputSeries("total revenue", (), None)
LAST = OutputSeries("total revenue", (), 11)

GRID = """
[levers]
growth_rate = { values = [0, 5, 8], unit = "percent/year", from = 2024 }
"subsidy[north]" = { low = 0, high = 3, points = 3, unit = "CNY_1e8/year/year", from = 2020 }
"""


def scenario(desk: Desk, name: str, members: int, seed: int = 0) -> Any:
    model = desk.catalogue.model
    assert isinstance(model, gaoxin.Model)
    draws = take_draws(desk, "prior", members=members, seed=seed)
    return run_scenario(desk, model, load_scenario(desk, name), draws).runs


def same(one: Outcomes, other: Outcomes) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(one.series, other.series, strict=True)
    ) and np.array_equal(one.failed, other.failed)


def test_a_point_that_a_scenario_states_is_that_scenario(
    region: Desk, load: Load, desk_with: Callable[..., Desk]
) -> None:
    desk = desk_with(
        stated=(
            'extends = "growth"\n[levers]\n'
            'growth_rate = { value = 8, unit = "percent/year", from = 2024 }\n'
            '"subsidy[north]" = { value = 1.5, unit = "CNY_1e8/year/year", from = 2020 }'
        )
    )
    asked = load(ZONE + "seed = 7" + GRID)
    found = run_points(setting_of(region, asked, NORTH, TOTAL), range(9))
    point = asked.sweep.points.tolist().index([8.0, 1.5])
    runs = scenario(desk, "stated", 20, seed=7)
    north = runs["Revenue"].sel(Region="north").transpose("member", "time").values
    assert np.array_equal(found.series[0][point], north)
    assert np.array_equal(found.series[1][point], runs["total revenue"].values)


def test_a_sweep_that_changes_nothing_equals_its_base(region: Desk, load: Load) -> None:
    text = '[levers]\ngrowth_rate = { values = [5], unit = "percent/year", from = 2024 }'
    (found,) = run_points(setting_of(region, load(ZONE + text), TOTAL), range(1)).series
    assert np.array_equal(found[0], scenario(region, "growth", 20)["total revenue"].values)


def test_a_multiple_of_one_is_the_base_and_of_two_doubles_its_profile(
    region: Desk, load: Load
) -> None:
    asked = load(
        ZONE + '[levers]\n"subsidy[north]" = { values = [0, 1, 2], relative = true, '
        'unit = "dimensionless", from = 2022 }'
    )
    assert asked.sweep.axes[0].base == 1.0
    (found,) = run_points(setting_of(region, asked, NORTH), range(3)).series
    base = scenario(region, "growth", 20)["Revenue"].sel(Region="north").values
    assert np.array_equal(found[1], base)
    # 1 over 2021 in all; from 2022 on 2 and 4 a year in the base, before growth sets in
    rise = found[:, :, 9] - found[:, :, 6]
    for factor in (0, 1, 2):
        assert rise[factor] == pytest.approx(1.0 + factor * (2.0 + 4.0), rel=1e-9)


def test_a_multiple_of_a_whole_keeps_the_profile_of_each_element(
    load: Load, region: Desk, desk_with: Callable[..., Desk]
) -> None:
    from gaoxin.ensembles.sweeps.lever_sweep import load_lever_sweep

    desk = desk_with(
        uneven=(
            '[levers]\n"subsidy[north]" = { value = 0, unit = "CNY_1e8/year/year" }\n'
            '"subsidy[south]" = { value = 3, unit = "CNY_1e8/year/year" }'
        )
    )
    path = desk.workspace.root / "try.toml"
    text = ZONE.replace("growth", "uneven") + (
        '[levers]\nsubsidy = { values = [100, 200], relative = true, unit = "percent" }'
    )
    path.write_text(text, encoding="utf-8")
    asked = load_lever_sweep(desk, path)
    south = OutputSeries("Revenue", ("south",), None)
    north_runs, south_runs = run_points(setting_of(desk, asked, NORTH, south), range(2)).series
    assert np.array_equal(north_runs[0], north_runs[1])
    assert south_runs[:, :, 1] - south_runs[:, :, 0] == pytest.approx(
        np.array([[3.0], [6.0]]) * np.ones(20), rel=1e-9
    )


def test_units_are_converted_as_a_scenario_converts_them(region: Desk, load: Load) -> None:
    percent = load(ZONE + '[levers]\ngrowth_rate = { values = [5, 8], unit = "percent/year" }')
    found = [run_points(setting_of(region, percent, TOTAL), range(2))]
    share = load(ZONE + '[levers]\ngrowth_rate = { values = [0.05, 0.08], unit = "1/year" }')
    found.append(run_points(setting_of(region, share, TOTAL), range(2)))
    assert same(*found)


def test_a_definition_holds_at_every_point(region: Desk, load: Load) -> None:
    once = load(ZONE + GRID)
    twice = load(ZONE + '[definitions]\nrevenue_count = "twice"\n' + GRID)
    before, after = (
        run_points(setting_of(region, asked, TOTAL), range(9)).series[0] for asked in (once, twice)
    )
    assert after == pytest.approx(2.0 * before, rel=1e-12)


def test_an_axis_over_a_whole_acts_before_one_over_an_element(region: Desk, load: Load) -> None:
    text = (
        '[levers]\n"subsidy[north]" = { values = [5], unit = "CNY_1e8/year/year" }\n'
        'subsidy = { values = [1], unit = "CNY_1e8/year/year" }'
    )
    south = OutputSeries("Revenue", ("south",), None)
    found = run_points(setting_of(region, load(ZONE + text), NORTH, south), range(1))
    north_rise, south_rise = (series[0, :, 1] - series[0, :, 0] for series in found.series)
    assert north_rise == pytest.approx(5.0, rel=1e-9)
    assert south_rise == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize("most", [1, 7, 20, 45, 1000])
def test_no_bit_depends_on_how_points_and_members_are_divided(
    region: Desk, load: Load, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    setting = setting_of(region, load(ZONE + GRID), NORTH, LAST)
    whole = run_points(setting, range(9))
    monkeypatch.setattr(module, "MAX_RUN", most)
    parts = chunks(setting)
    assert [point for part in parts for point in part] == list(range(9))
    assert len(parts) == {1: 9, 7: 9, 20: 9, 45: 5, 1000: 1}[most]
    for part in parts:
        found = run_points(setting, part)
        for series, all_of_it in zip(found.series, whole.series, strict=True):
            assert np.array_equal(series, all_of_it[part.start : part.stop])


def test_no_bit_depends_on_the_workers(region: Desk, load: Load) -> None:
    setting = setting_of(region, load(ZONE + GRID, members=600), NORTH, LAST)
    assert same(run_points(setting, range(9), workers=1), run_points(setting, range(9), workers=2))


def test_every_point_has_the_same_draws(region: Desk, load: Load) -> None:
    setting = setting_of(region, load(ZONE + GRID), OutputSeries("Revenue", ("south",), 0))
    (start,) = run_points(setting, range(9)).series
    draws = take_draws(region, "prior", members=20, seed=0).constants["initial_revenue[south]"]
    assert np.array_equal(start, np.tile(draws, (9, 1)))


ADDED = "sum= a + drawn ~ ~ |\na= 1 ~ Widget [0,10] ~ |\ndrawn= 0 ~ Widget ~ |\n"
ROOT = "depth= SQRT(level - drawn) ~ ~ |\nlevel= 2 ~ ~ |\ndrawn= 0 ~ ~ |\n"
DRAWN = '[uncertainty]\ndrawn = { distribution = "uniform", low = 0, high = 1 }\n'


def test_any_model_gives_its_closed_form(anymodel: AnyModel) -> None:
    model, asked = anymodel(
        ADDED,
        'design = "grid"\nmembers = 50\nseed = 3\noutputs = ["sum"]\n'
        "[constants]\na = { values = [1, 2, 5] }\n" + DRAWN,
    )
    found = run_points(model_setting(model, asked, "sum"), range(3))
    assert asked.times == (0.0, 1.0, 2.0, 3.0, 4.0)
    expected = np.array([[1.0], [2.0], [5.0]]) + single(uniforms(3, "drawn", 50))
    assert np.array_equal(found.series[0][:, :, -1], expected)


def test_without_draws_a_point_is_one_run(anymodel: AnyModel) -> None:
    model, asked = anymodel(
        ADDED,
        'design = "grid"\noutputs = ["sum"]\n[constants]\na = { low = 1, high = 9, points = 9 }',
    )
    assert (asked.sweep.members, asked.drawn) == (1, False)
    (found,) = run_points(model_setting(model, asked, "sum"), range(9)).series
    assert found[:, 0, 0].tolist() == list(range(1, 10))


def test_a_point_that_fails_is_refused_and_the_others_go_on(anymodel: AnyModel) -> None:
    model, asked = anymodel(
        ROOT,
        'design = "grid"\nmembers = 2000\noutputs = ["depth"]\n'
        "[constants]\nlevel = { values = [0.5, 0.995, 2] }\n" + DRAWN,
    )
    found = run_points(model_setting(model, asked, "depth"), range(3))
    few = int((uniforms(0, "drawn", 2000) > 0.995).sum())
    assert 0 < few <= 20
    assert found.failed.sum(axis=1).tolist() == [2000, few, 0]
    assert "members left the finite numbers" in found.refused[0]
    assert "'depth' is nan" in found.refused[0]
    assert found.refused[1:] == ("", "")
    assert np.isnan(found.series[0][0]).all()
    assert np.isnan(found.series[0][1]).any(axis=1).sum() == few
    alone = run_points(model_setting(model, asked, "depth"), range(2, 3))
    assert np.array_equal(alone.series[0][0], found.series[0][2])


def test_a_seed_and_members_given_win_over_the_file(load: Load) -> None:
    sweep = load(ZONE + "seed = 7" + GRID, members=5, seed=1).sweep
    assert (sweep.members, sweep.seed) == (5, 1)
