"""Parameter space: what a fit samples, on the standard normal scale and in the model's units.

Each sampled parameter is the image of a standard normal under its prior, so that the prior of the
sampler is the standard normal in every direction. Only parameters that can change an observation
are sampled; the data say nothing of the rest, and the posterior is their prior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.desks.priors import Prior
from gaoxin.distributions.families import Distribution
from gaoxin.inference.draws import draw, whole_constants
from gaoxin.inference.observations import Observation, observe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.places import Place
    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]

_REACH, _POINTS = 8.0, 8193
_PROBES = 8


@dataclass(frozen=True)
class Space:
    """The parameters that are sampled.

    Attributes
    ----------
    priors : tuple of Prior
        Of model constants that can change an observation.
    sizes : mapping of str to tuple of str
        By the name of a constant, those that the model multiplies by it and by which it multiplies
        nothing else: they can be redrawn together while runs stay what they are.
    """

    priors: tuple[Prior, ...]
    sizes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters, in the order of the columns."""
        return tuple(p.place.key for p in self.priors)

    @property
    def distributions(self) -> tuple[Distribution, ...]:
        """Priors of the parameters, in that order."""
        return tuple(p.distribution for p in self.priors)

    def values(self, at: Array) -> dict[str, Array]:
        """Return parameters in the model's units, by name.

        Parameters
        ----------
        at : array, shape (member, parameter)
            On the standard normal scale.
        """
        columns = zip(self.names, self.distributions, at.T, strict=True)
        return {name: from_normal(d, z) for name, d, z in columns}


def from_normal(distribution: Distribution, z: Array) -> Array:
    """Return the image of standard normals under a distribution.

    Read from a table of 8,193 points, linear between: a hundred times as fast as a beta's own
    inverse and, in every family, within 1e-5 of the distance between its 5 % and 95 % points.
    """
    from scipy.special import ndtr

    grid = np.linspace(-_REACH, _REACH, _POINTS)
    return np.interp(z, grid, _table(distribution, ndtr, grid))


def slope_from_normal(distribution: Distribution, z: Array) -> Array:
    """Return the derivative of :func:`from_normal`: the slope of the piece of its table."""
    from scipy.special import ndtr

    grid = np.linspace(-_REACH, _REACH, _POINTS)
    slopes = np.diff(_table(distribution, ndtr, grid)) / np.diff(grid)
    piece = np.clip(np.searchsorted(grid, z, side="right") - 1, 0, _POINTS - 2)
    return np.where(np.abs(z) < _REACH, slopes[piece], 0.0)


_TABLES: dict[Distribution, Any] = {}


def _table(distribution: Distribution, ndtr: Any, grid: Array) -> Array:
    if distribution not in _TABLES:
        _TABLES[distribution] = distribution.ppf(ndtr(grid))
    found: Array = _TABLES[distribution]
    return found


def acting(
    model: Model,
    priors: Sequence[Prior],
    observations: Sequence[Observation],
    fixed: Mapping[str, float],
    seed: int,
) -> tuple[Prior, ...]:
    """Return the priors whose constant can change what a run says of an observation.

    Found by running: from eight draws of all priors, each constant in turn takes the value of
    another draw. One that changes no bit of any observation does not act before the last of
    them.

    Parameters
    ----------
    model : Model
    priors : sequence of Prior
    observations : sequence of Observation
    fixed : mapping of name to float
        Constants that are the same in all runs, in the model's units.
    seed : int
        Of the draws; the other draws have seed + 1.

    Returns
    -------
    tuple of Prior
        In the order of `priors`.
    """
    if not priors:
        return ()
    base = draw(priors, _PROBES, seed)
    other = draw(priors, _PROBES, seed + 1)
    count = len(priors) + 1
    tiled = {key: np.tile(values, count) for key, values in base.items()}
    for i, prior in enumerate(priors, start=1):
        part = slice(i * _PROBES, (i + 1) * _PROBES)
        tiled[prior.place.key][part] = other[prior.place.key]
    said = run_observations(model, [p.place for p in priors], tiled, observations, fixed)
    said = said.reshape(len(observations), count, _PROBES)
    same = (said[:, 1:] == said[:, :1]) | (np.isnan(said[:, 1:]) & np.isnan(said[:, :1]))
    moves = ~same.all(axis=(0, 2))
    return tuple(prior for prior, acts in zip(priors, moves, strict=True) if acts)


def run_observations(
    model: Model,
    places: Sequence[Place],
    constants: Mapping[str, Array],
    observations: Sequence[Observation],
    fixed: Mapping[str, float],
    workers: int | None = None,
) -> Array:
    """Run the model and return what it says of the observations, on their scales.

    Parameters
    ----------
    model : Model
    places : sequence of Place
        Of the constants, in any order.
    constants : mapping of place key to array, shape (member,)
        In the model's units.
    observations : sequence of Observation
    fixed : mapping of name to float
        Constants that are the same for all members.
    workers : int, optional
        Cores to use; all that are there by default.

    Returns
    -------
    array, shape (observation, member)
    """
    members = len(next(iter(constants.values()))) if constants else 1
    given: dict[str, Any] = {**whole_constants(places, constants), **fixed}
    needs = dict.fromkeys(name for o in observations for name in o.needs)
    runs = model.run(
        given,
        outputs=list(needs),
        members=members,
        save_every=saved_every(observations),
        final_time=max(o.time for o in observations),
        workers=workers,
    )
    return observe(runs, observations)


def saved_every(observations: Sequence[Observation]) -> float | None:
    """Return how often runs are saved: each year where all instants are whole.

    Else None: as the model says.
    """
    instants = [t for o in observations for t in (o.time, o.base) if t is not None]
    return 1.0 if all(float(t).is_integer() for t in instants) else None
