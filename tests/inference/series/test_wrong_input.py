"""What a fit of any model refuses, with file, line and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaoxin
from gaoxin.errors import DataError
from gaoxin.inference.series.build import read_posterior_of
from tests.inference.series.lines import LINE, PRIORS, written

SIR = LINE.parent / "sir.mdl"
NOISE = '[noise.Place]\nfamily = "normal"\nsd = 0.8\n'
ROWS = [(1, "Place", 2.0), (2, "Place", 2.4)]


@pytest.mark.parametrize(
    ("priors", "said"),
    [
        ("[prior]\n", "1: unknown section 'prior'; did you mean 'priors'?"),
        (NOISE, "there is no prior; write below [priors]"),
        (
            f"[priors]\nlevl = {{ distribution = 'norm' }}\n{NOISE}",
            "2: no variable 'levl'; did you mean 'level'",
        ),
        (f"[priors]\nlevel = 3\n{NOISE}", "2: 'level' is 3; write a distribution"),
        (f"[priors]\nlevel = {{ loc = 3 }}\n{NOISE}", "names no distribution"),
        (
            f"[priors]\nlevel = {{ distribution = 'nrom' }}\n{NOISE}",
            "2: 'level': unknown distribution 'nrom'; did you mean 'norm'?",
        ),
        (
            f"[priors]\nlevel = {{ distribution = 'norm', sd = 2.0 }}\n{NOISE}",
            "'norm' has no parameter 'sd'",
        ),
        (
            f"[priors]\nlevel = {{ distribution = 'gamma', p05 = 1, p95 = 2 }}\n{NOISE}",
            "not stated by p05 and p95",
        ),
        (
            f"[priors]\nlevel = {{ distribution = 'norm', unit = 'kg' }}\n{NOISE}",
            "2: unit of 'level': 'kg' is not of the kind of the model's 'unit'; write 'unit'",
        ),
        (
            f"[priors]\nlevel = {{ distribution = 'norm' }}\n Level = {{ distribution = 'norm' }}\n"
            f"{NOISE}",
            "are one constant; keep one",
        ),
        (PRIORS.replace('"normal"', '"gaussian"'), "noise of 'Place' is of family 'gaussian'"),
        (PRIORS.replace("sd = 0.8", "sgma = 0.8"), "unknown parameter of 'normal' 'sgma'"),
        (PRIORS.replace("sd = 0.8", "sd = -1"), "sd = -1 must be above 0"),
        (PRIORS.replace("sd = 0.8", "sd = { distribution = 'norm' }"), "leave the range 0 to inf"),
        (PRIORS.replace("sd = 0.8", ""), "noise of 'Place' needs sd"),
        (PRIORS.replace("noise.Place", "noise.Palce"), "no series 'Palce'; did you mean 'Place'?"),
        (PRIORS.split("[noise")[0], "the noise of series 'Place' is not stated"),
        (f"{PRIORS}[series.Place]\nvariabl = 'x'\n", "unknown key 'variabl'"),
        (f"{PRIORS}[series.Place]\nunit = 'kg'\n", "unit of series 'Place': 'kg' is not of the"),
        (f"{PRIORS}[series.Place]\nvariable = 'seen'\n", "name one element, as"),
        (f"{PRIORS}[series.Place]\nvariable = 'seen[c]'\n", "'seen' has no element 'c'"),
        (f"{PRIORS}[experiments.late]\nlevl = 2\n", "no variable 'levl'; did you mean 'level'?"),
        (f"{PRIORS}[experiments.late]\nlevel = 'x'\n", "level is 'x', which is no number"),
    ],
)
def test_a_wrong_file_of_priors_is_told(tmp_path: Path, priors: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        read_posterior_of(gaoxin.load(LINE), *written(tmp_path, ROWS, priors))
    assert said in str(caught.value)
    assert caught.value.path is not None


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ([(1, "Plaec", 2.0)], "time,series,value", "no variable of the model"),
        ([(21, "Place", 2.0)], "time,series,value", "outside of the run, which goes from 0 to 20"),
        ([(1, "Place", 2, "late")], "time,series,value,experiment", "add [experiments.late] there"),
    ],
)
def test_readings_that_the_model_does_not_have_are_told(
    tmp_path: Path, rows: list[tuple[object, ...]], head: str, said: str
) -> None:
    priors = PRIORS.replace("noise.Place", f"noise.{rows[0][1]}")
    with pytest.raises(DataError) as caught:
        read_posterior_of(gaoxin.load(LINE), *written(tmp_path, rows, priors, head))
    assert said in str(caught.value)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("family", "value", "said"),
    [
        ("poisson", 2.5, "is of counts, which are whole"),
        ("poisson", -1, "is of counts, which are whole"),
        ("lognormal", 0.0, "which lognormal noise cannot give"),
    ],
)
def test_impossible_readings_are_told(tmp_path: Path, family: str, value: float, said: str) -> None:
    noise = f"family = '{family}'\n" + ("sd = 0.2\n" if family == "lognormal" else "")
    priors = PRIORS.split("family")[0] + noise
    rows = [(1, "Place", 3), (2, "Place", value)]
    with pytest.raises(DataError, match=said) as caught:
        read_posterior_of(gaoxin.load(LINE), *written(tmp_path, rows, priors))
    assert caught.value.line == 3


def test_correlated_errors_and_limits_do_not_go_together(tmp_path: Path) -> None:
    priors = PRIORS + "ar1 = 0.5\n"
    rows = [(1, "Place", "<2"), (2, "Place", 3)]
    with pytest.raises(DataError, match="cannot be had together"):
        read_posterior_of(gaoxin.load(LINE), *written(tmp_path, rows, priors))


def test_nothing_before_the_instant_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="write a later --until"):
        read_posterior_of(gaoxin.load(LINE), *written(tmp_path, ROWS, PRIORS), until=0.5)
