"""Child processes: what is measured in them starts from nothing, and their memory is their own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a child: compiled modules and model cache lie in `folder`."""
    own = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    places = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "GAOXIN_CACHE": str(folder)}
    return {**own, **places, "PYTHONPATH": str(ROOT), **more}


def child(arguments: Sequence[str], environ: dict[str, str]) -> str:
    """Return what ``python ARGUMENTS`` prints, run in the checkout."""
    line = [sys.executable, *arguments]
    done = subprocess.run(
        line, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def summary(times: Sequence[tuple[float, float]]) -> str:
    """Return medians of wall and processor time in milliseconds, and the range of the former."""
    walls, used = zip(*times, strict=True)
    wall, cpu = statistics.median(walls), statistics.median(used)
    low, high = min(walls), max(walls)
    return (
        f"{wall * 1e3:.0f} ms ({low * 1e3:.0f}-{high * 1e3:.0f}), processor {cpu * 1e3:.0f} ms, "
        f"{len(times)} processes"
    )
