"""Behaviour of the model that was not expected: measured here, worded in ``surprises.toml``.

Each function runs the model and returns the numbers of its text, and whether it is still so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.verdicts.verdict import meets
from tests.zone.evidence.bench import Array, Bench, at, median

WORDS = Path(__file__).with_suffix(".toml")
PROJECT_LEVERS = ("project ambition", "announced investment")
"""What sizes the named projects; the first that the model has."""

Found = tuple[dict[str, float | str], bool]
"""Numbers by name; whether the behaviour is still there."""


def words() -> dict[str, dict[str, dict[str, str]]]:
    """Return the texts: by surprise, part (title, expected, found, why, fate) and language."""
    found: dict[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return found


def changes(bench: Bench, name: str, held: dict[str, float], outputs: list[str]) -> list[Array]:
    """Return by how much each output of 2025 changes where constants are held, in %, by member."""
    base, changed = bench.runs(name, [{}, held], outputs)
    return [100 * (at(changed, v) - at(base, v)) / np.abs(at(base, v)) for v in outputs]


def together(bench: Bench) -> Found:
    """GDP and productivity: the workers that both would take, and those there are."""
    gdp, productivity = bench.target("gdp"), bench.target("labour_productivity")
    if gdp.value is None or productivity.value is None:
        raise ValueError("both targets have a number")
    names = [gdp.variable, productivity.variable, "total workers"]
    (runs,) = bench.runs("stretch", [{}], names)
    met = meets(at(runs, gdp.variable), gdp)
    workers = median(at(runs, "total workers"))
    needed = 1e4 * gdp.value / productivity.value
    numbers = {
        "gdp": gdp.value,
        "productivity": productivity.value,
        "needed": needed,
        "workers": workers,
        "one": 100 * float(met.mean()),
        "with_gdp": median(at(runs, productivity.variable)[met]),
        "implied": workers * productivity.value / 1e4,
    }
    return dict(numbers), bool(workers < needed)


def wear(bench: Bench) -> Found:
    """Loop B4: the switch that was to balance cuts a link that reinforces."""
    loop = next(loop for loop in bench.loops if loop.id == "B4")
    scores = bench.model.loop_scores(loops={"B4": loop.path})
    sign = str(scores["polarity"].values[0])
    (change,) = changes(bench, "momentum", {loop.strength: 0.0}, ["annual revenue"])
    return {"sign": sign, "change": median(change)}, sign == "R"


def saturated(bench: Bench) -> Found:
    """Loop B7: a level that matters, a feedback that does not."""
    names = ["energy cut since 2020", "review pressure"]
    whole, without = bench.runs("plan", [{}, {"strength B7": 0.0}], names)
    before, after = (median(at(runs, names[0])) for runs in (whole, without))
    full = 100 * float((at(whole, names[1]) > 0.95).mean())
    return {"before": before, "after": after, "full": full}, before - after > 5 and full > 50


def strict(bench: Bench) -> Found:
    """Entry review: tighter, and nothing moves."""
    names = ["energy cut since 2020", "annual revenue", "review pressure"]
    base, tight = bench.runs("momentum", [{}, {"review strictness": 1.0}], names)
    cut = median(at(tight, names[0]) - at(base, names[0]))
    revenue = median(100 * (at(tight, names[1]) / at(base, names[1]) - 1))
    idle = {
        f"idle_{year}": 100 * float((at(base, names[2], year) < 0.05).mean())
        for year in (2022, 2025)
    }
    return {"cut": cut, "revenue": revenue, **idle}, abs(cut) < 0.5


def projects(bench: Bench) -> Found:
    """Named projects: they raise revenue and break the energy target."""
    names = ["annual revenue", "energy cut since 2020"]
    known = set(bench.model.variables["name"])
    lever = next(name for name in PROJECT_LEVERS if name in known)
    plan, without = bench.runs("plan", [{}, {lever: 0.0}], names)
    revenue, cut = (median(at(plan, name)) for name in names)
    revenue_without, cut_without = (median(at(without, name)) for name in names)
    numbers = {
        "revenue": revenue,
        "revenue_without": revenue_without,
        "cut": cut,
        "cut_without": cut_without,
    }
    return dict(numbers), revenue > revenue_without and cut < cut_without


def booking(bench: Bench) -> Found:
    """Booked trade: revenue with little value added."""
    names = ["annual revenue", "annual GDP", "labour productivity"]
    found = changes(bench, "momentum", {"booking recruitment": 3.0}, names)
    revenue, gdp, productivity = map(median, found)
    return {"revenue": revenue, "gdp": gdp, "productivity": productivity}, revenue > 2 * gdp


def cultivated(bench: Bench) -> Found:
    """High-tech support: certificates, not research."""
    names = ["high tech firms", "rd intensity", "annual GDP"]
    found = changes(bench, "momentum", {"innovation support": 3.0}, names)
    firms, intensity, gdp = map(median, found)
    still = firms > 10 * max(abs(intensity), 0.1)
    return {"firms": firms, "intensity": intensity, "gdp": gdp}, still


def debt(bench: Bench) -> Found:
    """Debt: near nothing or at the ceiling, seldom between."""
    (runs,) = bench.runs("plan", [{}], ["debt ratio"])
    ratio = at(runs, "debt ratio")
    low, high = 100 * float((ratio < 20).mean()), 100 * float((ratio > 80).mean())
    return {"low": low, "high": high, "mid": 100 - low - high}, low + high > 75


def land(bench: Bench) -> Found:
    """Land scarcity: a balancing loop that adds."""
    loop = next(loop for loop in bench.loops if loop.id == "B1")
    names = ["annual fixed investment", "Registered firms"]
    invested, firms = map(median, changes(bench, "momentum", {loop.strength: 0.0}, names))
    (runs,) = bench.runs("momentum", [{}], ["land attraction"])
    pull = median(at(runs, "land attraction"))
    return {"invested": invested, "firms": firms, "pull": pull}, invested < 0


SURPRISES: dict[str, Callable[[Bench], Found]] = {
    one.__name__: one
    for one in (together, wear, projects, saturated, strict, booking, cultivated, debt, land)
}
"""By the name of their text."""


@cache
def measured(bench: Bench) -> dict[str, Found]:
    """Return what each surprise says of this version of the model."""
    return {name: found(bench) for name, found in SURPRISES.items()}
