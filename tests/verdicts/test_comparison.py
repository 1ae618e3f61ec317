from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from gaoxin.errors import DataError, NonFinite
from gaoxin.verdicts.comparison import Comparison, compare
from tests.verdicts.conftest import INDICATORS, TARGETS, Case, Run, make_runs, make_target


def against(case: Case, a: xr.Dataset, b: xr.Dataset) -> Comparison:
    scenario = case.results[0].run.scenario
    return compare(Run(scenario, a), Run(scenario, b), TARGETS, INDICATORS)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found(case: Case) -> Comparison:
    """`plan` against `momentum`: the same normal around 1050 and around 700, member 3 failed."""
    momentum, plan = case.results
    return compare(plan.run, momentum.run, case.targets, case.indicators)


def test_every_target_is_a_row_and_both_sides_are_judged_as_alone(
    found: Comparison, case: Case
) -> None:
    assert [row.target for row in found.contrasts] == list(case.targets)
    for row, a, b in zip(
        found.contrasts, case.results[1].verdicts, case.results[0].verdicts, strict=True
    ):
        assert (row.a, row.b) == (a, b)


def test_a_shift_is_seen_member_by_member(found: Comparison) -> None:
    """Every member is 350 higher in 2025, and its share of that on the way."""
    first = found.contrasts[0]
    assert (first.diff_p05, first.diff_p50, first.diff_p95) == pytest.approx((350.0,) * 3)
    assert (first.better, first.worse) == (399, 0)
    debt = found.contrasts[2]
    assert (debt.better, debt.worse) == (0, 399)  # at most: more is worse
    for band in found.bands.values():
        years = band["time"].values
        for level in band["level"].values:
            expected = 350.0 * (years - 2015.0) / 10.0
            np.testing.assert_allclose(band.sel(level=level), expected, atol=1e-9)


def test_a_member_failed_in_either_makes_no_pair(case: Case) -> None:
    values = np.linspace(500.0, 1500.0, 300)
    one = against(case, make_runs(values, failed=(7,)), make_runs(values - 1.0, failed=(9,)))
    assert one.failed == 2
    assert one.differences.attrs["failed"] == [7, 9]
    kept = one.differences["Revenue"].sel(time=2025)
    assert np.flatnonzero(np.isnan(kept.values)).tolist() == [7, 9]
    assert (one.contrasts[0].failed, one.contrasts[0].better) == (2, 298)
    assert (one.contrasts[0].a.failed, one.contrasts[0].b.failed) == (1, 1)
    assert not one.same


def test_against_itself_nothing_differs_at_any_time(case: Case) -> None:
    run = case.results[0].run
    same = compare(run, run, case.targets, case.indicators)
    assert same.same
    for band in same.bands.values():
        assert (band.values == 0.0).all()
    for row in same.contrasts:
        if row.a.p50 is not None:
            assert row.same
            assert row.diff_probability in (0.0, None)


def test_what_is_not_modelled_has_no_numbers(found: Comparison) -> None:
    idle = found.contrasts[4]
    assert idle.target.id == "idle"
    assert (idle.diff_p50, idle.better, idle.diff_error, idle.same) == (None, None, None, False)


def test_runs_that_make_no_pairs_are_refused(case: Case) -> None:
    runs = make_runs([1.0, 2.0, 3.0])
    with pytest.raises(DataError, match="3 members and the other 2"):
        against(case, runs, make_runs([1.0, 2.0]))
    with pytest.raises(DataError, match="saved at other times"):
        against(case, runs, runs.isel(time=slice(1, None)))
    with pytest.raises(DataError, match="did you mean 'Area'"):
        compare(
            Run(case.results[0].run.scenario, runs),  # type: ignore[arg-type]
            Run(case.results[0].run.scenario, runs),  # type: ignore[arg-type]
            [make_target("t", variable="Areas")],
            [],
        )


def test_too_many_failures_in_one_run_are_refused_and_in_both_together_are_not(case: Case) -> None:
    values = np.linspace(500.0, 1500.0, 300)
    with pytest.raises(NonFinite, match="4 of 300 members failed"):
        against(case, make_runs(values, failed=(1, 2, 3, 4)), make_runs(values))
    three = against(case, make_runs(values, failed=(1, 2, 3)), make_runs(values, failed=(4, 5, 6)))
    assert three.failed == 6
