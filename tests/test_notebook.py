"""What the notebook shows is what its cells give."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from tests.notebook import PATH, said

nbformat = pytest.importorskip("nbformat")


def test_the_notebook_shows_what_its_cells_give(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cells run here, one after the other; `python -m tests.notebook` runs them in Jupyter."""
    notebook = nbformat.read(PATH, as_version=4)
    monkeypatch.chdir(PATH.parent)
    names: dict[str, object] = {}
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            *lines, last = cell.source.split("\n")
            with redirect_stdout(StringIO()):
                exec("\n".join(lines), names)  # noqa: S102 - our own document
                try:
                    value = eval(last, names)  # noqa: S307 - our own document
                except SyntaxError:
                    exec(last, names)  # noqa: S102 - our own document
                    value = None
            if value is not None and not hasattr(value, "_repr_html_"):
                shown.append(repr(value))
    assert [one_line(text) for text in shown] == [one_line(text) for text in said(notebook)]
    assert Path("calibration").is_dir()


def one_line(text: str) -> str:
    """Return a value's text on one line: Jupyter breaks lists where they are long."""
    return " ".join(text.split())
