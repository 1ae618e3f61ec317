"""The readings of one series in one experiment, and their density around runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gaoxin.distributions.censoring import TAILS
from gaoxin.distributions.noise import (
    COUNTS,
    FAMILIES,
    FLOOR,
    NOTHING,
    ON_LOGARITHM,
    Slopes,
    autoregressive,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Scales = Mapping[str, Array]


class BlockSlopes(NamedTuple):
    """Log densities of readings and how they change.

    Attributes
    ----------
    value : array, shape (row, member)
        -inf where a run has no value.
    by_location : array, shape (row, member)
    by_scale : dict of name to array, shape (member,)
    """

    value: Array
    by_location: Array
    by_scale: dict[str, Array]


@dataclass(frozen=True)
class SeriesBlock:
    """The readings of one series in one experiment, in time order.

    Attributes
    ----------
    series, experiment : str
    variable : str
        Canonical name in the model.
    element : tuple of str
        One label a subscript, as the model spells it.
    times, read : array, shape (row,)
    side : array of int, shape (row,)
        0 for a reading; 1 where it lies at or below `read`, -1 where at or above.
    family : str
        A key of :data:`gaoxin.distributions.noise.FAMILIES`.
    scales : dict of str to str
        Parameters of the family that are fitted, with the names of their scales.
    given : dict of str to array, shape (row, 1) or (1, 1)
        The other parameters, as stated.
    """

    series: str
    experiment: str
    variable: str
    element: tuple[str, ...]
    times: Array
    read: Array
    side: NDArray[np.int_]
    family: str
    scales: Mapping[str, str]
    given: Mapping[str, Array] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        """A name for each reading."""
        where = "" if self.experiment == "base" else f" ({self.experiment})"
        return [f"{self.series}{where} at {time:g}" for time in self.times]

    @property
    def is_correlated(self) -> bool:
        """Whether errors are correlated in time."""
        return "ar1" in {**self.scales, **self.given}

    def own(self, scales: Scales) -> dict[str, Array]:
        """Return the family's parameters; each of shape (row or 1, member or 1)."""
        fitted = {key: np.asarray(scales[name])[None, :] for key, name in self.scales.items()}
        return {**self.given, **fitted}

    def location(self, said: Array) -> Array:
        """Return what runs say on the family's scale.

        Parameters
        ----------
        said : array, shape (row, member)

        Returns
        -------
        array, shape (row, member)
            NaN where a run says what the family has no place for.
        """
        if self.family not in ON_LOGARITHM:
            return said
        least = FLOOR if self.family in COUNTS else 0.0
        with np.errstate(invalid="ignore", divide="ignore"):
            kept = np.where(said >= 0.0, np.maximum(said, least), np.nan)
            return np.log(np.where(kept > 0.0, kept, np.nan))

    def by_said(self, said: Array) -> Array:
        """Return the derivative of :meth:`location` by what runs say, 0 where there is none."""
        if self.family not in ON_LOGARITHM:
            return np.ones_like(said)
        least = FLOOR if self.family in COUNTS else 0.0
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(said > least, 1.0 / said, 0.0)

    @property
    def observed(self) -> Array:
        """The readings on the family's scale; a count of 0 stands at a half."""
        if self.family not in ON_LOGARITHM:
            return self.read
        return np.log(np.maximum(self.read, 0.5) if self.family in COUNTS else self.read)

    def variance(self, scales: Scales, members: int) -> Array:
        """Return the variance of the nearest normal errors on the family's scale.

        Parameters
        ----------
        scales : mapping of name to array, shape (member,)
        members : int

        Returns
        -------
        array, shape (row, member)
        """
        own, shape = self.own(scales), (len(self.read), members)
        if self.family in COUNTS:
            spread = 1.0 / np.maximum(self.read, 0.5)[:, None]
            more = 1.0 / own["dispersion"] if "dispersion" in own else 0.0
            return np.array(np.broadcast_to(spread + more, shape))
        return np.array(np.broadcast_to(own["sd"] ** 2, shape))

    def density(self, location: Array, scales: Scales, *, slopes: bool = True) -> BlockSlopes:
        """Return the log density of each reading and its derivatives.

        Of correlated errors it is the density given the readings before, so that the sum is that
        of all.

        Parameters
        ----------
        location : array, shape (row, member)
            What runs say on the family's scale.
        scales : mapping of name to array, shape (member,)
        slopes : bool
            Whether derivatives are wanted.

        Returns
        -------
        BlockSlopes
        """
        known = np.isfinite(location).all(axis=0)
        whole = bool(known.all())
        at = location if whole else np.where(known, location, self.observed[:, None])
        own = self.own(scales)
        law = self._correlated if self.is_correlated else self._independent
        found = law(at, own, slopes=slopes)
        if not slopes:
            value = found.value if whole else np.where(known, found.value, -np.inf)
            return BlockSlopes(value, NOTHING, {})
        by_scale = {
            name: np.where(known, np.broadcast_to(found.by_own[key], at.shape).sum(axis=0), 0.0)
            for key, name in self.scales.items()
        }
        value = np.where(known, found.value, -np.inf)
        return BlockSlopes(value, np.where(known, found.by_location, 0.0), by_scale)

    def _independent(self, at: Array, own: Mapping[str, Array], *, slopes: bool) -> Slopes:
        read = self.read[:, None]
        if not self.side.any():
            return FAMILIES[self.family](read, at, **own, slopes=slopes)
        value, slope = np.empty_like(at), np.empty_like(at)
        by_own = {key: np.empty_like(at) for key in own}
        for side in np.unique(self.side):
            rows = self.side == side
            chosen = {k: v[rows] if len(v) > 1 else v for k, v in own.items()}
            if side:
                found = TAILS[self.family](read[rows], at[rows], **chosen, sign=float(side))
            else:
                found = FAMILIES[self.family](read[rows], at[rows], **chosen)
            value[rows], slope[rows] = found.value, found.by_location
            for key, own_slope in found.by_own.items():
                by_own[key][rows] = own_slope
        return Slopes(value, slope, by_own)

    def _correlated(self, at: Array, own: Mapping[str, Array], *, slopes: bool) -> Slopes:
        sd = own["sd"]
        residual = (self.observed[:, None] - at) / sd
        correlation = np.broadcast_to(own["ar1"], (1, at.shape[1]))[0]
        found = autoregressive(residual, np.diff(self.times), correlation, slopes=slopes)
        logs = self.observed[:, None] if self.family in ON_LOGARITHM else 0.0
        value = found.value - (np.log(sd) + logs)
        if not slopes:
            return Slopes(value, NOTHING, {})
        by_sd = -(found.by_residual * residual + 1.0) / sd
        by_ar1 = np.zeros_like(at)
        by_ar1[0] = found.by_correlation
        return Slopes(value, -found.by_residual / sd, {"sd": by_sd, "ar1": by_ar1})
