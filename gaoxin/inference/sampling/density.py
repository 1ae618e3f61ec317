"""A posterior as samplers see it: a standard normal prior times a likelihood of runs.

Every parameter is the image of a standard normal (see ``space.py``), so that the prior is known
without being asked for. A stand-in with an exact answer is a few functions: see
``tests/inference/sampling``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class FreeScale:
    """A parameter that can be redrawn without a run of the model.

    Attributes
    ----------
    name : str
    column : int
        Of the parameter.
    carried : tuple of int
        Columns of the standard normals that it multiplies before the model sees them: they are
        divided by what the size grows by, and the run stays what it was. Empty where the model
        does not know the parameter, as of the size of an error in the likelihood.
    log_size : callable, optional
        The parameter on the standard normal scale, any shape, to the logarithm of the size; needed
        where something is carried.
    parts : tuple of int
        The parts of the log-likelihood that it changes, see :meth:`Density.log_parts`; empty: all.
    allowed : callable, optional
        Whether the run stays what it was, from parameters before and after, both of shape
        (member, parameter); always by default. For models that cut off what is large.
    """

    name: str
    column: int
    carried: tuple[int, ...] = ()
    log_size: Callable[[Any], Any] | None = None
    parts: tuple[int, ...] = ()
    allowed: Callable[[Any, Any], Any] | None = None


class Density(Protocol):
    """A posterior over parameters ``at`` on the standard normal scale, shape (member, parameter).

    Attributes
    ----------
    names : tuple of str
        Of the parameters, in the order of the columns.
    scales : tuple of FreeScale
    observed : array, shape (observation,)
        On the scale on which errors are about normal, as `simulate` returns runs.
    gradient_runs : float or None
        What a gradient costs, in runs of the model, as measured; None where there is none.
    """

    names: tuple[str, ...]
    scales: tuple[FreeScale, ...]
    observed: Array
    gradient_runs: float | None

    @property
    def hyper(self) -> tuple[int, ...]:
        """Columns that change how others act: no slope is looked for along them."""
        return tuple(scale.column for scale in self.scales)

    def simulate(self, at: Array) -> Array:
        """Run the model; shape (observation, member), NaN where a run has no value."""
        ...

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood of runs, shape (member,); -inf where impossible.

        Parameters
        ----------
        at : array, shape (member, parameter)
            Of these only what the likelihood itself uses matters, as the sizes of errors.
        simulated : array, shape (observation, member)
        """
        ...

    def log_parts(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood in independent parts, as series are; shape (part, member).

        Scales of parts that have none in common are redrawn at once. One part by default.
        """
        return self.log_likelihood(at, simulated)[None]

    def noise(self, at: Array) -> Array:
        """Return the covariance of `observed` around a run.

        For errors that are not normal, of the nearest normal: starts and proposals use it, no
        answer rests on it.

        Returns
        -------
        array, shape (member, observation) or (member, observation, observation)
            Variances where errors are independent, else matrices.
        """
        ...

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        """Return runs, their log-likelihood, and its derivatives by `at`.

        Returns
        -------
        simulated : array, shape (observation, member)
        log_likelihood : array, shape (member,)
        gradient : array, shape (member, parameter)
        """
        ...

    def features(self, at: Array) -> Array:
        """Return what runs are nearly linear in, shape (member, feature).

        Linear in the columns that are not `hyper`, which it is by default.
        """
        return np.delete(at, self.hyper, axis=1)

    def pull_back(self, at: Array, weights: Array) -> Array:
        """Return derivatives of weighted sums of features by `at`, 0 for `hyper` columns.

        Parameters
        ----------
        at : array, shape (member, parameter)
        weights : array, shape (member, feature)

        Returns
        -------
        array, shape (member, parameter)
        """
        out = np.zeros_like(at)
        out[:, np.delete(np.arange(at.shape[1]), self.hyper)] = weights
        return out


@dataclass
class Counts:
    """What has been asked of a model: runs, and gradients (each a run too, not counted there)."""

    runs: int = 0
    gradients: int = 0

    def cost(self, gradient_runs: float | None) -> float:
        """Return all of it in runs of the model."""
        return self.runs + self.gradients * (gradient_runs or 0.0)


@dataclass
class Counted(Density):
    """A density that counts the model runs and gradients that it is asked for.

    Attributes
    ----------
    of : Density
    counts : Counts
    """

    of: Density
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        self.names, self.scales = self.of.names, self.of.scales
        self.observed, self.gradient_runs = self.of.observed, self.of.gradient_runs

    @property
    def hyper(self) -> tuple[int, ...]:
        """Columns that change how others act."""
        return self.of.hyper

    def simulate(self, at: Array) -> Array:
        """Run the model."""
        self.counts.runs += len(at)
        return self.of.simulate(at)

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood of runs."""
        return self.of.log_likelihood(at, simulated)

    def log_parts(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood of runs in parts."""
        return self.of.log_parts(at, simulated)

    def noise(self, at: Array) -> Array:
        """Return the covariance of the observed around a run."""
        return self.of.noise(at)

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        """Return runs, their log-likelihood, and its derivatives."""
        self.counts.gradients += len(at)
        return self.of.value_and_gradient(at)

    def features(self, at: Array) -> Array:
        """Return what runs are nearly linear in."""
        return self.of.features(at)

    def pull_back(self, at: Array, weights: Array) -> Array:
        """Return derivatives of weighted sums of features."""
        return self.of.pull_back(at, weights)
