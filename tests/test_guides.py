"""The guides' sessions print what the guides say, and each guide stands in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guides import GUIDES, blocks, commands, play, workspace


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_prints_what_it_says(guide: Path, tmp_path: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert play(text, workspace(tmp_path)) == text


def test_each_guide_stands_in_both_languages_with_the_same_commands() -> None:
    english = [path for path in GUIDES if not path.stem.endswith(".zh-CN")]
    assert {path.stem for path in english} == {
        "guide-planners",
        "guide-policy-teams",
        "guide-researchers",
    }
    for path in english:
        other = path.with_name(f"{path.stem}.zh-CN.md")
        sessions = [
            [
                line.replace(" --lang zh", "")
                for block in blocks(file.read_text(encoding="utf-8"))
                if block.kind == "console"
                for line in commands(block.body)
            ]
            for file in (path, other)
        ]
        assert sessions[0] == sessions[1]
