"""What the data say: prior against posterior, and the ridges that the data leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.fitting import Fit

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RIDGES = 12
"""Strongest correlations that are told."""


def parameter_table(fit: Fit) -> xr.Dataset:
    """Return a row a parameter: prior and posterior points, contraction, diagnostics.

    Contraction is 1 - var(posterior) / var(prior) on the scale where the prior is normal
    (Betancourt 2018, *Calibrating model-based inferences*): 1 where the data decide, 0 where
    they say nothing.
    """
    import xarray as xr

    from gaoxin.inference.space import from_normal

    space, at = fit.problem.space, fit.at.reshape(-1, fit.at.shape[-1])
    probit = np.array([-1.6448536269514722, 0.0, 1.6448536269514722])
    prior = np.array([from_normal(d, probit) for d in space.distributions])
    values = space.values(at)
    posterior = np.array([np.quantile(values[name], (0.05, 0.5, 0.95)) for name in space.names])
    found = fit.convergence
    columns = {
        "prior_p05": prior[:, 0],
        "prior_p50": prior[:, 1],
        "prior_p95": prior[:, 2],
        "p05": posterior[:, 0],
        "p50": posterior[:, 1],
        "p95": posterior[:, 2],
        "contraction": 1.0 - at.var(axis=0),
        "shift": at.mean(axis=0),
        "rhat": found.rhat,
        "ess_bulk": found.ess_bulk,
        "ess_tail": found.ess_tail,
    }
    rows = {name: ("parameter", column) for name, column in columns.items()}
    return xr.Dataset(rows, coords={"parameter": list(space.names)})


def ridges(fit: Fit, most: int = RIDGES) -> list[tuple[str, str, float]]:
    """Return the pairs of parameters that the posterior ties most: names and correlation.

    On the scale where priors are normal and independent: a correlation there is the data's.
    """
    at = fit.at.reshape(-1, fit.at.shape[-1])
    table = np.atleast_2d(np.corrcoef(at, rowvar=False))
    rows, columns = np.triu_indices(len(table), k=1)
    order = np.argsort(-np.abs(table[rows, columns]))[:most]
    names = fit.problem.space.names
    return [(names[rows[i]], names[columns[i]], float(table[rows[i], columns[i]])) for i in order]
