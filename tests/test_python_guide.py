"""The guide of Python prints what it says, in a folder with nothing but its model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.python_guide import GUIDE, play, reader


def test_the_guide_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reader(tmp_path))
    text = GUIDE.read_text(encoding="utf-8")
    assert play(text) == text


def test_every_block_of_the_guide_is_run_and_prints() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    kinds = re.findall(r"^```(\w+)$", text, re.MULTILINE)
    assert kinds[::2] == ["python"] * (len(kinds) // 2)
    assert kinds[1::2] == ["text"] * (len(kinds) // 2)
    assert "```text\n```" not in text


def test_a_wrong_print_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert play("```python\nprint(1)\n```\n\n```text\n2\n```\n").endswith("```text\n1\n```\n")
