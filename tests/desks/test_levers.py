"""Lever and definition tables against the model, and the schema against the code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.desk import Desk, open_desk
from gaoxin.desks.elements import read_elements
from gaoxin.desks.levers import markdown
from gaoxin.desks.places import Catalogue
from gaoxin.desks.scenarios import schema
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.scenario import load_scenarios
from gaoxin.errors import ScenarioError
from gaoxin.language import Lang
from tests.desks.region import edit

ROOT = Path(__file__).parents[2]


def test_the_zones_desk_is_consistent() -> None:
    workspace = Workspace(ROOT)
    desk = open_desk(workspace, gaoxin.load(workspace.model_path))
    assert len(desk.levers) >= 20
    assert len(load_scenarios(desk)) == len(workspace.scenario_ids()) >= 7


def test_every_element_of_the_zone_has_a_name_in_both_languages() -> None:
    workspace = Workspace(ROOT)
    model = gaoxin.load(workspace.model_path)
    named = read_elements(workspace.table("elements"), Catalogue.of(model))
    assert set(named) == {label for labels in model.subscripts.values() for label in labels}
    for english, chinese in named.values():
        assert english.isascii()
        assert not chinese.isascii()


def test_the_schema_file_is_current() -> None:
    path = ROOT / "scenarios" / "scenario.schema.json"
    stored = path.read_text(encoding="utf-8")
    assert stored == schema(), "write it again: python -m gaoxin.desks.scenarios"
    assert json.loads(stored)["required"] == ["title"]


def test_the_lever_table_prints_every_lever(region: Desk) -> None:
    printed: tuple[tuple[Lang, str], ...] = (
        ("en", "| `growth_rate` | Growth rate | percent/year | -10 | 0 | 20 | 1.2 |"),
        ("zh", "| `growth_rate` | 增长率 | `percent/year` | -10 | 0 | 20 | 1.2 |"),
    )
    for lang, said in printed:
        lines = markdown(region.levers, lang).splitlines()
        assert len(lines) == 2 + len(region.levers)
        assert said in lines[3]


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("levers", "\ngrowth_rate,", "\ngrowth_rte,", "did you mean 'growth rate'"),
        ("levers", "\ngrowth_rate,", "\nSubsidy,", "stands on line 2 already"),
        ("levers", "\ngrowth_rate,", "\ntotal_revenue,", "of kind 'auxiliary'"),
        ("levers", "percent/year,-10,20,0", "percent/year,-10,20,30", "outside -10 to 20"),
        ("levers", "percent/year,-10,20,0", "percent/year,-10,20,3", "model's own value is 0"),
        ("levers", "percent/year,-10,20,0", "percent/year,-10,200,0", "leaves the model's own"),
        ("levers", "percent/year,-10,20,0", "percent/year,-10,NaN,0", "not a value"),
        (
            "levers",
            "percent/year,-10,20,0",
            "percent/year,-10,,0",
            "high of 'growth_rate' is blank; write a number",
        ),
        ("levers", "percent/year,-10,20,0", "mu,-10,20,0", "unknown unit 'mu'"),
        ("levers", "percent/year,-10,20,0", "firm,-10,20,0", "not of the kind of"),
        ("definitions", "twice,count_twice,1", "once,count_twice,1", "on line 2 already"),
        ("definitions", "twice,count_twice,1", "twice,growth_rate,1", "write 'count_twice'"),
        (
            "definitions",
            "twice,count_twice,1",
            "twice,count_twice,",
            "value of 'revenue_count, twice' is blank",
        ),
        ("definitions", "twice,count_twice,1", ",count_twice,1", "option is blank"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(
    desk_with: Callable[..., Desk], root: Path, table: str, old: str, new: str, said: str
) -> None:
    path = root / "scenarios" / f"{table}.csv"
    line = edit(path, old, new) + old.startswith("\n")
    with pytest.raises(ScenarioError) as error:
        desk_with()
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("revenue_count,once,count_twce,0,,,\n", "did you mean 'count twice'"),
        ("revenue_count,once,count_twice,0.5,,,\n", "no option has the model's own value 0"),
    ],
)
def test_a_wrong_definition_is_refused(
    desk_with: Callable[..., Desk], root: Path, text: str, said: str
) -> None:
    head = "definition,option,constant,value,name_en,name_zh,note\n"
    path = root / "scenarios" / "definitions.csv"
    path.write_text(head + text)
    with pytest.raises(ScenarioError) as error:
        desk_with()
    assert str(error.value).startswith(f"{path}:2: ")
    assert said in str(error.value)
