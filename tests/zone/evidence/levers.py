"""What each lever moves, what it costs and who pays: measured over members of the posterior.

A lever departs from practice at the end of 2020; all else stays as the scenario has it, on the same
draws. An elasticity is that of a median to a lever that practice is not 0 for; where practice is 0
there is none, and the move by a tenth of the lever's range stands in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import xarray as xr

from gaoxin.desks.levers import Lever, read_levers
from gaoxin.ensembles.lever_paths import with_lever_paths
from gaoxin.ensembles.members import overrides
from gaoxin.verdicts.series import series
from gaoxin.verdicts.verdict import meets
from tests.zone.evidence.bench import Bench

SHOWN = (
    *("annual GDP", "annual revenue", "annual fixed investment", "high tech firms", "rd intensity"),
    *("total workers", "Residents", "energy cut since 2020", "debt ratio", "platform assets"),
)
YEARS = (2025.0, 2030.0)
PURSES = ("treasury", "platform", "firms", "city")
BILL = "Cumulative bill"
START = 2020.0
LOW, HIGH = 0.10, 0.90
"""Unlikely and likely enough for a lever to be said to decide."""

RULES = ("no purse", "not policy", "moves nothing unless", "moves nothing where", "the plan's own")
"""What the note of a lever without a bill says."""


@dataclass(frozen=True)
class Moved:
    """What one lever does when it departs from practice at the end of 2020.

    Attributes
    ----------
    lever : Lever
    value : float
        What it is set to: practice and a tenth of its range, or less where practice is its top.
    change : dict of (variable, year) to float
        Median of the change over members: per cent, or points of a variable in per cent.
    elasticity : dict of (variable, year) to float
        Of a median; NaN where practice is 0 or the variable may be negative.
    cost : dict of purse to float
        Median of what it costs beyond practice in 2021-2025, 1e8 CNY.
    largest : float
        Largest relative move of a judged target in any member, at either end of its range.
    """

    lever: Lever
    value: float
    change: Mapping[tuple[str, float], float]
    elasticity: Mapping[tuple[str, float], float]
    cost: Mapping[str, float]
    largest: float

    @property
    def free(self) -> bool:
        """Whether it costs nothing, and its note does not say why."""
        costs = max(abs(cost) for cost in self.cost.values()) > 1e-6
        return not costs and not any(rule in self.lever.note for rule in RULES)

    @property
    def dead(self) -> bool:
        """Whether it moves no judged target, and its note does not say why."""
        return self.largest < 1e-3 and not any(rule in self.lever.note for rule in RULES)


@dataclass(frozen=True)
class Decides:
    """A lever or reading that alone takes a target from unlikely to likely, or back.

    Attributes
    ----------
    target, scenario, switch : str
    low, base, high : float
        Least probability over its settings, that of the scenario, and the greatest.
    """

    target: str
    scenario: str
    switch: str
    low: float
    base: float
    high: float


def base_of(bench: Bench, scenario: str) -> dict[str, Any]:
    """Return the overrides of a scenario over the bench's draws, levers as paths."""
    draws = bench.draws
    given = overrides(
        bench.desk,
        bench.scenario(scenario),
        draws.constants,
        members=draws.members,
        seed=draws.seed,
    )
    return with_lever_paths(bench.desk, bench.model, given)


def from_2021(bench: Bench, base: Mapping[str, Any], lever: str, value: float) -> xr.DataArray:
    """Return a lever as it is until the end of 2020, and at `value` after."""
    own = base.get(bench.model.canonical(lever), bench.model.default(lever))
    if not isinstance(own, xr.DataArray):
        own = xr.DataArray(own, dims="member" if np.ndim(own) else ())
    if "time" in own.dims:
        own = own.isel(time=0, drop=True)
    own = own.drop_vars("time", errors="ignore") * 1.0
    both = xr.concat([own, xr.full_like(own, value)], "time")
    return both.assign_coords(time=[2014.0, 2020.0])


@dataclass(frozen=True, eq=False)
class Stage:
    """A scenario's members at the end of 2020, where levers begin to move.

    Attributes
    ----------
    overrides : dict
        Of the scenario, levers as paths.
    state : xarray.Dataset
        The run to the end of 2020, which others go on from.
    """

    overrides: Mapping[str, Any]
    state: xr.Dataset


@cache
def stage(bench: Bench, scenario: str, without_loops: bool = False) -> Stage:
    """Return a scenario's members at the end of 2020, with all loops or with none."""
    base = base_of(bench, scenario)
    if without_loops:
        cut = (bench.model.canonical(loop.strength) for loop in bench.loops)
        base |= dict.fromkeys(cut, 0.0)
    return Stage(base, run(bench, base, {}, ["annual GDP"], START))


def onward(
    bench: Bench,
    from_: Stage,
    lever: str | None,
    value: float,
    outputs: Sequence[str],
    final: float = 2025.0,
) -> xr.Dataset:
    """Run on from the end of 2020 with one lever at a value; with none where `lever` is None."""
    changed = {} if lever is None else {lever: from_2021(bench, from_.overrides, lever, value)}
    return run(bench, from_.overrides, changed, outputs, final, from_.state)


