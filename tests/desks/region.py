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


_OLD = "\tgrowth rate*Revenue[Region] + subsidy"
_NEW = "\tgrowth rate*Revenue[Region] + own growth[Region] + subsidy"
_ADDED = (
    "own growth[Region]=\n\tstrength G*natural growth*Revenue[Region]\n"
    "\t~\tCNY_1e8/year/year\n\t~\t自身增长 Growth.\n\t|\n\n"
    "strength G=\n\t1\n\t~\tDmnl\t[0,1]\n\t~\t增长强度 Loop switch.\n\t|\n\n"
    "natural growth=\n\t0.1\n\t~\t1/year\n\t~\t自然增长 Growth of its own.\n\t|\n\n"
)
LOOPS = (
    "id,strength,polarity,name_en,name_zh,variables,note,note_zh\n"
    "G,strength G,R,Growth,增长,Revenue -> own growth,revenue grows by itself,\n"
)


def put_loop(root: Path) -> None:
    """Put a feedback loop with a switch, and the table that names it, into the workspace."""
    model = root / "model" / "zone.mdl"
    edit(model, _OLD, _NEW)
    edit(model, "count twice=\n", _ADDED + "count twice=\n")
    (root / "model" / "loops.csv").write_text(LOOPS, encoding="utf-8")


def resave(root: Path) -> None:
    """Save every text file of a workspace as a Windows editor does: CRLF and byte-order mark."""
    for path in root.rglob("*"):
        if path.suffix in {".csv", ".toml", ".mdl", ".txt"}:
            text = path.read_text(encoding="utf-8-sig")
            path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
