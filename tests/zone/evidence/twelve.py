"""Sterman's twelve tests: the numbers that each gives, by the name of its text."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.desks.levers import read_levers
from gaoxin.inference.calibration import read_fitted
from gaoxin.inference.theil import HistoricalFit, historical_fits
from gaoxin.verdicts.series import whole_series
from gaoxin.verdicts.verdict import judge
from tests.zone.evidence.anomaly import ANOMALIES, Anomaly, moves
from tests.zone.evidence.anywhere import MEMBERS as ANYWHERE
from tests.zone.evidence.anywhere import anywhere
from tests.zone.evidence.bench import ROOT, Bench, Pair, median
from tests.zone.evidence.family import degree, member, scaled
from tests.zone.evidence.sensitive import mode_shares, order_kept, ranked, step_moves
from tests.zone.evidence.surprises import SURPRISES, measured

WORDS = Path(__file__).with_suffix(".toml")
Numbers = dict[str, float | int | str]


def words() -> dict[str, dict[str, Any]]:
    """Return the texts: by test, part (title, asks, done, by, found) and language."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def boundary(bench: Bench) -> Numbers:
    """Count what is inside."""
    kinds = bench.model.variables["kind"]
    constant = int((kinds == "constant").sum())
    targets = bench.targets
    modelled = sum(bool(target.variable) for target in targets)
    return {
        "variables": len(kinds),
        "moving": len(kinds) - constant,
        "stocks": int((kinds == "stock").sum()),
        "coupled": bench.model.summary().coupled,
        "priors": len(bench.desk.priors),
        "levers": len(read_levers(bench.workspace.levers)),
        "targets": len(targets),
        "modelled": modelled,
        "reasoned": sum(bool(t.reason) for t in targets if not t.variable),
    }


def structure(bench: Bench) -> Numbers:
    """Hold the table of loops against the equations."""
    said = {loop.id: bench.model.loop_polarity(loop.path) for loop in bench.loops}
    return {
        "loops": len(bench.loops),
        "reinforcing": sum(loop.polarity == "R" for loop in bench.loops),
        "balancing": sum(loop.polarity == "B" for loop in bench.loops),
        "decided": sum(polarity != "?" for polarity in said.values()),
        "against": sum(said[loop.id] not in {loop.polarity, "?"} for loop in bench.loops),
    }


def dimensions(bench: Bench) -> Numbers:
    """Balance the units."""
    found = bench.model.check_units("strict", bench.workspace.units)
    return {
        "equations": found.equations,
        "judged": found.judged,
        "findings": len(found.findings),
    }


def parameters(bench: Bench) -> Numbers:
    """Hold the model's own values against their priors."""
    inside = 0
    for prior in bench.desk.priors:
        low, high = np.quantile(
            prior.distribution.ppf(np.linspace(0.0005, 0.9995, 1000)), (0.05, 0.95)
        )
        inside += all(low <= value <= high for value in prior.place.own_values())
    return {
        "priors": len(bench.desk.priors),
        "inside": inside,
        "fitted": len(bench.draws.fitted),
    }


def extremes(bench: Bench) -> Numbers:
    """Drive the model with priors and levers anywhere."""
    failed, negative = anywhere(bench)
    kinds = bench.model.variables["kind"]
    return {
        "members": ANYWHERE,
        "failed": failed,
        "stocks": int((kinds == "stock").sum()),
        "negative": len(negative),
    }


def integration(bench: Bench) -> Numbers:
    """Halve the step."""
    found = step_moves(bench, "plan")
    (moved, most), (tail, tail_most) = found["median"], found["p95"]
    return {"moved": moved, "most": most, "tail": tail, "tail_most": tail_most}


@cache
def reproduced(bench: Bench) -> dict[Pair, HistoricalFit]:
    """Return the fit of every observed series that is fitted, by its name: posterior medians."""
    observations = read_fitted(bench.workspace, bench.desk.catalogue, bench.desk.registry)
    names = dict.fromkeys(name for one in observations for name in one.needs)
    (runs,) = bench.runs("momentum", [{}], list(names))
    simulated = np.array([median(one.simulated(runs)) for one in observations])
    chinese = {one.name_en: one.name_zh for one in observations}
    found = historical_fits(observations, simulated)
    return {(name, chinese.get(name, name)): fit for name, fit in found.items()}


