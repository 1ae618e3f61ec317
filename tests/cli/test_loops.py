"""``gaoxin loops`` on the small workspace, to whose growth a switch is put: a closed form."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import gaoxin
from gaoxin.desks.workspace import Workspace
from gaoxin.inference import draw, read_priors
from tests.cli.conftest import Call
from tests.desks.region import LOOPS, edit, put_loop

SIZE = ("--members", "200", "--draws", "prior")


@pytest.fixture
def looped(root: Path) -> Path:
    """Put a switch and a table of loops into the copied workspace."""
    put_loop(root)
    return root


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_a_loop_adds_is_the_closed_form(looped: Path, call: Call) -> None:
    outcome = call("loops", "base", *SIZE)
    assert outcome.exit_code == 0, outcome.output
    assert "Growth" in outcome.stdout
    folder = looped / "results" / "loops" / "base"
    workspace = Workspace(looped)
    model = gaoxin.load(workspace.model_path)
    drawn = draw(read_priors(workspace, model), 200, 0)
    start = np.sum([values for key, values in drawn.items() if "initial" in key], axis=0)
    found = [row for row in rows(folder / "effects.csv") if row["target"] == "revenue"]
    assert [int(row["year"]) for row in found] == list(range(2015, 2026))
    for row in found:
        grown = start * (1.025 ** (4 * (int(row["year"]) - 2014)) - 1)
        for level in (5, 50, 95):
            expected = np.quantile(grown, level / 100)
            assert float(row[f"difference_p{level:02d}"]) == pytest.approx(expected, rel=1e-8)
        assert float(row["p50_without"]) == pytest.approx(np.median(start))
    assert float(found[-1]["probability"]) == (start * 1.025**44 >= 40).mean()
    assert float(found[-1]["probability_without"]) == (start >= 40).mean()
    assert {row["probability"] for row in found[:-1]} == {""}


def test_a_loop_alone_carries_all_of_the_feedback(looped: Path, call: Call) -> None:
    call("loops", "base", *SIZE)
    shares = rows(looped / "results" / "loops" / "base" / "shares.csv")
    # two regions, each a loop of its own and all of its partition
    assert {float(row["share_percent"]) for row in shares} == {100.0}


def test_json_holds_what_the_files_hold(looped: Path, call: Call) -> None:
    document = json.loads(call("loops", "base", *SIZE, "--json").stdout)
    effects = document["scenarios"]["base"]["effects"]
    written = rows(looped / "results" / "loops" / "base" / "effects.csv")
    assert len(effects) == len(written)
    assert document["members"] == 200
    assert float(written[-1]["difference_p50"]) == pytest.approx(effects[-1]["difference_p50"])


def test_the_figures_and_tables_speak_either_language(looped: Path, call: Call) -> None:
    outcome = call("loops", "base", "growth", *SIZE, "--lang", "zh")
    assert "各回路的贡献" in outcome.stdout
    for scenario in ("base", "growth"):
        for name in ("effects", "shares"):
            figure = looped / "results" / "loops" / scenario / "figures" / f"{name}.svg"
            assert "回路" in figure.read_text(encoding="utf-8")


def test_the_report_shows_what_was_measured_on_the_same_model(looped: Path, call: Call) -> None:
    heading = "What each feedback loop does"
    page = looped / "results" / "report.html"
    call("run", "base", *SIZE)
    assert heading not in page.read_text(encoding="utf-8")
    call("loops", "base", *SIZE)
    assert call("run", "base", *SIZE).exit_code == 0
    shown = page.read_text(encoding="utf-8")
    assert heading in shown
    assert "各反馈回路的作用" in shown
    edit(looped / "model" / "zone.mdl", "10, 20", "10, 21")
    call("run", "base", *SIZE)
    assert heading not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (LOOPS, None, "the workspace has no model/loops.csv"),
        ("strength G,R", "strength H,R", "loops.csv:2: 'G': no variable 'strength H'"),
        (",R,", ",X,", "loops.csv:2"),
        (",R,", ",B,", "loops.csv:2: 'G' is said to be B, but the equations of its path make it R"),
        ("Revenue ->", "growth rate ->", "no way leads from 'own growth' to 'growth rate'"),
        (",Revenue ->", ",Revenu ->", "Revenue"),
        (
            "G,strength G,R,Growth,增长,Revenue -> own growth,revenue grows by itself,\n",
            "",
            "no loop",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(
    looped: Path, call: Call, old: str, new: str | None, says: str
) -> None:
    path = looped / "model" / "loops.csv"
    if new is None:
        path.unlink()
    else:
        path.write_text(LOOPS.replace(old, new), encoding="utf-8")
    outcome = call("loops", "base", *SIZE)
    assert outcome.exit_code == 2
    assert says in outcome.output


def test_help_says_what_it_does(call: Call) -> None:
    assert "Cut each feedback loop" in call("loops", "--help").stdout
    assert "loops" in call("--help").stdout
