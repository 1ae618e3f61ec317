"""Print how fast the engine is: ``python -m tests.benchmarks [engine|zone|start|stream]``.

Ratios within one run, the best of several repetitions, because machines are noisy. Nothing here
is asserted by the test suite.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import gaoxin
from gaoxin.engine.model import Model
from gaoxin.engine.workers import cores
from tests.benchmarks.start import start
from tests.benchmarks.stream import stream

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "engine" / "models" / "reference.mdl"
MEMBERS = 16_384


def best_of(repetitions: int, work: Callable[[], Any]) -> float:
    """Return the least wall time of some repetitions, in seconds."""
    times = []
    for _ in range(repetitions):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def draws(model: Model, names: list[str], members: int) -> dict[str, Any]:
    """Spread some constants by 5 % around their own values, over members."""
    import xarray

    rng = np.random.default_rng(1)
    factors = (xarray.DataArray(rng.uniform(0.95, 1.05, members), dims="member") for _ in names)
    return {n: model.default(n) * f for n, f in zip(names, factors, strict=True)}


def without_lookups(text: str) -> str:
    """Return the reference model with every lookup replaced by the formula its odd rows use."""
    lines = text.split("\n")
    kept = []
    for line in lines:
        if "(ratio" in line and line.strip().startswith("effect tab"):
            number = line.strip().removeprefix("effect tab ").split("(")[0]
            line = f"\tEXP(-0.5*ratio {number}*ratio {number})+0.5"
        kept.append(line)
    return "\n".join(kept)


def engine() -> None:
    """Compare with PySD's own run of the reference model, on one core."""
    text = REFERENCE.read_text(encoding="utf-8")
    for title, content in (("with lookups", text), ("without lookups", without_lookups(text))):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "reference.mdl"
            path.write_text(content, encoding="utf-8")
            theirs = _pysd_seconds(path)
            model = gaoxin.load(path)
        names = list(model.variables.query("kind == 'constant'")["name"])
        given = draws(model, names, MEMBERS)
        outputs = list(model.variables.query("kind == 'stock'")["name"])
        ours = best_of(5, lambda: model.run(given, outputs=outputs, workers=1)) / MEMBERS  # noqa: B023
        print(
            f"reference.mdl {title}: PySD {theirs * 1e3:.1f} ms a run, gaoxin {ours * 1e6:.1f} us "
            f"a member ({MEMBERS} members, 1 core, {len(given)} constants drawn): "
            f"{theirs / ours:,.0f} times"
        )


def _pysd_seconds(path: Path) -> float:
    import warnings

    import pysd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = pysd.read_vensim(str(path))
        model.run()
        return best_of(3, model.run)


def zone() -> None:
    """Time the zone model: all indicators, yearly, 2014-2025, in memory."""
    model = gaoxin.load(ROOT / "model" / "zone.mdl")
    names = _column("priors.csv", "constant")
    outputs = _column("indicators.csv", "variable")
    priors = list(dict.fromkeys(n.partition("[")[0].strip() for n in names))
    for workers in sorted({1, cores()}):
        seconds = {}
        for members in (10_000, 20_000):
            given = draws(model, priors, members)
            seconds[members] = best_of(
                5,
                lambda: model.run(given, outputs=outputs, workers=workers),  # noqa: B023
            )
        print(
            f"zone.mdl, {workers} core(s), {len(given)} constants drawn, {len(outputs)} "
            f"indicators: 10,000 members {seconds[10_000]:.2f} s, 20,000 members "
            f"{seconds[20_000]:.2f} s, ratio {seconds[20_000] / seconds[10_000]:.2f}"
        )


def _column(table: str, column: str) -> list[str]:
    path = ROOT / "calibration" / table
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [row[column].strip() for row in csv.DictReader(file)]
    return list(dict.fromkeys(n for n in found if n))


def main() -> None:
    """Run the parts that are asked for."""
    parts = {"engine": engine, "zone": zone, "start": start, "stream": stream}
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[[], *parts], help="default: all")
    chosen = parser.parse_args().part or list(parts)
    print(f"load average before: {', '.join(f'{v:.1f}' for v in os.getloadavg())}")
    for name in chosen:
        parts[name]()


if __name__ == "__main__":
    main()
