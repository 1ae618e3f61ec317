"""``gaoxin calibrate``: the model fitted to what was observed, and what the fit says."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.model import load as load_model
from gaoxin.errors import DataError
from gaoxin.inference.archive import (
    read_posterior,
    read_stored_structures,
    write_posterior,
    write_structures,
)
from gaoxin.inference.calibration import check_fresh, fit_workspace, open_calibration
from gaoxin.inference.convergence import check_enough
from gaoxin.inference.fitting import SETTINGS
from gaoxin.inference.holdout import BASELINES
from gaoxin.inference.scores import coverage
from gaoxin.studies.defaults import (
    CHAINS,
    MAX_CHAINS,
    MAX_FIT_SEED,
    MAX_MOVES,
    MIN_CHAINS,
    MOVES,
    SEED,
    check_between,
)
from gaoxin.studies.folders import check_writable
from gaoxin.studies.foresight import prediction_scores
from gaoxin.studies.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.workspace import Workspace
    from gaoxin.inference.archive import Posterior
    from gaoxin.inference.calibration import Calibration


@dataclass(frozen=True, repr=False)
class CalibrationStudy:
    """A fit of a workspace's model, kept nowhere until :meth:`save` is called.

    Attributes
    ----------
    calibration : Calibration
        What was fitted to what.
    posterior : Posterior
        Draws of the model as it is, with their tables.
    structures : Dataset or None
        The competing structures: draws, evidence, predictive intervals.
    """

    calibration: Calibration
    posterior: Posterior
    structures: xr.Dataset | None

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """A row a sampled parameter: prior and posterior points, contraction, convergence."""
        return rows_over(self.posterior.tables, "parameter")

    @cached_property
    def observations(self) -> pd.DataFrame:
        """A row an observation: fitted and left-out intervals, scores."""
        return rows_over(self.posterior.tables, "observation")

    @cached_property
    def ridges(self) -> pd.DataFrame:
        """A row a pair of parameters that the data tie together but cannot tell apart."""
        return rows_over(self.posterior.tables, "ridge")

    @property
    def draws(self) -> xr.Dataset:
        """The draws, dimensions ``(chain, draw)``, a variable a parameter, in the model's units."""
        return self.posterior.draws

    @cached_property
    def diagnostics(self) -> dict[str, Any]:
        """The figures that tell whether the fit can be used."""
        return diagnostics(self.calibration, self.posterior)

    def save(self, folder: Path | str | None = None) -> Path:
        """Write ``posterior.nc`` and ``structures.nc``, and return the first.

        Parameters
        ----------
        folder : Path or str, optional
            The workspace's ``calibration/`` by default, where runs look for them.

        Raises
        ------
        DataError
            They cannot be written.
        """
        workspace = self.calibration.workspace
        out = workspace.calibration_dir if folder is None else Path(folder)
        check_writable(out)
        out.mkdir(parents=True, exist_ok=True)
        if self.structures is not None:
            write_structures(out / workspace.structures.name, self.structures)
        write_posterior(out / workspace.posterior.name, self.posterior)
        return out / workspace.posterior.name

    def __repr__(self) -> str:
        told = self.diagnostics
        return (
            f"<gaoxin.CalibrationStudy: {told['sampled']} parameters, {told['observations']} "
            f"observations; R-hat at most {told['rhat']:.4f}, bulk ESS at least "
            f"{told['ess_bulk']:.0f}>"
        )


def open_fit(workspace: Workspace) -> Calibration:
    """Read and check what a fit needs; nothing has run when this returns.

    Raises
    ------
    GaoxinError
        The first thing that is wrong, with its file and line.
    """
    calibration = open_calibration(workspace, load_model(workspace.model_path))
    if not calibration.priors:
        raise DataError(
            "no prior feeds a constant of the model; name one in column 'constant'",
            path=workspace.table("priors"),
        )
    if not calibration.observations:
        raise DataError(
            "there is no observation to fit; mark a row 'fit' in column 'use'",
            path=workspace.table("observations"),
        )
    return calibration


