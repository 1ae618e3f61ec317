"""How long a model takes to load: nothing cached, from the cache, and by PySD's translator."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.children import ROOT, child, environment

PUBLISHED = ROOT.parent / "shared" / "published"
FILES = (
    ROOT / "model" / "zone.mdl",
    PUBLISHED / "vensim-runs" / "world3-03" / "model.mdl",
    PUBLISHED / "vensim-runs" / "c-learn" / "model.mdl",
    PUBLISHED / "real" / "EnergyInnovation+eps-hongkong" / "EPS.mdl",
)
"""The zone, and public models where the optional folder lies beside the checkout."""

TURNS = 3

OURS = """
import sys, time
begin, used = time.perf_counter(), time.process_time()
import gaoxin
gaoxin.load(sys.argv[1])
print(time.perf_counter() - begin, time.process_time() - used, "")
"""

THEIRS = """
import sys, time, warnings
warnings.simplefilter("ignore")
begin, used = time.perf_counter(), time.process_time()
refused = ""
try:
    import pysd
    pysd.read_vensim(sys.argv[1])
except Exception as error:
    refused = type(error).__name__
print(time.perf_counter() - begin, time.process_time() - used, refused)
"""


def reading() -> None:
    """Print wall and processor time of each file, each in a process of its own, the least of all.

    PySD writes a Python file beside the model that it reads: it is given a copy.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cached, anew = environment(folder), environment(folder, GAOXIN_CACHE="off")
        for path in FILES:
            if not path.exists():
                print(f"{path.parent.name}/{path.name}: not beside the checkout")
                continue
            copy = folder / f"{path.parent.name}.mdl"
            copy.write_bytes(path.read_bytes())
            whole = _least(OURS, path, anew)
            kept = _least(OURS, path, cached)
            theirs = _least(THEIRS, copy, anew, turns=1)
            print(
                f"{path.parent.name}/{path.name}: anew {_shown(whole)}, again {_shown(kept)}, PySD "
                f"{_shown(theirs)}: {theirs[1] / whole[1]:.1f} times ours (processor)"
            )


def _least(
    code: str, path: Path, environ: dict[str, str], turns: int = TURNS
) -> tuple[float, float, str]:
    """Return the least wall and processor time of some turns, and what refused the file."""
    found = []
    for _ in range(turns + 1):  # the first compiles modules, and fills the cache
        wall, used, *refused = child(["-c", code, str(path)], environ).split()
        found.append((float(wall), float(used), " ".join(refused)))
    return min(found[1:])


def _shown(times: tuple[float, float, str]) -> str:
    wall, used, refused = times
    return f"{wall:.2f} s (processor {used:.2f}{', refused: ' + refused if refused else ''})"
