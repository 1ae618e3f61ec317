"""Sweep files: what is wrong is refused with its line and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.desk import Desk
from gaoxin.ensembles.sweeps.constant_sweep import load_constant_sweep
from gaoxin.ensembles.sweeps.lever_sweep import load_lever_sweep
from gaoxin.errors import ScenarioError
from tests.desks.region import edit

ROOT = Path(__file__).parents[3]
SIR = ROOT / "tests" / "ensembles" / "models" / "sir.mdl"

GRID = """title = { en = "A", zh = "甲" }
base = "growth"
design = "grid"
members = 20

[levers]
growth_rate = { low = 0, high = 5, points = 3, unit = "percent/year", from = 2024 }
"subsidy[north]" = { values = [1, 2], relative = true, unit = "dimensionless", from = 2021 }
"""
CUBE = """title = { en = "A", zh = "甲" }
base = "base"
design = "latin-hypercube"
points = 9

[levers]
growth_rate = { low = 1, high = 5, unit = "percent/year", scale = "log" }
"""
ANY = """title = { en = "A", zh = "甲" }
design = "grid"
outputs = ["Infectious"]

[constants]
contacts = { low = 1, high = 9, points = 3, unit = "1/day" }

[uncertainty]
infectivity = { distribution = "uniform", low = 0.01, high = 0.1 }

[thresholds]
beds = { variable = "Infectious", rule = "at_most", value = 1000, at = 60 }

