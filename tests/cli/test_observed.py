"""Observations since the plan: charts, a table of where they fell, and verdicts that know them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.scenario_run import ScenarioRun, run_scenario
from gaoxin.inference import draw, read_priors
from gaoxin.verdicts.observed import effective, resampled, weights
from tests.cli.conftest import Call
from tests.desks.region import REGION
from tests.verdicts.conftest import make_indicator, make_runs

HEAD = "indicator,year,value,unit,sd,source\n"
SIZE = ("--members", "2000", "--seed", "3")


def write(root: Path, row: str) -> Path:
    path = root / "calibration" / "observed.csv"
    path.write_text(HEAD + row, encoding="utf-8")
    return path


def revenue(call: Call, *args: str) -> dict[str, float]:
    outcome = call("run", "base", *SIZE, "--no-report", "--json", *args)
    assert outcome.exit_code == 0, outcome.output
    document = json.loads(outcome.stdout)
    assert ("given 1 observation since 2020" in document["stamp"]) == ("--with-observed" in args)
    (row,) = [v for v in document["scenarios"]["base"]["verdicts"] if v["target"] == "revenue"]
    return dict(row)


def test_a_row_moves_the_verdict_to_what_bayes_says(call: Call, root: Path) -> None:
    """Revenue of the base is a constant sum of two priors: the posterior is known from draws."""
    before = revenue(call)
    write(root, "revenue,2023,30,CNY_1e8/year,2,yearbook\n")
    assert revenue(call) == before  # not asked for: not used
    after = revenue(call, "--with-observed")
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    total = sum(draw(priors, 200_000, 11).values(), np.zeros(200_000))
    weight = np.exp(-0.5 * ((total - 30.0) / 2.0) ** 2)
    order = np.argsort(total)
    share = np.cumsum(weight[order]) / weight.sum()
    for level in (5, 50, 95):
        truth = total[order][np.searchsorted(share, level / 100)]
        assert after[f"p{level:02d}"] == pytest.approx(truth, abs=0.35)
        assert abs(before[f"p{level:02d}"] - truth) > 0.4 or level == 50


def test_where_it_fell_is_told_and_drawn(call: Call, root: Path) -> None:
    write(root, "revenue,2023,30,亿元/年,2,yearbook\n")
    outcome = call("run", "base", *SIZE, "--with-observed", "--lang", "zh")
    assert outcome.exit_code == 0, outcome.output
    assert "2023年：30" in outcome.stdout
    assert "评判已计入上述观测值：有效样本" in outcome.stdout
    page = (root / "results" / "report.html").read_text(encoding="utf-8")
    assert "Observed since 2020" in page
    charts = (root / "results" / "base" / "figures" / "indicators.svg").read_text(encoding="utf-8")
    without = call("run", "base", *SIZE)
    assert "Observed since" in (root / "results" / "report.html").read_text(encoding="utf-8")
    (root / "calibration" / "observed.csv").unlink()
    assert without.exit_code == call("run", "base", *SIZE).exit_code == 0
    plain = (root / "results" / "base" / "figures" / "indicators.svg").read_text(encoding="utf-8")
    assert charts.count("<circle") == plain.count("<circle") + 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("revenu,2023,30,CNY_1e8/year,2,\n", "did you mean 'revenue'?"),
        ("revenue,2019,30,CNY_1e8/year,2,\n", "year 2019 is no later than 2020"),
        ("revenue,2023,30,CNY_1e8/year,0,\n", "sd 0 is not above 0"),
        ("revenue,2023,30,firm,2,\n", "is not of the kind of"),
        ("firms,2023,30,firm,2,\n", "'firms' is not modelled"),
        ("revenue,2031,30,CNY_1e8/year,2,\n", "year 2031 is after the model's runs, which end in"),
        ("revenue,2023,900,CNY_1e8/year,0.1,\n", "members in effect, fewer than 30"),
        ("revenue,2023,thirty,CNY_1e8/year,2,\n", "value"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(call: Call, root: Path, row: str, said: str) -> None:
    path = write(root, row)
    outcome = call("run", "base", "--members", "50", "--with-observed")
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stderr.startswith(f"gaoxin: {path}")
    assert said in outcome.stderr
    assert not (root / "results").exists()


@pytest.mark.parametrize(
    ("row", "runs"),
    [("revenue,2031,30,CNY_1e8/year,2,\n", 0), ("revenue,2023,900,CNY_1e8/year,0.1,\n", 1)],
    ids=["year", "effective members"],
)
def test_it_is_refused_before_the_long_run(
    call: Call, root: Path, row: str, runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year that no run has: nothing runs. Too few members in effect: one scenario has run."""
    write(root, row)
    ran = []

    def counted(*args: Any, **asks: Any) -> ScenarioRun:
        ran.append(args)
        return run_scenario(*args, **asks)

    monkeypatch.setattr("gaoxin.studies.run.run_scenario", counted)
    assert call("run", "--members", "50", "--with-observed").exit_code == 2
    assert len(ran) == runs


def test_without_the_file_it_says_what_to_write(call: Call, root: Path) -> None:
    outcome = call("run", "base", "--members", "50", "--with-observed")
    assert outcome.exit_code == 2
    assert "write one with the columns indicator,year,value,unit,sd,source" in outcome.stderr


@given(st.lists(st.floats(0.0, 1.0), min_size=3, max_size=30), st.integers(0, 99))
def test_members_are_drawn_as_often_as_their_weight_says(raw: list[float], seed: int) -> None:
    """Systematic resampling: each member's copies are its weight times the count, rounded."""
    weight = np.array(raw) + 1e-6
    weight /= weight.sum()
    runs = make_runs(np.arange(len(raw), dtype=float))
    drawn = resampled(runs, weight, seed)["Revenue"].values[:, -1]
    copies = np.array([(drawn == n).sum() for n in range(len(raw))])
    assert (np.abs(copies - len(raw) * weight) < 1.0 + 1e-9).all()
    assert 1.0 <= effective(weight) <= len(raw) + 1e-9


def test_weights_are_the_likelihood_of_the_rows() -> None:
    from gaoxin.desks.observed import Observed

    values = np.array([10.0, 12.0, 20.0])
    row = Observed(
        indicator="revenue", year=2025, value=11.0, unit="CNY_1e8/year", sd=1.0, path=REGION, line=2
    )
    found = weights(make_runs(values), [row], [make_indicator("revenue")])
    assert found[0] == pytest.approx(found[1])
    assert found[2] / found[0] == pytest.approx(np.exp(-0.5 * (81 - 1)))
