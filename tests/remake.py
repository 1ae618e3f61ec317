"""Everything that is made from the zone model, its posterior or its tables, made anew in order.

``python -m tests.remake`` runs all steps, ``python -m tests.remake reference pictures`` some,
``python -m tests.remake --list`` tells them. To be done after a fit, and after a change of model,
priors, levers or scenarios; then ``git diff`` shows what moved.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gaoxin.desks.levers import markdown, read_levers
from gaoxin.desks.workspace import Workspace
from gaoxin.language import LANGS, Lang

ROOT = Path(__file__).parents[1]
DIAGRAMS = ROOT / "docs" / "diagrams"


def module(name: str, *more: str) -> Callable[[], None]:
    """Return a step that runs a module as a command."""

    def step() -> None:
        subprocess.run([sys.executable, "-m", name, *more], cwd=ROOT, check=True)

    return step


def guide(name: str) -> Callable[[], None]:
    """Return a step that runs the sessions of a guide in both languages."""
    return module("tests.guides", name, f"{name}.zh-CN")


def lever_tables() -> None:
    """Put the table of levers into the page of each language."""
    for lang in LANGS:
        page = lever_page(lang)
        table = markdown(read_levers(Workspace(ROOT).levers), lang)
        lines = page.read_text(encoding="utf-8").splitlines()
        rows = [place for place, line in enumerate(lines) if line.startswith("|")]
        text = "\n".join([*lines[: rows[0]], table.rstrip("\n"), *lines[rows[-1] + 1 :]])
        page.write_text(text + "\n", encoding="utf-8")


def lever_page(lang: Lang) -> Path:
    """Return where the table of levers stands."""
    return ROOT / "docs" / ("levers.md" if lang == "en" else "levers.zh-CN.md")


def diagrams() -> None:
    """Draw every view and loop; those of loops that are gone go too."""
    for path in DIAGRAMS.glob("*.svg"):
        path.unlink()
    module("gaoxin", "describe", "--figures", "--out", str(DIAGRAMS))()


def simulator() -> None:
    """Write the ready-made page and its pictures, where this machine has a browser."""
    from tests.simulator.conftest import browser_path

    if browser_path() is None:
        print("no browser here: the simulator's page is left as it is", file=sys.stderr)
        return
    module("tests.simulator.pages", "docs")()


STEPS: Mapping[str, Callable[[], None]] = {
    "columns": module("gaoxin.desks.columns"),
    "coverage": module("tests.coverage"),
    "levers": lever_tables,
    "reference": module("tests.reference"),
    "pictures": module("tests.pictures"),
    "moved": module("tests.moved"),
    "diagrams": diagrams,
    "planners": guide("guide-planners"),
    "policy-teams": guide("guide-policy-teams"),
    "researchers": guide("guide-researchers"),
    "surprises": module("tests.zone.evidence", "surprises"),
    "model-tests": module("tests.zone.evidence", "model-tests"),
    "loops": module("tests.zone.evidence", "loops"),
    "lever-effects": module("tests.zone.evidence", "lever-effects"),
    "minutes": module("tests.zone.evidence", "model-in-ten-minutes"),
    "simulator": simulator,
}
"""In their order: pictures are drawn from the reference."""


def main(asked: Sequence[str]) -> None:
    """Run the steps that are asked for, all where none is, and tell how long each took."""
    if "--list" in asked:
        print("\n".join(STEPS))
        return
    unknown = [name for name in asked if name not in STEPS]
    if unknown:
        sys.exit(f"no step {', '.join(unknown)}; steps are {', '.join(STEPS)}")
    for name in [name for name in STEPS if not asked or name in asked]:
        begun = time.perf_counter()
        STEPS[name]()
        print(f"{name}: {time.perf_counter() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
