"""Inference: priors with their provenance, draws from them, and fits to observations.

``read_priors`` reads a workspace's table and binds it to a model, ``draw`` gives each member its
constants. ``calibrate`` fits any model to any :class:`Observation` list by tempered sequential
Monte Carlo; ``prior`` makes a prior without a table. The heavy parts are imported when asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.desks.places import Catalogue, Place, resolve
    from gaoxin.desks.priors import Prior, PriorRow, bind_priors, prior, read_priors, read_rows
    from gaoxin.distributions.discrepancy import Discrepancy
    from gaoxin.distributions.families import Distribution, fit
    from gaoxin.inference.draws import draw, uniforms
    from gaoxin.inference.fitting import Fit, calibrate
    from gaoxin.inference.observations import Observation
    from gaoxin.inference.smc import Settings, sample

__all__ = [
    "Catalogue",
    "Discrepancy",
    "Distribution",
    "Fit",
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
    "gaoxin.desks.places": ("Catalogue", "Place", "resolve"),
    "gaoxin.desks.priors": (
        "Prior",
        "PriorRow",
        "bind_priors",
        "prior",
        "read_priors",
        "read_rows",
    ),
    "gaoxin.distributions.discrepancy": ("Discrepancy",),
    "gaoxin.distributions.families": ("Distribution", "fit"),
    "gaoxin.inference.draws": ("draw", "uniforms"),
    "gaoxin.inference.fitting": ("Fit", "calibrate"),
    "gaoxin.inference.observations": ("Observation",),
    "gaoxin.inference.smc": ("Settings", "sample"),
}
"""Where each name lives. Nothing is imported before it is asked for: the desks read by modules of
this room import it themselves."""


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'gaoxin.inference' has no attribute {name!r}")
