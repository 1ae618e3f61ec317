"""The prior table against the model: every row feeds a constant or says why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.errors import DataError
from gaoxin.inference import Catalogue, read_priors, read_rows, resolve
from tests.desks.region import REGION, copy_region, edit

ROOT = Path(__file__).parents[2]
POINTS = np.array([0.05, 0.95])


@pytest.fixture(scope="module")
def model() -> gaoxin.Model:
    return gaoxin.load(REGION / "model" / "zone.mdl")


def test_the_zones_priors_bind_to_the_zones_model() -> None:
    workspace = Workspace(ROOT)
    priors = read_priors(workspace, gaoxin.load(workspace.model_path))
    rows = {row.id: row for row in read_rows(workspace.table("priors"))}
    fed = [row for row in rows.values() if row.constant]
    assert len(priors) == len(fed) > 100
    assert all(row.unused_reason for row in rows.values() if not row.constant)
    # the range of the model may cut the tails, but never moves the points by much
    for prior in priors:
        if rows[prior.id].distribution.endswith("_p05_p95"):
            low, high = prior.distribution.points
            got = prior.distribution.ppf(POINTS)
            assert np.abs(got - [low, high]).max() < 0.15 * (high - low), prior.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("initial_revenue[South]", "initial_revenu[South]", "did you mean"),
        ("initial_revenue[South]", "initial_revenue[West]", "no element 'West'; it has: north"),
        ("initial_revenue[South]", "growth_rate[South]", "no subscript, not 1"),
        ("initial_revenue[South]", '"initial_revenue[South, North]"', "1 subscripts, not 2"),
        ("initial_revenue[South]", "initial_revenue[", "is not a name"),
        ("initial_revenue[South]", "Revenue", "'Revenue' is of kind 'stock'"),
        ("initial_revenue[South]", "initial_revenue[north]", "'Q1' on line 2 feeds already"),
        ("initial_revenue[South]", "initial revenue", "'Q1' on line 2 feeds already"),
        ("Q2,initial_revenue_south,CNY_1e8/year", "Q2,x,CNY_1e8/yaer", "did you mean 'year'"),
        ("Q2,initial_revenue_south,CNY_1e8/year", "Q2,x,firm", "'firm' is not of the kind of"),
        ("20,15,27", "20,27,15", "not below high"),
        ("20,15,27", "30,15,27", "central 30 is not between"),
        ("20,15,27", "20,15,nan", "not a value"),
        ("20,15,27", "20,15,", "high of 'Q2' is blank"),
        ("20,15,27", "2000,1500,2700", "leave the range 1 to 100"),
        ("lognormal_p05_p95", "lognormal_p05", "did you mean 'lognormal_p05_p95'"),
        ("initial_revenue[South],", ",", "must either name a model constant"),
        ("initial_revenue[South],", "growth rate,because", "must either name a model constant"),
        ("uniform,datum", "uniform,dato", "did you mean 'datum'"),
        (',,"datum: an', ",growth rate,", "a datum; only a prior"),
        ("Q2,", "Q1,", "'Q1' stands on line 2 already"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(
    tmp_path: Path, model: gaoxin.Model, old: str, new: str, said: str
) -> None:
    root = copy_region(tmp_path)
    path = root / "calibration" / "priors.csv"
    if old.startswith(',,"'):
        line = edit(path, ',,"datum: an observation, kept for the fit"', ",growth rate,")
    else:
        line = edit(path, old, new)
    with pytest.raises(DataError) as error:
        read_priors(Workspace(root), model)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert said in str(error.value)


def test_a_place_covers_an_element_or_all_of_them(model: gaoxin.Model) -> None:
    catalogue = Catalogue.of(model)
    assert resolve(catalogue, "Initial Revenue [ SOUTH ]").key == "initial_revenue[south]"
    assert resolve(catalogue, "initial_revenue[south]").own_values() == [20.0]
    assert resolve(catalogue, "initial_revenue").own_values() == [10.0, 20.0]
    place = resolve(catalogue, "GROWTH_rate")
    assert (place.key, place.low, place.high) == ("growth_rate", -0.5, 0.5)
