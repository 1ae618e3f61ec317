"""Every model as a kernel: ``python -m tests.simulator.kernels [NAME...] [--part K/N]``.

Each public test model, each of ours and the zone, by Euler's method and by RK4, with constants
drawn for eleven members, and again with constants that the page sets: every variable at every
saved time against NumPy's tape, with and without SIMD. What is not covered is told with its reason.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gaoxin
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.model import Model
from gaoxin.errors import GaoxinError, ModelError
from tests.engine.compiled.both import MEMBERS, drawn
from tests.engine.shared_models import load, models
from tests.simulator.agreement import CONTROLS, differences

ROOT = Path(__file__).parents[2]
ZONE = ROOT / "model" / "zone.mdl"
OURS = sorted((ROOT / "tests" / "engine" / "models").glob("*.mdl"))

BAR = 1e-9
"""How far a variable may be from the tape's, as a share of its scale."""


@dataclass(frozen=True)
class Case:
    """What became of one model under one method.

    Attributes
    ----------
    worst : float
        Largest difference, as a share of the variable's scale.
    variable : str
        Where it is.
    reason : str
        Why there is no kernel; blank where there is one.
    """

    worst: float = 0.0
    variable: str = ""
    reason: str = ""


def constants(model: Model) -> list[str]:
    """Return the constants that can be drawn for each member, alone and with those before."""
    names = [str(n) for n in model.variables.query("kind == 'constant'")["name"]]
    given: dict[str, Any] = {}
    for name in names:
        if model.canonical(name) in CONTROLS:
            continue
        try:
            draw = drawn(model, [name])
            model.prepare({**given, **draw})
        except ModelError:
            continue
        given |= draw
    return list(given)


def judge(model: Model, method: str) -> Case:
    """Hold a model's kernel against the tape: constants drawn, and constants set."""
    outputs = [str(n) for n in model.run(outputs=None, method=method, backend="numpy")]
    names = constants(model)
    every = drawn(model, names)
    try:
        model.run(every, members=MEMBERS, method=method, backend="numpy")
    except GaoxinError:
        names, every = [], {}
    worst, variable = 0.0, ""
    members = MEMBERS if names else None
    half = set(names[::2])
    alone = {name: every[name].isel(member=3, drop=True) for name in half}
    mixed = {name: alone.get(name, every[name]) for name in names}
    for given, free in ((every, []), (mixed, sorted(half))):
        options: dict[str, Any] = {"members": members, "method": method}
        try:
            for name, apart in differences(model, given, free, outputs, **options):
                if apart > worst:
                    worst, variable = apart, name
        except NotCovered as why:
            return Case(reason=str(why))
    return Case(worst, variable)


def chosen(names: list[str], part: str) -> list[Path]:
    """Return the files of the models whose path holds one of some words; all without any.

    Of these the share K/N, every Nth from the Kth on.
    """
    paths = [*models(), *OURS, ZONE]
    known = [p for p in paths if not names or any(n in p.as_posix() for n in names)]
    first, _, of = part.partition("/")
    return known[int(first) - 1 :: int(of)]


def main() -> None:
    """Judge models, and print what is wrong or not covered."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator.kernels")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--part", default="1/1", metavar="K/N", help="every Nth from the Kth on")
    asked = parser.parse_args()
    found: Counter[str] = Counter()
    worst = 0.0
    for path in chosen(asked.names, asked.part):
        label = f"{path.parent.name}/{path.name}"
        try:
            model = load(path) if path not in {*OURS, ZONE} else gaoxin.load(path)
            model.run(outputs=[])
        except GaoxinError:
            found["models that do not run"] += 1
            continue
        for method in ("euler", "rk4"):
            case = judge(model, method)
            if case.reason:
                found["not covered"] += 1
                print(f"not covered {label} {method}: {case.reason}", flush=True)
                continue
            kind = "agree" if case.worst <= BAR else "DIFFER"
            found[kind] += 1
            worst = max(worst, case.worst)
            if kind == "DIFFER":
                print(f"DIFFERS     {label} {method}: {case.variable} {case.worst:.2g}", flush=True)
    print(", ".join(f"{count} {kind}" for kind, count in found.most_common()))
    print(f"largest difference {worst:.2g} of the variable's scale")
    sys.exit(bool(found["DIFFER"]))


if __name__ == "__main__":
    main()
