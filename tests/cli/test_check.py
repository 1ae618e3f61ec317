"""``gaoxin check``: what it prints, in both languages, and with which exit code it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gaoxin.studies.check import CheckStudy
from tests.cli.conftest import Call
from tests.engine.units.support import CLOCK, WORLD

WRONG = "x = people*delay ~ person/year ~|\ny = 2*share ~~|\n"


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "model.mdl"
    path.write_text(WORLD + WRONG + CLOCK, encoding="utf-8")
    return str(path)


def test_findings_are_a_table_and_exit_code_3(call: Call, model: str) -> None:
    outcome = call("check", "--model", model)
    assert outcome.exit_code == 3
    assert "model.mdl:14" in outcome.stdout
    assert "its unit is person/year" in outcome.stdout
    assert "findings; 2 variables have no unit to go by" in outcome.stdout
    assert outcome.stderr.startswith(f"gaoxin: {model}: 1 place where units do not balance")
    assert "Traceback" not in outcome.stderr


def test_the_levels(call: Call, model: str) -> None:
    told = {
        level: json.loads(call("check", "--model", model, "--units", level, "--json").stdout)
        for level in ("lenient", "strict", "off")
    }
    assert [f["variable"] for f in told["lenient"]["findings"]] == ["x"]
    assert {f["variable"] for f in told["strict"]["findings"]} == {"x", "y", "given"}
    assert told["off"] == {"model": model, "units": "off", "backend": "compiled"}
    assert call("check", "--model", model, "--units", "off").exit_code == 0
    assert "not checked" in call("check", "--model", model, "--units", "off").stdout


def test_a_machine_without_compiled_steps_is_told(
    call: Call, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CheckStudy, "uncompiled", "llvmlite is not there")
    plain = call("check", "--model", model, "--units", "off").stdout
    assert "computed by NumPy, without compiled steps" in plain
    assert "llvmlite is not there" in plain
    told = json.loads(call("check", "--model", model, "--units", "off", "--json").stdout)
    assert (told["backend"], told["backend_reason"]) == ("numpy", "llvmlite is not there")


def test_json_has_both_sides_and_the_place(call: Call, model: str) -> None:
    outcome = call("check", "--model", model, "--json", "--lang", "zh")
    assert outcome.exit_code == 3
    document = json.loads(outcome.stdout)
    assert document["equations"] - document["judged"] == 2
    (finding,) = document["findings"]
    assert (finding["file"], finding["line"], finding["rule"]) == (model, 14, "sides")
    assert (finding["left"], finding["right"]) == ("person/year", "person*year")
    assert finding["message"] == "所标单位为 person/year，方程得出 person*year"


def test_chinese(call: Call, model: str) -> None:
    outcome = call("check", "--model", model, "--lang", "zh")
    assert outcome.exit_code == 3
    assert "单位不平衡之处" in outcome.stdout
    assert "单位检查发现 1 处问题" in outcome.stderr


def test_the_workspace_needs_no_model(call: Call) -> None:
    outcome = call("check", "--units", "strict")
    assert outcome.exit_code in {0, 3}
    assert "equations judged" in outcome.stdout


def test_a_unit_file_says_which_words_there_are(call: Call, model: str, tmp_path: Path) -> None:
    units = tmp_path / "own.txt"
    units.write_text("person = [person]\n", encoding="utf-8")
    outcome = call("check", "--model", model, "--unit-file", str(units), "--json")
    rules = {f["rule"] for f in json.loads(outcome.stdout)["findings"]}
    assert rules == {"sides", "unknown"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--model", "nowhere.mdl"), "cannot be read"),
        (("--model", "table.csv"), "'.csv' is not supported"),
        (("--unit-file", "nowhere.txt"), "nowhere.txt"),
        (("--units", "severe"), "'severe' is not one of"),
        (("--workspace", "nowhere"), "not a workspace"),
    ],
)
def test_wrong_input_leaves_with_2(call: Call, args: tuple[str, ...], said: str) -> None:
    outcome = call("check", *args)
    assert outcome.exit_code == 2
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_help_names_the_exit_code(call: Call) -> None:
    shown = call("check", "--help").stdout
    assert "Leaves with 3" in shown
    assert "--unit-file" in shown
    assert "check" in call("--help").stdout
