"""The zone's own sweeps and the documents' examples read, and a point of one is its scenario."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.sweeps import schema
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import scenario_ground
from gaoxin.ensembles.scenario_run import run_scenario
from gaoxin.ensembles.sweeps.constant_sweep import load_constant_sweep
from gaoxin.ensembles.sweeps.lever_sweep import load_lever_sweep
from gaoxin.ensembles.sweeps.points import OutputSeries, Setting, run_points
from gaoxin.studies.inputs import CheckedTables, open_tables

ROOT = Path(__file__).parents[3]
MEMBERS = 25
YEARS = tuple(float(year) for year in range(2014, 2026))


@pytest.fixture(scope="module")
def zone() -> CheckedTables:
    return open_tables(Workspace(ROOT))


def test_the_schema_file_is_current() -> None:
    stored = (ROOT / "scenarios" / "sweep.schema.json").read_text(encoding="utf-8")
    assert stored == schema(), "write it again: python -m gaoxin.desks.sweeps"
    assert set(json.loads(stored)["$defs"]) >= {"ZoneSweep", "ModelSweep", "LeverAxis", "Threshold"}


def test_every_sweep_reads(zone: CheckedTables) -> None:
    workspace = zone.desk.workspace
    names = workspace.sweep_ids()
    found = {name: load_lever_sweep(zone.desk, workspace.sweep(name)) for name in names}
    assert len(found) >= 3
    for asked in found.values():
        assert asked.sweep.description["zh"]
        assert asked.sweep.members * len(asked.sweep.points) <= 50_000
    assert max(len(asked.sweep.axes) for asked in found.values()) >= 6


def test_a_point_is_its_scenario_bit_for_bit(zone: CheckedTables) -> None:
    """The point of multiples of one, in the midst of others, is the plan: all that it computes."""
    path = zone.desk.workspace.sweep("promotion-and-projects")
    asked = load_lever_sweep(zone.desk, path, members=MEMBERS)
    sweep, model = asked.sweep, zone.model
    assert [axis.base for axis in sweep.axes] == [1.0, 1.0]
    draws = take_draws(zone.desk, "prior", members=MEMBERS, seed=0)
    ground = scenario_ground(
        zone.desk, asked.base, draws.constants, members=MEMBERS, seed=sweep.seed
    )
    spelled = {model.canonical(str(name)): str(name) for name in model.variables["name"]}
    plain = [name for name in zone.outputs if not model.subscripts_of(name)]
    series = tuple(OutputSeries(spelled[model.canonical(name)], (), None) for name in plain)
    setting = Setting(model, sweep, ground, zone.outputs, series, YEARS, {"save_every": 1.0})
    points = range(20, 30)
    found = run_points(setting, points)
    runs = run_scenario(zone.desk, model, asked.base, draws, outputs=zone.outputs).runs
    base = sweep.points.tolist().index([1.0, 1.0])
    assert base in points
    for values, one in zip(found.series, series, strict=True):
        expected = runs[one.variable].transpose("member", ...).values
        expected = expected if expected.ndim == 2 else expected[:, None]
        same = np.broadcast_to(expected, values[0].shape)
        assert np.array_equal(values[base - points.start], same), one.variable
    assert not np.array_equal(found.series[0][0], found.series[0][-1])


def examples() -> list[str]:
    text = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    return [block for block in re.findall(r"```toml\n(.*?)```", text, re.S) if "design" in block]


def test_the_examples_of_the_planners_desk_read(zone: CheckedTables, tmp_path: Path) -> None:
    levers, constants = examples()
    path = tmp_path / "example.toml"
    path.write_text(levers, encoding="utf-8")
    assert len(load_lever_sweep(zone.desk, path).sweep.points) == 7 * 4 * 3
    path.write_text(constants, encoding="utf-8")
    model = gaoxin.load(ROOT / "tests" / "ensembles" / "models" / "sir.mdl")
    assert len(load_constant_sweep(model, path).sweep.points) == 9 * 5
