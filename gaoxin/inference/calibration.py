"""A workspace's calibration: its files read and checked, fitted, and told as tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.inference.archive import DRAWS, Posterior, rounded
from gaoxin.inference.fit import CHAINS, PARTICLES, Fit, calibrate
from gaoxin.inference.holdout import HeldOut, leave_one_out
from gaoxin.inference.modelerror import ModelError
from gaoxin.inference.observation_table import Reading, fitted, read_readings
from gaoxin.inference.observations import Observation
from gaoxin.inference.places import Catalogue
from gaoxin.inference.predictive import intervals, replicates
from gaoxin.inference.priors import Prior, bind_priors, model_error, read_rows
from gaoxin.inference.smc import Settings
from gaoxin.inference.space import Space, from_normal
from gaoxin.inference.structures import FULL, Structure, read_structures
from gaoxin.inference.summary import parameter_table, ridges
from gaoxin.units import registry

if TYPE_CHECKING:
    import pint
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model
    from gaoxin.workspace import Workspace

    Array = NDArray[np.float64]

ERROR_SPAN = 6.0
"""Years from the start of the runs (end of 2014) to the last observation: where tau is stated."""

STRUCTURE_CHAINS, STRUCTURE_PARTICLES, STRUCTURE_DRAWS = 2, 3000, 600
"""Of a competing structure: enough for its bands and its evidence."""

Progress = Callable[[str, float], None]
"""Called with what is at work and the share of it that is done."""


@dataclass(frozen=True)
class Calibration:
    """What a workspace says of its fit.

    Attributes
    ----------
    files : mapping of str to Path
        By role: what the posterior rests on; their hashes make it stale or not.
    """

    workspace: Workspace
    model: Model
    priors: tuple[Prior, ...]
    readings: tuple[Reading, ...]
    error: ModelError | None
    structures: tuple[Structure, ...]
    files: Mapping[str, Path]

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations that are fitted."""
        return fitted(self.readings)

    def hashes(self) -> dict[str, str]:
        """Return the sha256 of each file, by role."""
        return {
            role: hashlib.sha256(path.read_bytes()).hexdigest() for role, path in self.files.items()
        }


def open_calibration(workspace: Workspace, model: Model) -> Calibration:
    """Read priors, observations and structures, and check them against `model`.

    Raises
    ------
    DataError
        The first thing that is wrong, with its file and line.
    """
    ureg, catalogue = registry(workspace.units), Catalogue.of(model)
    rows = read_rows(workspace.table("priors"))
    start = float(model.default("INITIAL TIME").values)
    return Calibration(
        workspace,
        model,
        bind_priors(rows, catalogue, ureg),
        read_readings(workspace.table("observations"), catalogue, ureg),
        model_error(rows, start, ERROR_SPAN),
        read_structures(workspace.table("structures"), catalogue, ureg),
        posterior_files(workspace),
    )


def read_fitted(
    workspace: Workspace, catalogue: Catalogue, ureg: pint.UnitRegistry[Any]
) -> tuple[ModelError | None, tuple[Observation, ...]]:
    """Return the prior of the model error and the observations that are fitted."""
    start = float(catalogue.model.default("INITIAL TIME").values)
    error = model_error(read_rows(workspace.table("priors")), start, ERROR_SPAN)
    return error, fitted(read_readings(workspace.table("observations"), catalogue, ureg))


def posterior_files(workspace: Workspace) -> dict[str, Path]:
    """Return the files that a posterior is made from, by role."""
    return {
        "model": workspace.model_path,
        "priors": workspace.table("priors"),
        "observations": workspace.table("observations"),
    }


