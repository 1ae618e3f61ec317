"""The list of diagrams, read by a Markdown renderer."""

from __future__ import annotations

import doctest
from html import escape, unescape
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gaoxin.diagrams import figures
from gaoxin.diagrams.figures import escaped, write_figures
from tests.engine.support import build

NAME = "<script>alert(1)</script> [x](http://x) `c`"
EQUATIONS = f"""
A = 1 ~ Dmnl ~ |
********************************************************
	.{NAME}
********************************************************~
		A group of a stranger. |
B = 1 ~ Dmnl ~ |
"""


def rendered(text: str) -> str:
    page: str = MarkdownIt("commonmark").enable("table").render(text)
    return page


def test_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(figures)
    assert tried
    assert not failed


def test_the_name_of_a_group_is_text_in_the_list_of_diagrams(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS)
    write_figures(model, tmp_path / "out")
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    page = rendered(text)
    assert "<script>" not in page
    assert escape(NAME, quote=False) in page


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_any_text_is_one_cell_of_a_table_and_nothing_else(text: str) -> None:
    page = rendered(f"| a | b |\n|---|---|\n| x {escaped(text)} | y |\n")
    assert f"<td>x {text}</td>\n<td>y</td>" in unescape(page)
    assert "<" not in page.split("<td>x ")[1].split("</td>")[0]
