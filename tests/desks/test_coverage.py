"""Every commitment of the plan is used where its row says, or says why not; conflicts too."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.coverage import USES, Covered
from gaoxin.desks.treatments import SHOWN_AS
from gaoxin.desks.workspace import Workspace
from tests.coverage import PAGES, page, read_coverage, read_facts

ROOT = Path(__file__).parents[2]


def _table(name: str) -> list[dict[str, str]]:
    folder = "scenarios" if name in ("levers", "definitions") else "calibration"
    with (ROOT / folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def model() -> gaoxin.Model:
    return gaoxin.load(Workspace(ROOT).model_path)


def test_every_commitment_has_one_row_and_no_row_is_of_anything_else() -> None:
    assert [row.fact for row in read_coverage()] == list(read_facts())


@pytest.mark.parametrize("row", read_coverage(), ids=lambda row: str(row.fact))
def test_what_a_row_names_exists(model: gaoxin.Model, row: Covered) -> None:
    use, where = row.used_as, row.where
    assert use in USES
    if use == "not used":
        assert not where
        return
    if use == "target":
        assert where in {target["id"] for target in _table("targets")}
    elif use == "observation":
        assert where in {reading["id"] for reading in _table("observations")}
    else:
        name, _, element = where.partition("[")
        variables = {model.canonical(v) for v in model.variables["name"]}
        assert model.canonical(name) in variables
        if element:
            default = model.default(name)
            assert element.rstrip("]") in default.coords[default.dims[0]]
        if use == "lever":
            assert name in {lever["lever"] for lever in _table("levers")}


def test_every_lever_that_covers_a_commitment_departs_from_practice_in_the_plan() -> None:
    """A commitment that no scenario makes would be covered on paper only."""
    text = (ROOT / "scenarios" / "plan.toml").read_text(encoding="utf-8")
    past = {"infrastructure_programme"}  # a programme of 2016-2020: practice itself
    levers = {
        row.where for row in read_coverage() if row.used_as == "lever" and row.fact not in past
    }
    unmoved = [x for x in levers if f'\n"{x}" = ' not in text and f"\n{x} = " not in text]
    assert not unmoved


def test_the_page_is_that_of_the_tables() -> None:
    for lang, path in PAGES.items():
        assert path.read_text(encoding="utf-8") == page(read_facts(), read_coverage(), lang)


REASONED = {"tech_innovation_index"}
"""What the plan wants without a value, a formula or a mechanism."""


@pytest.mark.parametrize("table", ["indicators", "targets"])
def test_every_indicator_is_simulated_in_its_own_unit_or_says_why_not(
    model: gaoxin.Model, table: str
) -> None:
    units = dict(zip(model.variables["name"], model.variables["unit"], strict=True))
    for row in _table(table):
        if row["id"] in REASONED:
            assert not row["variable"]
            assert row["reason"]
            assert row["reason_zh"]
        else:
            assert row["variable"] in units, row["id"]
            assert not row["reason"]


# what shows a contradiction: a definition switch, an observation beside another reading,
# or a range of a prior; all others stand in the report's list with their treatment
SWITCHES = {"C03": "productivity_workers", "C06": "rd_denominator", "C15": "unemployment_reading"}
GROUPS = {"C08": "fixed investment", "C09": "arrived funds", "C17": "leading share of 2015"}
JUDGED = {"C01": ("revenue_1000", "revenue_1200"), "C07": ("service_revenue", "revenue_1200")}
RANGES = {"C02": "boundary step revenue", "C04": "residents reading 2020",
          "C10": "fixed share of funds", "C59": "capital value added ratio"}  # fmt: skip
APART = {"C29": ("annual GDP", "annual revenue")}


def test_every_high_conflict_is_visible(model: gaoxin.Model) -> None:
    """Each is found where the table says it is shown; a new one must be given its place."""
    high = {row["id"] for row in _table("conflicts") if row["severity"] == "high"}
    places: list[Mapping[str, object]] = [SWITCHES, GROUPS, JUDGED, RANGES, APART]
    assert high == {conflict for place in places for conflict in place}
    for conflict, switch in SWITCHES.items():
        options = {r["value"] for r in _table("definitions") if r["definition"] == switch}
        assert len(options) >= 2, conflict
    for conflict, group in GROUPS.items():
        readings = [r for r in _table("observations") if r["group"] == group]
        assert any(r["use"] == "alternative" and conflict in r["why"] for r in readings), conflict
    targets = {r["id"] for r in _table("targets") if r["variable"]}
    for conflict, judged in JUDGED.items():
        assert set(judged) <= targets, conflict
    priors = {r["constant"]: r for r in _table("priors")}
    for conflict, constant in RANGES.items():
        assert float(priors[constant]["low"]) < float(priors[constant]["high"]), conflict
    known = set(model.variables["name"])
    for conflict, variables in APART.items():
        assert len(set(variables) & known) == 2, conflict


def test_every_high_conflict_stands_in_the_report_with_its_treatment() -> None:
    treated = {row["conflict"]: row for row in _table("treatments")}
    for row in _table("conflicts"):
        if row["severity"] == "high":
            own = treated[row["id"]]
            assert own["shown_as"] in SHOWN_AS
            assert own["shown_as"] != "not used" or row["id"] == "C17", row["id"]
            assert own["treated_en"]
            assert own["treated_zh"]
