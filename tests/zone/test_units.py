"""The zone's equations balance, to the last one; a wrong unit is found where it is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.engine.cache.store import read
from gaoxin.engine.contents import Contents
from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.structure.describe import ModelStructure
from gaoxin.engine.units.check import check_units

ROOT = Path(__file__).parents[2]
SWITCHES = {"research on revenue", "productivity of park", "coal accounting"}
"""Definition switches of which an equation asks no more than whether they are on."""


@pytest.fixture(scope="module")
def contents() -> Contents:
    return read(Workspace(ROOT).model_path)


def with_unit(contents: Contents, key: str, unit: str) -> Contents:
    """Return the model with another unit for one variable."""
    variable = contents.variables[key]
    equations = [replace(e, unit=unit if e.unit else "") for e in variable.equations]
    changed = replace(variable, equations=equations)
    return replace(contents, variables={**contents.variables, key: changed})


def test_every_equation_balances_at_the_strict_level() -> None:
    check = gaoxin.load(Workspace(ROOT).model_path).check_units("strict", Workspace(ROOT).units)
    assert [str(f) for f in check.findings] == []
    assert check.judged == check.equations > 500
    assert check.without_unit == ()


def test_a_wrong_unit_is_told_there_and_where_it_is_used_only(contents: Contents) -> None:
    structure = ModelStructure(contents)
    units = Workspace(ROOT).units
    missed = []
    # a switch is only compared with a bare number, which takes any unit
    sample = [k for k, v in contents.variables.items() if v.name not in SWITCHES]
    for key in [k for k in sample if k not in CONTROLS][::97]:
        variable = contents.variables[key]
        unit = next(e.unit for e in variable.equations if e.unit)
        check = check_units(with_unit(contents, key, f"({unit})*bed*bed"), "lenient", units)
        told = {f.variable for f in check.findings}
        around = {variable.name, *(contents.variables[k].name for k in structure.used_by[key])}
        assert told <= around, variable.name
        computed = any(hasattr(e.tree, "__dataclass_fields__") for e in variable.equations)
        assert (variable.name in told) == computed, variable.name
        missed += [variable.name] * bool(structure.used_by[key] and not told)
    assert missed == []


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("digital core share", "percent", "year"),
        ("unemployment rate", "percent", "Dmnl"),
        ("annual GDP", "CNY_1e8/year", "CNY_1e4/year"),
    ],
)
def test_one_unit_broken_in_the_file_is_told_at_its_line(
    tmp_path: Path, name: str, right: str, wrong: str
) -> None:
    text = Workspace(ROOT).model_path.read_text(encoding="utf-8")
    start = text.index(f"\n{name}=")
    place = text.index(f"~\t{right}", start)
    assert text.count("|", start, place) == 0
    path = tmp_path / "zone.mdl"
    path.write_text(text[:place] + f"~\t{wrong}" + text[place + len(right) + 2 :], "utf-8")
    shutil.copy(Workspace(ROOT).units, tmp_path)
    check = gaoxin.load(path).check_units(definitions=tmp_path / "units.txt")
    assert name in {f.variable for f in check.findings}
    (own,) = [f for f in check.findings if f.variable == name]
    assert (own.left, own.line) == (wrong, text.count("\n", 0, start) + 2)