[time]
final = 60
"""
RATE = 'growth_rate = { low = 0, high = 5, points = 3, unit = "percent/year", from = 2024 }'
UNIT = 'unit = "dimensionless", from = 2021'
NORTH = f'"subsidy[north]" = {{ values = [1, 2], relative = true, {UNIT} }}'
MANY = ", ".join(f"{1 + i / 100}" for i in range(101))


def check(error: ScenarioError, path: Path, line: int, said: str) -> None:
    assert said in str(error)
    assert (error.path, error.line) == (path, line), str(error)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('base = "growth"', 'base = "groth"', "unknown scenario 'groth'; did you mean 'growth'?"),
        ('base = "growth"', 'bse = "growth"', "unknown key 'bse'; did you mean 'base'?"),
        ('design = "grid"', 'design = "gird"', "did you mean 'grid'?"),
        ('design = "grid"', 'design = "latin-hypercube"', "unknown"),
        ("members = 20", "members = 0", "greater than or equal to 1"),
        ("members = 20", "members = 2.5", "write a whole number such as 500"),
        ("members = 20", "seed = -1", "greater than or equal to 0"),
        ("members = 20", "points = 9", "a grid has points on each axis"),
        ("members = 20", "targets = []", "write at least one"),
        ("[levers]", "[lever]", "unknown key 'lever'; did you mean 'levers'?"),
        (RATE, RATE.replace("growth_rate", "growth_rat"), "unknown lever; did you mean 'growth_r"),
        (RATE, RATE.replace("growth_rate", "count_twice"), "unknown lever"),
        (RATE, RATE.replace("high = 5", "high = 25"), "outside the lever's range"),
        (RATE, RATE.replace("low = 0", "low = 6"), "low 6 is not below high 5"),
        (RATE, RATE.replace("low = 0", "low = nan"), "not a finite number"),
        (RATE, RATE.replace("low = 0", 'low = "0"'), "write a number without quotes: 0"),
        (RATE, RATE.replace("points = 3, ", ""), "a grid needs points = 5 beside low and high"),
        (RATE, RATE.replace("points = 3", "points = 1"), "greater than or equal to 2"),
        (RATE, RATE.replace("points = 3", "points = 1001"), "less than or equal to 1000"),
        (RATE, RATE.replace("points = 3", 'points = 3, scale = "log"'), "a low above 0"),
        (RATE, RATE.replace("points", "point"), "growth_rate.point'; did you mean 'points'?"),
        (RATE, RATE.replace("low = 0", "values = [1]"), "either values, or low and high"),
        (RATE, RATE.replace("low = 0, high = 5, points = 3, ", ""), "write values = [...], or low"),
        (RATE, RATE.replace("low = 0, high = 5, points = 3", "values = []"), "write at least one"),
        (RATE, RATE.replace("low = 0, high = 5, points = 3", "values = [2, 2]"), "2 stands twice"),
        (RATE, RATE.replace("percent/year", "percent/yaer"), "unknown unit 'yaer'; did you mean"),
        (RATE, RATE.replace("percent/year", "firm"), "not of the kind of '1 / year'"),
        (RATE, RATE.replace(', unit = "percent/year"', ""), 'write unit = "percent/year"'),
        (RATE, RATE.replace("2024", "2040"), "write a whole year from 2015 to 2035"),
        (RATE, "growth_rate = 5", "write a table in braces"),
        (RATE, RATE + "\n" + RATE, "this key stands above already"),
        (RATE, RATE.replace("=", "", 1), "TOML syntax"),
        (
            RATE,
            RATE.replace("points = 3,", "points = 3, relative = true,"),
            "not of the kind of 'dimensionless'",
        ),
        (NORTH, NORTH.replace("north", "nort"), "no element 'nort'; did you mean 'north'?"),
        (NORTH, NORTH.replace("north", "south"), "the base draws 'subsidy[south]' for each member"),
        (
            NORTH,
            NORTH.replace("[1, 2]", "[1, 20]"),
            "20 times the base's 4 is 80, which",
        ),
        (NORTH, NORTH.replace("dimensionless", "mu"), "unknown unit 'mu'"),
        (
            NORTH,
            NORTH.replace("from = 2021", "from = 2025").replace("subsidy[north]", "subsidy"),
            "the base draws",
        ),
        (
            NORTH,
            '"growth rate" = { values = [1], unit = "percent/year" }',
            "sets what 'growth_rate' on line 7 sets already",
        ),
        (NORTH, "[definitions]\nrevenue_count = 'one'", "did you mean 'once'?"),
        (NORTH, "[definitions]\nrevenue_cont = 'once'", "did you mean 'revenue_count'?"),
    ],
)
def test_a_wrong_grid(region: Desk, tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(GRID, encoding="utf-8")
    line = edit(path, old, new)
    if new.startswith("[definitions]") or new == RATE + "\n" + RATE:
        line += 1
    if "latin-hypercube" in new:
        line, said = 7, "an axis of a latin-hypercube takes low and high only"
    with pytest.raises(ScenarioError) as caught:
        load_lever_sweep(region, path)
    check(caught.value, path, line, said)


def test_a_fault_of_the_base_is_told_with_its_own_file_and_line(
    desk_with: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = desk_with()
    scenario = desk.workspace.scenario("growth")
    line = edit(scenario, "from = 2024", "from = 2040")
    path = tmp_path / "grid.toml"
    path.write_text(GRID, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_lever_sweep(desk, path)
    check(caught.value, scenario, line, "write a whole year from 2015 to 2035")


def test_the_line_of_a_value_in_a_long_list(region: Desk, tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(GRID, encoding="utf-8")
    new = RATE.replace("low = 0, high = 5, points = 3", "values = [\n 1,\n 2,\n 99]")
    line = edit(path, RATE, new)
    with pytest.raises(ScenarioError) as caught:
        load_lever_sweep(region, path)
    check(caught.value, path, line + 3, "levers.growth_rate: 99 percent/year = 0.99")


def test_a_grid_of_too_many_points(region: Desk, tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    text = GRID.replace("points = 3", "points = 1000").replace("[1, 2]", f"[{MANY}]")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_lever_sweep(region, path)
    check(caught.value, path, 3, "101000 design points, and at most 100000 are run")


def test_a_base_of_zero_has_no_multiples(region: Desk, tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(GRID.replace('"growth"', '"base"'), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_lever_sweep(region, path)
    check(caught.value, path, 8, "the base says 0 here, and so is any multiple")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("points = 9\n", "", 3, "a latin-hypercube needs its number of points; write points = 200"),
        ("points = 9", "points = 1", 4, "greater than or equal to 2"),
        ("low = 1, high = 5", "values = [1]", 7, "scale log needs a low above 0"),
        (', scale = "log"', ", points = 3", 7, "takes low and high only"),
        ("high = 5", "high = 50", 7, "outside the lever's range"),
        ("low = 1", "low = 0", 7, "scale log needs a low above 0"),
    ],
)
def test_a_wrong_latin_hypercube(
    region: Desk, tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    path = tmp_path / "cube.toml"
    path.write_text(CUBE, encoding="utf-8")
    edit(path, old, new)
    with pytest.raises(ScenarioError) as caught:
        load_lever_sweep(region, path)
    check(caught.value, path, line, said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("contacts =", "contact =", "no variable 'contact'; did you mean 'contacts'?"),
        ("contacts =", "infection =", "is of kind 'auxiliary' in the model; name a constant"),
        ("contacts =", '"contacts[a]" =', "'contacts' has no subscript, not 1"),
        ('"1/day"', '"1/Week"', "is not the model's '1/Day' and cannot be turned into it"),
        ("low = 1", "low = -1", "-1 is outside the range 0 to 50 1/Day"),
        ('["Infectious"]', '["Infectous"]', "no variable 'Infectous'; did you mean 'Infectious'?"),
        ('["Infectious"]', "[]", "write at least one"),
        ('["Infectious"]', '["Infectious[a]"]', "'Infectious' has no subscript, not 1"),
        ("infectivity =", "infectivty =", "did you mean 'infectivity'?"),
        ("infectivity =", "contacts =", "sets what 'contacts' on line 9 sets already"),
        ("high = 0.1", "high = 2", "leave the range 0 to 1"),
        ("low = 0.01", "low = 0.5", "not below high"),
        ("at_most", "at_mos", "did you mean 'at_most'?"),
        ("value = 1000", "valu = 1000", "unknown key 'thresholds.beds.valu'; did you mean 'value"),
        ("at = 60", "at = 61", "at = 61 is not a saved time; write one such as 60"),
        ("at = 60", 'at = "lowest"', "thresholds.beds.at"),
        ('variable = "Infectious"', 'variable = "Infected"', "no variable 'Infected'; did you"),
        ("final = 60", "final = -1", "the final time not before the initial time"),
        ("final = 60", 'method = "rk5"', "did you mean 'rk4'?"),
        ("design", 'base = "plan"\ndesign', "unknown key 'base'"),
    ],
)
def test_a_wrong_sweep_of_any_model(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "any.toml"
    path.write_text(ANY, encoding="utf-8")
    line = edit(path, old, new)
    if old == "final = 60" and "method" not in new:
        line = 14  # which of the four does not fit only the whole tells
    if "sets what" in said:
        line = 6
        said = "'contacts' sets what 'contacts' on line 9 sets already"
    with pytest.raises(ScenarioError) as caught:
        load_constant_sweep(gaoxin.load(SIR), path)
    check(caught.value, path, line, said)


def test_members_without_draws_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "any.toml"
    text = ANY.replace("[uncertainty]\n", "").replace("infectivity", "#")
    path.write_text("members = 5\n" + text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_constant_sweep(gaoxin.load(SIR), path)
    check(caught.value, path, 1, "5, but nothing is drawn and all would be the same")


def test_each_form_says_which_one_it_is_not(region: Desk, tmp_path: Path) -> None:
    path = tmp_path / "any.toml"
    path.write_text(ANY, encoding="utf-8")
    with pytest.raises(ScenarioError, match="name the model with --model"):
        load_lever_sweep(region, path)
    path.write_text(GRID, encoding="utf-8")
    with pytest.raises(ScenarioError, match="leave --model out"):
        load_constant_sweep(gaoxin.load(SIR), path)


@pytest.mark.parametrize("data", [b"", b"\xff\n", b"x = " + b"[" * 2000, b"title = 1\n"])
def test_a_broken_file(region: Desk, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(data)
    for load in (
        lambda: load_lever_sweep(region, path),
        lambda: load_constant_sweep(gaoxin.load(SIR), path),
    ):
        with pytest.raises(ScenarioError) as caught:
            load()
        assert caught.value.path == path


def test_a_missing_file_and_a_name_that_no_folder_may_have(region: Desk, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot read this sweep file"):
        load_lever_sweep(region, tmp_path / "nowhere.toml")
    path = tmp_path / "a b.toml"
    path.write_text(GRID, encoding="utf-8")
    with pytest.raises(ScenarioError, match="the name 'a b' becomes a folder's"):
        load_lever_sweep(region, path)
