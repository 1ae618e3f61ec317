"""The guides' sessions print what the guides say, and each guide stands in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guides import GUIDES, blocks, commands, known_of, play, workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guides")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_prints_what_it_says(guide: Path, folder: Path) -> None:
    """What a Chinese guide asks with the words of the English one is run there."""
    text = guide.read_text(encoding="utf-8")
    assert play(text, workspace(folder, guide.stem), known_of(guide)) == text


def test_each_guide_stands_in_both_languages_with_the_same_commands() -> None:
    english = [path for path in GUIDES if not path.stem.endswith(".zh-CN")]
    assert {path.stem for path in english} == {
        "guide-planners",
        "guide-policy-teams",
        "guide-researchers",
    }
    for path in english:
        other = path.with_name(f"{path.stem}.zh-CN.md")
        said, other_said = (told(file.read_text(encoding="utf-8")) for file in (path, other))
        assert said == other_said


def told(text: str) -> list[str]:
    """Return a guide's commands, whatever their language, and the files that it writes.

    Of a table of observations its header: units and sources may be of either language.
    """
    found: list[str] = []
    for block in blocks(text):
        if block.kind == "console":
            found += [command.replace(" --lang zh", "") for command in commands(block.body)]
        else:
            header = block.body.startswith("indicator,")
            found.append(block.body.splitlines()[0] if header else block.body)
    return found
