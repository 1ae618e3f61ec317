"""Inference: priors with their provenance, draws from them, and fits to observations.

``read_priors`` reads a workspace's table and binds it to a model, ``draw`` gives each member its
constants. ``calibrate`` fits any model to any :class:`Observation` list by tempered sequential
Monte Carlo; ``prior`` makes a prior without a table. The heavy parts are imported when asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gaoxin.desks.places import Catalogue, Place, resolve
from gaoxin.desks.priors import Prior, PriorRow, bind_priors, prior, read_priors, read_rows
from gaoxin.distributions.families import Distribution, fit
from gaoxin.inference.draws import draw, uniforms

if TYPE_CHECKING:
    from gaoxin.inference.fitting import Fit, calibrate
    from gaoxin.inference.modelerror import ModelError
    from gaoxin.inference.observations import Observation
    from gaoxin.inference.smc import Settings, sample

__all__ = [
    "Catalogue",
    "Distribution",
    "Fit",
    "ModelError",
    "Observation",
    "Place",
    "Prior",
    "PriorRow",
    "Settings",
    "bind_priors",
    "calibrate",
    "draw",
    "fit",
    "prior",
    "read_priors",
    "read_rows",
    "resolve",
    "sample",
    "uniforms",
]

_HOMES = {
    "Fit": "fitting",
    "calibrate": "fitting",
    "ModelError": "modelerror",
    "Observation": "observations",
    "Settings": "smc",
    "sample": "smc",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"gaoxin.inference.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'gaoxin.inference' has no attribute {name!r}")
