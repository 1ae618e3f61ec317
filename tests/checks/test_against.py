"""A model run by PySD too: what agrees, what differs by name, what is left out, how it exits."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import gaoxin
from gaoxin.checks.against import BY_DESIGN, against_pysd
from gaoxin.cli.check import command
from gaoxin.errors import ModelError
from tests.engine.support import MODELS, write

DOCUMENT = Path(__file__).parents[2] / "docs" / "language.md"


def test_a_model_of_arrays_agrees() -> None:
    found = against_pysd(gaoxin.load(MODELS / "subscripts.mdl"))
    assert found.compared > 10
    assert not found.differing
    assert next(found.outcomes()).passed


def test_what_differs_is_told_with_its_time_and_what_is_drawn_is_left_out(tmp_path: Path) -> None:
    text = (
        "R: a, b~~|\nk[R]=1, 2~~|\nsame[R]=k[R]*Time~~|\nhit[R]=k[R]*PULSE(2, 0)~~|\n"
        "noise=RANDOM UNIFORM(0, 1, 1)~~|\nwalk=INTEG(noise, 0)~~|"
    )
    found = against_pysd(gaoxin.load(write(tmp_path, text)))
    assert [one.id for one in found.differing] == ["hit[a]", "hit[b]"]
    assert "at 2 2, by PySD 0; 1 of 5 times differ" in found.differing[1].said_en
    assert found.drawn == ("noise", "walk")
    assert not next(found.outcomes()).passed


@pytest.mark.parametrize(("equation", "code"), [("x=Time*2~~|", 0), ("x=PULSE(2, 0)~~|", 3)])
def test_the_command_leaves_with_three_where_a_variable_differs(
    tmp_path: Path, equation: str, code: int
) -> None:
    path = write(tmp_path, equation)
    found = CliRunner().invoke(command, ["--model", str(path), "--against", "pysd", "--json"])
    assert found.exit_code == code, found.output


def test_what_pysd_cannot_run_is_told(tmp_path: Path) -> None:
    model = gaoxin.load(write(tmp_path, "x=NPV(1, 0.1, 0, 1)~~|"))
    with pytest.raises(ModelError, match="PySD cannot run it"):
        against_pysd(model)


def test_differences_by_design_stand_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in ("DELAY1", "DELAY N", "ALLOCATE AVAILABLE", "PULSE TRAIN", ":NA:", "non-negative"):
        assert any(name in what for what in BY_DESIGN), name
        assert any(line.startswith("| * ") and name in line for line in text.splitlines()), name
