"""``gaoxin calibrate`` and what it makes of ``gaoxin run``, on the small workspace.

Its one observed number is a sum of two constants with normal and lognormal priors: the posterior
is known by a sum over a grid.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner
from scipy import stats

import gaoxin
from gaoxin.cli import main
from gaoxin.desks.workspace import Workspace
from gaoxin.inference import read_priors
from gaoxin.inference.archive import read_posterior, read_stored_structures, write_posterior
from gaoxin.inference.sampling.diagnostics import LIMITS, Limit, failed, limits
from tests.cli.conftest import FIT, Call
from tests.desks.region import edit, resave

JSON = ("--no-report", "--json")


def exact(desk: Path) -> tuple[float, float]:
    """Return mean and sd of the sum of the two constants given the observation."""
    workspace = Workspace(desk)
    first, second = read_priors(workspace, gaoxin.load(workspace.model_path))
    u = (np.arange(1500) + 0.5) / 1500
    north, south = np.meshgrid(first.distribution.ppf(u), second.distribution.ppf(u))
    weights = stats.norm.pdf(north + south, 36.0, 1.5)
    weights /= weights.sum()
    mean = float((weights * (north + south)).sum())
    return mean, float(np.sqrt((weights * (north + south - mean) ** 2).sum()))


def test_the_posterior_is_that_of_a_grid(fitted: Path) -> None:
    draws = read_posterior(fitted / "calibration" / "posterior.nc").flat()
    total = draws["initial_revenue[north]"] + draws["initial_revenue[south]"]
    mean, sd = exact(fitted)
    assert total.mean() == pytest.approx(mean, abs=0.05 * sd)
    assert total.std() == pytest.approx(sd, rel=0.05)


def test_a_run_takes_the_posterior_and_is_not_stamped(fitted: Path, call: Call) -> None:
    outcome = call("run", "base", "--draws", "posterior", "--members", "1000", *JSON)
    assert outcome.exit_code == 0, outcome.output
    found: dict[str, Any] = json.loads(outcome.stdout)
    assert (found["draws"], found["stamp"]) == ("posterior", "")
    (row,) = (r for r in found["scenarios"]["base"]["verdicts"] if r["target"] == "revenue")
    mean, sd = exact(fitted)
    assert row["p50"] == pytest.approx(mean, abs=0.2 * sd)
    assert row["p95"] - row["p05"] == pytest.approx(2 * 1.645 * sd, rel=0.15)


def test_a_sweep_and_a_comparison_take_the_posterior_as_a_run_does(
    fitted: Path, call: Call
) -> None:
    """A design point that changes nothing has the verdicts of its base."""
    (fitted / "scenarios" / "sweeps").mkdir(exist_ok=True)
    (fitted / "scenarios" / "sweeps" / "still.toml").write_text(
        'title = { en = "Still", zh = "不变" }\nbase = "base"\ndesign = "grid"\nmembers = 300\n'
        '[levers]\nsubsidy = { values = [0, 1], unit = "CNY_1e8/year/year", from = 2021 }\n',
        encoding="utf-8",
    )
    asked = ("--draws", "posterior", "--members", "300", "--seed", "4", "--json")
    run = json.loads(call("run", "base", *asked, "--no-report").stdout)["scenarios"]["base"][
        "verdicts"
    ]
    swept = call("sweep", "still", *asked)
    assert swept.exit_code == 0, swept.output
    rows = [row for row in json.loads(swept.stdout)["rows"] if row["point"] == 0]
    by_id = {row["target"]: row for row in run}
    for row in rows:
        for column in ("p05", "p50", "p95", "probability", "members"):
            assert row[column] == by_id[row["target"]][column]
    same = call("compare", "base", "base", *asked)
    assert same.exit_code == 0, same.output
    assert '"diff_p50": 0.0' in same.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "role", "said"),
    [
        (
            "model/zone.mdl",
            "growth rate*Rev",
            "2*growth rate*Rev",
            "model",
            "zone.mdl: 'Revenue' changed",
        ),
        (
            "calibration/priors.csv",
            "Q2,",
            "Q9,",
            "priors",
            "priors.csv: row Q2 removed, row Q9 added",
        ),
        (
            "calibration/observations.csv",
            ",36,",
            ",37,",
            "observations",
            "observations.csv: row total value 36.0 -> 37.0",
        ),
    ],
)
def test_a_stale_posterior_is_refused_or_stamps_every_verdict(
    fitted: Path, call: Call, file: str, old: str, new: str, role: str, said: str
) -> None:
    edit(fitted / file, old, new)
    asked = ("run", "base", "--draws", "posterior", "--members", "50", "--no-report")
    outcome = call(*asked)
    assert outcome.exit_code == 2
    assert f"stale: since it was made these changed: {said}; run 'gaoxin cal" in outcome.stderr
    assert not (fitted / "results").exists()
    outcome = call(*asked, "--stale-posterior", "--json")
    assert outcome.exit_code == 0, outcome.output
    for row in json.loads(outcome.stdout)["scenarios"]["base"]["verdicts"]:
        assert row["note"].startswith(f"stale posterior: {role} changed since the fit")
    text = (fitted / "results" / "base" / "verdicts.csv").read_text(encoding="utf-8-sig")
    assert text.count(f"stale posterior: {role}") == 4


def verdicts(call: Call) -> Any:
    """Return the verdicts of a scenario on the posterior, which must be fresh."""
    outcome = call("run", "base", "--draws", "posterior", "--members", "50", *JSON)
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)["scenarios"]["base"]["verdicts"]


def test_files_that_windows_saved_again_are_what_was_fitted(fitted: Path, call: Call) -> None:
    before = verdicts(call)
    resave(fitted)
    assert b"\r\n" in (fitted / "model" / "zone.mdl").read_bytes()
    assert verdicts(call) == before


def test_a_clone_on_windows_is_what_was_fitted(
    fitted: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git gives every text file of a clone CRLF there."""
    before = verdicts(call)
    for key, name in {"AUTHOR": "a", "COMMITTER": "a"}.items():
        monkeypatch.setenv(f"GIT_{key}_NAME", name)
        monkeypatch.setenv(f"GIT_{key}_EMAIL", "a@b.c")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=fitted, check=True)
    clone = tmp_path / "clone"
    windows = ["-c", "core.autocrlf=true"]
    subprocess.run(["git", *windows, "clone", "-q", str(fitted), str(clone)], check=True)
    assert b"\r\n" in (clone / "calibration" / "priors.csv").read_bytes()
    monkeypatch.chdir(clone)
    assert verdicts(call) == before


