"""Out of time: what 2015 says of 2020, on the small workspace, against a sum over a grid."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

import gaoxin
from gaoxin.cli import main
from gaoxin.desks.workspace import Workspace
from gaoxin.errors import DataError
from gaoxin.inference import read_priors
from gaoxin.studies.calibrate import open_fit
from gaoxin.studies.foresight import ForesightStudy, prediction_scores, run_foresight
from tests.desks.region import copy_region, edit


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose total of 2015 is fitted too; it is the same in 2020."""
    folder = copy_region(tmp_path_factory.mktemp("foresight"))
    edit(folder / "calibration" / "observations.csv", "box 2,,prior", "box 2,,fit")
    return folder


@pytest.fixture(scope="module")
def study(root: Path) -> ForesightStudy:
    return run_foresight(open_fit(Workspace(root)), 2018.0, seed=2)


def test_the_prediction_is_that_of_a_grid(root: Path, study: ForesightStudy) -> None:
    workspace = Workspace(root)
    first, second = read_priors(workspace, gaoxin.load(workspace.model_path))
    u = (np.arange(800) + 0.5) / 800
    north, south = np.meshgrid(first.distribution.ppf(u), second.distribution.ppf(u))
    total = (north + south).ravel()
    weights = stats.norm.pdf(total, 30.0, 1.0)  # of the value of 2015
    weights /= weights.sum()
    mean = float(weights @ total)
    sd = float(np.sqrt(weights @ (total - mean) ** 2 + 1.5**2))
    (row,) = study.table.to_dict("records")
    assert row["observation"] == "total"
    assert row["p50"] == pytest.approx(mean, abs=0.15 * sd)
    assert row["p95"] - row["p05"] == pytest.approx(2 * 1.645 * sd, rel=0.08)
    exact = float(weights @ stats.norm.cdf(36.0, total, 1.5))
    assert row["pit"] == pytest.approx(exact, abs=0.02)
    assert row["width"] < row["prior_width"]
    assert row["crps_fit"] > 0.0


def test_all_scores_are_told_at_the_terminal(root: Path, study: ForesightStudy) -> None:
    asked = ["calibrate", "--until", "2018", "--seed", "2", "--workspace", str(root)]
    told: dict[str, Any] = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    assert told["scores"] == pytest.approx(study.scores, nan_ok=True)
    assert told["scores"]["predicted"] == 1
    assert told["scores"]["fitted"] == 1
    assert told["scores"]["compared_prior"] == 1
    assert told["scores"]["crps_trend"] is None  # there are no others to take a rate from


def test_what_was_observed_since_is_fitted_or_foretold(root: Path, tmp_path: Path) -> None:
    """A row of 2023 moves the forecast of 2024 as Bayes says of a sum of two priors."""
    folder = Path(shutil.copytree(root, tmp_path / "region"))
    seen = "indicator,year,value,unit,sd,source\nrevenue,2023,33,CNY_1e8/year,0.5,a\n"
    later = "revenue,2024,34,CNY_1e8/year,1,b\n"
    (folder / "calibration" / "observed.csv").write_text(seen + later, encoding="utf-8")
    workspace = Workspace(folder)
    found = run_foresight(open_fit(workspace), 2023.0, seed=2)
    first, second = read_priors(workspace, gaoxin.load(workspace.model_path))
    u = (np.arange(800) + 0.5) / 800
    north, south = np.meshgrid(first.distribution.ppf(u), second.distribution.ppf(u))
    total = (north + south).ravel()
    weights = np.prod([stats.norm.pdf(total, y, s) for y, s in ((30, 1), (36, 1.5), (33, 0.5))], 0)
    weights /= weights.sum()
    mean = float(weights @ total)
    sd = float(np.sqrt(weights @ (total - mean) ** 2 + 1.0))
    (row,) = found.table.to_dict("records")
    assert (row["observation"], found.fitted) == ("revenue_2024", 3)
    assert row["p50"] == pytest.approx(mean, abs=0.15 * sd)
    assert row["p95"] - row["p05"] == pytest.approx(2 * 1.645 * sd, rel=0.08)


@pytest.mark.parametrize("year", [2010.0, 2020.0])
def test_a_year_that_leaves_nothing_is_refused(root: Path, year: float) -> None:
    said = "nothing to fit" if year < 2015 else "nothing to predict"
    with pytest.raises(DataError, match=f"{said}; what is fitted was observed in 2015, 2020"):
        run_foresight(open_fit(Workspace(root)), year)


def test_scores_of_right_predictions_are_those_of_right_ones() -> None:
    rng = np.random.default_rng(0)
    pit = rng.uniform(size=400)
    told = prediction_scores(
        pit,
        np.full(400, 0.5),
        np.full(400, 2.0),
        {
            "fit": np.full(400, 0.1),
            "persistence": np.full(400, 0.4),
            "trend": np.where(np.arange(400) < 40, 0.3, np.nan),
            "prior": np.full(400, np.nan),
        },
    )
    for level in (50, 80, 90):
        assert told[f"coverage_{level}"] == pytest.approx(level / 100, abs=0.06)
        assert told[f"coverage_{level}_p"] > 0.01
    assert (told["compared_trend"], told["crps_trend"]) == (40, pytest.approx(0.3))
    assert told["crps_prior"] is None
    ones, scores = np.ones(400), dict.fromkeys(("fit", "persistence", "trend", "prior"), pit)
    wide = prediction_scores(0.5 + 0.1 * (pit - 0.5), ones, ones, scores)
    assert wide["coverage_50"] == 1.0
    assert wide["coverage_50_p"] < 1e-6
    assert wide["pit_uniform_p"] < 1e-6
