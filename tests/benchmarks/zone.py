"""How long the zone model takes: all indicators, yearly, 2014-2025, in memory."""

from __future__ import annotations

import csv

import gaoxin
from gaoxin.engine.running.workers import cores
from tests.benchmarks.timing import ROOT, best_of, draws


def zone() -> None:
    """Print seconds for 10,000 and 20,000 members, on one core and on all."""
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
