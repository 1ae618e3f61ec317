"""What chance moves, as the table says it: by element and by year; wrong rows with their line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.disturbances import read_disturbances
from gaoxin.desks.places import Catalogue
from gaoxin.desks.priors import prior
from gaoxin.errors import DataError

MODEL = Path(__file__).parents[1] / "ensembles" / "models" / "disturbed.mdl"
HEAD = "variable,drawn,size,until,note\n"


@pytest.fixture(scope="module")
def model() -> gaoxin.Model:
    return gaoxin.load(MODEL)


def table(folder: Path, *rows: str) -> Path:
    file = folder / "disturbances.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_a_workspace_may_do_without(tmp_path: Path, model: gaoxin.Model) -> None:
    assert read_disturbances(tmp_path / "disturbances.csv", Catalogue.of(model)).priors == ()


def test_each_element_has_its_own_and_each_year_from_the_first(
    tmp_path: Path, model: gaoxin.Model
) -> None:
    file = table(tmp_path, "innovation,each year,,2016,", "initial disturbance,once,,,")
    found = read_disturbances(file, Catalogue.of(model))
    assert [p.place.key for p in found.priors] == [
        "innovation[orders,2015]",
        "innovation[orders,2016]",
        "innovation[energy,2015]",
        "innovation[energy,2016]",
        "initial_disturbance[orders]",
        "initial_disturbance[energy]",
    ]
    assert [p.place.since for p in found.priors][:2] == [2014.0, 2015.0]
    law = found.priors[0].distribution
    assert (law.low, law.high) == (-6.0, 6.0)  # the model's range cuts it off
    assert law.ppf(np.array([0.05, 0.5])) == pytest.approx([-1.645, 0.0], abs=1e-3)
    assert found.sizes == {}


def test_a_size_carries_what_has_its_element(tmp_path: Path, model: gaoxin.Model) -> None:
    """Of the sizes that a prior feeds: the others are never redrawn."""
    file = table(tmp_path, "innovation,each year,size,2015,")
    fed = prior(model, "size[energy]", "lognormal_p05_p95", 0.1, 0.5)
    found = read_disturbances(file, Catalogue.of(model), [fed])
    assert found.sizes == {"size[energy]": ("innovation[energy,2015]",)}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("inovation,once,,,", "did you mean 'innovation'"),
        ("innovation,yearly,,2020,", "write one of: once, each year"),
        ("innovation,each year,,,", "write the last year in 'until'"),
        ("innovation,once,,2020,", "leave 'until' blank"),
        ("innovation,each year,,2014,", "is not after the start of a run, 2014"),
        ("innovation,each year,one year,2020,", "must have the subscripts of 'innovation': Driver"),
        ("innovation[orders],once,,,", "write the name alone"),
        ("memory,once,,,", "leave the range 0.02 to 0.95"),
        ("size,once,,,", "is fed by prior 'size"),
        ("level,once,,,", "name a constant"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(
    tmp_path: Path, model: gaoxin.Model, row: str, message: str
) -> None:
    fed = prior(model, "size[energy]", "lognormal_p05_p95", 0.1, 0.5)
    with pytest.raises(DataError, match=message.replace("[", r"\[")) as caught:
        read_disturbances(table(tmp_path, row), Catalogue.of(model), [fed])
    assert caught.value.line == 2
