"""Draws belong to a seed, a name and a member, and to nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.inference import draw, read_priors, uniforms
from gaoxin.inference.draws import MANY
from tests.desks.region import REGION, copy_region, edit

SEEDS = st.integers(0, 2**63 - 1)


@given(SEEDS, st.text(max_size=20), st.integers(1, 200), st.integers(0, 200))
def test_a_member_does_not_depend_on_how_many_there_are(
    seed: int, name: str, few: int, more: int
) -> None:
    many = uniforms(seed, name, few + more)
    assert (uniforms(seed, name, few) == many[:few]).all()
    assert ((many > 0.0) & (many < 1.0)).all()


@given(SEEDS, st.text(max_size=20), st.integers(0, 300), st.integers(1, 40))
def test_members_from_one_on_are_those_of_all(seed: int, name: str, first: int, n: int) -> None:
    assert (uniforms(seed, name, n, first) == uniforms(seed, name, first + n)[first:]).all()


def test_members_far_on_are_drawn_without_those_before() -> None:
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    some, more = draw(priors, 40, 3, first=10**12), draw(priors, 60, 3, first=10**12 - 20)
    assert all((some[key] == more[key][20:]).all() for key in some)
    whole, part = draw(priors, MANY + 9, 3), draw(priors, 9, 3, first=MANY)
    assert all((part[key] == whole[key][MANY:]).all() for key in part)


def test_streams_are_uniform_and_independent() -> None:
    streams = np.array([uniforms(7, f"constant {i}", 4000) for i in range(20)])
    assert all(stats.kstest(stream, "uniform").pvalue > 1e-4 for stream in streams)
    off_diagonal = np.corrcoef(streams)[~np.eye(20, dtype=bool)]
    assert np.abs(off_diagonal).max() < 4.5 / np.sqrt(4000)


def test_seed_zero_is_a_seed() -> None:
    assert (uniforms(0, "a", 50) == uniforms(0, "a", 50)).all()
    assert not (uniforms(0, "a", 50) == uniforms(1, "a", 50)).any()


def test_draws_have_the_priors_points_in_the_models_unit() -> None:
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    draws = draw(priors, 40_000, 3)
    assert sorted(draws) == ["initial_revenue[north]", "initial_revenue[south]"]
    north = np.quantile(draws["initial_revenue[north]"], [0.05, 0.95])
    assert north == pytest.approx([8.0, 12.0], rel=0.01)  # 80,000 to 120,000 CNY_1e4/year
    south = np.quantile(draws["initial_revenue[south]"], [0.05, 0.95])
    assert south == pytest.approx([15.0, 27.0], rel=0.01)


def test_another_prior_changes_no_draw(tmp_path: Path) -> None:
    root = copy_region(tmp_path)
    model = gaoxin.load(root / "model" / "zone.mdl")
    before = draw(read_priors(Workspace(root), model), 100, 3)
    row = "Q9,growth,1/year,0,-0.1,0.1,uniform,prior,2020,x,weak,judgement,x,,growth rate,\nQ1"
    edit(root / "calibration" / "priors.csv", "Q1", row)
    after = draw(read_priors(Workspace(root), model), 100, 3)
    assert set(after) - set(before) == {"growth_rate"}
    assert all((after[key] == before[key]).all() for key in before)


def test_draws_on_all_cores_are_the_same() -> None:
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    few, many = draw(priors, 100, 3), draw(priors, MANY + 1, 3)
    assert all((many[key][:100] == few[key]).all() for key in few)


def test_draws_that_fit_no_memory_are_refused_with_their_size() -> None:
    priors = read_priors(Workspace(REGION), gaoxin.load(REGION / "model" / "zone.mdl"))
    with pytest.raises(gaoxin.ModelError, match=r"members with 2 drawn constants need 160,000 GB"):
        draw(priors, 10**13, 3)