def test_words_rows_that_feed_nothing_and_their_order_ask_for_no_new_fit(
    fitted: Path, call: Call
) -> None:
    before = verdicts(call)
    edit(fitted / "calibration" / "priors.csv", "stated in another unit", "in another unit")
    edit(fitted / "calibration" / "observations.csv", "counted twice", "both halves")
    edit(fitted / "model" / "zone.mdl", "SUM(Revenue[Region!])", "SUM( Revenue[Region!] )")
    path = fitted / "calibration" / "observations.csv"
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    extra = "more,More,更多,,,,2020,1,CNY_1e8,,,,,,box 3,,check,follows from the others,"
    path.write_text("\n".join([head, extra, *reversed(rows)]) + "\n", encoding="utf-8")
    assert verdicts(call) == before


def test_a_posterior_of_an_earlier_gaoxin_is_stale(fitted: Path, call: Call) -> None:
    path = fitted / "calibration" / "posterior.nc"
    posterior = read_posterior(path)
    write_posterior(path, replace(posterior, made_from={}))
    outcome = call("run", "base", "--draws", "posterior", "--members", "50")
    assert outcome.exit_code == 2
    assert "stale: an earlier gaoxin made it, which kept no rows" in outcome.stderr
    assert call("run", "base", "--draws", "posterior", "--stale-posterior").exit_code == 0


@pytest.mark.parametrize("name", ["posterior.nc", "structures.nc"])
def test_a_damaged_file_of_draws_is_refused(fitted: Path, call: Call, name: str) -> None:
    path = fitted / "calibration" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    outcome = call("run", "base", "--draws", "posterior", "--members", "50")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith(f"gaoxin: {path}: damaged: it does not hold what was written")
    assert not (fitted / "results").exists()


