"""Arrays: what subscripts, slices and functions of arrays mean, against numbers written out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaoxin.engine.model import Model
from gaoxin.errors import ModelError
from tests.engine.reading.xmile.test_files import aux, read

DIMENSIONS = (
    "<dimensions><dim name='Age'><elem name='young'/><elem name='mid'/><elem name='old'/></dim>"
    "<dim name='Grown'><elem name='mid'/><elem name='old'/></dim><dim name='Place' size='2'/>"
    "</dimensions>"
)


def file(variables: str, stop: float = 1) -> str:
    """Return a file with these variables and the dimensions above."""
    return (
        "<xmile><sim_specs><start>0</start>"
        f"<stop>{stop}</stop><dt>1</dt></sim_specs>{DIMENSIONS}"
        f"<model><variables>{variables}</variables></model></xmile>"
    )


def dims(*names: str) -> str:
    inner = "".join(f"<dim name='{name}'/>" for name in names)
    return f"<dimensions>{inner}</dimensions>"


POPULATION = aux("people", "1, 5, 10", dims("Age"))
TABLE = aux("grid", "1, 2; 3, 4; 5, 6", dims("Age", "Place"))
SQUARE = aux("square", "1, 2, 3; 4, 5, 6; 7, 8, 9", dims("Age", "Age"))

SCALARS = {
    "SUM(people)": 16,
    "SUM(people[*])": 16,
    "SUM(people[1:2])": 6,
    "SUM(people[mid:old])": 15,
    "SUM(people[*:Grown])": 15,
    "SUM(people[2:9])": 15,
    "MEAN(people)": 16 / 3,
    "MEAN(1, 2, 6)": 3,
    "STDDEV(people)": float(np.std([1, 5, 10])),
    "PROD(people)": 50,
    "MAX(people)": 10,
    "MAX(people, 12)": 12,
    "MIN(people, 3, 2)": 1,
    "SIZE(people)": 3,
    "SIZE(grid[young, *])": 2,
    "SIZE(grid)": 6,
    "SIZE(Age)": 3,
    "SUM(grid[*, 2])": 12,
    "SUM(grid[old, *]*10)": 110,
    "SUM(people[*]*grid[*, 1])": 1 + 15 + 50,
    "SUM(MAX(people[*], 4))": 4 + 5 + 10,
    "SUM(square)": 45,
    "SUM(square[*, young])": 12,
    "RANK(people, 1)": 1,
    "RANK(people, SIZE)": 3,
    "RANK(-people, 1)": 3,
    "RANK(grid[*, 1], 2)": 2,
    "RANK(square, 9)": 9,
    "RANK(people*0, 2)": 2,
    "RANK(people*0, 1, -people)": 3,
    "people[3]": 10,
    "people[1 + 1]": 5,
    "people[two]": 5,
    "people[Age.old]": 10,
    "people[4]": 0,
    "people[two - 2]": 0,
    "grid[two, two]": 4,
    "grid(4)": 4,
    "grid(two + 3)": 5,
    "Age.old": 3,
    "square[old, young]": 7,
    "INTERPOLATE(people, 0.25)": 3,
    "INTERPOLATE(grid, 0.5, 0.5)": 3.5,
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Return one model of all of them: it is read and run once."""
    found = [aux(f"y{i}", text) for i, text in enumerate(SCALARS)]
    parts = [POPULATION, TABLE, SQUARE, aux("two", "2"), *found]
    return read(tmp_path_factory.mktemp("arrays"), file("".join(parts)))


def test_numbers_of_arrays(model: Model) -> None:
    runs = model.run()
    for number, (text, right) in enumerate(SCALARS.items()):
        assert np.ravel(runs[f"y{number}"].values)[-1] == pytest.approx(right, abs=1e-12), text


ARRAYS = {
    "people": [1, 5, 10],
    "people[Age]*2": [2, 10, 20],
    "Age": [1, 2, 3],
    "people[Age - 1]": [0, 1, 5],
    "people[Age + 1]": [5, 10, 0],
    "people[4 - Age]": [10, 5, 1],
    "people[TIME]": [1, 1, 1],
    "SUM(grid[Age, *])": [3, 7, 11],
    "SUM(square[*, Age])": [12, 15, 18],
    "MAX(people, 6)": [6, 6, 10],
    "IF Age = 2 THEN people ELSE 0": [0, 5, 0],
    "square[Age, mid]": [2, 5, 8],
    "SIZE(SELF)": [3, 3, 3],
    "people[@1]": [1, 5, 10],
    "square[Age, mid]'": [4, 5, 6],
}


