"""Help and messages in Chinese: all of the help, and every message on a planner's way."""

from __future__ import annotations

import doctest
from importlib import import_module

import click
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from gaoxin.cli import chinese, chinese_page, main
from gaoxin.cli.chinese_help import HELP
from gaoxin.cli.verbs import VERBS
from tests.test_languages import CHINESE_SENTENCE, ENGLISH_SENTENCE


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(chinese) == (0, 2)
    assert doctest.testmod(chinese_page) == (0, 1)


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_is_whole_in_either_language(verb: str) -> None:
    outcome = CliRunner().invoke(main, [verb, "--lang", "zh", "--help"])
    assert outcome.exit_code == 0
    assert ENGLISH_SENTENCE.findall(" ".join(outcome.stdout.split())) == []
    assert outcome.stdout.startswith("用法：")
    plain = CliRunner().invoke(main, [verb, "--help"])
    assert CHINESE_SENTENCE.findall(plain.stdout) == []
    command = import_module(VERBS[verb]).command
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            assert " ".join(param.help.split()) in HELP, param.name


def test_the_page_of_all_verbs_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chinese.ASKED, "zh_CN.UTF-8")
    outcome = CliRunner().invoke(main, ["--help"])
    assert "用法：" in outcome.stdout
    assert "样本" in outcome.stdout
    monkeypatch.delenv(chinese.ASKED)
    assert CliRunner().invoke(main, ["--help"]).stdout.startswith("Usage: ")
    before = CliRunner().invoke(main, ["--lang", "zh", "levers", "土地"])
    assert before.stdout == CliRunner().invoke(main, ["levers", "土地", "--lang", "zh"]).stdout


@pytest.mark.parametrize("columns", [60, 80])
def test_a_page_of_help_fits_the_terminal(columns: int) -> None:
    """Signs are two columns wide: no line is wider than the terminal, and none wastes half."""
    for verb in ("run", "describe"):
        asked = CliRunner().invoke(main, [verb, "--lang", "zh", "--help"], terminal_width=columns)
        lines = asked.stdout.splitlines()
        widths = [cell_len(line) for line in lines if " " in line.strip()]
        assert max(widths) <= columns
        assert max(widths) > columns - 8


@pytest.mark.parametrize(
    "args",
    [
        ("run", "nowhere"),
        ("run", "--fail-under", "gdpp=0.5"),
        ("levers", "xyzzy"),
        ("open", "--out", "nowhere"),
        ("new", "plan"),
        ("new", "a b"),
        ("check", "scenarios/nowhere.toml"),
        ("run", "--workspace", "nowhere"),
        ("run", "--nowhere"),
    ],
    ids=" ".join,
)
def test_a_message_on_a_planners_way_is_chinese(args: tuple[str, ...]) -> None:
    outcome = CliRunner().invoke(main, [*args, "--lang", "zh"])
    assert outcome.exit_code == 2, outcome.output
    assert ENGLISH_SENTENCE.findall(outcome.stderr.partition("现有")[0]) == []
    assert any("\u4e00" <= sign <= "\u9fff" for sign in outcome.stderr)
    assert any("a" <= s <= "z" for s in CliRunner().invoke(main, list(args)).stderr)
