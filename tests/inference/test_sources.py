"""What differs between what a fit was made from and what there is today, in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import gaoxin
from gaoxin.desks.observations import Reading
from gaoxin.desks.places import Catalogue
from gaoxin.desks.priors import PriorRow, read_rows
from gaoxin.desks.workspace import Workspace
from gaoxin.inference.archive import read_posterior
from gaoxin.inference.calibration import check_fresh, open_calibration, read_content
from gaoxin.inference.sources import (
    OBSERVATION,
    PRIOR,
    changed,
    differences,
    from_dataset,
    hashes,
    to_dataset,
)
from gaoxin.units import registry
from tests.desks.region import REGION, resave

ROOT = Path(__file__).parents[2]

ROWS = {f"r{i}": {"value": f"{i}.0", "unit": "year"} for i in range(9)}


def told(before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> str:
    return differences({"observations": before}, {"observations": now})


def test_a_cell_is_told_by_row_and_column() -> None:
    now = ROWS | {"r2": {"value": "42.0", "unit": "year"}}
    assert told(ROWS, now) == "observations.csv: row r2 value 2.0 -> 42.0"
    assert told(ROWS, ROWS | {"r2": {"value": "2.0"}}) == (
        "observations.csv: row r2 unit year -> blank"
    )


def test_rows_are_told_as_added_and_removed_and_not_all_of_many() -> None:
    fewer = {label: row for label, row in ROWS.items() if label != "r0"}
    assert told(ROWS, fewer) == "observations.csv: row r0 removed"
    assert told(fewer, ROWS) == "observations.csv: row r0 added"
    assert told(ROWS, {}).endswith("row r4 removed and 4 more")


def test_of_a_model_the_variables_are_named() -> None:
    before = {"model": {"a b": {"equation": "1"}, "c": {"equation": "2"}}}
    now = {"model": {"a b": {"equation": "3"}, "d": {"equation": "2"}}}
    assert differences(before, now) == "zone.mdl: 'a b' changed, 'c' removed, 'd' added"
    assert changed(before, before) == []


def test_the_order_of_rows_is_no_difference() -> None:
    again = dict(reversed(ROWS.items()))
    assert changed({"priors": ROWS}, {"priors": again}) == []
    assert hashes({"priors": ROWS}) == hashes({"priors": again})


def test_a_group_of_a_file_holds_the_rows() -> None:
    content = {"model": {"a / 'b'": {"equation": "1"}}, "priors": ROWS, "observations": {}}
    assert from_dataset(to_dataset(content)) == content


def test_what_a_fit_computes_with_is_among_the_columns_of_its_tables() -> None:
    assert set(PRIOR) <= set(PriorRow.columns())
    assert set(OBSERVATION) <= set(Reading.columns())


def test_the_zones_posterior_is_fresh_where_windows_saved_every_file_again(tmp_path: Path) -> None:
    for folder in ("model", "scenarios", "calibration"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    resave(tmp_path)
    workspace = Workspace(tmp_path)
    catalogue = Catalogue.of(gaoxin.load(workspace.model_path))
    now = read_content(workspace, catalogue, registry(workspace.units))
    posterior = read_posterior(workspace.posterior)
    assert changed(posterior.made_from, now) == []
    check_fresh(workspace, posterior, now)
    stated = {role: posterior.attributes[f"{role}_sha256"] for role in now}
    assert stated == hashes(now)


def test_today_is_what_a_fit_would_be_made_from() -> None:
    workspace = Workspace(REGION)
    model = gaoxin.load(workspace.model_path)
    now = read_content(workspace, Catalogue.of(model), registry(workspace.units))
    assert now == open_calibration(workspace, model).made_from
    fed = [row.id for row in read_rows(workspace.table("priors")) if row.constant]
    assert list(now["priors"]) == fed
    assert now["priors"]["Q2"]["constant"] == "initial_revenue[south]"
    assert now["observations"]["total"]["value"] == "36.0"
    assert "Revenue" in now["model"]
