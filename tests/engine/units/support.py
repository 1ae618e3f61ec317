"""A small model with units of its own, to which a test adds equations."""

from __future__ import annotations

from pathlib import Path

import gaoxin
from gaoxin.engine.units.check import UnitCheck
from gaoxin.engine.units.finding import Level

WORLD = """{UTF-8}
D: a, b ~~|
people = 100 ~ person ~|
firms = 10 ~ firm ~|
hiring = 5 ~ person/year ~|
rate = 0.1 ~ 1/year ~|
delay = 2 ~ year ~|
months = 6 ~ month ~|
share = 0.5 ~ Dmnl ~|
staff[D] = 1, 2 ~ persons ~|
weight[D] = 1, 2 ~ dmnl ~|
tab((0, 0), (1, 5)) ~ firm ~|
given = 3 ~~|
"""
CLOCK = """
INITIAL TIME = 0 ~ year ~|
FINAL TIME = 4 ~ Years ~|
TIME STEP = 0.5 ~ YEAR ~|
SAVEPER = 1 ~ yr ~|
"""


def checked(
    folder: Path, equations: str, level: Level = "strict", *, world: str = WORLD, **options: Path
) -> UnitCheck:
    """Write the model with more equations, and check it."""
    path = folder / "model.mdl"
    path.write_text(world + equations + CLOCK, encoding="utf-8")
    return gaoxin.load(path).check_units(level, **options)


def rules(check: UnitCheck, name: str = "x") -> list[tuple[str, str]]:
    """Return rule and level of each finding about a variable."""
    return [(f.rule, f.level) for f in check.findings if f.variable == name]
