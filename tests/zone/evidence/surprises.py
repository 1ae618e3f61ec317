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
from tests.zone.evidence.levers import RULES, base_of, from_2021, levers, onward, run, stage, values
from tests.zone.evidence.members import OUTSIDE

WORDS = Path(__file__).with_suffix(".toml")
PROJECTS, REVIEW = "project ambition", "review strictness"
"""What sizes the named projects, and what holds them back."""

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


def gain(before: Array, after: Array) -> float:
    """Return by how much a median changes, in %; single members may have nothing to begin with."""
    return 100.0 * (median(after) / median(before) - 1.0)


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


def projects(bench: Bench) -> Found:
    """Named projects: they raise revenue and break the energy target."""
    names = ["annual revenue", "energy cut since 2020"]
    plan, without = bench.runs("plan", [{}, {PROJECTS: 0.0}], names)
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


def racks(bench: Bench) -> Found:
    """Count the racks: a first phase stands, a second seldom follows."""
    names = ["dc racks"]
    (plan,) = bench.runs("plan", [{}], names)
    target = bench.target("dc_racks")
    found = at(plan, names[0])
    full = 100 * float(meets(found, target).mean())
    numbers = {"goal": float(target.value or 0.0), "median": median(found), "full": full}
    return dict(numbers), full < 50


def review(bench: Bench) -> Found:
    """Entry review under the plan: what passes is small."""
    names = ["energy cut since 2020", "annual GDP"]
    base = base_of(bench, "plan")
    open_, strict = (
        run(
            bench,
            base,
            {"review strictness": from_2021(bench, base, "review strictness", x)},
            names,
        )
        for x in (0.0, 1.0)
    )
    cut = median(at(strict, names[0]) - at(open_, names[0]))
    gdp = median(100 * (at(strict, names[1]) / at(open_, names[1]) - 1))
    same = 100 * float((np.abs(at(strict, names[0]) - at(open_, names[0])) < 0.05).mean())
    return {"cut": cut, "gdp": gdp, "same": same}, abs(cut) < 2.0


def ceiling(bench: Bench) -> Found:
    """Debt: a higher ceiling is more debt, and hardly more product."""
    names = ["debt ratio", "annual works spending", "annual GDP"]
    base = base_of(bench, "momentum")
    whole = run(bench, base, {}, names, 2030.0)
    changed = {"debt ceiling": from_2021(bench, base, "debt ceiling", 200.0)}
    higher = run(bench, base, changed, names, 2030.0)
    ratio = median(at(higher, names[0]) - at(whole, names[0]))
    works = gain(at(whole, names[1]), at(higher, names[1]))
    gdp = gain(at(whole, names[2]), at(higher, names[2]))
    later = gain(at(whole, names[2], 2030), at(higher, names[2], 2030))
    numbers = {"ratio": ratio, "works": works, "gdp": gdp, "later": later}
    return dict(numbers), ratio > 20 * gdp


def homes(bench: Bench) -> Found:
    """Move homes and living conditions to their top: what is spent on them is not built."""
    names = ["annual works spending", "annual signing", "total workers", "annual GDP"]
    works, signing, workers, gdp = moved_from_2021(bench, "living conditions", 3.0, names)
    numbers = {"works": works, "signing": signing, "workers": workers, "gdp": gdp}
    return dict(numbers), gdp < 0


def bought(bench: Bench) -> Found:
    """Buy no land since 2015: the debt is land."""
    names = ["debt ratio", "annual works spending", "annual GDP"]
    whole, without = bench.runs("momentum", [{}, {"industrial land supply": 0.0}], names)
    before, after = median(at(whole, names[0])), median(at(without, names[0]))
    works, gdp = (gain(at(whole, name), at(without, name)) for name in names[1:])
    return {"before": before, "after": after, "works": works, "gdp": gdp}, after < 0.5 * before


def moved_from_2021(bench: Bench, lever: str, value: float, names: list[str]) -> list[float]:
    """Return the change in % of medians of 2025 under momentum with a lever moved."""
    base = base_of(bench, "momentum")
    whole = run(bench, base, {}, names)
    after = run(bench, base, {lever: from_2021(bench, base, lever, value)}, names)
    return [gain(at(whole, name), at(after, name)) for name in names]


def together_less(bench: Bench) -> Found:
    """All levers at their top deliver less than the sum of what each does alone."""
    name = "annual GDP"
    base = base_of(bench, "momentum")
    policies = [lever for lever in levers(bench) if lever.sector not in OUTSIDE]
    paid = [lever for lever in policies if not any(rule in lever.note for rule in RULES)]
    tops = {lever.name: from_2021(bench, base, lever.name, lever.high) for lever in paid}
    begun = stage(bench, "momentum")
    whole = values(onward(bench, begun, None, 0.0, [name]), name, 2025.0)
    ends = (values(onward(bench, begun, p.name, p.high, [name]), name, 2025.0) for p in paid)
    alone = [median(100 * (end / whole - 1)) for end in ends]
    all_ = median(100 * (at(run(bench, base, tops, [name]), name) / whole - 1))
    numbers = {
        "levers": len(paid),
        "sum": sum(alone),
        "all": all_,
        "share": 100 * all_ / sum(alone),
    }
    return dict(numbers), all_ < 0.95 * sum(alone)


def cancel(bench: Bench) -> Found:
    """Loops: single ones move single members far, all together move the median little."""
    name = "annual GDP"
    own = [loop.strength for loop in bench.loops]
    cuts = [{key: 0.0} for key in own] + [dict.fromkeys(own, 0.0)]
    moves = changes_each(bench, "momentum", cuts, name)
    ends = [np.quantile(move, (0.05, 0.95)) for move in moves[:-1]]
    low, high = min(float(end[0]) for end in ends), max(float(end[1]) for end in ends)
    low_all, all_, high_all = (float(x) for x in np.quantile(moves[-1], (0.05, 0.5, 0.95)))
    numbers = {"low": low, "high": high, "all": all_, "low_all": low_all, "high_all": high_all}
    return dict(numbers), abs(all_) < max(abs(low), abs(high))


def changes_each(bench: Bench, name: str, cuts: list[dict[str, float]], output: str) -> list[Array]:
    """Return by how much an output of 2025 changes in %, for each set that is held."""
    base, *changed = bench.runs(name, [{}, *cuts], [output])
    return [
        100 * (at(one, output) - at(base, output)) / np.abs(at(base, output)) for one in changed
    ]


def land(bench: Bench) -> Found:
    """Land scarcity: a balancing loop that does little while land is at hand."""
    loop = next(loop for loop in bench.loops if loop.id == "B1")
    names = ["annual fixed investment", "Registered firms"]
    invested, firms = map(median, changes(bench, "momentum", {loop.strength: 0.0}, names))
    (runs,) = bench.runs("momentum", [{}], ["land at hand"])
    return {"invested": invested, "firms": firms, "pull": median(at(runs, "land at hand"))}, (
        abs(invested) < 5.0
    )


SURPRISES: dict[str, Callable[[Bench], Found]] = {
    one.__name__: one
    for one in (
        *(together, projects, racks, review, booking, cultivated, ceiling, homes, bought),
        *(together_less, cancel, land),
    )
}
"""By the name of their text."""


@cache
def measured(bench: Bench) -> dict[str, Found]:
    """Return what each surprise says of this version of the model."""
    return {name: found(bench) for name, found in SURPRISES.items()}
