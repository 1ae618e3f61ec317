"""The observation table: wrong rows are refused with their line; the zone keeps its rules."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import gaoxin
from gaoxin.desks.observations import Reading, read_readings
from gaoxin.desks.places import Catalogue
from gaoxin.desks.structures import read_structures
from gaoxin.desks.workspace import Workspace
from gaoxin.errors import DataError
from gaoxin.inference.observations import fitted, observed
from gaoxin.names import canonical
from gaoxin.units import registry

ROOT = Path(__file__).parents[2]
GOOD = {
    "id": "gdp",
    "name_en": "GDP",
    "name_zh": "生产总值",
    "variable": "annual GDP",
    "operator": "annual total",
    "of": "",
    "period": "2020",
    "value": "50.2",
    "unit": "CNY_1e8/year",
    "sd": "1.5",
    "sd_reason": "an estimate",
    "scale": "log",
    "tails": "normal",
    "series": "",
    "source": "box 2",
    "group": "",
    "use": "fit",
    "why": "",
    "indicator": "",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.of(gaoxin.load(ROOT / "model" / "zone.mdl"))


@pytest.fixture(scope="module")
def units() -> Any:
    return registry(ROOT / "calibration" / "units.txt")


@pytest.fixture(scope="module")
def readings(catalogue: Catalogue, units: Any) -> tuple[Reading, ...]:
    return read_readings(ROOT / "calibration" / "observations.csv", catalogue, units)


def table(path: Path, *rows: dict[str, str]) -> Path:
    file = path / "observations.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, Reading.columns())
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"variable": "anual GDP"}, "did you mean 'annual GDP'"),
        ({"variable": "value added"}, "has subscripts"),
        ({"variable": ""}, "names no model variable"),
        ({"unit": "CNY_1e4/year"}, "give both the same unit"),
        ({"unit": "CNY_1e8"}, "give both the same unit"),
        ({"scale": "logs"}, "did you mean 'log'"),
        ({"operator": "annual totals"}, "did you mean 'annual total'"),
        ({"use": "fitted"}, "did you mean 'fit'"),
        ({"tails": "heavy"}, "write one of: normal, student"),
        ({"sd": ""}, "sd of 'gdp' is blank"),
        ({"sd": "0"}, "sd 0 is not above 0"),
        ({"value": "-3"}, "-3 has no place on the scale 'log'; check value and scale"),
        ({"value": "NaN"}, "leave the cell blank"),
        ({"sd_reason": ""}, "sd_reason of 'gdp' is blank"),
        ({"source": ""}, "source of 'gdp' is blank"),
        ({"use": "alternative"}, "why of 'gdp' is blank"),
        ({"period": "2016-2020"}, "does not go with operator 'annual total'; write 2020"),
        ({"operator": "sum", "unit": "CNY_1e8"}, "write 2016-2020"),
        ({"operator": "sum", "unit": "CNY_1e8", "period": "2020-2016"}, "write 2016-2020"),
        ({"operator": "ratio", "unit": "dimensionless"}, "write 2020/2015"),
        ({"of": "annual GDP"}, "names the whole of a share"),
        ({"operator": "share", "unit": "dimensionless"}, "names the whole of a share"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(
    tmp_path: Path, catalogue: Catalogue, units: Any, change: dict[str, str], message: str
) -> None:
    file = table(tmp_path, GOOD | {"id": "first"}, GOOD | change)
    with pytest.raises(DataError, match=message) as caught:
        read_readings(file, catalogue, units)
    assert caught.value.line == 3
    assert caught.value.path == file


def test_each_figure_is_used_once(readings: tuple[Reading, ...]) -> None:
    """No two fitted observations are the same operator on the same variable and period."""
    seen = [(o.variable, o.operator, o.time, o.base, o.parts) for o in fitted(readings)]
    assert len(seen) == len(set(seen))
    made_from = {(r.source, r.value) for r in readings if r.use == "prior"}
    assert not made_from & {(r.source, r.value) for r in readings if r.use == "fit"}


def test_contradictory_readings_are_all_listed_and_say_why(readings: tuple[Reading, ...]) -> None:
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        if reading.group:
            groups.setdefault(reading.group, []).append(reading)
    assert len(groups) >= 8
    for name, rows in groups.items():
        assert all(row.why for row in rows), name


def test_values_are_those_of_the_plans_tables(readings: tuple[Reading, ...]) -> None:
    """Against indicators.csv, so that no figure was mistyped on the way."""
    with (ROOT / "calibration" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        indicators = {row["id"]: row for row in csv.DictReader(file)}
    compared = 0
    for reading in readings:
        o = observed(reading)
        if (
            o is None
            or o.indicator not in indicators
            or o.operator not in {"level", "annual total"}
        ):
            continue
        stated = indicators[o.indicator].get(f"value_{o.time:.0f}")
        if stated and indicators[o.indicator]["unit"] == o.unit and "text" not in reading.id:
            assert float(stated) == reading.value, reading.id
            compared += 1
    assert compared > 20


def test_structures_of_the_zone_are_read(catalogue: Catalogue, units: Any) -> None:
    workspace = Workspace(ROOT)
    found = read_structures(workspace.table("structures"), catalogue, units)
    lines = workspace.table("structures").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines))
    assert len(found) >= 3
    assert [one.id for one in found] == list(dict.fromkeys(row["structure"] for row in rows))
    for one in found:
        own = {row["constant"]: float(row["value"]) for row in rows if row["structure"] == one.id}
        assert {canonical(name): v for name, v in one.fixed.items()} == {
            canonical(name): v for name, v in own.items()
        }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("full,practice booking,0,CNY_1e8/year/year,A,甲,", "name it otherwise"),
        ("x,practice bookin,0,CNY_1e8/year/year,A,甲,", "did you mean"),
        ("x,practice booking,0,person,A,甲,", "is not of the kind"),
        ("x,signing effort,0,dimensionless,A,甲,", "has subscripts"),
    ],
)
def test_a_wrong_structure_is_refused(
    tmp_path: Path, catalogue: Catalogue, units: Any, row: str, message: str
) -> None:
    file = tmp_path / "structures.csv"
    head = "structure,constant,value,unit,name_en,name_zh,note\n"
    file.write_text(head + row + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        read_structures(file, catalogue, units)
    assert caught.value.line == 2
