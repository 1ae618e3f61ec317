"""One rule says when two spellings are one name, and everything that compares names uses it."""

from __future__ import annotations

import ast
import doctest
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import gaoxin
from gaoxin import names
from gaoxin.desks.misfits import read_misfits
from gaoxin.desks.treatments import read_treatments
from gaoxin.errors import nearest
from gaoxin.names import Names, canonical, join, same, spellings, split
from gaoxin.verdicts.series import series
from gaoxin.verdicts.verdict import judge
from tests.verdicts.conftest import make_indicator, make_target

PACKAGE = Path(gaoxin.__file__).parent
LETTERS = st.text(alphabet="aB é中ＤΣ_- ")


def test_the_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(names)
    assert (failed, tried > 5) == (0, True)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Annual revenue", "annual_REVENUE"),
        ("annual  revenue ", "annual_ _revenue"),
        ('"annual revenue (zone)"', "Annual_Revenue_(Zone)"),
        ("“annual revenue”", "annual revenue"),
        ("中文情景", unicodedata.normalize("NFD", "中文情景")),
        ("café", unicodedata.normalize("NFD", "CAFÉ")),
        ("ＧＤＰ（亿元）", "gdp(亿元)"),
        ("人均　ＧＤＰ", "人均 gdp"),
        ("ΣΑΣ", "σασ"),
        ("growth\u200brate", "growthrate"),
        ("\ufeffplan", "plan"),
    ],
)
def test_spellings_of_one_name(a: str, b: str) -> None:
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("growth rate", "growthrate"),
        ("a-b", "a_b"),
        ("area_m²", "area_m2"),
        ("Maße", "Masse"),
        ("5㎡", "5m2"),
        ("就业", "就业人数"),
        ("", "_"),
    ],
)
def test_names_that_stay_two(a: str, b: str) -> None:
    assert not same(a, b)


@given(st.text())
def test_a_canonical_spelling_is_its_own(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert canonical(unicodedata.normalize("NFD", text)) == once


@given(LETTERS, st.lists(LETTERS, max_size=3))
def test_a_key_is_split_into_what_it_was_joined_from(name: str, elements: list[str]) -> None:
    name, elements = f"n{name}", [f"e{element}" for element in elements]
    found = split(join(name, elements))
    assert found == (canonical(name), tuple(canonical(element) for element in elements))


@pytest.mark.parametrize("text", ["", " ", "a[", "a]", "[x]", "a[]", "a[x]b", "a[x][y]", " [x]"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write name or name\[element\]"):
        split(text)


def test_names_find_any_spelling_and_list_the_first() -> None:
    found = Names([("Annual revenue", 1), ("annual_revenue", 2), ("Jobs", 3)])
    assert found["ANNUAL REVENUE"] == 1
    assert list(found) == ["Annual revenue", "Jobs"]
    assert len(found) == 2
    assert "jobs " in found
    assert found.get("rate") is None
    with pytest.raises(KeyError):
        found["rate"]
    assert found.spelled("ANNUAL_REVENUE") == "Annual revenue"
    assert spellings(["Jobs", "JOBS"])["jobs"] == "Jobs"


def test_the_nearest_name_is_never_the_same_word_and_ignores_spelling() -> None:
    assert nearest("中文情景", [unicodedata.normalize("NFD", "中文情景"), "plan"]) == ""
    assert nearest("café", [unicodedata.normalize("NFD", "café")]) == ""
    assert nearest("ANNUAL REVENU", ["Annual revenue"]) == "; did you mean 'Annual revenue'?"
    assert nearest("ＧＤＰ增速率", ["gdp增速"]) == "; did you mean 'gdp增速'?"
    assert nearest("Value", ["value"]) == "; did you mean 'value'?"


def test_a_variable_is_found_in_a_run_under_any_spelling() -> None:
    runs = xr.Dataset(
        {"annual revenue (zone)": (("member", "time"), np.ones((2, 3)))},
        coords={"time": [2014.0, 2015.0, 2016.0]},
    )
    assert series(runs, '"Annual_Revenue (zone)"').shape == (2, 3)


def test_a_target_spelled_otherwise_keeps_its_value_of_2020() -> None:
    runs = xr.Dataset(
        {"Annual revenue": (("member", "time"), np.ones((2, 2)))},
        coords={"time": [2014.0, 2025.0]},
        attrs={"failed": []},
    )
    target = make_target("aim", variable='"Annual_Revenue"', indicator="REVENUE", year=2025)
    indicator = make_indicator("revenue", variable="annual revenue", value_2020=31.0)
    verdicts = judge(runs, [target], [indicator])
    assert verdicts[0].value_2020 == 31.0


def test_a_table_names_rows_of_another_in_any_spelling(tmp_path: Path) -> None:
    treatments, misfits = tmp_path / "treatments.csv", tmp_path / "misfits.csv"
    treatments.write_text(
        "conflict,shown_as,title_en,title_zh,treated_en,treated_zh\nc 01,both judged,A,甲,B,乙\n",
        encoding="utf-8",
    )
    misfits.write_text("observation,reason_en,reason_zh\nJOBS 2020,A,甲\n", encoding="utf-8")
    assert read_treatments(treatments, ["C_01"])["C_01"].title_en == "A"
    assert read_misfits(misfits, ["jobs_2020"])["jobs_2020"].en == "A"


NAMED = {"name", "variable", "id", "key", "indicator", "definition", "option", "strength", "series"}
BY_THE_PROGRAM = {
    "root.name != 'xmile'": "a tag of XMILE",
    "tag.name == 'element'": "a tag of XMILE",
    "tag.name == 'group'": "a tag of XMILE",
    "tag.name == 'gf'": "a tag of XMILE",
    "tag.name != 'module'": "a tag of XMILE",
    "k != flow.key": "keys of the model's structure, canonical as read",
    "prior.place.key == layer.place.key": "a place makes its key canonical",
    "path.name != file": "whether a text is a path",
    "sys.implementation.name != 'cpython'": "a name of Python's",
    "found.name != ufunc.__name__.encode()": "a name of NumPy's",
    "word.key == 'virtually_certain'": "a key of a table of the program",
}
"""Comparisons of what the program itself spells, and why they are right as they are. In the engine
`key` is the canonical spelling, which every record has beside its `name`."""


def _named(path: Path) -> set[str]:
    return NAMED - {"key"} if path.is_relative_to(PACKAGE / "engine") else NAMED


def test_no_name_is_compared_as_it_is_spelled() -> None:
    raw = {
        ast.unparse(node): path.relative_to(PACKAGE.parent).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        and any(isinstance(operator, (ast.Eq, ast.NotEq)) for operator in node.ops)
        and any(
            isinstance(side, ast.Attribute) and side.attr in _named(path)
            for side in (node.left, *node.comparators)
        )
    }
    found = [f"{path}: {said}" for said, path in raw.items() if said not in BY_THE_PROGRAM]
    assert not found, "compare names with gaoxin.names.same"
    assert set(BY_THE_PROGRAM) <= set(raw), "an exception is gone; take it out"


def test_a_name_that_is_not_there_is_told_with_the_nearest() -> None:
    names = Names({"Annual revenue": 1, "GDP": 2})
    with pytest.raises(KeyError, match=r"no 'anual revenue'; did you mean 'Annual revenue'"):
        names["anual revenue"]
    assert names.get("anual revenue") is None
