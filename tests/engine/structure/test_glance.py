"""``print(model)`` says what a model is; a notebook shows the same."""

from __future__ import annotations

from pathlib import Path

import html5lib

import gaoxin
from tests.engine.support import build, write

EQUATIONS = (
    "Good: wood, iron~~|\nR: a, b, c~~|\nprice[Good]=2, 3~~|\nrate=1~~|\nlevel=INTEG(rate, 0)~~|\n"
    "tab((0,0),(1,1))~~|\nother=INTEG(tab(level), 1)~~|\nflow=rate*2~~|\nfound:INTERPOLATE:~~|"
)


def test_a_model_prints_its_variables_time_and_subscripts(tmp_path: Path) -> None:
    model = build(tmp_path, EQUATIONS, start=2014, final=2025, step=0.0625)
    assert repr(model).splitlines() == [
        "<gaoxin.Model model.mdl>",
        "    variables   7: 2 stocks, 1 auxiliary, 2 constants, 1 lookup, 1 data variable",
        "    time        2014 to 2025, step 0.0625, saved every 1",
        "    subscripts  Good (2), R (3)",
    ]


def test_the_unit_of_time_and_an_end_that_is_not_known_are_told(tmp_path: Path) -> None:
    path = tmp_path / "model.mdl"
    text = "{UTF-8}\nx=1~~|\nINITIAL TIME=0~Month~|\nFINAL TIME=9~Month~|\nTIME STEP=1~Month~|\n"
    path.write_text(text)
    assert "time       0 to 9 Month, step 1, saved every 1" in repr(gaoxin.load(path))
    path.write_text(text.replace("FINAL TIME=9", "y=INTEG(x,5)~~|\nFINAL TIME=y"))
    assert "'FINAL TIME' changes during the run" in repr(gaoxin.load(path))


def test_many_ranges_are_counted(tmp_path: Path) -> None:
    ranges = "".join(f"r{i}: e{i}, f{i}~~|\n" for i in range(9))
    assert "r5 (2) and 3 more" in repr(build(tmp_path, ranges + "x=1~~|"))


def test_a_notebook_shows_the_same_with_names_escaped(tmp_path: Path) -> None:
    path = tmp_path / "a<b>.mdl"
    path.write_text(write(tmp_path, "R: a, b~~|\nx=1~~|").read_text(encoding="utf-8"))
    page = gaoxin.load(path)._repr_html_()
    html5lib.HTMLParser(strict=True).parseFragment(page)
    assert "a&lt;b&gt;.mdl" in page
    assert "<b>" not in page
