"""Readings drawn anew: what a series would have shown, run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.noise import COUNTS
from gaoxin.inference.series.blocks import SeriesBlock
from gaoxin.inference.series.posterior import SeriesPosterior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@np.errstate(all="ignore")
def redraw_readings(
    block: SeriesBlock, said: Array, scales: Mapping[str, Array], rng: np.random.Generator
) -> Array:
    """Return readings of a series drawn anew, in the model's unit.

    Parameters
    ----------
    block : SeriesBlock
    said : array, shape (row, member)
        What runs say.
    scales : mapping of name to array, shape (member,)
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (row, member)
        NaN where a run says what the family has no place for.
    """
    own = block.own(scales)
    location = block.location(said)
    known = np.isfinite(location)
    at = np.where(known, location, 0.0)
    if block.family in COUNTS:
        mean = np.minimum(np.exp(at), 1e15)
        if block.family == "negative binomial":
            size = np.broadcast_to(own["dispersion"], mean.shape)
            mean = np.minimum(rng.gamma(size, mean / size), 1e15)
        return np.where(known, rng.poisson(mean), np.nan)
    drawn = at + own["sd"] * _errors(block, own, at.shape, rng)
    return np.where(known, np.exp(drawn) if block.family == "lognormal" else drawn, np.nan)


def _errors(
    block: SeriesBlock,
    own: Mapping[str, Array],
    shape: tuple[int, ...],
    rng: np.random.Generator,
) -> Array:
    """Return errors of standard deviation 1, shape (row, member)."""
    if block.family == "student":
        df = np.broadcast_to(own["df"], shape)
        return np.asarray(rng.standard_t(df) * np.sqrt((df - 2.0) / df))
    errors = rng.standard_normal(shape)
    if block.is_correlated:
        kept = own["ar1"] ** np.diff(block.times)[:, None]
        for row in range(1, shape[0]):
            new = np.sqrt(1.0 - kept[row - 1] ** 2)
            errors[row] = kept[row - 1] * errors[row - 1] + new * errors[row]
    return errors


def predicted(
    posterior: SeriesPosterior, at: Array, rng: np.random.Generator
) -> tuple[list[Array], list[Array]]:
    """Return what runs say, and readings drawn anew, by block.

    Parameters
    ----------
    posterior : SeriesPosterior
        Whose readings; those of another period than was fitted, to look ahead.
    at : array, shape (member, parameter)
    rng : numpy.random.Generator

    Returns
    -------
    said, drawn : list of array, shape (row, member)
        In the model's units.
    """
    said, scales = posterior.said(at), posterior.noise_of(at)
    pairs = zip(posterior.blocks, said, strict=True)
    return said, [redraw_readings(block, own, scales, rng) for block, own in pairs]


def by_variable(blocks: Sequence[SeriesBlock]) -> list[str]:
    """Return a name for each block: its series, and its experiment where that is not the base."""
    return [b.series if b.experiment == "base" else f"{b.series}, {b.experiment}" for b in blocks]
