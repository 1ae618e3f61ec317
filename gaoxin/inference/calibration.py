"""A workspace's calibration: its files read and checked, fitted, and told as tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gaoxin.desks.disturbances import Disturbances, read_disturbance_rows, read_disturbances
from gaoxin.desks.observations import Reading, read_readings
from gaoxin.desks.places import Catalogue
from gaoxin.desks.priors import Prior, bind_priors, read_rows
from gaoxin.desks.structures import Structure, read_structures
from gaoxin.errors import DataError
from gaoxin.inference.archive import Posterior
from gaoxin.inference.fitting import SETTINGS, Fit, calibrate
from gaoxin.inference.holdout import leave_one_out
from gaoxin.inference.kept import archive, structure_table
from gaoxin.inference.observations import Observation, fitted, observations
from gaoxin.inference.sampling.sampler import Settings
from gaoxin.inference.sampling.starts import STARTS
from gaoxin.inference.sources import Content, Rows, changed, content_of, differences
from gaoxin.units import registry

if TYPE_CHECKING:
    import pint
    import xarray as xr

    from gaoxin.desks.workspace import Workspace
    from gaoxin.engine.model import Model

MIN_CHAINS = 8
STRUCTURE_SHARE = 0.25
"""Effective draws that a structure's bands and evidence need, of those of the model as it is."""

Progress = Callable[[str, float], None]
"""Called with what is at work and the share of it that is done."""


@dataclass(frozen=True)
class Calibration:
    """What a workspace says of its fit.

    Attributes
    ----------
    made_from : Content
        What the posterior rests on, row by row: if it differs later, the posterior is stale.
    """

    workspace: Workspace
    model: Model
    priors: tuple[Prior, ...]
    disturbances: Disturbances
    readings: tuple[Reading, ...]
    structures: tuple[Structure, ...]
    made_from: Content

    @property
    def drawn(self) -> tuple[Prior, ...]:
        """All that a member draws: the priors of the table, and disturbances."""
        return (*self.priors, *self.disturbances.priors)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations that are fitted."""
        return fitted(self.readings)


def open_calibration(workspace: Workspace, model: Model) -> Calibration:
    """Read priors, observations and structures, and check them against `model`.

    Raises
    ------
    DataError
        The first thing that is wrong, with its file and line.
    """
    ureg, catalogue = registry(workspace.units), Catalogue.of(model)
    rows = read_rows(workspace.table("priors"))
    priors = bind_priors(rows, catalogue, ureg)
    readings = read_readings(workspace.table("observations"), catalogue, ureg)
    return Calibration(
        workspace,
        model,
        priors,
        read_disturbances(workspace.disturbances, catalogue, priors),
        readings,
        read_structures(workspace.table("structures"), catalogue, ureg),
        content_of(model, rows, read_disturbance_rows(workspace.disturbances), readings),
    )


def read_fitted(
    workspace: Workspace, catalogue: Catalogue, ureg: pint.UnitRegistry[Any]
) -> tuple[Observation, ...]:
    """Return the observations that are fitted.

    Parameters
    ----------
    workspace : Workspace
    catalogue : Catalogue
        Of the workspace's model.
    ureg : pint.UnitRegistry
        Of the workspace's units.

    Returns
    -------
    tuple of Observation
    """
    return fitted(read_readings(workspace.table("observations"), catalogue, ureg))


def read_content(
    workspace: Workspace, catalogue: Catalogue, ureg: pint.UnitRegistry[Any]
) -> dict[str, Rows]:
    """Return what a fit of the workspace would be made from today.

    Parameters
    ----------
    workspace : Workspace
    catalogue : Catalogue
        Of the workspace's model.
    ureg : pint.UnitRegistry
        Of the workspace's units.

    Returns
    -------
    dict of role to rows
        See :func:`gaoxin.inference.sources.content_of`.

    Raises
    ------
    DataError
        A table is wrong, with its file and line.
    """
    readings = read_readings(workspace.table("observations"), catalogue, ureg)
    rows = read_rows(workspace.table("priors"))
    moved = read_disturbance_rows(workspace.disturbances)
    return content_of(catalogue.model, rows, moved, readings)


def fit_workspace(
    calibration: Calibration,
    *,
    settings: Settings = SETTINGS,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Posterior, xr.Dataset]:
    """Fit the model as it is and each competing structure.

    Parameters
    ----------
    calibration : Calibration
        The workspace, read.
    settings : Settings
        How many chains, and how long.
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
        A diagnostic leaves its limit; with the figures.
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
        calibration.drawn,
        calibration.observations,
        sizes=calibration.disturbances.sizes,
        settings=settings,
        seed=seed,
        workers=workers,
        progress=told("draws of both starts", len(STARTS)),
    )
    known = observations(r for r in calibration.readings if r.use in {"fit", "prior"})
    series = len(fit.problem.blocks)
    left_out = leave_one_out(fit, known, seed, told("left-out series", series))
    posterior = archive(fit, left_out, calibration.made_from, seed)
    others = [
        (
            one,
            _fit_structure(
                calibration, one, settings, seed + i, workers, told(one.id, len(STARTS))
            ),
        )
        for i, one in enumerate(calibration.structures, start=1)
    ]
    return posterior, structure_table(fit, others, calibration.made_from, seed)


def _fit_structure(
    calibration: Calibration,
    structure: Structure,
    settings: Settings,
    seed: int,
    workers: int | None,
    progress: Callable[[int, float], None],
) -> Fit:
    return calibrate(
        calibration.model,
        calibration.drawn,
        calibration.observations,
        sizes=calibration.disturbances.sizes,
        fixed=structure.fixed,
        settings=replace(
            settings,
            chains=max(MIN_CHAINS, settings.chains // 2),
            effective=STRUCTURE_SHARE * settings.effective,
            rhat=1.0 + (settings.rhat - 1.0) / (2.0 * STRUCTURE_SHARE),
        ),
        share=STRUCTURE_SHARE,
        seed=seed,
        workers=workers,
        progress=progress,
    )


def check_fresh(workspace: Workspace, posterior: Posterior, now: Content) -> None:
    """Refuse a posterior that was made from something else.

    Parameters
    ----------
    workspace : Workspace
    posterior : Posterior
    now : Content
        What a fit would be made from today.

    Raises
    ------
    DataError
        Names what differs, row by row, and the command that makes it anew.
    """
    if not changed(posterior.made_from, now):
        return
    told = "an earlier gaoxin made it, which kept no rows of what it was made from"
    if posterior.made_from:
        told = f"since it was made these changed: {differences(posterior.made_from, now)}"
    raise DataError(
        f"stale: {told}; run 'gaoxin calibrate', or take it all the same (--stale-posterior, in "
        "Python stale_posterior=True)",
        path=workspace.posterior,
    )