def fit_workspace(
    calibration: Calibration,
    *,
    chains: int = CHAINS,
    particles: int = PARTICLES,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Fit, Posterior, xr.Dataset]:
    """Fit the model as it is and each competing structure.

    Returns
    -------
    Fit
        Of the model as it is.
    Posterior
        As it is kept: a share of the draws, and the tables.
    Dataset
        The structures: draws, evidence and predictive intervals.

    Raises
    ------
    NotConverged
        Independent runs do not agree; with the figures.
    """

    def told(what: str) -> Callable[[int, float], None]:
        def step(number: int, temperature: float) -> None:
            if progress is not None:
                progress(f"{what} {number + 1}", temperature)

        return step

    fit = calibrate(
        calibration.model,
        calibration.priors,
        calibration.observations,
        error=calibration.error,
        chains=chains,
        particles=particles,
        seed=seed,
        workers=workers,
        progress=told("run"),
    )
    known = [
        r.observation
        for r in calibration.readings
        if r.observation is not None and r.use in {"fit", "prior"}
    ]

    def held(done: int, of: int) -> None:
        if progress is not None:
            progress("held out", done / of)

    left_out = leave_one_out(fit, known, seed, held)
    posterior = archive(calibration, fit, left_out, seed)
    others = [
        (one, _fit_structure(calibration, one, seed + i, workers, told(f"structure {one.id}")))
        for i, one in enumerate(calibration.structures, start=1)
    ]
    return fit, posterior, structure_table(calibration, fit, others, seed)


def _fit_structure(
    calibration: Calibration,
    structure: Structure,
    seed: int,
    workers: int | None,
    progress: Callable[[int, float], None],
) -> Fit:
    return calibrate(
        calibration.model,
        calibration.priors,
        calibration.observations,
        error=calibration.error,
        fixed=structure.fixed,
        chains=STRUCTURE_CHAINS,
        particles=STRUCTURE_PARTICLES,
        seed=seed,
        settings=Settings(last_rounds=1),
        workers=workers,
        progress=progress,
    )


def archive(calibration: Calibration, fit: Fit, left_out: list[HeldOut], seed: int) -> Posterior:
    """Return what is kept of a fit."""
    import xarray as xr

    from gaoxin import __version__

    kept = fit.at[:, :DRAWS]
    chains, draws, _ = kept.shape
    flat = fit.problem.space.values(kept.reshape(chains * draws, -1))
    values = {name: rounded(column) for name, column in flat.items()}
    simulated = fit.problem.simulate(values)
    density = fit.problem.densities(simulated, values).sum(axis=0)
    coords = {"chain": np.arange(chains), "draw": np.arange(draws)}
    observations = fit.problem.observations
    ids = [o.id for o in observations]
    posterior = xr.Dataset(
        {
            name: (("chain", "draw"), column.reshape(chains, draws))
            for name, column in values.items()
        },
        coords=coords,
    )
    stats = xr.Dataset(
        {
            "simulated": (
                ("observation", "chain", "draw"),
                simulated.reshape(len(ids), chains, draws),
            ),
            "lp": (("chain", "draw"), density.reshape(chains, draws)),
        },
        coords={**coords, "observation": ids},
    )
    observed = xr.Dataset(
        {
            "value": ("observation", [o.value for o in observations]),
            "sd": ("observation", [o.sd for o in observations]),
        },
        coords={"observation": ids},
    )
    rng = np.random.default_rng(np.random.SeedSequence([seed, 2]))
    drawn = replicates(observations, fit.problem.error, fit.problem.space, simulated, values, rng)
    tables = xr.merge(
        [parameter_table(fit), _observation_table(observations, drawn, left_out), _ridges(fit)]
    )
    attributes = {
        **{f"{role}_sha256": value for role, value in calibration.hashes().items()},
        "seed": seed,
        "chains": len(fit.samples),
        "particles": fit.samples[0].draws.shape[0],
        "log_evidence": [one.log_evidence for one in fit.samples],
        "gaoxin_version": __version__,
        "inference_library": "gaoxin",
    }
    return Posterior(posterior, stats, observed, tables, attributes)