def test_equal_seeds_write_equal_draws(fitted: Path, call: Call) -> None:
    path = fitted / "calibration" / "posterior.nc"
    before = read_posterior(path)
    structures = read_stored_structures(fitted / "calibration" / "structures.nc")
    assert call(*FIT).exit_code == 0
    xr.testing.assert_identical(before.draws, read_posterior(path).draws)
    xr.testing.assert_identical(before.tables, read_posterior(path).tables)
    again = read_stored_structures(fitted / "calibration" / "structures.nc")
    assert structures is not None
    assert again is not None
    xr.testing.assert_identical(structures, again)


def test_arviz_reads_the_file(fitted: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        arviz: Any = import_module("arviz")
        data = arviz.from_netcdf(fitted / "calibration" / "posterior.nc")
    assert data.posterior.sizes["chain"] == 96
    starts = data.posterior["start"].values.tolist()
    assert starts == ["prior"] * 48 + ["linearised"] * 48
    assert data.posterior.attrs["seed"] == 1
    assert {"model_sha256", "priors_sha256", "observations_sha256"} <= set(data.posterior.attrs)
    assert float(arviz.rhat(data.posterior)["initial_revenue[north]"]) < 1.01


def test_the_tables_tell_what_was_learned_and_foretold(fitted: Path, call: Call) -> None:
    outcome = call(*FIT, "--json")
    found: dict[str, Any] = json.loads(outcome.stdout)
    assert found["rhat"] < 1.01
    assert found["ess_bulk"] > 2000
    assert set(found["diagnostics"]) == {*LIMITS, "effective_draws_per_1000_runs"}
    assert found["diagnostics"]["scale_redraw_z"] is None, "no unknown scale"
    assert failed(found["diagnostics"], 2) == []
    by_name = {row["parameter"]: row for row in found["parameters"]}
    assert by_name["initial_revenue[south]"]["contraction"] > 0.3
    (row,) = found["observations"]
    assert row["predictive_p05"] < 36 < row["predictive_p95"]
    assert row["held_out_p05"] < row["predictive_p05"]
    pair = found["ridges"][0]
    assert {pair["ridge_first"], pair["ridge_second"]} == set(by_name)
    assert pair["ridge_correlation"] < -0.3
    assert set(found["log_evidence"]) == {"full", "twice"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_people_read_tables_in_their_language(root: Path, call: Call, lang: str) -> None:
    outcome = call(*FIT, "--lang", lang)
    assert ("R-hat at most" if lang == "en" else "R-hat 最大") in outcome.stdout
    for name, limit in limits(2).items():
        assert f"{name} " in outcome.stdout
        assert f"{limit.bound:.4g}" in outcome.stdout
    assert ("Total revenue (2020)" if lang == "en" else "总营收 (2020)") in outcome.stdout


def test_runs_that_disagree_leave_what_was_there(
    fitted: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fitted / "calibration" / "posterior.nc"
    before = path.read_bytes()
    monkeypatch.setitem(LIMITS, "rhat_max", Limit(0.5))
    outcome = call(*FIT)
    assert outcome.exit_code == 2
    assert "the draws are not the posterior's: rhat_max is 1.0" in outcome.stderr
    assert "take more moves (--moves)" in outcome.stderr
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part"))


def test_too_few_chains_are_refused(call: Call) -> None:
    outcome = call("calibrate", "--chains", "1")
    assert outcome.exit_code == 2
    assert "is not in the range" in outcome.stderr


def test_a_file_that_is_no_posterior_is_refused(root: Path, call: Call) -> None:
    (root / "calibration" / "posterior.nc").write_text("nothing", encoding="utf-8")
    outcome = call("run", "--draws", "posterior")
    assert outcome.exit_code == 2
    assert "not a posterior of gaoxin" in outcome.stderr
    assert "gaoxin calibrate" in outcome.stderr


def test_the_last_fit_is_shown_where_only_ascii_can_be_printed(fitted: Path, call: Call) -> None:
    outcome = CliRunner(charset="ascii").invoke(main, ["calibrate", "--show", "--lang", "zh"])
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout_bytes.isascii()
    assert " - " in outcome.stdout
