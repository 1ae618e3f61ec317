"""A fit to series as ArviZ InferenceData, and what ArviZ says of it."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.inference.series.fit import SeriesFit
from gaoxin.inference.series.optimum import log_prior
from gaoxin.inference.series.predictive import by_variable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def arviz() -> Any:
    """Return ArviZ, which announces its next major version when imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("arviz")


def inference_data(fit: SeriesFit, attributes: dict[str, Any] | None = None) -> Any:
    """Return everything that a fit says as InferenceData.

    Parameters
    ----------
    fit : SeriesFit
    attributes : dict, optional
        Of the group ``posterior``.

    Returns
    -------
    arviz.InferenceData
        ``posterior``, ``posterior_predictive``, ``runs`` (what runs say, in their unit),
        ``log_likelihood``, ``log_prior``, ``sample_stats``, ``prior``, ``prior_predictive``,
        ``observed_data`` and ``constant_data`` (times, and on which side censored readings lie).
        Dimensions ``chain``, ``draw``, and the times of each series.
    """
    posterior, (chains, draws, _) = fit.posterior, fit.at.shape
    flat = fit.at.reshape(chains * draws, -1)
    names = by_variable(posterior.blocks)
    dims = {name: [f"{name} time"] for name in names}
    coords = {f"{n} time": b.times for n, b in zip(names, posterior.blocks, strict=True)}

    def shaped(parts: list[Array], shape: tuple[int, ...]) -> dict[str, Array]:
        return {
            name: np.moveaxis(part, 0, -1).reshape(*shape, len(part))
            for name, part in zip(names, parts, strict=True)
        }

    said, drawn = fit.readings
    simulated = posterior.located(said)
    pointwise = posterior.pointwise(flat, simulated)
    ends = np.cumsum([len(block.read) for block in posterior.blocks])[:-1]
    prior_drawn = fit.prior_readings[1]
    prior = posterior.values(fit.prior_at)
    own = (chains, draws)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = arviz().from_dict(
            posterior=fit.draws(),
            posterior_predictive=shaped(drawn, own),
            log_likelihood=shaped(np.split(pointwise, ends), own),
            sample_stats={"lp": pointwise.sum(axis=0).reshape(own)},
            prior={name: values[None] for name, values in prior.items()},
            prior_predictive=shaped(prior_drawn, (1, len(fit.prior_at))),
            observed_data={n: b.read for n, b in zip(names, posterior.blocks, strict=True)},
            constant_data={n: b.side for n, b in zip(names, posterior.blocks, strict=True)},
            coords=coords,
            dims=dims,
        )
        data.add_groups(
            {
                "runs": _dataset(shaped(said, own), dims, coords),
                "log_prior": _dataset({"lp": log_prior(posterior, flat).reshape(own)}, {}, {}),
            },
            warn_on_custom_groups=False,
        )
    data.posterior = data.posterior.assign_coords(start=("chain", fit.sample.starts))
    data.posterior.attrs |= {"inference_library": "gaoxin", **(attributes or {})}
    return data


def _dataset(values: dict[str, Array], dims: dict[str, list[str]], coords: dict[str, Array]) -> Any:
    import xarray as xr

    return xr.Dataset(
        {name: (("chain", "draw", *dims.get(name, ())), array) for name, array in values.items()},
        coords=coords,
    )
