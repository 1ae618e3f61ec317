"""Members are added until every probability is known as well as was asked."""

from __future__ import annotations

import doctest
from dataclasses import replace
from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.errors import GaoxinError
from gaoxin.studies import precision
from gaoxin.studies.inputs import RunInputs, open_run
from gaoxin.studies.precision import FIRST, needed, read_precision, run_to_precision
from tests.desks.region import edit


def test_a_run_ends_at_its_precision_with_the_verdicts_of_so_many_members(root: Path) -> None:
    edit(root / "calibration" / "targets.csv", "at_least,40,", "at_least,30.4,")
    workspace, asked = Workspace(root), []

    def open_at(members: int) -> RunInputs:
        asked.append(members)
        return open_run(workspace, ["base"], members=members, seed=2, draws="prior")

    study = run_to_precision(open_at, 0.01)
    own = next(v for v in study.results[0].verdicts if v.target.id == "revenue")
    chance = own.probability or 0.0
    assert 0.1 < chance < 0.9
    assert (own.mc_error or 1.0) <= 0.01
    assert asked[0] == FIRST
    assert chance * (1 - chance) / 0.01**2 <= asked[-1] <= 1.2 * 0.25 / 0.01**2
    plain = gaoxin.open_workspace(root).run("base", members=asked[-1], seed=2, draws="prior")
    assert plain.verdicts.equals(study.verdicts)


def test_certain_outcomes_ask_for_few(root: Path) -> None:
    study = gaoxin.open_workspace(root).run("base", members=200, draws="prior")
    certain = [v for v in study.results[0].verdicts if v.target.id == "revenue_assumed"]
    assert [v.met for v in certain] == [200]
    assert needed(certain, 0.01) < 1000
    (one, *_) = certain
    assert needed([replace(one, met=100)], 0.01) == 2500


def test_what_is_no_precision_is_told() -> None:
    failed, tried = doctest.testmod(precision)
    assert tried
    assert not failed
    for text in ("0", "60%", "much", "-1%", "nan"):
        with pytest.raises(GaoxinError, match=r"write a share such as 0\.5% or 0\.005"):
            read_precision(text)
