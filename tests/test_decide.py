"""docs/decide.md in both languages: the same commands, each of which runs.

They run on the small workspace, with its names and few members: what is held is that every command
and option of the guide is one that the program takes. ``python -m tests.test_decide`` runs them on
the zone as they stand.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import gaoxin
from gaoxin.cli import main
from tests.desks.region import copy_region
from tests.guides import blocks, commands

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "docs" / "decide.md", ROOT / "docs" / "decide.zh-CN.md")
SMALL = {"hightech_firms": "revenue", "momentum": "base", "boundary_*": "growth_*"}
CHEAP = {
    "run": "--members 60 --no-report",
    "reach": "--base base --members 100 --search-members 60 --generations 1 --no-front",
    "sensitivity": "--base base --members 100 --base-samples 16 --trajectories 4",
    "discover": "--base base --members 300",
    "certify": "--base base --members 60",
}


def asked(page: Path) -> list[list[str]]:
    text = page.read_text(encoding="utf-8")
    lines = [one for b in blocks(text) if b.kind == "console" for one in commands(b.body)]
    return [shlex.split(line) for line in lines]


def test_both_languages_have_the_same_five_commands() -> None:
    english, chinese = (asked(page) for page in PAGES)
    assert english == chinese
    assert [words[1] for words in english] == list(CHEAP)


def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy_region(tmp_path))
    for _, verb, *rest in asked(PAGES[0]):
        own = [SMALL.get(word, word) for word in rest]
        args = [verb, *own, *CHEAP[verb].split(), "--draws", "prior"]
        found = CliRunner().invoke(main, args)
        assert found.exit_code == 0, (args, found.output)


def test_the_decision_file_of_the_guide(tmp_path: Path) -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    files = [[b.body for b in blocks(text) if b.kind == "toml"] for text in texts]
    assert files[0] == files[1]
    path = tmp_path / "goals.toml"
    path.write_text(files[0][0], encoding="utf-8")
    model = ROOT / "tests" / "ensembles" / "models" / "sir.mdl"
    found = gaoxin.reach(model, path, members=100, search_members=50, generations=1)
    assert json.dumps(found.document)
    assert 0.0 <= found.answer.judged.probability <= 1.0


if __name__ == "__main__":
    for words in asked(PAGES[0]):
        print("$", shlex.join(words), flush=True)
        subprocess.run([sys.executable, "-m", "gaoxin", *words[1:]], check=True)
