"""Inference: priors with their provenance, and draws from them.

``read_priors`` reads the table, ``bind_priors`` holds it against a model, ``draw`` gives each
member its constants.
"""

from gaoxin.inference.distributions import Distribution, fit
from gaoxin.inference.draws import draw, uniforms
from gaoxin.inference.places import Catalogue, Place, resolve
from gaoxin.inference.priors import Prior, PriorRow, bind_priors, read_priors

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
    "resolve",
    "uniforms",
]
