"""The small workspace with sweep files to write, and models of a line or two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gaoxin
from gaoxin.desks.desk import Desk
from gaoxin.ensembles.constants import Ground
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import scenario_ground
from gaoxin.ensembles.sweeps.constant_sweep import ConstantSweep, load_constant_sweep
from gaoxin.ensembles.sweeps.lever_sweep import LeverSweep, load_lever_sweep
from gaoxin.ensembles.sweeps.points import OutputSeries, Setting

HEAD = 'title = { en = "A", zh = "甲" }\n'
ZONE = HEAD + 'base = "growth"\ndesign = "grid"\nmembers = 20\n'
YEARS = tuple(float(year) for year in range(2014, 2026))

Load = Callable[..., LeverSweep]
AnyModel = Callable[[str, str], tuple[gaoxin.Model, ConstantSweep]]

CONTROLS = """
INITIAL TIME= 0 ~ Month ~ |
FINAL TIME= 4 ~ Month ~ |
TIME STEP= 1 ~ Month ~ |
SAVEPER= 1 ~ Month ~ |
"""


@pytest.fixture
def load(region: Desk, tmp_path: Path) -> Load:
    """Return a function that writes a sweep of the region and reads it."""

    def build(text: str, **options: Any) -> LeverSweep:
        path = tmp_path / "try.toml"
        path.write_text(text, encoding="utf-8")
        return load_lever_sweep(region, path, **options)

    return build


@pytest.fixture
def anymodel(tmp_path: Path) -> AnyModel:
    """Return a function that writes a model's equations and a sweep, and reads both."""

    def build(equations: str, sweep: str) -> tuple[gaoxin.Model, ConstantSweep]:
        (tmp_path / "any.mdl").write_text("{UTF-8}\n" + equations + CONTROLS, encoding="utf-8")
        path = tmp_path / "any.toml"
        path.write_text(HEAD + sweep, encoding="utf-8")
        model = gaoxin.load(tmp_path / "any.mdl")
        return model, load_constant_sweep(model, path)

    return build


def setting_of(desk: Desk, asked: LeverSweep, *series: OutputSeries) -> Setting:
    """Return the setting of a sweep of the region, all variables computed."""
    model, sweep = desk.catalogue.model, asked.sweep
    assert isinstance(model, gaoxin.Model)
    draws = take_draws(desk, "prior", members=sweep.members, seed=sweep.seed)
    ground = scenario_ground(
        desk, asked.base, draws.constants, members=sweep.members, seed=sweep.seed
    ).laid(sweep.layers)
    return Setting(
        model, sweep, ground, ("Revenue", "total revenue"), series, YEARS, {"save_every": 1.0}
    )


def model_setting(model: gaoxin.Model, asked: ConstantSweep, *outputs: str) -> Setting:
    """Return the setting of a sweep of any model: all times of its outputs are kept."""
    sweep = asked.sweep
    ground = Ground({}, sweep.members, sweep.seed, asked.times[0]).laid(sweep.layers)
    series = tuple(OutputSeries(name, (), None) for name in outputs)
    return Setting(model, sweep, ground, outputs, series, asked.times, asked.controls)
