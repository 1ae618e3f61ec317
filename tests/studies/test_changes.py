"""What the report says a scenario changes: before and here, in one unit."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.desk import open_desk
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.scenario import load_scenario
from gaoxin.studies.changes import changes
from gaoxin.telling.words.stated_words import stated_words
from tests.desks.region import edit

CASES = {
    "the model's own value, in the scenario's unit": (
        "",
        '[levers]\ngrowth_rate = { value = 5, unit = "percent/year", from = 2016 }',
        ("3", "5 from 2016"),
    ),
    "the base's words": (
        '[levers]\nsubsidy = { value = 2, unit = "CNY_1e8/year/year" }',
        '[levers]\n"subsidy[north]" = { value = 3, unit = "CNY_1e8/year/year" }',
        ("2", "3"),
    ),
    "the base's words in another unit": (
        '[levers]\ngrowth_rate = { value = 0.04, unit = "1/year" }',
        '[levers]\ngrowth_rate = { value = 5, unit = "percent/year" }',
        ("0.04 1/year", "5"),
    ),
    "a prior, in the scenario's unit": (
        "",
        '[uncertainty]\n"initial revenue[north]" = { distribution = "uniform", low = 50000, '
        'high = 60000, unit = "CNY_1e4/year" }',
        ("prior 80000 to 120000", "uniform 50000 to 60000"),
    ),
    "elements that differ": (
        "",
        '[uncertainty]\n"initial revenue" = { distribution = "normal", p05 = 5, p95 = 6, '
        'unit = "CNY_1e8/year" }',
        ("10 to 20", "normal 5 to 6 (5 % to 95 %)"),
    ),
    "the default option": (
        "",
        '[definitions]\nrevenue_count = "twice"',
        ("once", "twice"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_says_what_was_and_what_is(root: Path, case: str) -> None:
    below, above, expected = CASES[case]
    title = 'title = { en = "A", zh = "甲" }\n'
    (root / "scenarios" / "below.toml").write_text(title + below, encoding="utf-8")
    (root / "scenarios" / "above.toml").write_text(
        f'{title}extends = "below"\n{above}', encoding="utf-8"
    )
    edit(root / "model" / "zone.mdl", "growth rate=\n\t0\n", "growth rate=\n\t0.03\n")
    edit(root / "scenarios" / "levers.csv", "percent/year,-10,20,0", "percent/year,-10,20,3")
    workspace = Workspace(root)
    desk = open_desk(workspace, gaoxin.load(workspace.model_path))
    (change,) = changes(desk, load_scenario(desk, "above"))
    assert (stated_words(change.base).en, stated_words(change.new).en) == expected
