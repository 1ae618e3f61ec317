"""docs/architecture.md names what is there, and where five changes go."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w./-]+\.(?:py|j2|csv|toml|txt|json|mdl|nc|md)|[\w/]+/)`")
MADE = {"structures.nc", "verdicts.csv"}
"""Files that a program writes and that need not be there."""


def existing() -> set[str]:
    """Return the end of the path of everything in the repository, from any folder on."""
    rooms = ("gaoxin", "model", "scenarios", "calibration", "tests", "docs", "results")
    found = set()
    for path in (one for room in rooms for one in (ROOT, *(ROOT / room).rglob("*"))):
        parts = path.relative_to(ROOT).parts
        found |= {"/".join(parts[i:]) for i in range(len(parts))}
    return found | set(rooms)


def test_every_file_and_folder_that_it_names_is_there() -> None:
    known = existing() | MADE
    assert [name for name in NAMED.findall(PAGE) if name.rstrip("/") not in known] == []


def test_each_of_five_changes_names_one_folder_and_at_most_three_files() -> None:
    table = PAGE.split("## Where five changes go")[1].split("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| a new")]
    assert len(rows) == 5
    for _, _, folder, files, _ in rows:
        (home,) = NAMED.findall(folder)
        named = [name for name in NAMED.findall(files) if name.endswith((".py", ".j2"))]
        assert 1 <= len(named) <= 3
        for name in named:
            assert (ROOT / "gaoxin" / home / name).is_file(), (home, name)