def reproduction(bench: Bench) -> Numbers:
    """Hold the posterior against what was observed."""
    found = [one for one in reproduced(bench).values() if np.isfinite(one.mape)]
    count = sum(one.count for one in found)
    return {"count": count, "mape": sum(one.count * one.mape for one in found) / count}


@cache
def anomalies(bench: Bench) -> list[tuple[Anomaly, float, float]]:
    """Return what each loop's deletion does: change in %, share of the members in %."""
    known = {loop.id for loop in bench.loops}
    found = [(one, *moves(bench, one)) for one in ANOMALIES if one.loop in known]
    return [(one, change, 100 * share) for one, change, share in found]


def anomaly(bench: Bench) -> Numbers:
    """Delete each loop."""
    rows = anomalies(bench)
    return {"loops": len(rows), "least": min(share for _, _, share in rows)}


def family(bench: Bench) -> Numbers:
    """Run the zone at three times its size, and another zone."""
    model, names = bench.model, bench.variables()
    units = {str(n).lower(): str(u) for n, u in model.variables[["name", "unit"]].values}
    base, large = model.run(outputs=names), model.run(scaled(model, 3.0), outputs=names)
    error = 0.0
    for name in names:
        expected = whole_series(base, name).values * 3.0 ** degree(units[name.lower()])
        off = np.abs(whole_series(large, name).values - expected) / np.maximum(
            np.abs(expected), 1e-12
        )
        error = max(error, float(off[np.abs(expected) > 1e-9].max(initial=0.0)))
    other = model.run(member(model, ROOT / "model" / "family" / "river-park.csv"), outputs=names)
    numbers: Numbers = {"error": error}
    for prefix, runs in (("other_", other), ("own_", base)):
        revenue = runs["annual revenue"]
        numbers |= {
            f"{prefix}2020": float(revenue.sel(time=2020.0)),
            f"{prefix}2025": float(revenue.sel(time=2025.0)),
            f"{prefix}rate": float((runs["annual GDP"] / revenue)[-1]),
            f"{prefix}debt": float(runs["debt ratio"][-1]),
        }
    return numbers


def surprise(bench: Bench) -> Numbers:
    """Count the surprises that are still so."""
    still = sum(still for _, still in measured(bench).values())
    return {"count": len(SURPRISES), "still": still}


def sensitivity(bench: Bench) -> Numbers:
    """Ask for numbers, modes and order."""
    (first, first_r), (second, second_r), *_ = ranked(bench, "momentum", "annual revenue")
    spelled = {bench.model.canonical(str(n)): str(n) for n in bench.model.variables["name"]}
    return {
        "first": spelled.get(first, first),
        "first_r": first_r,
        "second": spelled.get(second, second),
        "second_r": second_r,
        "slows": 100 * mode_shares(bench, "momentum", ["annual revenue"])["annual revenue"],
        "order": 100 * order_kept(bench, "annual GDP"),
    }


def improvement(bench: Bench) -> Numbers:
    """Compare what the plan makes more and less probable."""
    names = [target.variable for target in bench.judged]
    odds = []
    for name in ("plan", "momentum"):
        (runs,) = bench.runs(name, [{}], names)
        verdicts = judge(runs, bench.judged, bench.indicators)
        odds.append(np.array([verdict.probability for verdict in verdicts], dtype=np.float64))
    change = odds[0] - odds[1]
    return {
        "count": len(names),
        "better": int((change >= 0.01).sum()),
        "worse": int((change <= -0.01).sum()),
    }


TESTS: Mapping[str, Callable[[Bench], Numbers]] = {
    "boundary": boundary,
    "structure": structure,
    "dimensions": dimensions,
    "parameters": parameters,
    "extremes": extremes,
    "integration": integration,
    "reproduction": reproduction,
    "anomaly": anomaly,
    "family": family,
    "surprise": surprise,
    "sensitivity": sensitivity,
    "improvement": improvement,
}
"""In Sterman's order, by the name of their text."""