def test_arrays_of_arrays(tmp_path: Path) -> None:
    found = [aux(f"y{i}", text, dims("Age")) for i, text in enumerate(ARRAYS)]
    runs = read(tmp_path, file("".join([POPULATION, TABLE, SQUARE, *found]))).run()
    for number, (text, right) in enumerate(ARRAYS.items()):
        values = runs[f"y{number}"].values
        assert (values if values.ndim == 1 else values[:, -1]).tolist() == right, text


def test_two_dimensions_and_one_twice(tmp_path: Path) -> None:
    variables = [
        SQUARE,
        TABLE,
        aux("same", "square", dims("Age", "Age")),
        aux("turned", "square'", dims("Age", "Age")),
        aux("at", "square[@2, @1]", dims("Age", "Age")),
        aux("down", "grid", dims("Place", "Age")),
    ]
    runs = read(tmp_path, file("".join(variables))).run()
    square = np.arange(1, 10).reshape(3, 3)
    assert runs["same"].dims == ("Age", "Age_2")
    np.testing.assert_array_equal(runs["same"].values, square)
    np.testing.assert_array_equal(runs["turned"].values, square.T)
    np.testing.assert_array_equal(runs["at"].values, square.T)
    np.testing.assert_array_equal(runs["down"].values, np.arange(1, 7).reshape(3, 2).T)


def test_an_aging_chain_by_number(tmp_path: Path) -> None:
    chain = (
        f"<stock name='s'>{dims('Age')}<element subscript='1'><eqn>8</eqn></element>"
        "<element subscript='mid'><eqn>4</eqn></element>"
        "<element subscript='old'><eqn>2</eqn></element>"
        "<inflow>in</inflow><outflow>out</outflow></stock>"
        f"<flow name='out'>{dims('Age')}<eqn>s/2</eqn></flow>"
        f"<flow name='in'>{dims('Age')}<eqn>out[Age - 1]</eqn></flow>"
        f"<aux name='behind'>{dims('Age')}<eqn>IF Age = 1 THEN 1 ELSE behind[Age - 1]*2</eqn></aux>"
    )
    runs = read(tmp_path, file(chain)).run()
    assert runs["s"].values[:, -1].tolist() == [4, 6, 3]
    assert np.ravel(
        runs["behind"].values[..., -1] if runs["behind"].ndim > 1 else runs["behind"].values
    ).tolist() == [1, 2, 4]


def test_an_array_flows_into_one_stock(tmp_path: Path) -> None:
    variables = (
        POPULATION + f"<flow name='f'>{dims('Age')}<eqn>people</eqn></flow>"
        "<stock name='all'><eqn>0</eqn><inflow>f</inflow></stock>"
    )
    assert read(tmp_path, file(variables)).run()["all"].values.tolist() == [0, 16]


def test_numbers_of_all_elements_are_one_constant(tmp_path: Path) -> None:
    each = "".join(
        f"<element subscript='{name}'><eqn>{value}</eqn></element>"
        for name, value in (("old", 3), ("young", 1), ("mid", 2))
    )
    model = read(tmp_path, file(f"<aux name='k'>{dims('Age')}{each}</aux>"))
    assert model.variables.iloc[0]["kind"] == "constant"
    assert model.run()["k"].values.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people", "is an array over 'Age'"),
        ("people[*]", "is many values"),
        ("people[1:2] + 1", "is many values"),
        ("people[young, 1]", "has 1 subscripts, not 2"),
        ("people[yong]", "did you mean 'young'"),
        ("people[Grown]", "is none of the variable's own"),
        ("SUM(people[*:Place])", "is no part of dimension 'Age'"),
        ("SUM(people[3:1])", "no elements from 3 to 1"),
        ("RANK(1, 2)", "RANK takes an array"),
        ("people'", "as many dimensions"),
        ("people(1, 2)", "takes one argument"),
        ("people[@3]", "no dimension of the left side"),
    ],
)
def test_a_wrong_subscript_is_told(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read(tmp_path, file(POPULATION + aux("y", text)))
    assert message in str(caught.value)