def run_fit(
    calibration: Calibration,
    *,
    chains: int = CHAINS,
    moves: int = MOVES,
    seed: int = SEED,
    workers: int | None = None,
    progress: Progress = silent,
) -> CalibrationStudy:
    """Fit the model as it is and each competing structure.

    Parameters
    ----------
    calibration : Calibration
        From :func:`open_fit`.
    chains, moves : int
        Chains of each of the two starts, and moves of a chain, at most, after its burn-in.
    seed : int
        Equal seeds give equal draws.
    workers : int, optional
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.

    Returns
    -------
    CalibrationStudy

    Raises
    ------
    NotConverged
        A diagnostic leaves its limit; its ``fit`` holds the draws, for inspection.
    """
    check_between("chains", chains, MIN_CHAINS, MAX_CHAINS)
    check_between("moves", moves, 1, MAX_MOVES)
    check_between("seed", seed, 0, MAX_FIT_SEED)
    check_enough(chains, moves)
    posterior, structures = fit_workspace(
        calibration,
        settings=replace(SETTINGS, chains=chains, most=moves),
        seed=seed,
        workers=workers,
        progress=progress,
    )
    return CalibrationStudy(calibration, posterior, structures)


def last_fit(workspace: Workspace) -> CalibrationStudy:
    """Return the fit that the workspace keeps.

    Raises
    ------
    DataError
        There is none, or it was made from other files; names the command that makes one.
    """
    calibration = open_calibration(workspace, load_model(workspace.model_path))
    posterior = read_posterior(workspace.posterior)
    check_fresh(workspace, posterior, calibration.made_from)
    return CalibrationStudy(calibration, posterior, read_stored_structures(workspace.structures))


def rows_over(tables: xr.Dataset, over: str) -> pd.DataFrame:
    """Return the columns over one dimension of the posterior's tables, a row a label."""
    import pandas as pd

    columns = {str(n): v.values for n, v in tables.data_vars.items() if v.dims == (over,)}
    labels = {over: tables[over].values} if over in tables.coords else {}
    return pd.DataFrame(labels | columns)


def diagnostics(calibration: Calibration, posterior: Posterior) -> dict[str, Any]:
    """Return the figures that tell whether a fit can be used."""
    tables = posterior.tables
    inside = covered(posterior)
    both = np.isfinite(tables["crps_trend"].values)
    return {
        "sampled": tables.sizes["parameter"],
        "priors": len(calibration.priors),
        "observations": tables.sizes["observation"],
        "rhat": float(tables["rhat"].max()),
        "ess_bulk": float(tables["ess_bulk"].min()),
        "ess_tail": float(tables["ess_tail"].min()),
        "diagnostics": json.loads(str(posterior.attributes.get("diagnostics", "{}"))),
        "covered": int(inside["predictive"].sum()),
        "covered_held_out": int(inside["held_out"].sum()),
        "crps": _mean(tables["crps"].values[both]),
        "crps_trend": _mean(tables["crps_trend"].values[both]),
        "compared_with_trend": int(both.sum()),
        **_predictions(tables),
    }


def _predictions(tables: xr.Dataset) -> dict[str, Any]:
    """Return how left-out predictions did; nothing of a fit that an earlier gaoxin made."""
    if "held_out_pit" not in tables:
        return {}
    crps = {key: tables[f"crps_{key}"].values for key in BASELINES}
    told = prediction_scores(
        tables["held_out_pit"].values,
        tables["held_out_width"].values,
        tables["prior_width"].values,
        {"fit": tables["crps"].values, **crps},
    )
    fitted = coverage(list(tables["predictive_pit"].values))
    return {
        "held_out": told,
        "fitted": {f"coverage_{100 * one.level:.0f}": one.share for one in fitted},
    }


def covered(posterior: Posterior) -> dict[str, NDArray[np.bool_]]:
    """Return which observations lie in their 90 % intervals, fitted and held out."""
    value, tables = posterior.observed["value"].values, posterior.tables
    return {
        kind: (tables[f"{kind}_p05"].values <= value) & (value <= tables[f"{kind}_p95"].values)
        for kind in ("predictive", "held_out")
    }


def _mean(values: NDArray[np.float64]) -> float | None:
    return float(values.mean()) if values.size else None
