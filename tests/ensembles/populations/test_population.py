"""A population is its settings run one by one: bit for bit, restarted or not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.desk import Desk
from gaoxin.desks.places import Catalogue, resolve
from gaoxin.ensembles.constants import Ground
from gaoxin.ensembles.layers import find_lever, lever_range
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import overrides, scenario_ground
from gaoxin.ensembles.populations.effort import Effort, Spent, by_cost, by_range
from gaoxin.ensembles.populations.moves import Move, moves_of
from gaoxin.ensembles.populations.population import OutputReading, Population
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.ensembles.scenario_run import run_scenario

SIR = Path(__file__).parents[1] / "models" / "sir.mdl"
LAST = OutputReading("total revenue", (), 2025.0)


def population_of(desk: Desk, name: str, members: int, start: float) -> Population:
    scenario, draws = load_scenario(desk, name), take_draws(desk, "prior", members=members, seed=3)
    asks = {"members": members, "seed": 3}
    ground = scenario_ground(desk, scenario, draws.constants, **asks)
    moves: list[Move] = []
    for key in desk.levers:
        lever, place = find_lever(desk, key)
        moves += moves_of(ground, place, key, lever_range(desk, lever, place), start)
    model = desk.catalogue.model
    assert isinstance(model, gaoxin.Model)
    readings = (LAST, OutputReading("Revenue", ("north",), None))
    given = overrides(desk, scenario, draws.constants, **asks)
    return Population(model, given, members, ground, tuple(moves), readings, {"save_every": 1.0})


def test_the_base_is_the_scenario_run_bit_for_bit(region: Desk) -> None:
    population = population_of(region, "base", 7, 2020.0)
    total, north = population.run(np.zeros((3, 2)))
    draws = take_draws(region, "prior", members=7, seed=3)
    run = run_scenario(region, population.model, load_scenario(region, "base"), draws).runs
    assert population.times[0] == 2020.0
    for row in range(3):
        assert np.array_equal(total[row], run["total revenue"].sel(time=2025.0).values)
        later = run["Revenue"].sel(Region="north", time=slice(2020.0, None)).values
        assert np.array_equal(north[row], later)


def test_a_setting_is_the_scenario_that_states_it(desk_with: Callable[..., Desk]) -> None:
    text = (
        'extends = "base"\n[levers]\nsubsidy = { value = 12.5, unit = "CNY_1e8/year/year", '
        'from = 2021 }\ngrowth_rate = { value = -2.5, unit = "percent/year", from = 2021 }\n'
    )
    desk = desk_with(moved=text)
    population = population_of(desk, "base", 9, 2020.0)
    total, _ = population.run(np.array([[0.25, -0.25]]))  # ends 0 to 50, and -10 to 20 %
    draws = take_draws(desk, "prior", members=9, seed=3)
    run = run_scenario(desk, population.model, load_scenario(desk, "moved"), draws).runs
    np.testing.assert_allclose(total[0], run["total revenue"].sel(time=2025.0), rtol=1e-14)


def test_no_bit_depends_on_the_restart_or_on_how_settings_are_divided(region: Desk) -> None:
    rng = np.random.default_rng(0)
    shares = rng.uniform(-1.0, 1.0, (5, 2)) * [[0.0, 1.0]] + rng.uniform(0, 1, (5, 2)) * [[1.0, 0]]
    cut = population_of(region, "base", 6, 2020.0)
    whole = population_of(region, "base", 6, 2020.0)
    whole._start = None
    together = cut.run(shares)[0]
    assert np.array_equal(together, whole.run(shares)[0])
    assert np.array_equal(together, np.concatenate([cut.run(row[None, :])[0] for row in shares]))
    assert cut.runs == 2 * 5 * 6


def test_a_path_of_the_base_keeps_its_form_and_a_drawn_lever_is_none(region: Desk) -> None:
    population = population_of(region, "growth", 4, 2020.0)
    by_key = {move.key: move for move in population.moves}
    assert "subsidy[south]" not in by_key  # drawn by the base
    assert set(by_key) == {"growth_rate"}
    rate = by_key["growth_rate"]
    assert rate.steps == ((2020.0, 0.0), (2023.0, 0.05))
    np.testing.assert_allclose(rate.values(np.array([0.5, -1.0])), [[0.1, 0.125], [-0.1, -0.1]])
    assert replace(rate, steps=((2020.0, rate.high),)).ends == (-1.0, 0.0)


def test_any_model_from_its_start_with_an_extreme_over_all_times() -> None:
    model = gaoxin.load(SIR)
    place = resolve(Catalogue.of(model), "contacts")
    empty = Ground({}, 2, 0, 0.0)
    (move,) = moves_of(empty, place, "contacts", (1.0, 9.0), -math.inf)
    peak = OutputReading("Infectious", (), "max")
    rates = {"infectivity": np.array([0.02, 0.05])}
    population = Population(model, rates, 2, empty, (move,), (peak,), {"final_time": 30.0})
    found = population.run(np.array([[1.0]]))[0][0]
    alone = model.run({**rates, "contacts": 9.0}, outputs=["Infectious"], final_time=30.0)
    assert np.array_equal(found, alone["Infectious"].max("time").values)


def test_efforts() -> None:
    place = resolve(Catalogue.of(gaoxin.load(SIR)), "contacts")
    moves = [
        Move("a", place, 0.0, 4.0, ((0.0, 1.0),), 0.0),
        Move("b", place, 0.0, 2.0, ((0.0, 0.0),), 0.0),
    ]
    shares = np.array([[0.5, 0.0], [-1.0, 1.0]])
    assert by_range(2).of(shares, (), 0.0) == pytest.approx([0.5, 2.0], abs=1e-5)
    costs = by_cost(moves, (10.0, None), "CNY", years=5.0)
    assert costs.of(shares, (), 0.0) == pytest.approx([75.0, 50.0], rel=1e-5)
    assert costs.free == ("b",)
    flow = np.array([[[9.0, 1.0, 2.0], [9.0, 3.0, 4.0]]] * 2)
    spent = Effort("spending", "CNY", (Spent(0, stock=False),), np.zeros(2), np.zeros(2))
    assert spent.of(shares, (flow,), 4.0) == pytest.approx([1.0, 1.0], abs=1e-4)
    stock = Effort("spending", "CNY", (Spent(0, stock=True),), np.zeros(2), np.zeros(2))
    assert stock.of(shares, (flow,), 0.0) == pytest.approx([-6.0, -6.0], abs=1e-4)
