"""Figures of the design's statements: ``python -m tests.zone.evidence.statements [members]``.

Each line is a statement (``T``) of the design: what is set from the end of 2020 on, and by how much
it moves what the statement speaks of, 5th, 50th and 95th percentile over members of the posterior
(of the priors with ``--prior``). Ranges that the design states stand behind. Nothing is tuned to
them: a figure outside is printed as such.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from operator import mul
from typing import Any

import numpy as np
import xarray as xr

import gaoxin
from gaoxin.desks.desk import open_desk
from gaoxin.desks.workspace import Workspace
from gaoxin.ensembles.member_draws import take_draws
from gaoxin.ensembles.members import overrides
from gaoxin.ensembles.scenario import load_scenario
from tests.zone.conftest import ROOT, Zone

GDP = "annual real GDP"
Overrides = dict[str, Any]


@dataclass
class Stand:
    """The zone at one set of draws; every statement runs the same members."""

    zone: Zone
    members: int
    source: str = "posterior"
    base: Overrides = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.source == "prior":
            self.base = self.zone.prior_draws(self.members, seed=3)
            return
        desk = open_desk(self.zone.workspace, self.zone.model)
        draws = take_draws(desk, "posterior", members=self.members, seed=3)
        momentum = load_scenario(desk, "momentum")
        self.base = overrides(desk, momentum, draws.constants, members=self.members, seed=3)

    def run(self, *changes: Overrides, to: float = 2030, outputs: list[str]) -> xr.Dataset:
        """Return a run of all members with changes laid over their draws."""
        model, given = self.zone.model, dict(self.base)
        for change in changes:
            keys = {model.canonical(name) for name in change}
            given = {n: v for n, v in given.items() if model.canonical(n) not in keys} | change
        runs: xr.Dataset = model.run(
            given, members=self.members, outputs=outputs, final_time=to, save_every=1.0
        )
        return runs

    def from_2021(
        self, name: str, value: float | Callable[[Any], Any], until: float | None = None
    ) -> Overrides:
        """Return a constant as it is to the end of 2020, and as `value` says after or `until`."""
        model = self.zone.model
        key = model.canonical(name)
        own = next((v for n, v in self.base.items() if model.canonical(n) == key), None)
        own = model.default(name) if own is None else own
        if not isinstance(own, xr.DataArray):
            own = xr.DataArray(own, dims="member" if np.ndim(own) else ())
        if "time" in own.dims:
            own = own.isel(time=0, drop=True)
        after = value(own) if callable(value) else xr.zeros_like(own * 1.0) + value
        path, times = [own * 1.0, after], [2014.0, 2020.0]
        if until is not None:
            path, times = [*path, own * 1.0], [*times, until]
        return {name: xr.concat(path, "time").assign_coords(time=times)}


def percent(a: xr.DataArray, b: xr.DataArray, year: int) -> np.ndarray:
    """Return by how many per cent `a` differs from `b` at the end of a year."""
    return np.asarray(100 * (a.sel(time=float(year)) / b.sel(time=float(year)) - 1))


def band(values: Any) -> str:
    """Return 5th, 50th and 95th percentile as text."""
    return " ".join(f"{q:8.2f}" for q in np.nanpercentile(np.asarray(values), [5, 50, 95]))


def signing(stand: Stand) -> Iterator[tuple[str, str, str]]:
    """C1 and C2: signed money and rivals."""
    base = stand.run(outputs=[GDP, "annual signing"])
    for factor, said in ((3.0, "+4..+20; +14..+46"), (0.0, "-2..-11; -12..-35")):
        change = stand.from_2021("practice signing", partial(mul, factor))
        run = stand.run(change, outputs=[GDP])
        for year in (2025, 2030):
            yield (
                f"C1 signed money x{factor:g}, GDP {year} %",
                band(percent(run[GDP], base[GDP], year)),
                said,
            )
    run = stand.run(stand.from_2021("signing effort", 3.0), outputs=[GDP, "annual signing"])
    ratio = run["annual signing"].sel(time=2024.0) / base["annual signing"].sel(time=2024.0)
    yield "C1 effort x3, money times", band(ratio), "1.5..2.3"
    change = stand.from_2021("rival improvement", lambda own: own + 0.02)
    run = stand.run(change, outputs=[GDP, "annual signing"])
    lower = (run["annual signing"] < base["annual signing"]).sel(time=2030.0).mean()
    yield "C2 rivals +2 pp, share with less signing 2030", f"{float(lower):8.2f}", "1"
    yield "C2 rivals +2 pp, GDP 2030 %", band(percent(run[GDP], base[GDP], 2030)), "below 0 in 95 %"


def capacity(stand: Stand) -> Iterator[tuple[str, str, str]]:
    """B1 to B3: orders, capacity and use of it."""
    names = ["firm investment", "utilisation", "annual revenue"]
    base = stand.run(outputs=names, to=2035)
    run = stand.run(stand.from_2021("market elasticity", -200.0), outputs=names, to=2023)
    left = run["firm investment"].sum("Producing").sel(time=2022.0)
    left = left / run["firm investment"].sum("Producing").sel(time=2020.0)
    yield "B1 no orders, investment 2022 over 2020", band(left), "below 0.05"
    use = base["utilisation"].sel(time=slice(2016, None))
    yield (
        "B3 share of utilisation in 0.60-0.92",
        f"{float(((use > 0.6) & (use < 0.92)).mean()):8.2f}",
        "0.9",
    )
    half = stand.from_2021("capital value added ratio", lambda own: 0.5 * own)
    run = stand.run(half, outputs=names, to=2023)
    yield (
        "B3 capacity x2, revenue 2023 %",
        band(percent(run["annual revenue"], base["annual revenue"], 2023)),
        "below 15",
    )


def purses(stand: Stand) -> Iterator[tuple[str, str, str]]:
    """G1 and G3: the treasury."""
    names = [GDP, "annual works spending", "debt ratio"]
    base = stand.run(outputs=names)
    ratio = np.asarray(base["debt ratio"].sel(time=2020.0))
    yield "G1 debt ratio 2020, percent", band(ratio), "one mode, p95/p5 below 8"
    yield "G1 share above 200", f"{(ratio > 200).mean():8.3f}", "below 0.01"
    years = [2022.0, 2023.0, 2024.0, 2025.0]
    for said, name, value in (
        ("interest x2", "interest rate", lambda own: 2 * own),
        ("transfers -30 %", "transfers 2020", lambda own: 0.7 * own),
        ("debt ceiling 0", "debt ceiling", 0.0),
    ):
        run = stand.run(stand.from_2021(name, value), outputs=names)
        works = run["annual works spending"].sel(time=years).sum("time")
        works = works / base["annual works spending"].sel(time=years).sum("time")
        yield (
            f"G3 {said}, works 2022-25 %",
            band(100 * (works - 1)),
            "lower in 95 %; ceiling -10..-60",
        )
        yield f"G3 {said}, GDP 2025 %", band(percent(run[GDP], base[GDP], 2025)), "below 0"


def people(stand: Stand) -> Iterator[tuple[str, str, str]]:
    """H1 to H3: skills, talent, wages and homes."""
    names = [GDP, "total workers", "Schooling", "inventions per 10k residents", "Wage index",
             "immigration", "efficiency"]  # fmt: skip
    base = stand.run(outputs=names, to=2035)
    learned = stand.from_2021("schooling of entrants", lambda own: own + 8, until=2025.0)
    run = stand.run(learned, outputs=names)
    years = (run["Schooling"] - base["Schooling"]).sel(time=2025.0)
    each = percent(run[GDP] / run["total workers"], base[GDP] / base["total workers"], 2030) / years
    yield "H1 GDP per worker 2030 per year of schooling %", band(each), "+4..+14"
    run = stand.run(stand.from_2021("research scale", 0.0), outputs=names)
    yield (
        "H1 no R&D, productivity 2030 %",
        band(percent(run["efficiency"], base["efficiency"], 2030)),
        "-0.5..-6",
    )
    talent = stand.from_2021("talent programme", 1000.0)
    run = stand.run(talent, outputs=names)
    yield (
        "H2 1,000 talents a year, GDP 2030 %",
        band(percent(run[GDP], base[GDP], 2030)),
        "up in 80 %",
    )
    patents = "inventions per 10k residents"
    yield "H2 inventions 2030 %", band(percent(run[patents], base[patents], 2030)), "above -5"
    wage = base["Wage index"].sel(time=2035.0)
    yield "H3 wage index 2035", band(wage), "p95 - p5 at least 0.15"
    run = stand.run(stand.from_2021("living conditions", 0.0), outputs=names)
    yield (
        "H3 no homes, immigration 2030 %",
        band(percent(run["immigration"], base["immigration"], 2030)),
        "-50 or more",
    )


def growth(stand: Stand) -> Iterator[tuple[str, str, str]]:
    """M1: growth slows for reasons."""
    gdp = stand.run(outputs=[GDP], to=2035)[GDP]
    rates = {}
    for start in (2015, 2020, 2025, 2030):
        ratio = gdp.sel(time=start + 5.0) / gdp.sel(time=float(start))
        rates[start] = 100 * (ratio**0.2 - 1)
        yield f"M1 mean growth {start + 1}-{start + 5} %", band(rates[start]), ""
    yield (
        "M1 share slower in 2031-35 than in 2021-25",
        f"{float((rates[2030] < rates[2020]).mean()):8.2f}",
        "0.75",
    )
    yield "M1 2021-25 less 2016-20, points", band(rates[2020] - rates[2015]), "-3 or more"


def projects(stand: Stand) -> Iterator[tuple[str, str, str]]:
    """E2 and J1: what runs of the named projects."""
    free = {"review strictness": 0.0, "practice review strictness": 0.0}
    for said, review in (("no review", free), ("review of practice", {})):
        run = stand.run(
            {"project ambition": 1.0}, review, outputs=["installed", "Progress"], to=2025
        )
        for phase in run["Phase"].values.tolist():
            one = run.sel(Phase=phase, time=2025.0)
            runs = float((one["installed"] > 0).mean())
            half = float(((one["Progress"] > 0) & (one["installed"] == 0)).mean())
            yield f"E2 {phase}, {said}: runs, half built", f"{runs:8.2f} {half:8.2f}", ""


STATEMENTS = (capacity, signing, purses, people, growth, projects)


def main(arguments: list[str]) -> None:
    """Print every statement with its figures."""
    numbers = [int(a) for a in arguments if a.isdigit()]
    workspace = Workspace(ROOT)
    zone = Zone(workspace, gaoxin.load(workspace.model_path))
    source = "prior" if "--prior" in arguments else "posterior"
    stand = Stand(zone, numbers[0] if numbers else 300, source)
    for statement in STATEMENTS:
        for name, found, said in statement(stand):
            print(f"{name:58s}{found:30s}{said}")


if __name__ == "__main__":
    main(sys.argv[1:])
