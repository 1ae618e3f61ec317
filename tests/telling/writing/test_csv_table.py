from __future__ import annotations

import csv
import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.telling.writing import csv_table
from gaoxin.telling.writing.csv_table import CsvTable, guarded, read_csv, unguarded, write_csv

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def test_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(csv_table)
    assert tried
    assert not failed


@given(TEXTS)
def test_any_text_survives_a_cell(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_csv(path, CsvTable(("a", "b"), [{"a": text, "b": None}]))
    assert read_csv(path) == [{"a": text, "b": ""}]


@given(st.sampled_from(["", "'", "''", "=", "'=", "＝", "-", "@", "\t", "\r+"]), TEXTS)
def test_a_quote_added_is_the_quote_taken_away(head: str, text: str) -> None:
    assert unguarded(guarded(head + text)) == head + text


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_a_name_is_no_formula_in_a_spreadsheet(name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_csv(path, CsvTable((name, "number"), [{name: name, "number": -2.5}]))
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, row = csv.reader(file)
    assert head[0] == row[0] == f"'{name}"
    assert row[1] == "-2.5"  # a number stays one
    assert read_csv(path) == [{name: name, "number": "-2.5"}]
