"""The sessions of ``docs/calibration.md`` as a user runs them.

``python -m tests.calibration_session`` runs them, writes what they print into the page, and tells
how long each command took.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from tests.guides import ROOT, blocks, commands, run

PAGE = ROOT / "docs" / "calibration.md"
CHINESE = ROOT / "docs" / "calibration.zh-CN.md"
FILES = ROOT / "docs" / "calibration"


def sessions(text: str) -> list[list[str]]:
    """Return the commands of each session of the page."""
    return [commands(block.body) for block in blocks(text) if block.kind == "console"]


def main() -> None:
    """Run every session and write what it printed into the page."""
    text = PAGE.read_text(encoding="utf-8")
    out, at = [], 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "calibration"
        shutil.copytree(FILES, root)
        for block in blocks(text):
            if block.kind != "console":
                continue
            out.append(text[at : block.start])
            for line in commands(block.body):
                begun = time.perf_counter()
                told = [t for t in run(line, root).splitlines() if not t.startswith("gaoxin: ch")]
                print(f"{time.perf_counter() - begun:.0f} s: {line}")
                out.append("\n".join([f"$ {line}", *told, ""]))
            at = block.end
    PAGE.write_text("".join(out) + text[at:], encoding="utf-8")
    CHINESE.write_text(with_sessions(CHINESE, PAGE), encoding="utf-8")


def with_sessions(page: Path, of: Path) -> str:
    """Return the text of a page with the sessions of another in place of its own."""
    text, other = (path.read_text(encoding="utf-8") for path in (page, of))
    found = [block.body for block in blocks(other) if block.kind == "console"]
    out, at = [], 0
    for block, body in zip((b for b in blocks(text) if b.kind == "console"), found, strict=True):
        out += [text[at : block.start], body]
        at = block.end
    return "".join(out) + text[at:]


if __name__ == "__main__":
    main()
