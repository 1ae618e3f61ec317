from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gaoxin.desks.consistency import check_tables
from gaoxin.desks.indicators import measures, read_indicators
from gaoxin.desks.targets import read_targets
from gaoxin.errors import DataError, ModelError, nearest
from gaoxin.telling.writing.csv_table import CsvTable, write_csv
from gaoxin.telling.writing.verdict_tables import (
    BAND_COLUMNS,
    VERDICT_COLUMNS,
    band_rows,
    verdict_row,
)
from gaoxin.units import registry
from gaoxin.verdicts.verdict import judge
from tests.verdicts.conftest import (
    INDICATORS,
    TARGETS,
    Case,
    make_indicator,
    make_runs,
    make_target,
)

GOOD = {
    "id": "gdp_121",
    "indicator": "gdp",
    "name_zh": "地区生产总值",
    "name_en": "GDP",
    "rule": "at_least",
    "value": "121",
    "unit": "CNY_1e8/year",
    "year": "2025",
    "status": "plan",
    "kind": "expected",
    "source": "box 2",
    "note": "",
    "variable": "GDP",
    "reason": "",
}
UNITS = """CNY = [currency_cny]
CNY_1e4 = 1e4 * CNY
CNY_1e8 = 1e8 * CNY
km2 = kilometer ** 2
"""


def write_rows(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    rows = list(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_target_is_read_as_it_stands(tmp_path: Path) -> None:
    (target,) = read_targets(write_rows(tmp_path / "targets.csv", [GOOD]))
    assert (target.value, target.rule, target.year, target.line) == (121.0, "at_least", 2025, 2)
    assert target.name_zh == "地区生产总值"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rule": "at_lest"}, r"rule of 'gdp_121' is 'at_lest'; did you mean 'at_least'"),
        ({"status": "planned"}, r"status .* did you mean 'plan'"),
        ({"value": ""}, r"value .* is blank but its status is 'plan'"),
        ({"status": "no number"}, r"value .* is 121.0 but its status is 'no number'"),
        ({"value": "nan"}, r"nan"),
        ({"year": "2025.5"}, r"year '2025\.5' is not a whole number; write one such as 2025"),
        ({"variable": ""}, r"names no model variable and gives no reason"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    path = write_rows(tmp_path / "targets.csv", [{**GOOD, "id": "first"}, {**GOOD, **changes}])
    with pytest.raises(DataError, match=message) as caught:
        read_targets(path)
    assert str(caught.value).startswith(f"{path}:3:")


def test_a_double_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gdp_121"):
        read_targets(write_rows(tmp_path / "targets.csv", [GOOD, GOOD]))


def test_an_indicator_keeps_blanks_and_its_chinese_reason(tmp_path: Path) -> None:
    row = {key: GOOD[key] for key in ("id", "name_zh", "name_en", "unit", "kind", "note")}
    row |= {"value_2015": "", "value_2020": "50.2", "variable": "", "reason": "why"}
    (one,) = read_indicators(write_rows(tmp_path / "a.csv", [row]))
    (two,) = read_indicators(write_rows(tmp_path / "b.csv", [row | {"reason_zh": "原因"}]))
    assert one.observed == {2020: 50.2}
    assert (one.reason_zh, two.reason_zh) == ("why", "原因")


class Model:
    """Two variables, as the checks see them."""

    variables = pd.DataFrame(
        {"name": ["GDP", "Land area"], "unit": ["CNY_1e8/year", "km2"], "subscripts": [(), ()]}
    )

    def canonical(self, name: str, /) -> str:
        known = ["gdp", "land_area"]
        found = name.lower().replace(" ", "_")
        if found not in known:
            raise ModelError(f"no variable '{name}'{nearest(name, known)}")
        return found


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": "CNY_1e9/year"}, "CNY_1e9"),
        ({"unit": "CNY_1e4/year"}, "is in 'CNY_1e4/year' but model variable 'GDP' is in"),
        ({"variable": "Land area"}, "'km2'; give both the same unit"),
        ({"variable": "GPD"}, "did you mean 'gdp'"),
        ({"indicator": "gdpp"}, "did you mean 'gdp'"),
    ],
)
def test_tables_are_held_against_the_model(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    units = tmp_path / "units.txt"
    units.write_text(UNITS, encoding="utf-8")
    aim = make_target("t", indicator="gdp", variable="gdp")
    measures = [make_indicator("gdp", variable="GDP")]
    check_tables([aim], measures, Model(), registry(units))
    wrong = make_target("t", **{"indicator": "gdp", "variable": "GDP", **changes})
    with pytest.raises(DataError, match=message) as caught:
        check_tables([wrong], measures, Model(), registry(units))
    assert str(caught.value).startswith("table.csv:2:")


def test_columns_are_those_of_the_contract() -> None:
    assert ",".join(VERDICT_COLUMNS) == (
        "target,name_en,name_zh,rule,target_value,unit,status,value_2020,p05,p50,p95,"
        "probability,mc_error,members,failed,verdict,note"
    )
    assert ",".join(BAND_COLUMNS) == "indicator,unit,time,p05,p25,p50,p75,p95"


def test_verdicts_survive_the_file_and_none_is_dropped(tmp_path: Path) -> None:
    verdicts = judge(make_runs(np.linspace(500.0, 1500.0, 300), (7,)), TARGETS, INDICATORS)
    path = tmp_path / "verdicts.csv"
    write_csv(path, CsvTable(VERDICT_COLUMNS, [verdict_row(v, "a stamp") for v in verdicts]))
    rows = read_rows(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["target"] for row in rows] == [target.id for target in TARGETS]
    for row, verdict in zip(rows, verdicts, strict=True):
        assert row["note"].startswith("a stamp")
        if verdict.state == "judged":
            assert float(row["probability"]) == pytest.approx(verdict.probability, rel=1e-9)
            assert float(row["p95"]) == pytest.approx(verdict.p95, rel=1e-9)
            assert "at most" in row["note"]
        else:
            assert row["probability"] == row["mc_error"] == ""
            assert row["note"].endswith(verdict.target.reason)
    assert "assumed from: a province" in rows[3]["note"]


def test_bands_survive_the_file_with_every_year(case: Case, tmp_path: Path) -> None:
    found = case.results[0].bands
    path = tmp_path / "bands.csv"
    write_csv(path, CsvTable(BAND_COLUMNS, band_rows(found, measures(TARGETS, INDICATORS))))
    rows = read_rows(path)
    assert [row["time"] for row in rows] == [str(y) for y in range(2015, 2026)] * 3
    assert {row["indicator"] for row in rows} == set(found)
    last = found["revenue"].sel(time=2025)
    assert float(rows[10]["p25"]) == pytest.approx(float(last.sel(level=0.25)), rel=1e-9)


def test_rows_are_ready_for_json() -> None:
    verdicts = judge(make_runs([1.0, 2.0]), TARGETS, INDICATORS)
    assert json.loads(json.dumps([verdict_row(v) for v in verdicts]))[4]["probability"] is None
