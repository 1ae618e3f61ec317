"""The linear model of what runs say, and the posterior that it has, exactly.

Runs of an ensemble are regressed on what they are nearly linear in. Given the hyperparameters h of
a member, the linear model's posterior of all else is Gaussian with a known normalisation, and
exact draws of it come from draws of the prior, moved by what they miss of the observations
(Matheron's rule; Doucet 2010, *A note on efficient conditional simulation of Gaussian
distributions*).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.errors import NotConverged
from gaoxin.inference.sampling.density import Density

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RIDGE = 1e-6
FOLDS = 4
LOG_2PI = float(np.log(2.0 * np.pi))


@dataclass(frozen=True)
class LinearModel:
    """What runs say, as a linear function of features.

    Attributes
    ----------
    start : array, shape (observation,)
    slopes : array, shape (observation, feature)
    residual : array, shape (observation,)
        Standard deviation of what the linear model misses, of runs that it was not fitted to.
    inflate : float
        Share of the residual's variance that counts as noise of the observations.
    rows : array, shape (1, observation, parameter), or None
        Derivatives by parameters; None where hyperparameters change them.
    """

    start: Array
    slopes: Array
    residual: Array
    inflate: float = 1.0
    rows: Array | None = None


def fit_linear(density: Density, at: Array, simulated: Array, inflate: float = 1.0) -> LinearModel:
    """Regress runs on their features, with a residual found by cross-validation.

    Parameters
    ----------
    density : Density
    at : array, shape (member, parameter)
    simulated : array, shape (observation, member)
        Members with a run that has no value are left out.
    inflate : float
        See :class:`LinearModel`.

    Returns
    -------
    LinearModel

    Raises
    ------
    NotConverged
        Hardly a run has values.
    """
    whole = np.isfinite(simulated).all(axis=0)
    if whole.sum() < 8:
        raise NotConverged(
            "no draw of the prior can have made the observations; check units and periods"
        )
    features, said = density.features(at[whole]), simulated[:, whole].T
    centre = features.mean(axis=0)
    x = np.column_stack([np.ones(len(said)), features - centre])
    fold = np.arange(len(said)) % FOLDS
    missed = np.empty_like(said)
    for number in range(FOLDS):
        out = fold == number
        missed[out] = said[out] - x[out] @ _ridge(x[~out], said[~out])
    found = _ridge(x, said)
    slopes = found[1:].T
    rows = _shared_rows(density, slopes, at.shape[1])
    return LinearModel(found[0] - slopes @ centre, slopes, missed.std(axis=0), inflate, rows)


def _ridge(x: Array, y: Array) -> Array:
    penalty = RIDGE * len(x) * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    return np.asarray(np.linalg.solve(x.T @ x + penalty, x.T @ y))


@dataclass(frozen=True)
class Conditional:
    """The linear model given the hyperparameters of each member.

    Attributes
    ----------
    density : Density
    linear : LinearModel
    at : array, shape (member, parameter)
        Of these only the hyperparameters matter.
    rows : array, shape (member or 1, observation, parameter)
        Derivatives of what the linear model says; 0 for hyperparameters.
    noise : array, shape (member, observation) or (member, observation, observation)
        With the part of the residual that counts.
    root : array
        Its Cholesky root, or standard deviations.
    """

    density: Density
    linear: LinearModel
    at: Array
    rows: Array
    noise: Array
    root: Array
    _factor: Array
    _by_parameter: bool

    @classmethod
    def given(cls, density: Density, linear: LinearModel, at: Array) -> Conditional:
        """Return it for members.

        Parameters
        ----------
        density : Density
        linear : LinearModel
        at : array, shape (member, parameter)

        Returns
        -------
        Conditional
        """
        own = _rows(density, linear.slopes, at) if linear.rows is None else linear.rows
        extra = linear.inflate * linear.residual**2
        noise = density.noise(at)
        flat = noise.ndim == 2
        noise = noise + (extra if flat else np.diag(extra))
        root = np.asarray(np.sqrt(noise) if flat else np.linalg.cholesky(noise), dtype=np.float64)
        by_parameter = flat and own.shape[2] < own.shape[1]
        turned = own.transpose(0, 2, 1)
        if by_parameter:
            total = np.eye(own.shape[2]) + (turned / noise[:, None]) @ own
        else:
            total = own @ turned + (_diagonal(noise) if flat else noise)
        factor = np.asarray(np.linalg.cholesky(total), dtype=np.float64)
        return cls(density, linear, at, own, np.asarray(noise), root, factor, by_parameter)

    def where(self, taken: NDArray[np.bool_], other: Conditional) -> Conditional:
        """Return it with the hyperparameters of another where they are taken, shape (member,)."""

        def mixed(new: Array, old: Array) -> Array:
            if len(old) == 1 < len(taken):
                return old
            return np.where(taken.reshape(-1, *[1] * (old.ndim - 1)), new, old)

        return Conditional(
            self.density,
            self.linear,
            mixed(other.at, self.at),
            mixed(other.rows, self.rows),
            mixed(other.noise, self.noise),
            mixed(other.root, self.root),
            mixed(other._factor, self._factor),
            self._by_parameter,
        )

    def said(self, at: Array) -> Array:
        """Return what the linear model says, shape (member, observation)."""
        return self.linear.start + self.density.features(at) @ self.linear.slopes.T

    def errors(self, normals: Array) -> Array:
        """Return draws of the noise from standard normals, both (member, observation)."""
        return self.root * normals if self.root.ndim == 2 else _times(self.root, normals)

    def whitened(self, residual: Array) -> Array:
        """Return residuals in units of the noise, both of shape (member, observation)."""
        return residual / self.root if self.root.ndim == 2 else _solve(self.root, residual)

    def gain(self, residual: Array) -> Array:
        """Return how far residuals, shape (member, observation), move the parameters."""
        if self._by_parameter:
            weighed = _times(self.rows.transpose(0, 2, 1), residual / self.noise)
            return _twice(self._factor, weighed)
        return _times(self.rows.transpose(0, 2, 1), _twice(self._factor, residual))

    def log_marginal(self) -> Array:
        """Return the log density of the observed given the hyperparameters, shape (member,)."""
        residual = np.broadcast_to(
            self.density.observed - self.linear.start, (len(self.at), len(self.linear.start))
        )
        if not self._by_parameter:
            return _normal(_solve(self._factor, residual), self._factor)
        own = _normal(residual / self.root, self.root)
        weighed = _times(self.rows.transpose(0, 2, 1), residual / self.noise)
        moved = _solve(self._factor, weighed)
        return np.asarray(own + 0.5 * (moved**2).sum(axis=1) - _log_root(self._factor))

    def log_likelihood(self, at: Array) -> Array:
        """Return the log-likelihood of the linear model, shape (member,)."""
        return _normal(self.whitened(self.density.observed - self.said(at)), self.root)

    def place(self, prior: Array, normals: Array, said: Array | None = None) -> Array:
        """Return exact draws of the linear posterior from draws of the prior and of the noise.

        Parameters
        ----------
        prior : array, shape (member, parameter)
            With the hyperparameters of `at`.
        normals : array, shape (member, observation)
        said : array, shape (member, observation), optional
            What the model says at `prior`; by default what the linear model says.

        Returns
        -------
        array, shape (member, parameter)
        """
        said = self.said(prior) if said is None else said
        return np.asarray(prior + self.gain(self.density.observed - said - self.errors(normals)))

    def unplace(self, at: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return draws of the prior and of the noise that :meth:`place` takes to `at`.

        Parameters
        ----------
        at : array, shape (member, parameter)
        rng : numpy.random.Generator

        Returns
        -------
        prior : array, shape (member, parameter)
        normals : array, shape (member, observation)
        """
        prior = rng.standard_normal(at.shape)
        hyper = list(self.density.hyper)
        prior[:, hyper] = at[:, hyper]
        normals = rng.standard_normal((len(at), len(self.linear.start)))
        off = at - self.place(prior, normals)
        moved = normals - self.whitened(_times(self.rows, off))
        return prior + off, moved


