"""Statements on disturbances and on the parts of GDP, measured: figures beside what is known.

None is a target of the fit. ``python -m tests.zone.evidence.parts`` prints each with the range
that prefectures and counties, or the literature, leave for it (the ids of ``priors.csv``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from gaoxin.ensembles.lever_paths import with_lever_paths
from gaoxin.ensembles.member_draws import Draws
from gaoxin.ensembles.members import overrides
from tests.zone.evidence.bench import Bench

Array = npt.NDArray[np.float64]

LATEST = 2035.0
OUTPUTS = (
    *("annual GDP", "annual real GDP", "annual fixed investment", "Workers", "total workers"),
    *("Residents", "labour productivity", "real GDP", "construction value added"),
    "annual works spending",
    *("Local services", "public services", "farming"),
)


@dataclass(frozen=True)
class Figure:
    """A statement with what was measured.

    Attributes
    ----------
    id, said : str
    value : str
    known : str
        What it is set beside.
    """

    id: str
    said: str
    value: str
    known: str

    def __str__(self) -> str:
        return f"{self.id:5} {self.said:64} {self.value:28} {self.known}"


def run(
    bench: Bench,
    scenario: str,
    draws: Draws,
    changed: Mapping[str, Any] | None = None,
    final: float = LATEST,
) -> xr.Dataset:
    """Run a scenario over draws to a late year, with some overrides laid over it."""
    given = overrides(
        bench.desk,
        bench.scenario(scenario),
        draws.constants,
        members=draws.members,
        seed=draws.seed,
    )
    own = with_lever_paths(bench.desk, bench.model, given) | dict(changed or {})
    return bench.model.run(
        own, outputs=list(OUTPUTS), members=draws.members, save_every=1.0, final_time=final
    )


def growth(runs: xr.Dataset, name: str) -> Array:
    """Return yearly growth of the logarithm from 2016 on, in percent; shape (member, year)."""
    values = np.asarray(runs[name].transpose("member", "time").values)
    return np.asarray(100.0 * np.diff(np.log(values[:, 1:]), axis=1))


def spread(values: Array) -> str:
    """Return 5, 50 and 95 % points."""
    return " / ".join(f"{x:.2f}" for x in np.quantile(values, (0.05, 0.5, 0.95)))


def given_constants(bench: Bench, sets: int, each: int) -> dict[float, float]:
    """Return the deviation of log real GDP given a member's constants and past, by year.

    What moved 2015-2020 belongs to the member's past, as its constants do: redrawn, it would set
    the zone of 2020 free, which is observed.
    """
    some = {key: values[:sets] for key, values in bench.draws.constants.items()}
    moved = [p.place.key for p in bench.desk.disturbances if p.place.key.startswith("innovation")]
    fresh = {key for key in moved if int(key.rstrip("]").split(",")[-1]) > 2020}
    members = sets * each
    rng = np.random.default_rng(0)
    constants = {
        key: rng.standard_normal(members).clip(-6, 6) if key in fresh else np.repeat(values, each)
        for key, values in some.items()
    }
    draws = replace(bench.draws, members=members, constants=constants, fitted=frozenset())
    runs = run(bench, "momentum", draws, final=2030.0)
    yearly = runs["annual real GDP"].transpose("member", "time").values
    logs = np.log(yearly[:, 1:])  # the first instant has no year behind it, and is 0
    within = logs.reshape(sets, each, -1).std(axis=1, ddof=1)
    return {year: float(np.median(within[:, int(year) - 2015])) for year in (2025.0, 2030.0)}


def in_years(bench: Bench, name: str, years: range, value: float) -> xr.DataArray:
    """Return a constant that has another value in some years."""
    own = float(bench.model.default(name).values)
    times = [2014.0, years.start - 1.0, years.stop - 1.0]
    return xr.DataArray([own, value, own], dims="time", coords={"time": times})


def figures(bench: Bench) -> list[Figure]:
    """Return every statement with its figures."""
    base = run(bench, "momentum", bench.draws)
    gdp, invested = growth(base, "annual real GDP"), growth(base, "annual fixed investment")
    change = gdp[:, 5:10].mean(axis=1) - gdp[:, :5].mean(axis=1)
    spreads = given_constants(bench, 20, 40)
    level = base["annual GDP"].sel(time=2025.0).values
    found = [
        Figure("A2", "sd of the change of mean real growth, 2021-25 less 2016-20 (pp)",
               f"{change.std():.2f}", "2.4 to 4.4 (W017)"),
        Figure("A2", "sd of log real GDP given the constants, 2025 and 2030",
               f"{spreads[2025.0]:.3f}, {spreads[2030.0]:.3f}", "ratio at least 1.3"),
        Figure("A3", "sd over 2021-35 of a member's yearly real GDP growth (pp)",
               spread(gdp[:, 5:].std(axis=1)), "2 to 4.4 (W016)"),
        Figure("A3", "the same of fixed investment (pp)",
               spread(invested[:, 5:].std(axis=1)), "9 to 31 (W015)"),
        Figure("A4", "P(GDP of 2025 at least 121) under momentum",
               f"{(level >= 121.0).mean():.3f}", "0.018 of prefecture windows (W018)"),
    ]  # fmt: skip
    return [*found, *_parts(bench, base)]


def _parts(bench: Bench, base: xr.Dataset) -> list[Figure]:
    at = base.sel(time=2020.0)
    shares = {
        n: 100.0 * at[n] / at["real GDP"] for n in ("construction value added", "Local services")
    }
    works = bench.model.default("works programme")
    more = {
        "works_programme": in_years(bench, "works programme", range(2022, 2023), float(works) + 1.0)
    }
    richer = run(bench, "momentum", bench.draws, more)
    more_of = (richer - base).sel(time=[2022.0, 2023.0]).sum("time")
    done = np.asarray(more_of["annual works spending"].values)
    gain = np.asarray(more_of["annual GDP"].values)[done > 0.02] / done[done > 0.02]
    still = {
        name.replace(" ", "_"): _silent(bench, name)
        for name in ("construction value per works", "construction value per investment")
    }
    without = run(bench, "momentum", bench.draws, still)
    lost = (
        100.0 * (without["annual real GDP"] / base["annual real GDP"] - 1.0).sel(time=2022.0).values
    )
    plan = run(bench, "plan", bench.draws, final=2025.0).sel(time=2025.0)
    met = plan["annual GDP"].values >= 121.0
    sides = [
        Figure("F3", f"where the plan's GDP is 121 or more: {name}",
               spread(np.asarray(plan[name].values)[met]) if met.sum() > 20 else "too few", known)
        for name, known in (
            ("labour productivity", "12.5 (box 2)"),
            ("total workers", "96,800 implied by 121 and 12.5 (C03)"),
            ("Residents", "41,600 to 69,962 in 2020 (C04)"),
        )
    ]  # fmt: skip
    return [
        Figure("F1", "1 more of public works done in 2022-23: GDP of these rises by",
               spread(gain), "0.3 to 0.9 (W066)"),
        Figure("F2", "no construction at all in 2022: real GDP that year (%)",
               spread(lost), "-12 to -4"),
        Figure("F2", "construction over GDP in 2020 (%)",
               spread(shares["construction value added"].values), "5 to 13"),
        Figure("F2", "local services over GDP in 2020 (%)",
               spread(shares["Local services"].values), "9 to 25"),
        *sides,
    ]  # fmt: skip


def _silent(bench: Bench, name: str) -> xr.DataArray:
    """Return a constant as each member has it, and zero in 2022."""
    own = bench.draws.constants[bench.model.canonical(name)]
    values = np.stack([own, np.zeros_like(own), own], axis=1)
    coords = {"time": [2014.0, 2021.0, 2022.0]}
    return xr.DataArray(values, dims=("member", "time"), coords=coords)


if __name__ == "__main__":
    for figure in figures(Bench(members=1000)):
        print(figure)
