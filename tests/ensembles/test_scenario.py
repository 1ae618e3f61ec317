"""Scenario files: what is wrong is refused with its line and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gaoxin.desks.desk import Desk
from gaoxin.desks.scenarios import Document, read_document
from gaoxin.desks.toml import key_lines
from gaoxin.ensembles.scenario import load_scenario, load_scenarios
from gaoxin.errors import ScenarioError
from tests.desks.region import edit

Build = Callable[..., Desk]
RATE = 'growth_rate = { value = 5, unit = "percent/year", from = 2024 }'
DRAWN = 'distribution = "uniform", low = 1, high = 3'
FIRST = "values = [1, 2, 4], years = [2021, 2022, 2023]"

FURTHER_DOWN = {
    "this key stands above already": 1,
    "sets what": 1,
    "sets what 'subsidy[south]' on line": 4,
    "did you mean 'revenue_count": 1,
    "did you mean 'once'?": 1,
}
"""Lines from the edited text to the fault, where the edit put another line before it."""


def test_the_chain_is_read_base_first(region: Desk) -> None:
    growth = load_scenario(region, "growth")
    assert [scenario.id for scenario in growth.chain] == ["base", "growth"]
    assert growth.title == {"en": "Growth", "zh": "增长"}
    assert [layer.kind for layer in growth.all_layers] == [
        "definition",
        "lever",
        "lever",
        "uncertainty",
    ]
    # within a file a whole comes before its elements
    assert [layer.key for layer in growth.layers[:2]] == ["growth_rate", "subsidy[north]"]


def test_all_scenarios_come_with_the_base_first(region: Desk) -> None:
    assert [scenario.id for scenario in load_scenarios(region)] == ["base", "growth"]
    assert [s.id for s in load_scenarios(region, ["growth", "base", "growth"])] == [
        "growth",
        "base",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (RATE, RATE.replace("growth_rate", "growth_rte"), "did you mean 'growth_rate'?"),
        (RATE, RATE.replace("growth_rate", "initial_revenue"), "use [uncertainty], or add a row"),
        (RATE, RATE.replace("growth_rate", '"growth_rate[north]"'), "no subscript, not 1"),
        (RATE, RATE.replace("= 5,", "= 30,"), "0.3 1/year is outside the lever's range -0.1 to"),
        (RATE, RATE.replace("= 5,", "= nan,"), "not a finite number"),
        (RATE, RATE.replace("= 5,", "= -inf,"), "not a finite number"),
        (
            RATE,
            RATE.replace("= 5,", '= "5",'),
            '= "5": should be a valid number; write a number wi',
        ),
        (RATE, RATE.replace("= 5,", '= "5",'), "write a number without quotes: 5"),
        (RATE, RATE.replace("= 5,", '= "five",'), "write a number such as 12.5"),
        (RATE, RATE.replace("= 5,", "= true,"), "= true: should be a valid number; write a number"),
        (RATE, RATE.replace("= 5,", "= true,"), "such as 1 for true and 0 for false"),
        (RATE, RATE.replace('"percent/year"', "3"), "write a text in quotes"),
        (RATE, RATE.replace("percent/year", "percent/yaer"), "unknown unit 'yaer'; did you mean"),
        (RATE, RATE.replace("percent/year", "firm"), "'firm' is not of the kind of '1 / year'"),
        (RATE, RATE.replace("percent/year", "percent"), "'percent' is not of the kind of '1 / "),
        (
            RATE,
            RATE.replace(', unit = "percent/year"', ""),
            'is missing; write unit = "percent/year"',
        ),
        (FIRST + ', unit = "CNY_1e8/year/year"', FIRST, 'write unit = "CNY_1e8/year/year"'),
        (DRAWN + ', unit = "CNY_1e8/year/year"', DRAWN, 'write unit = "CNY_1e8/year/year"'),
        (RATE, RATE.replace("unit", "unt"), "growth_rate.unt'; did you mean 'unit'?"),
        (RATE, RATE.replace("from", "form"), "unknown key 'levers.growth_rate.form'; did you mean"),
        (RATE, RATE.replace("2024", "2036"), "write a whole year from 2015 to 2035"),
        (RATE, RATE.replace("2024", "2014"), "write a whole year from 2015 to 2035"),
        (RATE, RATE.replace("2024", "2024.5"), "write a whole year from 2015 to 2035"),
        (RATE, "growth_rate = 5", "write a table in braces"),
        (RATE, RATE.replace("value = 5, ", ""), "write either value"),
        (RATE, RATE + "\n" + RATE, "this key stands above already"),
        (RATE, RATE + '\n"growth rate" = { value = 1, unit = "percent/year" }', "sets what"),
        (RATE, RATE.replace("=", "", 1), "TOML syntax"),
        (RATE, "[levers.growth_rate", "TOML syntax"),
        (FIRST, "values = [1, 2], years = [2021]", "2 values need as many years, not 1"),
        (FIRST, "values = [1, 2], years = [2021, 2023]", "follow one another without a gap"),
        (FIRST, "values = [1, 2], years = [2022, 2021]", "follow one another without a gap"),
        (
            FIRST,
            "values = [1, 51], years = [2021, 2022]",
            ": 51 is outside the lever's range 0 to 50 CNY_1e8/year/year;",
        ),
        (FIRST, "values = [1, nan], years = [2021, 2022]", "not a finite number"),
        (FIRST, "values = [1], years = [2021], from = 2021", "from goes with value"),
        (FIRST, "values = [1]", "1 values need as many years, not 0"),
        (FIRST, "values = [], years = []", "write at least one"),
        (FIRST, "value = 1, years = [2021]", "years goes with values"),
        ("subsidy[north]", "subsidy[nort]", "no element 'nort'; did you mean 'north'?"),
        ("subsidy[north]", "subsidy[south]", "sets what 'subsidy[south]' on line"),
        ('"subsidy[south]"', "subsidy", "sets what 'subsidy[north]' on line"),
        ('"subsidy[south]"', '"subsidies[south]"', "did you mean 'subsidy'?"),
        ('"subsidy[south]"', '"Revenue[south]"', "'Revenue' is of kind 'stock'"),
        (DRAWN, 'distribution = "unifrom", low = 1, high = 3', "did you mean 'uniform'?"),
        (DRAWN, 'distribution = "uniform", low = 3, high = 1', "not below high"),
        (DRAWN, 'distribution = "uniform", low = 1, high = 60', "leave the range 0 to 50"),
        (DRAWN, 'distribution = "uniform", p05 = 1, p95 = 3', "a uniform needs low and high"),
        (DRAWN, 'distribution = "normal", low = 1, high = 3', "a normal needs p05 and p95"),
        (DRAWN, 'distribution = "lognormal", p05 = 0, p95 = 3', "must be above 0"),
        (DRAWN, 'distribution = "beta", p05 = 1, p95 = 3', "inside 0 to 1"),
        (DRAWN, 'distribution = "normal", p05 = 1, p95 = nan', "not a finite number"),
        ('extends = "base"', 'extends = "bas"', "unknown scenario 'bas'; did you mean 'base'?"),
        ('extends = "base"', 'extends = "../base"', "unknown scenario '../base'"),
        ('extends = "base"', 'extends = "growth"', "a circle: growth -> growth;"),
        ('extends = "base"', 'extend = "base"', "unknown key 'extend'; did you mean 'extends'?"),
        ("[uncertainty]", "[uncertanty]", "unknown key 'uncertanty'; did you mean 'uncertainty'?"),
        (
            "[levers]",
            "[definitions]\nrevenue_cont = 'once'\n[levers]",
            "did you mean 'revenue_count",
        ),
        ("[levers]", "[definitions]\nrevenue_count = 'one'\n[levers]", "did you mean 'once'?"),
        ('zh = "增长"', 'cn = "增长"', "unknown key 'title.cn'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    desk_with: Build, root: Path, old: str, new: str, said: str
) -> None:
    path = root / "scenarios" / "growth.toml"
    line = edit(path, old, new)
    with pytest.raises(ScenarioError) as error:
        load_scenario(desk_with(), "growth")
    assert said in str(error.value)
    assert error.value.path == path
    assert error.value.line == line + FURTHER_DOWN.get(said, 0)


def test_the_line_is_that_of_the_value_in_a_long_list(desk_with: Build, root: Path) -> None:
    new = "values = [\n  1,\n  2,\n  nan,\n], years = [2021, 2022, 2023]"
    line = edit(root / "scenarios" / "growth.toml", FIRST, new)
    with pytest.raises(ScenarioError) as error:
        load_scenario(desk_with(), "growth")
    assert error.value.line == line + 3


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"", 1, "empty"),
        (b"\n# only a comment\n", 1, "'title' is missing"),
        (b'title = { en = "A", zh = "\xff" }', 1, "not UTF-8"),
        (b'title = { en = "A", zh = "B" }\nextends = 3\n', 2, "should be a valid string"),
        (b'title = "A"\n', 1, "write a table in braces"),
        (b'title = { en = "A" }\n', 1, "'title.zh' is missing"),
        (b"x = " + b"[" * 2000, None, "nested too deep"),
    ],
)
def test_a_broken_file_is_refused(
    desk_with: Build, root: Path, data: bytes, line: int | None, said: str
) -> None:
    path = root / "scenarios" / "broken.toml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError, match=said) as error:
        load_scenario(desk_with(), "broken")
    assert (error.value.path, error.value.line) == (path, line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{ value = %s, unit = 'percent/year' }", "levers.growth_rate.value = 999999999999..."),
        ("{ value = -%s, unit = 'percent/year' }", "levers.growth_rate.value = -99999999999..."),
        ("{ value = 1, from = %s, unit = 'percent/year' }", "levers.growth_rate.from = 9999"),
        ("{ values = [1, %s], years = [2021, 2022], unit = 'percent/year' }", "values.1 = 99"),
    ],
)
@pytest.mark.parametrize("digits", [20, 400, 5000])
def test_a_whole_number_without_end_is_refused_with_its_line(
    desk_with: Build, root: Path, text: str, said: str, digits: int
) -> None:
    desk = desk_with(a="\n[levers]\ngrowth_rate = " + text % ("9" * digits))
    with pytest.raises(ScenarioError) as error:
        load_scenario(desk, "a")
    assert str(error.value).startswith(f"{root / 'scenarios' / 'a.toml'}:4: ")
    assert f"({digits} digits) is no whole number of TOML" in str(error.value)
    assert len(error.value.message) < 200
    if digits < 4300:
        assert said in str(error.value)


def test_a_chain_without_end_is_told_before_it_is_read(desk_with: Build) -> None:
    files = {f"s{i}": f'extends = "s{i + 1}"' for i in range(1200)}
    desk = desk_with(**files, s1200="")
    with pytest.raises(ScenarioError, match="more than 50 scenarios extend one another: s0 -> s1"):
        load_scenario(desk, "s0")
    assert len(load_scenario(desk, "s1160").chain) == 41


def test_a_circle_is_named_in_full(desk_with: Build) -> None:
    desk = desk_with(a='extends = "b"', b='extends = "c"', c='extends = "a"')
    with pytest.raises(ScenarioError, match="a circle: a -> b -> c -> a;"):
        load_scenario(desk, "a")


def test_keys_have_lines_whatever_their_form(tmp_path: Path) -> None:
    text = 'a = 1\n[b."c d"]\ne.f = 2\ng = { h = [\n 1,\n 2] }\n'
    assert key_lines(text) == {
        ("a",): 1,
        ("b",): 2,
        ("b", "c d"): 2,
        ("b", "c d", "e"): 3,
        ("b", "c d", "e", "f"): 3,
        ("b", "c d", "g"): 4,
        ("b", "c d", "g", "h"): 4,
        ("b", "c d", "g", "h", 0): 5,
        ("b", "c d", "g", "h", 1): 6,
    }


def test_every_scenario_of_the_zone_reads() -> None:
    folder = Path(__file__).parents[2] / "scenarios"
    names = {path.stem for path in folder.glob("*.toml")}
    expected = {"momentum", "plan", "plan-half", "battery-downturn", "dual-control", "low-carbon"}
    assert names >= expected | {"stretch"}
    for name in names:
        document, _ = read_document(folder / f"{name}.toml")
        assert isinstance(document, Document)
        assert document.description is not None