def run(
    bench: Bench,
    base: Mapping[str, Any],
    changed: Mapping[str, Any],
    outputs: Sequence[str],
    final: float = 2025.0,
    state: xr.Dataset | None = None,
) -> xr.Dataset:
    """Run the bench's members with overrides laid over a scenario's, from a state or the start."""
    keys = {bench.model.canonical(name): value for name, value in changed.items()}
    return bench.model.run(
        {**base, **keys},
        outputs=list(dict.fromkeys(outputs)),
        members=bench.members,
        save_every=1.0,
        final_time=final,
        initial_state=state,
    )


def step_of(lever: Lever) -> float:
    """Return practice and a tenth of the lever's range; less than practice at its top."""
    tenth = 0.1 * (lever.high - lever.low)
    up = lever.neutral + tenth
    return up if up <= lever.high + 1e-9 else lever.neutral - tenth


def values(runs: xr.Dataset, name: str, year: float) -> np.ndarray:
    """Return a variable at the end of a year, shape (member,)."""
    return np.asarray(series(runs, name).sel(time=year).values, dtype=np.float64)


def in_points(bench: Bench, name: str) -> bool:
    """Whether changes of a variable are told in points: it is in per cent already."""
    table = bench.model.variables
    units = dict(zip(map(bench.model.canonical, table["name"]), table["unit"], strict=True))
    return str(units[bench.model.canonical(name)]).startswith("percent")


@cache
def table(bench: Bench) -> list[Moved]:
    """Return every lever of ``levers.csv`` moved under momentum, in the table's order."""
    whole = onward(bench, stage(bench, "momentum"), None, 0.0, [*SHOWN, BILL], max(YEARS))
    return [_moved(bench, whole, lever) for lever in levers(bench)]


def levers(bench: Bench) -> list[Lever]:
    """Return the levers of the workspace."""
    return list(read_levers(bench.workspace.levers).values())


def _moved(bench: Bench, whole: xr.Dataset, lever: Lever) -> Moved:
    names, value = list(SHOWN), step_of(lever)
    base = stage(bench, "momentum")
    after = onward(bench, base, lever.name, value, [*names, BILL], max(YEARS))
    change, elasticity = {}, {}
    for name in names:
        for year in YEARS:
            a, b = values(whole, name, year), values(after, name, year)
            points = in_points(bench, name)
            with np.errstate(all="ignore"):
                moves = b - a if points else 100.0 * (b / a - 1.0)
            change[name, year] = float(np.median(moves))
            elasticity[name, year] = _elasticity(a, b, lever, value, points)
    bill = [runs[BILL].sel(time=2025.0).transpose("member", ...).values for runs in (whole, after)]
    paid = np.median(bill[1] - bill[0], axis=0)
    cost = dict(zip(PURSES, (float(one) for one in paid), strict=True))
    return Moved(lever, value, change, elasticity, cost, _largest(bench, lever))


def _elasticity(a: np.ndarray, b: np.ndarray, lever: Lever, value: float, points: bool) -> float:
    if points or lever.neutral <= 0 or value <= 0 or np.median(a) <= 0 or np.median(b) <= 0:
        return float("nan")
    own = np.log(np.median(b) / np.median(a))
    return float(own / np.log(value / lever.neutral))


def _largest(bench: Bench, lever: Lever) -> float:
    """Return the largest move of a judged target of 2025 at either end of a lever's range."""
    told = outcomes(bench, "momentum")
    own, *ends = (found for name, found in told if name in {"", lever.name})
    moves = [np.abs(end - own) / (np.abs(own) + 1e-9) for end in ends]
    return float(np.max(moves))


@cache
def outcomes(bench: Bench, scenario: str) -> list[tuple[str, np.ndarray]]:
    """Return what every single lever or reading does to the judged targets of 2025.

    Under a scenario: as it is, by the name "", first; then each lever at both ends of its range,
    and each reading of a disputed word. Values by target and member.
    """
    base = stage(bench, scenario)
    names = [target.variable for target in bench.judged]

    def told(runs: xr.Dataset) -> np.ndarray:
        return np.stack([values(runs, name, 2025.0) for name in names])

    found = [("", told(onward(bench, base, None, 0.0, names)))]
    for lever in levers(bench):
        ends = (onward(bench, base, lever.name, x, names) for x in (lever.low, lever.high))
        found += [(lever.name, told(end)) for end in ends]
    for name, options in bench.desk.definitions.items():
        for option in options.values():
            changed = {option.constant: float(option.value)}  # acts from the start
            found.append((name, told(run(bench, base.overrides, changed, names))))
    return found


def deciding(bench: Bench, scenario: str) -> list[Decides]:
    """Return the levers and readings that alone decide a judged target under a scenario."""
    targets = bench.judged
    odds: dict[str, list[np.ndarray]] = {}
    for name, told in outcomes(bench, scenario):
        met = [meets(row, target).mean() for row, target in zip(told, targets, strict=True)]
        odds.setdefault(name, []).append(np.array(met))
    (own,) = odds.pop("")
    rows = []
    for name, settings in odds.items():
        low, high = np.min([own, *settings], axis=0), np.max([own, *settings], axis=0)
        rows += [
            Decides(target.id, scenario, name, float(low[i]), float(own[i]), float(high[i]))
            for i, target in enumerate(targets)
            if low[i] < LOW and high[i] > HIGH
        ]
    return rows
