"""``init``, ``new``, ``levers``, ``open`` and ``check SCENARIO``: from nothing to a changed run."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gaoxin.cli import main
from gaoxin.desks.levers import read_levers
from gaoxin.desks.workspace import Workspace
from tests.cli.conftest import Call


def test_a_workspace_of_ones_own(tmp_path: Path) -> None:
    place = tmp_path / "mine"
    outcome = CliRunner().invoke(main, ["init", str(place)])
    assert outcome.exit_code == 0, outcome.output
    assert str(place) in outcome.stdout
    own = Workspace.packaged().root
    for desk in ("model", "scenarios", "calibration"):
        there = {p.relative_to(own).as_posix() for p in (own / desk).rglob("*") if p.is_file()}
        made = {p.relative_to(place).as_posix() for p in (place / desk).rglob("*") if p.is_file()}
        assert made == {name for name in there if not Path(name).name.startswith(".")}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine"]
    again = CliRunner().invoke(main, ["init", str(place)])
    assert again.exit_code == 2
    assert "something stands here already" in again.stderr


@pytest.mark.parametrize(("lang", "said"), [("en", "practice"), ("zh-CN", "现行")])
def test_a_new_scenario_is_the_base_until_a_line_is_uncommented(
    call: Call, root: Path, lang: str, said: str
) -> None:
    outcome = call("new", "mine", "--from", "growth", "--lang", lang)
    assert outcome.exit_code == 0, outcome.output
    path = root / "scenarios" / "mine.toml"
    text = path.read_text(encoding="utf-8")
    assert said in text
    levers = read_levers(root / "scenarios" / "levers.csv")
    for name in levers:
        assert f"# {name} = " in text
    before = json.loads(call("check", "scenarios/mine.toml", "--json").stdout)
    assert (before["extends"], before["changes"]) == ("growth", [])
    first = next(iter(levers))
    path.write_text(text.replace(f"# {first} = ", f"{first} = ", 1), encoding="utf-8")
    changed = json.loads(call("check", "mine", "--json").stdout)
    assert [one["name"] for one in changed["changes"]] == [first]
    twice = call("new", "mine")
    assert twice.exit_code == 2
    assert "there is a scenario 'mine' already" in twice.stderr


def test_names_of_either_language_are_one(call: Call, root: Path) -> None:
    """The lever, its element and its unit in Chinese give the verdicts of the English ones."""
    plain = call("run", "growth", "--members", "20", "--json")
    levers = root / "scenarios" / "levers.csv"
    rows = read_levers(levers)
    scenario = root / "scenarios" / "growth.toml"
    text = scenario.read_text(encoding="utf-8")
    named = {lever.name: lever.name_zh for lever in rows.values() if lever.name_zh}
    assert named
    for name, chinese in named.items():
        text = text.replace(f"{name} =", f'"{chinese}" =').replace(f'"{name}[', f'"{chinese}[')
    scenario.write_text(text.replace("CNY_1e8/year/year", "亿元/年/年"), encoding="utf-8")
    again = call("run", "growth", "--members", "20", "--json")
    assert again.exit_code == 0, again.output
    told = [json.loads(one.stdout)["scenarios"]["growth"]["verdicts"] for one in (plain, again)]
    assert told[0] == told[1]


@pytest.mark.parametrize("name", ["scenarios/growth.toml", "growth.toml", "GROWTH"])
def test_a_scenario_by_path_or_name(call: Call, name: str) -> None:
    outcome = call("run", name, "--members", "20", "--no-report", "--json")
    assert outcome.exit_code == 0, outcome.output
    assert list(json.loads(outcome.stdout)["scenarios"]) == ["growth"]


def test_a_scenario_by_its_title(call: Call, root: Path) -> None:
    text = (root / "scenarios" / "growth.toml").read_text(encoding="utf-8")
    title = text.split('zh = "')[1].split('"')[0]
    outcome = call("check", title, "--json")
    assert json.loads(outcome.stdout)["scenario"] == "growth"


def test_levers_by_a_word_of_either_language(call: Call, root: Path) -> None:
    lever = next(iter(read_levers(root / "scenarios" / "levers.csv").values()))
    whole = call("levers")
    assert whole.exit_code == 0, whole.output
    assert lever.name in whole.stdout
    for word in (lever.name[:4], lever.name_zh or lever.name):
        found = json.loads(call("levers", word, "--json").stdout)["levers"]
        assert lever.name in [one["name"] for one in found]
    assert "no lever is about 'xyzzy'" in call("levers", "xyzzy").stderr


def test_what_moves_nothing_is_told(call: Call, root: Path) -> None:
    """A second scenario says of one lever again what the first says, and of another something."""
    again = root / "scenarios" / "again.toml"
    again.write_text(
        'title = { en = "Again", zh = "再" }\nextends = "growth"\n\n[levers]\n'
        'growth_rate = { value = 5, unit = "percent/year", from = 2024 }\n'
        '"subsidy[north]" = { value = 9, unit = "CNY_1e8/year/year", from = 2021 }\n',
        encoding="utf-8",
    )
    for verb in (("check", "again"), ("run", "again", "--members", "20", "--no-report")):
        outcome = call(*verb)
        assert outcome.exit_code == 0, outcome.output
        assert f"{again}:5: 'growth_rate' moves no judged target" in outcome.stderr
        assert "subsidy" not in outcome.stderr


def test_the_report_is_shown(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", shown.append)
    missing = call("open")
    assert missing.exit_code == 2
    assert "there is no report here; 'gaoxin run' makes it" in missing.stderr
    call("run", "base", "--members", "20")
    outcome = call("open")
    assert outcome.exit_code == 0
    path = Path(outcome.stdout.strip())
    assert path.is_absolute()
    assert path.is_file()
    assert shown == [path.as_uri()]
