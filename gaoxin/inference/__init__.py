"""Inference: priors with their provenance, draws from them, and fits to observations.

``read_priors`` reads a workspace's table and binds it to a model, ``draw`` gives each member its
constants. ``calibrate`` fits any model to any :class:`Observation` list by Hamiltonian Monte
Carlo; ``prior`` makes a prior without a table. The heavy parts are imported when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoxin.lazy import attach

if TYPE_CHECKING:
    from gaoxin.desks.places import Catalogue, Place, resolve
    from gaoxin.desks.priors import Prior, PriorRow, bind_priors, prior, read_priors, read_rows
    from gaoxin.distributions.families import Distribution, fit
    from gaoxin.inference.draws import draw, uniforms
    from gaoxin.inference.fitting import Fit, calibrate
    from gaoxin.inference.observations import Observation
    from gaoxin.inference.sampling.sampler import Settings, sample
else:
    # Nothing is imported before it is asked for: modules that these rest on import this room.
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Catalogue": "gaoxin.desks.places:Catalogue",
            "Distribution": "gaoxin.distributions.families:Distribution",
            "Fit": "gaoxin.inference.fitting:Fit",
            "Observation": "gaoxin.inference.observations:Observation",
            "Place": "gaoxin.desks.places:Place",
            "Prior": "gaoxin.desks.priors:Prior",
            "PriorRow": "gaoxin.desks.priors:PriorRow",
            "Settings": "gaoxin.inference.sampling.sampler:Settings",
            "bind_priors": "gaoxin.desks.priors:bind_priors",
            "calibrate": "gaoxin.inference.fitting:calibrate",
            "draw": "gaoxin.inference.draws:draw",
            "fit": "gaoxin.distributions.families:fit",
            "prior": "gaoxin.desks.priors:prior",
            "read_priors": "gaoxin.desks.priors:read_priors",
            "read_rows": "gaoxin.desks.priors:read_rows",
            "resolve": "gaoxin.desks.places:resolve",
            "sample": "gaoxin.inference.sampling.sampler:sample",
            "uniforms": "gaoxin.inference.draws:uniforms",
        },
    )

__all__ = [
    "Catalogue",
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
