"""The likelihood: observations by series around a run, with its derivatives.

The observations of one series share a Brownian model error (``distributions/discrepancy.py``);
with their own errors they are jointly normal given the run, so that the error is integrated out.
The error of a doubtful row is Student's t with 4 degrees of freedom and the tabled standard
deviation: it belongs to that row. In a series without model error its density is Student's own. In
one with model error it is normal given a factor of its variance, inverse gamma with mean 1, which
is a parameter of the fit like the sizes of the model error: neither asks for a run of the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.densities import Modes, along_modes, by_root, modes, normal, student
from gaoxin.distributions.discrepancy import (
    FACTOR_OF,
    OWN_SIZE_OF,
    SHARED_NAMES,
    SPREAD_NAMES,
    Discrepancy,
    covariance,
)
from gaoxin.distributions.families import Distribution
from gaoxin.distributions.scipy_families import stated
from gaoxin.inference.observations import Observation, by_series

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DEGREES = 4.0
"""Degrees of freedom of a doubtful row: finite variance, tails that forgive."""

Scales = Mapping[str, "Array"]
"""Scales by name, each of shape (member,)."""


@cache  # made when it is first asked for: SciPy's families take a second to import
def factor_law() -> Distribution:
    """Law of the factor of a doubtful row's variance: mean 1, so that its sd is the tabled."""
    return stated("invgamma", a=DEGREES / 2.0, scale=DEGREES / 2.0 - 1.0)


@dataclass(frozen=True)
class Block:
    """The observations of one series.

    Attributes
    ----------
    series : str
    members : tuple of int
        Positions of its observations.
    ids : tuple of str
        Of its observations.
    kind : str
        Kind of model error; ``none`` where it has none.
    observed, sd : array, shape (row,)
        On the scale.
    shared : array, shape (row, row)
        Covariance of the model error of size 1.
    doubtful : array of bool, shape (row,)
        Rows whose own error is Student's.
    spread : bool
        Whether the size of its model error is its own, under a law common to all series.
    """

    series: str
    members: tuple[int, ...]
    ids: tuple[str, ...]
    kind: str
    observed: Array
    sd: Array
    shared: Array
    doubtful: NDArray[np.bool_]
    spread: bool = False

    @property
    def factors(self) -> dict[int, str]:
        """Names of the factors of variances, by row; only where there is a model error."""
        rows = np.flatnonzero(self.doubtful) if self.kind != "none" else ()
        return {int(row): f"{FACTOR_OF}{self.ids[row]}" for row in rows}

    @property
    def own_size(self) -> str:
        """Name of how far its size leaves the common one, in deviations of the common law."""
        return f"{OWN_SIZE_OF}{self.series}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its scales."""
        if self.kind == "none":
            return ()
        own = (SPREAD_NAMES[self.kind], self.own_size) if self.spread else ()
        return (SHARED_NAMES[self.kind], *own, *self.factors.values())

    def size(self, scales: Scales, members: int) -> Array:
        """Return the size of its model error, 0 where there is none; shape (member,).

        Parameters
        ----------
        scales : mapping of name to array, shape (member,)
        members : int

        Returns
        -------
        array, shape (member,)
        """
        if self.kind == "none":
            return np.zeros(members)
        common = np.asarray(scales[SHARED_NAMES[self.kind]])
        if not self.spread:
            return common
        return np.asarray(common * np.exp(scales[SPREAD_NAMES[self.kind]] * scales[self.own_size]))

    def variance(self, scales: Scales, members: int) -> Array:
        """Return the variance of each row's own error, by its factor; shape (row, member).

        Parameters
        ----------
        scales : mapping of name to array, shape (member,)
        members : int

        Returns
        -------
        array, shape (row, member)
        """
        found = np.repeat(self.sd[:, None] ** 2, members, axis=1)
        for row, name in self.factors.items():
            found[row] *= scales[name]
        return found

    @property
    def modes(self) -> Modes:
        """Directions in which model error and own errors are independent."""
        return modes(self.shared, self.sd)


def blocks(observations: Sequence[Observation], error: Discrepancy | None) -> list[Block]:
    """Return the observations by series."""
    found = []
    for series, members in by_series(observations).items():
        own = [observations[i] for i in members]
        weights = [o.weights for o in own]
        none = error is None or own[0].kind == "none"
        shared = (
            np.zeros((len(own), len(own)))
            if none or error is None
            else covariance(weights, weights, error.start, error.span)
        )
        found.append(
            Block(
                series,
                tuple(members),
                tuple(o.id for o in own),
                "none" if none else own[0].kind,
                np.array([o.observed for o in own]),
                np.array([o.error for o in own]),
                shared,
                np.array([o.tails == "student" for o in own]),
                error is not None and own[0].kind in error.spread and not none,
            )
        )
    return found


