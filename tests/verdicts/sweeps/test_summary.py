"""A sweep's figures at a point are those that a run's verdicts would be."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from gaoxin.ensembles.sweeps.axes import DesignAxis
from gaoxin.telling.words.sweep_words import point_words
from gaoxin.verdicts.bands import band
from gaoxin.verdicts.sweeps.summary import LEVELS, join_parts, summarise
from gaoxin.verdicts.verdict import judge
from tests.verdicts.sweeps.conftest import (
    MEMBERS,
    TIMES,
    make_outcomes,
    make_result,
    make_sweep,
    make_wants,
)

Axes = tuple[DesignAxis, DesignAxis]


@pytest.mark.parametrize("failed", [0, 2])
def test_verdicts_and_bands_are_those_of_a_run_bit_for_bit(two_axes: Axes, failed: int) -> None:
    sweep, wants = make_sweep(two_axes), make_wants()
    outcomes = make_outcomes(sweep, failed=failed)
    found = summarise(outcomes, wants)
    for point in range(len(sweep.points)):
        runs = xr.Dataset(
            {"Revenue": (("member", "time"), outcomes.series[1][point])},
            coords={"time": list(TIMES)},
            attrs={"failed": np.flatnonzero(outcomes.failed[point]).tolist()},
        )
        runs["Revenue"][:, 2] = outcomes.series[0][point]
        verdicts = judge(runs, [measure.target for measure in wants.measures], [])
        for number, measure in enumerate(wants.measures):
            assert found.verdict(point, number, measure, MEMBERS) == verdicts[number]
        bands = band(runs, "Revenue", LEVELS)
        assert np.array_equal(found.bands[0][point][:, 1:], bands.values)


def test_a_refused_point_has_no_verdict_and_leaves_the_others_alone(two_axes: Axes) -> None:
    whole, part = make_result(two_axes), make_result(two_axes, refused=[2])
    assert part.verdict(2, 0) is None
    assert np.isnan(part.probability(0)[2])
    assert np.isnan(part.summary.bands[0][2]).all()
    others = [0, 1, 3, 4, 5]
    assert np.array_equal(part.probability(0)[others], whole.probability(0)[others])
    assert point_words(part, 2, 0) == ("no verdict", "不予评判")


def test_parts_joined_are_the_whole(two_axes: Axes) -> None:
    sweep, wants = make_sweep(two_axes), make_wants()
    outcomes = make_outcomes(sweep, refused=[4], failed=1)
    whole = summarise(outcomes, wants, keep_members=True)
    parts = []
    for cut in (slice(0, 1), slice(1, 4), slice(4, 6)):
        piece = type(outcomes)(
            tuple(series[cut] for series in outcomes.series),
            outcomes.failed[cut],
            outcomes.refused[cut],
        )
        parts.append(summarise(piece, wants, keep_members=True))
    for name, array in vars(join_parts(parts)).items():
        for one, two in zip(np.atleast_1d(array), np.atleast_1d(getattr(whole, name)), strict=True):
            equal_nan = np.asarray(one).dtype.kind == "f"
            assert np.array_equal(one, two, equal_nan=equal_nan), name


def test_one_run_without_draws_is_met_or_not(two_axes: Axes) -> None:
    result = make_result(two_axes, drawn=False)
    met = result.summary.met[:, 0] > 0
    assert met.any()
    assert point_words(result, 0, 1) == ("", "")


def test_the_probability_counts_a_failed_member_as_missing(two_axes: Axes) -> None:
    none, some = make_result(two_axes), make_result(two_axes, failed=2)
    verdict = some.verdict(0, 0)
    assert verdict is not None
    assert verdict.failed == 2
    assert verdict.probability is not None
    assert verdict.probability <= none.probability(0)[0]
    assert verdict.probability_high == pytest.approx(verdict.probability + 2 / MEMBERS)