def _observation_table(
    observations: tuple[Observation, ...], drawn: Array, left_out: list[HeldOut]
) -> xr.Dataset:
    """Return predictive points of each observation, fitted and held out, and scores."""
    import xarray as xr

    points = intervals(observations, drawn)
    held = np.stack([intervals([h.observation], h.drawn[None])[:, 0] for h in left_out], axis=1)
    columns = {
        **{f"predictive_{n}": points[i] for i, n in enumerate(("p05", "p50", "p95"))},
        **{f"held_out_{n}": held[i] for i, n in enumerate(("p05", "p50", "p95"))},
        "crps": np.array([h.score for h in left_out]),
        "crps_trend": np.array([h.trend for h in left_out]),
    }
    rows = {name: ("observation", column) for name, column in columns.items()}
    return xr.Dataset(rows, coords={"observation": [o.id for o in observations]})


def _ridges(fit: Fit) -> xr.Dataset:
    import xarray as xr

    found = ridges(fit)
    return xr.Dataset(
        {
            "ridge_first": ("ridge", [a for a, _, _ in found]),
            "ridge_second": ("ridge", [b for _, b, _ in found]),
            "ridge_correlation": ("ridge", [r for _, _, r in found]),
        }
    )


def structure_table(
    calibration: Calibration, fit: Fit, others: list[tuple[Structure, Fit]], seed: int
) -> xr.Dataset:
    """Return every structure's draws, log evidence and predictive intervals side by side.

    A constant that a structure holds has its value in every draw. Where a structure does not
    sample a parameter of the model as it is, because nothing acts through it any more, its draws
    are those of the prior.
    """
    import xarray as xr

    space = fit.problem.space
    rng = np.random.default_rng(np.random.SeedSequence([seed, 3]))
    every = [(Structure(FULL, "", ""), fit), *others]
    told = [_structure_draws(structure, one, space, rng) for structure, one in every]
    draws, points = (np.stack(rows) for rows in zip(*told, strict=True))
    evidence = [[s.log_evidence for s in one.samples[:STRUCTURE_CHAINS]] for _, one in every]
    return xr.Dataset(
        {
            "draws": (("structure", "parameter", "draw"), draws),
            "log_evidence": (("structure", "run"), np.array(evidence)),
            "predictive": (
                ("structure", "level", "observation"),
                points,
            ),
        },
        coords={
            "structure": [s.id for s, _ in every],
            "parameter": list(space.names),
            "observation": [o.id for o in fit.problem.observations],
            "level": [0.05, 0.5, 0.95],
        },
        attrs={f"{role}_sha256": value for role, value in calibration.hashes().items()},
    )


def _structure_draws(
    structure: Structure, fit: Fit, space: Space, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return draws of every parameter of `space`, and predictive points of the observations."""
    at = fit.at.reshape(-1, fit.at.shape[-1])
    chosen = at[rng.choice(len(at), STRUCTURE_DRAWS, replace=False)]
    own = fit.problem.space.values(chosen)
    values = {name: rounded(column) for name, column in own.items()}
    columns = []
    for name, distribution in zip(space.names, space.distributions, strict=True):
        if name in structure.fixed:
            columns.append(np.full(STRUCTURE_DRAWS, structure.fixed[name]))
        elif name in values:
            columns.append(values[name])
        else:
            columns.append(from_normal(distribution, rng.standard_normal(STRUCTURE_DRAWS)))
    problem = fit.problem
    simulated = problem.simulate(values)
    drawn = replicates(problem.observations, problem.error, problem.space, simulated, values, rng)
    return np.stack(columns), intervals(problem.observations, drawn)


def stale(workspace: Workspace, attributes: Mapping[str, Any]) -> list[str]:
    """Return the roles of the files that are no longer those that a fit was made from."""
    return [
        role
        for role, path in posterior_files(workspace).items()
        if attributes.get(f"{role}_sha256") != hashlib.sha256(path.read_bytes()).hexdigest()
    ]
