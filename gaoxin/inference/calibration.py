"""A workspace's calibration: its files read and checked, fitted, and told as tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaoxin.desks.observations import Reading, read_readings
from gaoxin.desks.places import Catalogue
from gaoxin.desks.priors import Prior, bind_priors, model_error, read_rows
from gaoxin.desks.structures import Structure, read_structures
from gaoxin.distributions.discrepancy import Discrepancy
from gaoxin.errors import DataError
from gaoxin.inference.archive import Posterior
from gaoxin.inference.fitting import CHAINS, PARTICLES, Fit, calibrate
from gaoxin.inference.holdout import leave_one_out
from gaoxin.inference.kept import archive, structure_table
from gaoxin.inference.observations import Observation, fitted, observations
from gaoxin.units import registry

if TYPE_CHECKING:
    import pint
    import xarray as xr

    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model

ERROR_SPAN = 6.0
"""Years from the start of the runs (end of 2014) to the last observation: where tau is stated."""

STRUCTURE_CHAINS, STRUCTURE_PARTICLES = 2, 5000
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
    error: Discrepancy | None
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
) -> tuple[Discrepancy | None, tuple[Observation, ...]]:
    """Return the prior of the model error and the observations that are fitted.

    Parameters
    ----------
    workspace : Workspace
    catalogue : Catalogue
        Of the workspace's model.
    ureg : pint.UnitRegistry
        Of the workspace's units.

    Returns
    -------
    tuple of (Discrepancy or None, tuple of Observation)
        None where the table of priors states no model error.
    """
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
) -> tuple[Posterior, xr.Dataset]:
    """Fit the model as it is and each competing structure.

    Parameters
    ----------
    calibration : Calibration
        The workspace, read.
    chains : int
        Independent runs of the sampler.
    particles : int
        Of each run.
    seed : int
        Structure i, counted from 1, has seed + i.
    workers : int, optional
        Cores to use; all that are there by default.
    progress : callable, optional
        Called with what is being done and the share of it that is done, 0 to 1.

    Returns
    -------
    Posterior
        Of the model as it is, as it is kept: a share of the draws, and the tables.
    Dataset
        The structures: draws, evidence and predictive intervals.

    Raises
    ------
    NotConverged
        Independent runs do not agree; with the figures.
    """

    def told(what: str, jobs: int) -> Callable[[int, float], None]:
        shares = [0.0] * jobs

        def step(number: int, share: float) -> None:
            shares[number] = share
            if progress is not None:
                progress(what, sum(shares) / jobs)

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
        progress=told(f"{chains} runs", chains),
    )
    known = observations(r for r in calibration.readings if r.use in {"fit", "prior"})
    series = len(fit.problem.blocks)
    left_out = leave_one_out(fit, known, seed, told("left-out series", series))
    posterior = archive(fit, left_out, calibration.hashes(), seed)
    others = [
        (one, _fit_structure(calibration, one, seed + i, workers, told(one.id, STRUCTURE_CHAINS)))
        for i, one in enumerate(calibration.structures, start=1)
    ]
    return posterior, structure_table(fit, others, calibration.hashes(), seed)


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
        workers=workers,
        progress=progress,
    )


def stale(workspace: Workspace, attributes: Mapping[str, Any]) -> list[str]:
    """Return the roles of the files that are no longer those that a fit was made from."""
    return [
        role
        for role, path in posterior_files(workspace).items()
        if attributes.get(f"{role}_sha256") != hashlib.sha256(path.read_bytes()).hexdigest()
    ]


def check_fresh(workspace: Workspace, posterior: Posterior) -> None:
    """Refuse a posterior that was made from other files.

    Raises
    ------
    DataError
        Names what changed, and the command that makes it anew.
    """
    changed = stale(workspace, posterior.attributes)
    if changed:
        raise DataError(
            f"stale: the {' and the '.join(changed)} changed since it was made; run 'gaoxin "
            "calibrate', or take it all the same with 'gaoxin run --stale-posterior'",
            path=workspace.posterior,
        )
