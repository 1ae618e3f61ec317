"""Draws of the model error: for each member and series a path that fits what was observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.discrepancy import (
    SHARED_NAMES,
    SPREAD_NAMES,
    Discrepancy,
    conditioned,
    paths,
)
from gaoxin.distributions.scales import MODEL_ERROR_KIND, SCALES
from gaoxin.errors import DataError
from gaoxin.inference.draws import uniforms
from gaoxin.inference.likelihood import DEGREES, Block, Scales
from gaoxin.inference.observations import Observation
from gaoxin.inference.outcomes import Outcome, with_error
from gaoxin.names import Names

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

KEPT = 2**26
"""Bytes of paths that are kept for the next scenario."""


@dataclass(frozen=True)
class ErrorShift:
    """The model error of one variable, ready to be laid over its values.

    Attributes
    ----------
    scale : str
        A key of :data:`gaoxin.distributions.scales.SCALES`.
    error : array, shape (member, time)
        On that scale.
    """

    scale: str
    error: Array

    def applied(self, values: Array, error: Array) -> Array:
        """Return values with an error; what has no place on the scale stays as it is.

        Parameters
        ----------
        values, error : array, shape (member, time)

        Returns
        -------
        array, shape (member, time)
        """
        scale = SCALES[self.scale]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            shifted = scale.back(scale.to(values) + error)
        return np.where(np.isfinite(shifted), shifted, values)


@dataclass(frozen=True)
class ErrorDraws:
    """What is needed to add the model error to the runs of an ensemble.

    Attributes
    ----------
    error : Discrepancy
    outcomes : tuple of Outcome
        The variables that verdicts and bands are made from.
    observations : tuple of Observation
    blocks : mapping of series to Block
    simulated : array, shape (observation, member)
        What each member's draw says of the observations, on their scales.
    scales : mapping of name to array, shape (member,)
        Scales of the errors; see :attr:`gaoxin.inference.likelihood.Block.names`.
    seed : int
        Member i of one seed has the same paths in every scenario.
    first : int
        Number of the first member.
    """

    error: Discrepancy
    outcomes: tuple[Outcome, ...]
    observations: tuple[Observation, ...]
    blocks: Mapping[str, Block]
    simulated: Array
    scales: Scales
    seed: int
    first: int = 0
    _kept: dict[tuple[float, ...], Names[Array]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def path(self, series: str, kind: str, times: Sequence[float]) -> Array:
        """Return a series' error at `times`, given its observations; shape (time, member).

        Parameters
        ----------
        series : str
            In any spelling; one without observations has a path of the prior.
        kind : str
            ``log`` or ``logit``: how the error grows with the variable.
        times : sequence of float
            Ascending; every instant of the series' observations is among them.

        Returns
        -------
        array, shape (time, member)
            On the scale of the kind.
        """
        block = Names(self.blocks).get(series)
        members = self.simulated.shape[1]
        normals = self._normals(f"{series} path", times, members)
        if block is None:
            return self._size(series, kind, members) * paths(times, *self._clock, normals)
        size, variance = self._sizes(block, members)
        own = [self.observations[i] for i in block.members]
        free = size * paths(times, *self._clock, normals)
        sd = np.sqrt(variance)
        noise = sd * self._normals(f"{series} noise", [o.id for o in own], members)
        residual = block.observed[:, None] - self.simulated[list(block.members)]
        weights = [o.weights for o in own]
        return conditioned(free, times, weights, residual, noise, sd, size, self.error)

    def _size(self, series: str, kind: str, members: int) -> Array:
        """Return the size of the error of a series that nothing was observed of."""
        common = self.scales[SHARED_NAMES[kind]]
        spread = self.scales.get(SPREAD_NAMES[kind])
        if spread is None:
            return common
        own = self._normals(f"{series} size", ("",), members)[0]
        return np.asarray(common * np.exp(spread * own))

    def _sizes(self, block: Block, members: int) -> tuple[Array, Array]:
        """Return the size of a series' model error, and the variances of its rows' errors."""
        if all(name in self.scales for name in block.names):
            return block.size(self.scales, members), block.variance(self.scales, members)
        # A fit of before rows had factors of their own: a doubtful row made its series doubtful.
        size = self.scales[SHARED_NAMES[block.kind]]
        factor = self._common_factor(block, size, members)
        return size * factor, (block.sd[:, None] * factor) ** 2

    def _common_factor(self, block: Block, size: Array, members: int) -> Array:
        from scipy.special import gammaincinv

        u = uniforms(self.seed, f"{block.series} tail", members, self.first)
        residual = (block.observed[:, None] - self.simulated[list(block.members)]).T
        spread = size[:, None, None] ** 2 * block.shared + np.diag(block.sd**2)
        moved = np.linalg.solve(spread, residual[..., None])[..., 0]
        square = (residual * moved).sum(axis=1)
        shape = (DEGREES + len(block.observed)) / 2.0
        return np.asarray(1.0 / np.sqrt(gammaincinv(shape, u) / ((DEGREES + square) / 2.0)))

    @property
    def _clock(self) -> tuple[float, float]:
        return self.error.start, self.error.span

    def _normals(self, what: str, labels: Sequence[object], members: int) -> Array:
        """Return standard normals that belong to a name, a label and the member alone."""
        from scipy.special import ndtri

        names = [f"{what} {label}" for label in labels]
        rows = [ndtri(uniforms(self.seed, name, members, self.first)) for name in names]
        return np.stack(rows)

    def applied(self, runs: xr.Dataset, which: NDArray[np.intp] | None = None) -> xr.Dataset:
        """Return runs in which the outcomes hold the model error; the rest is as it was.

        Parameters
        ----------
        runs : Dataset
        which : array of int, shape (member of runs,), optional
            Whose error each member of `runs` has; by default members are those of the draws.

        Raises
        ------
        DataError
            The runs do not hold whole years from the first observation on.
        """
        times = np.asarray(runs["time"].values, dtype=np.float64)
        later = set(times[times > self.error.start].tolist())
        needed = {t for o in self.observations for t in o.weights if t > self.error.start}
        if not needed <= later:
            raise DataError(
                "model error needs the runs at every year that was observed; run from the start"
            )
        found = self.paths(times)
        if which is not None:
            found = Names((series, path[:, which]) for series, path in found.items())
        return with_error(runs, self.outcomes, found, times)

    def shifts(self, times: Sequence[float]) -> Names[ErrorShift]:
        """Return the error of every variable that has one, by its name.

        Parameters
        ----------
        times : sequence of float
            Whole years, ascending; every instant of the observations is among them.
        """
        saved = np.asarray(times, dtype=np.float64)
        found = self.paths(saved)
        return Names(
            (one.variable, ErrorShift(one.scale, one.error(found[one.series].T, saved)))
            for one in self.outcomes
            if one.scale != "none"
        )

    def paths(self, times: Array) -> Names[Array]:
        """Return the error of every series at `times`, zero up to its start; shape (time, member).

        It is the same in every scenario, and kept for the next one unless it is large.
        """
        asked = tuple(times.tolist())
        if asked in self._kept:
            return self._kept[asked]
        kinds = Names(
            (o.series, MODEL_ERROR_KIND[o.scale]) for o in self.outcomes if o.scale != "none"
        )
        later = [time for time in asked if time > self.error.start]
        before = np.zeros((len(asked) - len(later), self.simulated.shape[1]))
        found = Names(
            (series, np.concatenate([before, self.path(series, kind, later)]))
            for series, kind in kinds.items()
        )
        self._kept.clear()
        if sum(path.nbytes for path in found.values()) <= KEPT:
            self._kept[asked] = found
        return found
