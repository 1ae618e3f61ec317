"""The guide of Python: its blocks run one after another, and stand above what they print.

``python -m tests.python_guide`` runs them and writes what they printed into the guide.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = DOCS / "python.md"

_BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?P<gap>\n*)(?:^```text\n(?P<printed>.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)


def play(text: str) -> str:
    """Return a guide with what its blocks print now; the current folder is the reader's."""
    names: dict[str, Any] = {"__name__": "guide"}

    def played(block: re.Match[str]) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block["code"], GUIDE.name, "exec"), names)  # noqa: S102
        lines = "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())
        if not lines:
            return block[0]
        return f"```python\n{block['code']}```\n{block['gap']}```text\n{lines}```"

    return _BLOCK.sub(played, text)


def reader(folder: Path) -> Path:
    """Lay out the folder of a reader: the model that the guide is about."""
    shutil.copy(DOCS / "python" / "town.mdl", folder)
    return folder


def main() -> None:
    """Run the guide and write what it printed into it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(reader(Path(folder))):
        played = play(GUIDE.read_text(encoding="utf-8"))
    GUIDE.write_text(played, encoding="utf-8")
    print(os.path.relpath(GUIDE))


if __name__ == "__main__":
    main()
