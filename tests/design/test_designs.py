"""Designs for any model: combinations, one point a stratum, and tables that a reader brings."""

from __future__ import annotations

import doctest
import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import gaoxin
from gaoxin.design import from_table, grid, latin_hypercube, points, sobol
from gaoxin.distributions.families import fit
from gaoxin.errors import ModelError


def test_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(points)
    assert (failed, tried) == (0, 1)


def test_the_package_offers_designs() -> None:
    assert gaoxin.design.grid is grid


def test_a_grid_is_every_combination_of_ranges_and_lists() -> None:
    found = grid({"a": (0.0, 4.0), "b[west]": [7.0, 5.0], "c": (1.0, 100.0, "log")}, 3)
    assert list(found.columns) == ["a", "b[west]", "c"]
    expected = list(itertools.product([0.0, 2.0, 4.0], [7.0, 5.0], [1.0, 10.0, 100.0]))
    np.testing.assert_allclose(found.to_numpy(), expected, rtol=1e-12)
    assert found.index.name == "member"


def test_a_grid_of_a_distribution_has_the_middles_of_equal_shares() -> None:
    found = grid({"a": stats.norm(3.0, 2.0)}, 2)["a"]
    np.testing.assert_allclose(found, stats.norm(3.0, 2.0).ppf([0.25, 0.75]))


@settings(deadline=None)  # the first call imports scipy.stats
@given(st.integers(1, 60), st.integers(0, 2**32))
def test_each_stratum_of_equal_probability_has_one_point(n: int, seed: int) -> None:
    skewed = fit("lognormal_p05_p95", 1.0, 9.0)
    found = latin_hypercube({"a": (-3.0, 5.0), "b": (0.5, 8.0, "log"), "c": skewed}, n, seed)
    shares = [
        (found["a"] + 3.0) / 8.0,
        np.log(found["b"] / 0.5) / np.log(16.0),
        [skewed.cdf(value) for value in found["c"]],
    ]
    for share in shares:
        strata = np.floor(np.asarray(share) * n - 1e-9).astype(int)
        assert sorted(strata) == list(range(n))


@pytest.mark.parametrize("design", [latin_hypercube, sobol])
def test_a_design_belongs_to_its_seed(design: Any) -> None:
    axes = {"a": (0.0, 1.0), "b": (0.0, 1.0)}
    assert design(axes, 20, 3).equals(design(axes, 20, seed=3))
    assert not design(axes, 20, 3).equals(design(axes, 20, 4))


def test_a_larger_sobol_design_begins_with_the_smaller_one() -> None:
    axes = {"a": (0.0, 1.0), "b": (2.0, 8.0, "log")}
    assert sobol(axes, 37, 5).equals(sobol(axes, 200, 5).iloc[:37])


def test_sobol_points_fill_every_box_of_the_square() -> None:
    """The first 64 points of a (0, 2)-sequence: one in each of the 64 boxes, however they lie."""
    unit = sobol({"a": (0.0, 1.0), "b": (0.0, 1.0)}, 64, 1).to_numpy()
    for wide in (1, 2, 4, 8, 16, 32, 64):
        boxes = np.floor(unit * [wide, 64 // wide]).astype(int)
        assert len({tuple(box) for box in boxes}) == 64


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({}, "write {'constant': (low, high)}"),
        ([(0, 1)], "write {'constant': (low, high)}"),
        ({"a": (1, 0)}, "'a' goes from 1 to 0; write the smaller first"),
        ({"a": (1, 1)}, "write the smaller first"),
        ({"a": (0, 1, "log")}, "a logarithm needs a low above 0"),
        ({"a": (0, 1, "lin")}, 'write (low, high), (low, high, "log") or a distribution'),
        ({"a": (0, float("inf"))}, "write (low, high)"),
        ({"a": ("0", "1")}, "write (low, high)"),
        ({"a": (0, 10**400)}, "write (low, high)"),
        ({"a": 3.0}, "write (low, high)"),
        ({"a": (0, 1), " A": (0, 1)}, "columns 'a' and ' A' of a design are the same name"),
        ({3: (0, 1)}, "column 3 of a design is no name"),
    ],
)
def test_axes_that_are_none_are_refused(axes: Any, message: str) -> None:
    for design in (latin_hypercube, sobol, grid):
        with pytest.raises(ModelError) as caught:
            design(axes, 4)
        assert message in str(caught.value)


def test_numbers_of_points_that_cannot_be_are_refused() -> None:
    with pytest.raises(ModelError, match="n = 0; write a whole number, 1 or more"):
        sobol({"a": (0, 1)}, 0)
    with pytest.raises(ModelError, match="seed = -1"):
        latin_hypercube({"a": (0, 1)}, 4, -1)
    with pytest.raises(ModelError, match="at most 10000000 members are drawn"):
        sobol({"a": (0, 1)}, 10**12)
    with pytest.raises(ModelError, match=r"write how many values of it, as grid\(axes, 5\)"):
        grid({"a": (0, 1)})
    with pytest.raises(ModelError, match="a grid of 10000000000 combinations"):
        grid(dict.fromkeys("abcde", (0, 1)), 100)


def test_a_table_is_checked_and_numbered() -> None:
    given_table = pd.DataFrame({"a": [1, 2], "b": [True, False]}, index=[7, 3])
    found = from_table(given_table)
    assert found.index.tolist() == [0, 1]
    assert found.to_numpy().tolist() == [[1.0, 1.0], [2.0, 0.0]]
    assert (found.dtypes == np.float64).all()
    assert given_table.index.tolist() == [7, 3]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"a": [1]}, "a design is a dict; write a pandas.DataFrame"),
        (pd.DataFrame(), "0 rows and 0 columns"),
        (pd.DataFrame({"a": []}), "0 rows and 1 columns"),
        (pd.DataFrame({1: [1.0]}), "column 1 of a design is no name"),
        (pd.DataFrame([[1, 2]], columns=["x", "x"]), "columns 'x' and 'x'"),
        (pd.DataFrame({"a": [1.0, np.nan]}), "column 'a' of a design, row 1: nan is not a finite"),
        (pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}), "row 1: nan is not a finite"),
        (pd.DataFrame({"a": ["1", "2"]}), "row 0: '1' is not a number"),
        (pd.DataFrame({"a": [1, "x"]}), "row 1: 'x' is not a number"),
        (pd.DataFrame({"a": [1j]}), "row 0: 1j is not a number"),
        (pd.DataFrame({"a": pd.to_datetime(["2020-01-01"])}), "is not a number"),
        (pd.DataFrame({"a": [10**400]}), "column 'a' of a design: "),
    ],
)
def test_tables_that_are_no_designs_are_refused(frame: Any, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        from_table(frame)
    assert message in str(caught.value)
