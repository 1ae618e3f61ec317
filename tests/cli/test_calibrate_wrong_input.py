"""Wrong input of ``gaoxin calibrate``: refused before the fit begins, with nothing written."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.desks.region import edit

OBSERVATIONS, PRIORS = "calibration/observations.csv", "calibration/priors.csv"
STRUCTURES = "calibration/structures.csv"
TWICE = (
    "total,Total revenue,总营收,total revenue,level,,2020,31,CNY_1e8/year,1,x,log,normal,,b,,fit,"
)


def refused(call: Call, root: Path, *args: str) -> str:
    """Return the message of a call that must leave the workspace as it is."""
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    outcome = call("calibrate", *args)
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    assert "run 1" not in outcome.stderr  # no progress: nothing was fitted
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    return outcome.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (OBSERVATIONS, ",1.5,", ",-1.5,", "sd -1.5 is not above 0; write the standard deviation"),
        (OBSERVATIONS, ",1.5,", ",0,", "sd 0 is not above 0"),
        (OBSERVATIONS, ",1.5,", ",,", "sd of 'total' is blank; write a number"),
        (OBSERVATIONS, ",1.5,", ",abc,", "sd 'abc' is not a finite number"),
        (OBSERVATIONS, "counted twice", "", "sd_reason of 'total' is blank"),
        (OBSERVATIONS, ",sd,", ",sdd,", "unknown column 'sdd'; did you mean 'sd'?"),
        (OBSERVATIONS, "twice,Total", "total,Total", "id 'total' stands on line 2 already"),
        (OBSERVATIONS, ",2020,36", ",2030,36", "not inside the runs, which go from 2014 to 2025"),
        (OBSERVATIONS, ",2020,36", ",2010,36", "period '2010' of 'total' is not inside the runs"),
        (OBSERVATIONS, "level,,2020,36,CNY_1e8/year", "sum,,2013-2020,36,CNY_1e8",
         "period '2013-2020' of 'total' is not inside the runs"),
        (OBSERVATIONS, ",2020,36", ",2016-2020,36", "not go with operator 'level'; write 2020"),
        (OBSERVATIONS, "revenue,level,,2020", "revenu,level,,2020", "did you mean 'total revenue'"),
        (OBSERVATIONS, "level,,2020", "lvl,,2020", "did you mean 'level'?"),
        (OBSERVATIONS, "1e8/year,1.5", "1e4/year,1.5", "give both the same unit"),
        (OBSERVATIONS, "CNY_1e8/year,1.5", "firm,1.5", "give both the same unit"),
        (OBSERVATIONS, "CNY_1e8/year,1.5", "CNYY/year,1.5", "unknown unit 'CNYY'; did you mean"),
        (OBSERVATIONS, "counted twice,identity", "x,logg", "did you mean 'log'?"),
        (OBSERVATIONS, "counted twice,identity", "x,logit", "36 has no place on the scale 'logit'"),
        (OBSERVATIONS, ",36,CNY_1e8/year,1.5,counted twice,identity",
         ",-36,CNY_1e8/year,1.5,x,log", "-36 has no place on the scale 'log'"),
        (OBSERVATIONS, ",fit,,revenue", ",fitt,,revenue", "did you mean 'fit'?"),
        (PRIORS, "80000,120000", "120000,80000", "low 120000 is not below high 80000"),
        (PRIORS, ",normal_p05_p95", ",normal_p5_p95", "did you mean 'normal_p05_p95'?"),
        (PRIORS, "20,15,27", "20,-15,27", "low -15 of a lognormal must be above 0"),
        (PRIORS, "revenue[north]", "revenue[nort]", "no element 'nort'; did you mean 'north'?"),
        (PRIORS, ",initial revenue[", ",initial revenu[", "did you mean 'initial revenue'?"),
        (PRIORS, "CNY_1e4/year", "firm", "unit 'firm' is not of the kind of"),
        (STRUCTURES, "count twice", "count twoce", "did you mean 'count twice'?"),
        (STRUCTURES, "0.1,dimensionless", "0.1,firm", "not of the kind of 'Dmnl'"),
        (STRUCTURES, "Counted twice", "", "name_en of 'twice, count twice' is blank"),
        (STRUCTURES, "重复计算", "", "name_zh of 'twice, count twice' is blank"),
    ],
)  # fmt: skip
def test_a_wrong_file(call: Call, root: Path, file: str, old: str, new: str, said: str) -> None:
    line = edit(root / file, old, new)
    message = refused(call, root)
    assert message.startswith(f"gaoxin: {root / file}:{line}: ")
    assert said in message


def test_one_figure_fitted_twice_is_refused(call: Call, root: Path) -> None:
    path = root / OBSERVATIONS
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{text}\n{TWICE.replace('total,', 'again,', 1)},revenue\n", encoding="utf-8")
    message = refused(call, root)
    assert message.startswith(f"gaoxin: {path}:4: 'again' is fitted and so is 'total' on line 2")
    assert "mark the other 'alternative'" in message


@pytest.mark.parametrize(
    ("file", "said"),
    [(OBSERVATIONS, "mark a row 'fit' in column 'use'"), (PRIORS, "no prior feeds a constant")],
)
def test_a_table_without_rows(call: Call, root: Path, file: str, said: str) -> None:
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    message = refused(call, root)
    assert message.startswith(f"gaoxin: {path}: ")
    assert said in message


@pytest.mark.parametrize("file", [OBSERVATIONS, PRIORS, STRUCTURES])
def test_a_missing_file_is_named(call: Call, root: Path, file: str) -> None:
    (root / file).unlink()
    assert f"the workspace has no {file}" in refused(call, root)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--workspace", "nowhere"), "not a workspace: it has no model/zone.mdl"),
        (("--chains", "1"), "1 is not in the range"),
        (("--seed", "-1"), "is not in the range"),
        (("--moves", "many"), "is no whole number"),
        (("--moves", "10"), "too few for 1,000 effective ones; ask for at least 21 moves"),
        (("--lang", "fr"), "'fr' is not one of 'en', 'zh'"),
        (("plan",), "unexpected extra argument"),
        (("--show",), "there is no posterior; make one with 'gaoxin calibrate'"),
    ],
)
def test_a_wrong_argument(call: Call, root: Path, args: tuple[str, ...], said: str) -> None:
    assert said in refused(call, root, *args)


def test_a_folder_that_cannot_be_written_is_refused_before_the_fit(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    message = refused(call, root)
    assert "no permission to write here" in message
    assert "--workspace" in message
