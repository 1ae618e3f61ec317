from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gaoxin.errors import DataError, NonFinite
from gaoxin.verdicts.bands import LEVELS, band, bands
from tests.verdicts.conftest import INDICATORS, TARGETS, make_runs

finals = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40)


def test_band_of_a_uniform_grid_is_its_levels() -> None:
    found = band(make_runs(np.linspace(0.0, 1.0, 2001)), "Revenue")
    np.testing.assert_allclose(found.sel(time=2025), LEVELS, rtol=1e-12)
    assert found.dims == ("level", "time")


def test_band_of_a_normal_covers_what_it_claims() -> None:
    draws = np.random.default_rng(1).normal(10.0, 2.0, 20_000)
    found = band(make_runs(draws), "Revenue").sel(time=2025).values
    exact = stats.norm.ppf(LEVELS, 10.0, 2.0)
    # standard error of a quantile: sqrt(q (1 - q) / n) / density
    error = np.sqrt(np.array(LEVELS) * (1 - np.array(LEVELS)) / 20_000)
    error /= stats.norm.pdf(exact, 10.0, 2.0)
    assert (np.abs(found - exact) < 4 * error).all()
    # negative control: a distribution moved by a fifth of its spread is told apart
    assert (np.abs(found - exact - 0.4) > 4 * error).all()


@given(finals)
def test_order_of_members_changes_nothing_and_levels_are_in_order(final: list[float]) -> None:
    one, other = band(make_runs(final), "Revenue"), band(make_runs(final[::-1]), "Revenue")
    np.testing.assert_array_equal(one.values, other.values)
    # interpolation may round in the last place
    assert (np.diff(one.values, axis=0) >= -1e-9 * np.abs(one.values).max() - 1e-12).all()


def test_failed_members_are_left_out() -> None:
    final = np.linspace(100.0, 200.0, 200)
    with_failed = band(make_runs(np.append(final, 9e9), failed=(200,)), "Revenue")
    np.testing.assert_array_equal(with_failed.values, band(make_runs(final), "Revenue").values)


def test_first_instant_has_no_annual_value() -> None:
    assert band(make_runs([1.0, 2.0]), "Revenue")["time"].values[0] == 2015


def test_band_says_what_it_contains() -> None:
    assert band(make_runs([1.0, 2.0]), "Revenue").attrs["contains"] == "parameter uncertainty"


def test_names_match_as_in_vensim() -> None:
    runs = make_runs([1.0, 2.0], name="Zone  Revenue_total")
    assert band(runs, "zone revenue TOTAL").sizes["level"] == 5


def test_values_without_member_or_time_axis_are_repeated() -> None:
    runs = make_runs([1.0, 2.0, 3.0]).assign(Fixed=((), 7.0), Path=("time", np.arange(12.0)))
    assert (band(runs, "Fixed") == 7.0).all()
    np.testing.assert_array_equal(band(runs, "Path").sel(level=0.5), np.arange(1.0, 12.0))


def test_every_variable_that_is_modelled_or_judged_has_one_band() -> None:
    found = bands(make_runs([1.0, 2.0]), TARGETS, INDICATORS)
    # four targets rest on the indicator's variable, one on a variable of its own
    assert list(found) == ["revenue", "untargeted", "debt"]


def test_nan_in_a_member_not_marked_failed_is_refused() -> None:
    runs = make_runs(np.arange(200.0))
    runs["Revenue"].values[7, 5] = np.nan
    with pytest.raises(NonFinite, match=r"'Revenue' is not finite in member 7"):
        band(runs, "Revenue")


def test_over_one_percent_failed_is_refused_with_the_diagnosis() -> None:
    runs = make_runs(np.arange(100.0), failed=(1, 2))
    runs.attrs["diagnosis"] = ["GDP is nan in member 1 at 2019.5"]
    with pytest.raises(NonFinite, match=r"2 of 100 members failed.*GDP is nan in member 1"):
        band(runs, "Revenue")
    assert band(make_runs(np.arange(100.0), failed=(1,)), "Revenue").notnull().all()


def test_unknown_and_subscripted_variables_are_refused() -> None:
    runs = make_runs([1.0, 2.0]).assign(
        Output=xr.DataArray(np.ones((2, 3, 12)), dims=("member", "Industry", "time"))
    )
    with pytest.raises(DataError, match=r"'Revenu' was not saved.*did you mean 'Revenue'"):
        band(runs, "Revenu")
    with pytest.raises(DataError, match="has the subscript Industry"):
        band(runs, "Output")
