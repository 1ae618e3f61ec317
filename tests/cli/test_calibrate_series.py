"""``gaoxin calibrate --model``: the sessions of the page, in small, and what is refused."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gaoxin.cli import main
from gaoxin.inference.sampling.diagnostics import LIMITS, Limit
from gaoxin.inference.sampling.sampler import Settings
from tests.calibration_session import CHINESE, FILES, PAGE, sessions, with_sessions

SMALL = Settings(chains=16, burn_in=30, block=30, most=60, effective=200.0, rhat=1.05)
LOOSE = {
    **{"rhat_max": Limit(1.1), "ess_min": Limit(100.0, above=True), "continue_z": Limit(5.0)},
    **{"start_gap_max": Limit(0.4), "forgetting": Limit(0.5), "start_agreement_max": Limit(6.0)},
}
"""What so few draws can keep to."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FILES, tmp_path / "calibration")
    monkeypatch.chdir(tmp_path / "calibration")
    monkeypatch.setenv("COLUMNS", "100")  # as the page's; a worker of xdist has a narrower one
    monkeypatch.setattr("gaoxin.inference.series.fit.SETTINGS", SMALL)
    monkeypatch.setattr("gaoxin.inference.series.fit.WORKERS", 1)
    for name, limit in LOOSE.items():
        monkeypatch.setitem(LIMITS, name, limit)
    return tmp_path / "calibration"


def call(command: str) -> Result:
    return CliRunner().invoke(main, shlex.split(command.removeprefix("gaoxin ")))


def page_commands() -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return [line for session in sessions(text) for line in session if line.startswith("gaoxin")]


def words(text: str) -> list[str]:
    """Return what stands in a text besides numbers and rules of tables."""
    found = (word.strip("%,.;:") for word in text.split())
    return [word for word in found if any(letter.isalpha() for letter in word)]


def test_the_session_of_an_epidemic_prints_what_the_page_says(root: Path) -> None:
    """With fewer draws than a user takes: words and files are those of the page, truth is held."""
    asked = next(line for line in page_commands() if "--map" in line)
    page = PAGE.read_text(encoding="utf-8")
    told = page.split(f"$ {asked}\n", 1)[1].split("```", 1)[0]
    outcome = call(f"{asked} --workers 1")
    assert outcome.exit_code == 0, outcome.output
    # "conflict" is the judgement of a figure that so few draws leave near its limit
    kept = [word for word in words(told) if word != "conflict"]
    assert [word for word in words(outcome.stdout) if word != "conflict"] == kept
    files = {path.relative_to(root / "sir").as_posix() for path in (root / "sir").rglob("*.*")}
    figures = ("parameters", "predictive", "prior-predictive", "pit", "pairs", "profiles")
    assert files == {
        *("fit.nc", "parameters.csv", "observations.csv", "manifest.json"),
        *(f"figures/{name}.svg" for name in figures),
    }
    with (root / "sir" / "parameters.csv").open(encoding="utf-8-sig") as file:
        rows = {row["parameter"]: row for row in csv.DictReader(file)}
    truth = {"contact_rate": 0.62, "recovery_time": 4.2, "initial_infectious": 5.0}
    for name, value in truth.items():
        assert float(rows[name]["p05"]) < value < float(rows[name]["p95"])


def test_both_pages_have_the_same_sessions() -> None:
    assert with_sessions(CHINESE, PAGE) == CHINESE.read_text(encoding="utf-8")


def test_later_readings_are_foretold_and_scored(root: Path) -> None:
    asked = next(line for line in page_commands() if "--until" in line)
    outcome = call(f"{asked} --workers 1 --json")
    assert outcome.exit_code == 0, outcome.output
    told: dict[str, Any] = json.loads(outcome.stdout)
    assert told["scores"]["readings"] == 20
    assert len(told["foretold"]) == 20
    assert {row["time"] for row in told["foretold"]} == {float(t) for t in range(21, 41)}
    assert told["scores"]["crps_fit"] < told["scores"]["crps_persistence"]
    assert told["scores"]["crps_fit"] < told["scores"]["crps_prior"]
    assert {"coverage_50", "coverage_80", "coverage_90", "width_90"} <= set(told["scores"])
    assert told["diagnostics"]["rhat_max"] < 1.1
    assert (root / "sir-20" / "foretold.csv").is_file()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("--model sir.mdl", "needs --model, --data and --priors; add --data, --priors"),
        ("--model sir.mdl --data cases.csv --priors no.toml", "cannot read this file of priors"),
        (
            "--model sir.mdl --data cases.csv --priors sir.toml --until 99",
            "cases.csv: no reading is after 99",
        ),
        (
            "--model sir.mdl --data cases.csv --priors sir.toml --profile 'contact rat'",
            "no parameter 'contact rat'; did you mean 'contact_rate'?",
        ),
        (
            "--model sir.mdl --data cases.csv --priors sir.toml --out .",
            "this folder is not a run's",
        ),
        ("--until 2018 --show", "--until makes a fit of its own, and --show none"),
    ],
)
def test_wrong_input_is_told_before_anything_runs(root: Path, asked: str, said: str) -> None:
    outcome = call(f"gaoxin calibrate {asked}")
    assert outcome.exit_code == 2
    assert said in outcome.stderr


def test_draws_that_are_not_the_posterior_are_refused_and_handed_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gaoxin.errors import NotConverged
    from gaoxin.studies.series_fit import open_series_fit, run_series_fit

    monkeypatch.setattr(
        "gaoxin.inference.series.fit.SETTINGS", Settings(burn_in=1, block=2, most=2)
    )
    inputs = open_series_fit("sir.mdl", "cases.csv", "sir.toml")
    with pytest.raises(NotConverged, match=r"Nothing was saved") as caught:
        run_series_fit(inputs, chains=8, workers=1)
    assert set(caught.value.fit.draws()) == set(inputs.posterior.names)