def _rows(density: Density, slopes: Array, at: Array) -> Array:
    """Return derivatives of what the linear model says, (member, observation, parameter)."""
    told = [density.pull_back(at, np.broadcast_to(row, (len(at), len(row)))) for row in slopes]
    return np.stack(told, axis=1)


def _shared_rows(density: Density, slopes: Array, dimension: int) -> Array | None:
    """Return derivatives that no hyperparameter changes; None where some do."""
    probe = np.zeros((2, dimension))
    probe[1] = 0.5
    first, second = _rows(density, slopes, probe)
    return first[None] if np.array_equal(first, second) else None


def _diagonal(variances: Array) -> Array:
    return np.asarray(variances[:, :, None] * np.eye(variances.shape[1]))


def _times(matrices: Array, vectors: Array) -> Array:
    if len(matrices) == 1:
        return np.asarray(vectors @ matrices[0].T)
    return np.asarray((matrices @ vectors[..., None])[..., 0])


def _solve(roots: Array, vectors: Array) -> Array:
    """Return L^-1 v for lower roots."""
    return np.asarray(np.linalg.solve(roots, vectors[..., None])[..., 0])


def _twice(roots: Array, vectors: Array) -> Array:
    """Return (L L')^-1 v."""
    halfway = np.linalg.solve(roots, vectors[..., None])
    return np.asarray(np.linalg.solve(roots.transpose(0, 2, 1), halfway)[..., 0])


def _log_root(root: Array) -> Array:
    deviations = root if root.ndim == 2 else np.diagonal(root, axis1=1, axis2=2)
    return np.asarray(np.log(deviations).sum(axis=1))


def _normal(whitened: Array, root: Array) -> Array:
    size = whitened.shape[1]
    return np.asarray(-0.5 * (whitened**2).sum(axis=1) - _log_root(root) - 0.5 * size * LOG_2PI)
