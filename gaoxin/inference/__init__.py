"""Inference: priors with their provenance, and draws from them.

``read_priors`` reads a workspace's table and binds it to a model, ``draw`` gives each member its
constants.
"""

from gaoxin.inference.distributions import Distribution, fit
from gaoxin.inference.draws import draw, uniforms
from gaoxin.inference.places import Catalogue, Place, resolve
from gaoxin.inference.priors import Prior, PriorRow, bind_priors, read_priors, read_rows

__all__ = [
    "Catalogue",
    "Distribution",
    "Place",
    "Prior",
    "PriorRow",
    "bind_priors",
    "draw",
    "fit",
    "read_priors",
    "read_rows",
    "resolve",
    "uniforms",
]
