"""docs/architecture.md names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w./-]+\.(?:py|j2|csv|toml|txt|json)|[\w./-]+/)`")


def sections() -> dict[str, str]:
    """Return the page by heading."""
    parts = re.split(r"^## (.+)$", PAGE, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def homes(text: str) -> list[Path]:
    """Return the folders in which a section may mean its files to be."""
    folders = [folder for folder in re.findall(r"`([\w/]+)/`", text)]
    named = [base / folder for folder in folders for base in (ROOT / "gaoxin", ROOT)]
    inside = [ROOT / "gaoxin" / "engine" / folder for folder in folders]
    return [ROOT, ROOT / "gaoxin", *named, *inside]


@pytest.mark.parametrize("heading", sections())
def test_every_file_that_a_section_names_is_there(heading: str) -> None:
    text = sections()[heading]
    for name in NAMED.findall(text):
        assert any((home / name).exists() for home in homes(text)), name


def test_each_of_the_five_changes_names_one_folder_and_at_most_three_files() -> None:
    rows = [line for line in sections()["Where five changes go"].splitlines() if "| a new" in line]
    assert len(rows) == 5
    for row in rows:
        _, _, folder, files, _ = row.split("|")
        (home,) = re.findall(r"`([\w/]+/)`", folder)
        named = [name for name in NAMED.findall(files) if name.endswith(("py", "j2"))]
        assert 1 <= len(named) <= 3
        for name in named:
            assert (ROOT / "gaoxin" / home / name).exists(), (home, name)
