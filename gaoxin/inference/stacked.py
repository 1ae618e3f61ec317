"""The likelihood of ``likelihood.py``, all series with a model error at once.

Series of equally many rows are stacked, since a fit evaluates small batches by the thousand. Values
and derivatives are those of the series one by one; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.discrepancy import SHARED_NAMES
from gaoxin.inference.likelihood import Block, Scales, value_and_gradient

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LOG_2PI = float(np.log(2.0 * np.pi))


@dataclass(frozen=True)
class Stack:
    """Series with a model error and so many rows each.

    Attributes
    ----------
    parts : array of int, shape (series,)
        Their numbers among all series.
    rows : array of int, shape (series, row)
        Positions of their observations.
    observed, variance : array, shape (series, row)
    shared : array, shape (series, row, row)
    sizes : tuple of str, one a series
        Names of their model errors.
    factors : tuple of (int, int, str)
        Series, row and name of each factor of a variance.
    """

    parts: NDArray[np.intp]
    rows: NDArray[np.intp]
    observed: Array
    variance: Array
    shared: Array
    sizes: tuple[str, ...]
    factors: tuple[tuple[int, int, str], ...]

    @classmethod
    def of(cls, numbered: Sequence[tuple[int, Block]]) -> Stack:
        """Return series by number, of equally many rows, as one."""
        own = [block for _, block in numbered]
        return cls(
            np.array([number for number, _ in numbered]),
            np.array([block.members for block in own]),
            np.array([block.observed for block in own]),
            np.array([block.sd for block in own]) ** 2,
            np.array([block.shared for block in own]),
            tuple(SHARED_NAMES[block.kind] for block in own),
            tuple(
                (i, row, name) for i, block in enumerate(own) for row, name in block.factors.items()
            ),
        )

    def evaluate(self, simulated: Array, scales: Scales) -> Evaluated:
        """Return log densities and their derivatives.

        Parameters
        ----------
        simulated : array, shape (observation, member)
        scales : mapping of name to array, shape (member,)

        Returns
        -------
        Evaluated
        """
        residual = self.observed[:, :, None] - simulated[self.rows]
        known = np.asarray(np.isfinite(residual).all(axis=1))
        residual = np.where(known[:, None], residual, 0.0).transpose(0, 2, 1)
        size = np.stack([np.asarray(scales[name]) for name in self.sizes])
        variance = np.repeat(self.variance[:, None, :], residual.shape[1], axis=1)
        for series, row, name in self.factors:
            variance[series, :, row] *= scales[name]
        total = size[:, :, None, None] ** 2 * self.shared[:, None]
        diagonal = np.arange(total.shape[-1])
        total[:, :, diagonal, diagonal] += variance
        inverse, log_det = _inverse(total)
        moved = (inverse @ residual[..., None])[..., 0]
        count = residual.shape[2]
        value = -0.5 * ((residual * moved).sum(axis=2) + log_det + count * LOG_2PI)
        value = np.where(known, value, -np.inf)
        through = (self.shared[:, None] @ moved[..., None])[..., 0]
        trace = np.einsum("bnij,bij->bn", inverse, self.shared)
        by_size = size * ((moved * through).sum(axis=2) - trace)
        own = 0.5 * (moved**2 - inverse[:, :, diagonal, diagonal])
        return Evaluated(self, value, np.where(known[..., None], moved, 0.0), by_size, own, known)


def _inverse(matrices: Array) -> tuple[Array, Array]:
    """Return inverses and log determinants of small matrices, by formula up to two rows."""
    size = matrices.shape[-1]
    if size == 1:
        return 1.0 / matrices, np.log(matrices[..., 0, 0])
    if size == 2:
        a, b, d = matrices[..., 0, 0], matrices[..., 0, 1], matrices[..., 1, 1]
        det = a * d - b * b
        inverse = np.empty_like(matrices)
        inverse[..., 0, 0], inverse[..., 1, 1] = d / det, a / det
        inverse[..., 0, 1] = inverse[..., 1, 0] = -b / det
        return inverse, np.log(det)
    inverse = np.asarray(np.linalg.inv(matrices), dtype=np.float64)
    return inverse, np.asarray(np.linalg.slogdet(matrices)[1])


@dataclass(frozen=True)
class Evaluated:
    """Log densities of stacked series, and derivatives.

    Attributes
    ----------
    stack : Stack
    value : array, shape (series, member)
        -inf where a run has no value.
    by_simulated : array, shape (series, member, row)
    by_size : array, shape (series, member)
    by_variance : array, shape (series, member, row)
    known : array of bool, shape (series, member)
        Where a run has values.
    """

    stack: Stack
    value: Array
    by_simulated: Array
    by_size: Array
    by_variance: Array
    known: NDArray[np.bool_]

    def by_scale(self) -> list[tuple[str, Array]]:
        """Return derivatives by scales, to be added up by name."""
        by_size = np.where(self.known, self.by_size, 0.0)
        own = np.where(self.known[..., None], self.by_variance, 0.0)
        found = list(zip(self.stack.sizes, by_size, strict=True))
        found += [
            (name, own[series, :, row] * self.stack.variance[series, row])
            for series, row, name in self.stack.factors
        ]
        return found


@dataclass(frozen=True)
class Likelihood:
    """All series: those with a model error by stacks, the others one by one.

    Attributes
    ----------
    blocks : tuple of Block
    """

    blocks: tuple[Block, ...]
    _stacks: list[Stack] = field(default_factory=list)
    _others: list[tuple[int, Block]] = field(default_factory=list)

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Likelihood:
        """Return the likelihood of series."""
        by_rows: dict[int, list[tuple[int, Block]]] = {}
        others = []
        for number, block in enumerate(blocks):
            if block.kind == "none" or block.spread:
                others.append((number, block))
            else:
                by_rows.setdefault(len(block.observed), []).append((number, block))
        return cls(tuple(blocks), [Stack.of(own) for own in by_rows.values()], others)

    def parts(self, simulated: Array, scales: Scales) -> Array:
        """Return the log density of each series, shape (series, member).

        Parameters
        ----------
        simulated : array, shape (observation, member)
        scales : mapping of name to array, shape (member,)

        Returns
        -------
        array, shape (series, member)
        """
        return self.slopes(simulated, scales)[0]

    def slopes(self, simulated: Array, scales: Scales) -> tuple[Array, Array, dict[str, Array]]:
        """Return the log density of each series, and derivatives of their sum.

        Parameters
        ----------
        simulated : array, shape (observation, member)
        scales : mapping of name to array, shape (member,)

        Returns
        -------
        parts : array, shape (series, member)
        by_simulated : array, shape (observation, member)
        by_scale : dict of name to array, shape (member,)
        """
        parts = np.empty((len(self.blocks), simulated.shape[1]))
        by_simulated = np.zeros_like(simulated)
        by_scale: dict[str, Array] = {}
        for stack in self._stacks:
            found = stack.evaluate(simulated, scales)
            parts[stack.parts] = found.value
            by_simulated[stack.rows] += found.by_simulated.transpose(0, 2, 1)
            for name, slope in found.by_scale():
                by_scale[name] = by_scale.get(name, 0.0) + slope
        for number, block in self._others:
            parts[number], slopes, told = value_and_gradient(block, simulated, scales)
            by_simulated[list(block.members)] += slopes
            for name, slope in told.items():
                by_scale[name] = by_scale.get(name, 0.0) + slope
        return parts, by_simulated, by_scale
