"""``gaoxin describe``: a variable and a model, for people in both languages and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gaoxin.cli.printing.describe import KINDS, LOOPS
from gaoxin.engine.reading.catalogue import kind
from tests.cli.conftest import Call
from tests.engine.structure.test_describe import PREDATORS
from tests.engine.support import build


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(build(tmp_path, PREDATORS).path)


def test_a_variable(call: Call, model: str) -> None:
    outcome = call("describe", "hares", "--model", model)
    assert outcome.exit_code == 0, outcome.output
    for said in (
        "Hares  (stock, hare)",
        "Prey.",
        "Limits: 0 … 1000",
        "Hares = INTEG(hare births - hare deaths, start hares)",
        "at the start only",
        "Feedback loops: 3",
        "R  Hares → hare births → Hares  (reinforcing)",
        "B  Hares → hare deaths → Hares  (balancing)",
    ):
        assert said in outcome.stdout


def test_a_variable_in_chinese(call: Call, model: str) -> None:
    shown = call("describe", "Lynxes", "--model", model, "--lang", "zh").stdout
    for said in ("Lynxes  (存量, lynx)", "被哪些变量用到", "反馈回路：3 条", "（正反馈）"):
        assert said in shown


def test_a_model(call: Call, model: str) -> None:
    shown = call("describe", "--model", model).stdout
    assert "Variables: 15 (constant 5, auxiliary 4, time setting 4, stock 2; 15 equations)" in shown
    assert "Time: FINAL TIME = 4" in shown
    assert "Feedback loops: 5" in shown
    assert "6 variables that all act on one another" in shown
    assert "变量：15（常数 5、" in call("describe", "--model", model, "--lang", "zh").stdout


def test_json(call: Call, model: str) -> None:
    about = json.loads(call("describe", "Hares", "--model", model, "--json").stdout)
    assert about["path"] == model
    assert about["loops"]["count"] == 3
    assert about["uses"][1] == {
        "name": "hare deaths",
        "kind": "auxiliary",
        "unit": "hare/year",
        "polarity": "-",
        "at_start": False,
    }
    summary = json.loads(call("describe", "--model", model, "--json").stdout)
    assert summary["variables"] == 15


def test_the_workspace_needs_no_model(call: Call) -> None:
    outcome = call("describe", "total revenue")
    assert outcome.exit_code == 0, outcome.output
    assert "zone.mdl:" in outcome.stdout
    assert "[Region!]" in outcome.stdout
    assert call("describe").exit_code == 0


def test_a_misspelt_variable_leaves_with_2(call: Call, model: str) -> None:
    outcome = call("describe", "hare birth", "--model", model)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "no variable 'hare birth'; did you mean 'hare births'?" in outcome.stderr


def test_every_kind_and_polarity_has_words() -> None:
    assert set(LOOPS) == {"R", "B", "?"}
    assert {"constant", "stock", "auxiliary", "lookup", "data", "time"} == set(KINDS)
    assert kind.__doc__ == "Return constant, stock, auxiliary, lookup, data or time."


def test_help(call: Call) -> None:
    assert "Explain VARIABLE" in call("describe", "--help").stdout
    assert "describe" in call("--help").stdout
