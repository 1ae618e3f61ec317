"""Sensitivity: of numbers, of modes of behaviour, of the order in which policies stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from gaoxin.ensembles.members import overrides
from gaoxin.verdicts.series import series
from tests.zone.evidence.bench import Array, Bench, at

POLICIES = ("momentum", "plan-half", "plan")
"""Scenarios of the same world, by how much of the plan is delivered."""


def rank_correlation(a: Array, b: Array) -> float:
    """Return Spearman's rank correlation; 0 where one does not vary."""
    first, second = (np.argsort(np.argsort(x)).astype(float) for x in (a, b))
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def ranked(bench: Bench, name: str, variable: str) -> list[tuple[str, float]]:
    """Return the drawn constants by the size of their rank correlation with an outcome of 2025."""
    (runs,) = bench.runs(name, [{}], [variable])
    outcome = at(runs, variable)
    found = [(key, rank_correlation(v, outcome)) for key, v in bench.draws.constants.items()]
    return sorted(found, key=lambda pair: -abs(pair[1]))


def slows(runs: xr.Dataset, variable: str) -> Array:
    """Return in which members growth after 2020 is slower than before: a share of five years."""
    values = series(runs, variable).sel(time=[2015, 2020, 2025]).values
    before, after = values[:, 1] / values[:, 0], values[:, 2] / values[:, 1]
    return np.asarray(after < before, dtype=np.float64)


def mode_shares(bench: Bench, name: str, variables: Sequence[str]) -> dict[str, float]:
    """Return the share of the members in which each variable's growth slows after 2020."""
    (runs,) = bench.runs(name, [{}], variables)
    return {variable: float(slows(runs, variable).mean()) for variable in variables}


def order_kept(bench: Bench, variable: str) -> float:
    """Return the share of the members in which more of the plan never lowers an outcome."""
    scenarios = [bench.scenario(name) for name in POLICIES]
    columns = []
    for scenario in scenarios:
        given = overrides(
            bench.desk,
            scenario,
            bench.draws.constants,
            members=bench.members,
            seed=bench.draws.seed,
        )
        runs = bench.model.run(given, members=bench.members, outputs=[variable], save_every=1.0)
        columns.append(at(runs, variable))
    steps = np.diff(np.stack(columns), axis=0)
    return float((steps >= 0).all(axis=0).mean())


OF_HUNDRED = ("cut", "growth", "debt ratio")
WHOLES = {"annual platform profit": "annual platform revenue"}


AMBITION = "project_ambition"
QUANTILES = {"median": 0.5, "p95": 0.95}


def step_moves(bench: Bench, name: str) -> dict[str, tuple[float, str]]:
    """Return how far halving the step moves any indicator of 2025, in %, and which one most.

    By :data:`QUANTILES`. Cuts, growth rates and the debt ratio, which may be near nothing, are held
    against 100 %; profit, which passes through zero, against the revenue that it is part of. There
    are no named projects: they are decided and begun at a threshold, a step sooner or later.
    """
    scenario = bench.scenario(name)
    given = overrides(
        bench.desk, scenario, bench.draws.constants, members=bench.members, seed=bench.draws.seed
    )
    given = {k: v for k, v in given.items() if bench.model.canonical(k) != AMBITION}
    given |= {AMBITION: 0.0}
    names = bench.variables()
    coarse, fine = (
        bench.model.run(given, members=bench.members, outputs=names, save_every=1.0, time_step=dt)
        for dt in (None, 1 / 32)
    )
    found = {}
    for label, share in QUANTILES.items():
        moves = []
        for variable in names:
            a, b = (float(np.quantile(at(run, variable), share)) for run in (coarse, fine))
            whole = WHOLES.get(variable)
            held = float(np.quantile(at(fine, whole), share)) if whole else b
            scale = 100.0 if any(word in variable for word in OF_HUNDRED) else abs(held)
            moves.append((100.0 * abs(a - b) / scale, variable))
        found[label] = max(moves)
    return found
