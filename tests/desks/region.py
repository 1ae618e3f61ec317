"""A small workspace whose results are known in closed form, for tests to run and to break."""

from __future__ import annotations

import shutil
from pathlib import Path

REGION = Path(__file__).parents[1] / "ensembles" / "models" / "region"


def copy_region(folder: Path) -> Path:
    """Return a copy of the workspace that may be edited."""
    return Path(shutil.copytree(REGION, folder / "region"))


def edit(path: Path, old: str, new: str) -> int:
    """Replace one exact piece of text; return the line on which it stood."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
