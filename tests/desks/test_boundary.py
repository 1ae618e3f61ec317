"""The boundary table against the model, and what is wrong with one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import gaoxin
from gaoxin.desks.boundary import CLASSES, read_boundary
from gaoxin.engine.model import Model
from gaoxin.errors import DataError
from tests.engine.support import build

ROOT = Path(__file__).parents[2]
HEAD = "id,class,name_en,name_zh,variable,why_en,why_zh,source\n"


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return build(tmp_path, "Herd = INTEG(births, 1) ~ ~ |\nbirths = rate ~ ~ |\nrate = 1 ~ ~ |\n")


def test_what_the_zone_explains_and_is_given_is_in_its_model() -> None:
    zone = gaoxin.load(ROOT / "model" / "zone.mdl")
    rows = read_boundary(ROOT / "calibration" / "boundary.csv", zone)
    counts = Counter(row.kind for row in rows)
    assert len(rows) >= 30
    assert min(counts[kind] for kind in CLASSES) >= 10
    names = set(zone.variables.name)
    for row in rows:
        assert (row.variable in names) == (row.kind != "excluded")
        assert any("\u4e00" <= sign <= "\u9fff" for sign in row.why[1])
    assert len({row.name for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,within,Herd,群,Herd,x,因,", "class of 'a' is 'within'; write one of: endogenous"),
        ("a,endogenous,Herd,群,Herds,x,因,", "no variable 'Herds'; did you mean 'Herd'"),
        ("a,endogenous,Herd,群,,x,因,", "name the endogenous variable"),
        ("a,excluded,Herd,群,Herd,x,因,", "what is excluded has none"),
        (
            "a,endogenous,Rate,率,rate,x,因,",
            "'rate' rests on no stock of the model; write exogenous",
        ),
        ("a,exogenous,Herd,群,Herd,x,因,", "'Herd' rests on stocks of the model; write endogenous"),
        ("a,endogenous,Herd,群,Herd,x,,", "why_zh of 'a' is blank; write it, such as"),
    ],
)
def test_wrong_rows(model: Model, tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "boundary.csv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_boundary(path, model)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_a_right_row(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "boundary.csv"
    path.write_text(f"{HEAD}a,endogenous,Herd,群,herd,x,因,plan\n", encoding="utf-8")
    [row] = read_boundary(path, model)
    assert (row.kind, row.name, row.variable, row.source) == (
        "endogenous",
        ("Herd", "群"),
        "Herd",
        "plan",
    )