def scale_priors(found: Sequence[Block], error: Discrepancy | None) -> dict[str, Distribution]:
    """Return the priors of the scales that blocks have, by name: the common ones first."""
    if error is None:
        return {}
    kinds = [kind for kind in error.tau if any(block.kind == kind for block in found)]
    common = {SHARED_NAMES[kind]: error.tau[kind] for kind in kinds}
    spreads = {SPREAD_NAMES[kind]: error.spread[kind] for kind in kinds if kind in error.spread}
    sizes = {block.own_size: stated("norm") for block in found if block.spread}
    factors = {name: factor_law() for block in found for name in block.factors.values()}
    return {**common, **spreads, **sizes, **factors}


def covariance_of(block: Block, scales: Scales, members: int) -> Array:
    """Return the covariance of a series' observations around a run.

    Parameters
    ----------
    block : Block
    scales : mapping of name to array, shape (member,)
        Those that :attr:`Block.names` lists.
    members : int

    Returns
    -------
    array, shape (member, row, row)
    """
    own = block.variance(scales, members).T
    shared = block.size(scales, members)[:, None, None] ** 2 * block.shared
    return np.asarray(shared + own[:, :, None] * np.eye(len(block.observed)))


def log_density(block: Block, simulated: Array, scales: Scales) -> Array:
    """Return the log density of a series' observations given runs.

    Parameters
    ----------
    block : Block
        The observations of the series.
    simulated : array, shape (observation, member)
        Of all observations, on their scales.
    scales : mapping of name to array, shape (member,)
        Those that :attr:`Block.names` lists.

    Returns
    -------
    array, shape (member,)
        -inf where a run has no value.
    """
    return value_and_gradient(block, simulated, scales)[0]


def value_and_gradient(
    block: Block, simulated: Array, scales: Scales
) -> tuple[Array, Array, dict[str, Array]]:
    """Return the log density of a series' observations and its derivatives.

    Parameters
    ----------
    block : Block
        The observations of the series.
    simulated : array, shape (observation, member)
        Of all observations, on their scales.
    scales : mapping of name to array, shape (member,)
        Those that :attr:`Block.names` lists.

    Returns
    -------
    value : array, shape (member,)
        -inf where a run has no value.
    by_simulated : array, shape (observation of the series, member)
    by_scale : dict of name to array, shape (member,)
        Derivatives are 0 where there is no value.
    """
    residual = block.observed[:, None] - simulated[list(block.members)]
    known = np.asarray(np.isfinite(residual).all(axis=0))
    residual = np.where(known, residual, 0.0)
    if block.kind == "none":
        value, by_residual = _independent(block, residual)
        by_scale: dict[str, Array] = {}
    else:
        value, by_residual, by_scale = _sharing(block, residual, scales)
    told = {name: np.where(known, slope, 0.0) for name, slope in by_scale.items()}
    return np.where(known, value, -np.inf), np.where(known, -by_residual, 0.0), told


def _independent(block: Block, residual: Array) -> tuple[Array, Array]:
    """Return density and derivative of rows that share nothing."""
    variance = block.sd[:, None] ** 2
    value, slope, _ = normal(residual, variance)
    if block.doubtful.any():
        rows = block.doubtful
        value[rows], slope[rows], _ = student(residual[rows], variance[rows], DEGREES)
    return value.sum(axis=0), slope


def _sharing(
    block: Block, residual: Array, scales: Scales
) -> tuple[Array, Array, dict[str, Array]]:
    """Return density and derivatives of rows that share a model error."""
    members = residual.shape[1]
    size = block.size(scales, members)
    if block.factors:
        found = by_root(residual, size, block.variance(scales, members), block.shared)
    else:
        found = along_modes(residual, size, block.sd, block.modes)
    common = np.asarray(scales[SHARED_NAMES[block.kind]])
    by_scale = {SHARED_NAMES[block.kind]: found.by_size * size / common}
    if block.spread:
        own, spread = scales[block.own_size], scales[SPREAD_NAMES[block.kind]]
        by_scale[SPREAD_NAMES[block.kind]] = found.by_size * size * own
        by_scale[block.own_size] = found.by_size * size * spread
    for row, name in block.factors.items():
        by_scale[name] = found.by_variance[row] * block.sd[row] ** 2
    return found.value, found.by_residual, by_scale
